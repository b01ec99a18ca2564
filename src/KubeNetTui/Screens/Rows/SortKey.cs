using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KubeNetTui.Screens;

/// <summary>
/// What a cell is sorted by. Numbers, parts of a whole (<c>1/3</c>), ages, quantities and addresses sort by their value, other text so
/// that <c>node-2</c> comes before <c>node-10</c>; what says that there is nothing (<c>&lt;none&gt;</c>) comes last.
/// </summary>
internal readonly record struct SortKey(SortKey.Rank Class, double Number, string Text) : IComparable<SortKey>
{
    internal enum Rank : byte
    {
        Number,
        Address,
        Text,
        Nothing,
    }

    public static SortKey OfNumber(double number) => new(Rank.Number, number, "");

    public static SortKey OfText(string text) => new(Rank.Text, 0, text);

    /// <param name="cell">As the server printed it.</param>
    /// <param name="isDuration">The column holds ages: <c>5m</c> is five minutes and not five thousandths.</param>
    public static SortKey OfCell(string cell, bool isDuration)
    {
        var text = cell.AsSpan().Trim();
        if (text.IsEmpty || text[0] == '<')
        {
            return new SortKey(Rank.Nothing, 0, "");
        }

        if (isDuration)
        {
            return Age.TryParse(text, out var age) ? OfNumber(age.TotalSeconds) : OfText(cell);
        }

        if (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+')
        {
            var word = text.IndexOf(' ') is > 0 and var space ? text[..space] : text; // restarts: "3 (5m ago)"
            if (TryNumber(word, out var number))
            {
                return OfNumber(number);
            }

            if (word.IndexOf('/') is > 0 and var slash && TryNumber(word[..slash], out var part) && TryNumber(word[(slash + 1)..], out var whole))
            {
                return OfNumber(whole == 0 ? 1 : part / whole);
            }
        }

        return TryAddress(text, out var address) ? new SortKey(Rank.Address, 0, address) : OfText(cell);
    }

    public int CompareTo(SortKey other)
    {
        if (Class != other.Class)
        {
            return Class.CompareTo(other.Class);
        }

        return Class switch
        {
            Rank.Number => Number.CompareTo(other.Number),
            Rank.Address => string.CompareOrdinal(Text, other.Text),
            _ => CompareNatural(Text, other.Text),
        };
    }

    /// <summary>By letters, case aside, with runs of digits compared as numbers.</summary>
    public static int CompareNatural(string left, string right)
    {
        int i = 0, j = 0;
        while (i < left.Length && j < right.Length)
        {
            char a = left[i], b = right[j];
            if (char.IsAsciiDigit(a) && char.IsAsciiDigit(b))
            {
                int startA = i, startB = j;
                while (startA < left.Length && left[startA] == '0')
                {
                    startA++;
                }

                while (startB < right.Length && right[startB] == '0')
                {
                    startB++;
                }

                for (i = startA; i < left.Length && char.IsAsciiDigit(left[i]);)
                {
                    i++;
                }

                for (j = startB; j < right.Length && char.IsAsciiDigit(right[j]);)
                {
                    j++;
                }

                var difference = (i - startA) - (j - startB);
                difference = difference != 0 ? difference : left.AsSpan(startA, i - startA).SequenceCompareTo(right.AsSpan(startB, j - startB));
                if (difference != 0)
                {
                    return difference;
                }

                continue;
            }

            if (a != b)
            {
                var difference = char.ToLowerInvariant(a) - char.ToLowerInvariant(b);
                if (difference != 0)
                {
                    return difference;
                }
            }

            i++;
            j++;
        }

        var rest = (left.Length - i) - (right.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(left, right); // a total order: "a" and "A", "01" and "1" differ
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out double number)
    {
        if (double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number))
        {
            return true;
        }

        var factor = 1.0;
        var unit = 0;
        foreach (var (suffix, value) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                (unit, factor) = (suffix.Length, value);
                break;
            }
        }

        if (unit == 0 || !double.TryParse(
            text[..^unit], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }

        number *= factor;
        return true;
    }

    // Quantities of the API (apimachinery, resource.Quantity); the longer suffixes first.
    private static readonly (string Suffix, double Value)[] Units =
    [
        ("Ki", 1024.0), ("Mi", 1048576.0), ("Gi", 1073741824.0), ("Ti", 1099511627776.0), ("Pi", 1125899906842624.0),
        ("m", 1e-3), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15), ("%", 1),
    ];

    private static bool TryAddress(ReadOnlySpan<char> text, out string sortable)
    {
        sortable = "";
        var comma = text.IndexOf(',');
        var first = comma > 0 ? text[..comma] : text; // several EXTERNAL-IPs
        if (first.IndexOfAny('.', ':') < 0 || !(char.IsAsciiHexDigit(first[0]) || first[0] == ':') || !IPAddress.TryParse(first, out var address))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        sortable = (address.AddressFamily == AddressFamily.InterNetwork ? "4" : "6") + Convert.ToHexString(bytes[..length]);
        return true;
    }
}
