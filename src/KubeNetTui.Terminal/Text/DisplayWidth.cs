using System.Globalization;
using System.Text;

namespace KubeNetTui.Terminal;

/// <summary>
/// Columns that text takes on a terminal. Text is cut into grapheme clusters by the runtime (UAX #29); columns of a code point come from
/// <see cref="WidthTable"/>.
/// </summary>
public static class DisplayWidth
{
    private const int VariationSelector16 = 0xFE0F;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>Columns that <see cref="Buffer.Write"/> takes for the text: marks drawn for control characters count.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        var columns = 0;
        while (!text.IsEmpty)
        {
            columns += NextCluster(text, out var length, out _);
            text = text[length..];
        }

        return columns;
    }

    /// <summary>0, 1 or 2 for one code point on its own.</summary>
    public static int Of(Rune rune)
    {
        var code = rune.Value;
        return code < 0x300 ? 1 : Contains(WidthTable.None, code) ? 0 : code >= 0x1100 && Contains(WidthTable.Two, code) ? 2 : 1;
    }

    /// <summary>The longest beginning of the text, in chars, that takes no more than so many columns. Clusters stay whole.</summary>
    public static int Fit(ReadOnlySpan<char> text, int columns) => Fit(text, columns, out _);

    /// <param name="text">The text.</param>
    /// <param name="columns">The most columns it may take.</param>
    /// <param name="used">Columns that it does take: one fewer where a wide character would have been cut.</param>
    public static int Fit(ReadOnlySpan<char> text, int columns, out int used)
    {
        var position = 0;
        used = 0;
        while (position < text.Length)
        {
            var width = NextCluster(text[position..], out var length, out _);
            if (used + width > columns)
            {
                break;
            }

            used += width;
            position += length;
        }

        return position;
    }

    /// <summary>
    /// Columns of the first cluster of a text that isn't empty: 1 or 2, never 0, since what has no width of its own is drawn as a mark.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="length">Its length in chars.</param>
    /// <param name="mark">What to draw in its place, where it must not reach a terminal as it is; else null.</param>
    internal static int NextCluster(ReadOnlySpan<char> text, out int length, out Rune? mark)
    {
        mark = null;
        var first = text[0];
        if (first is >= ' ' and <= '~' && (text.Length == 1 || text[1] < 0x300))
        {
            length = 1;
            return 1;
        }

        length = StringInfo.GetNextTextElementLength(text);
        if (SafeText.MarkOf(text, out var marked) is { } control)
        {
            // A carriage return and a line feed are one cluster; they get a mark each.
            length = marked;
            mark = control;
            return 1;
        }

        length = SafeText.HarmlessLength(text[..length]);
        var columns = OfCluster(text[..length]);
        if (columns == 0)
        {
            mark = SafeText.Lonely;
            return 1;
        }

        return columns;
    }

    private static int OfCluster(ReadOnlySpan<char> cluster)
    {
        var sum = 0;
        var emoji = false;
        foreach (var rune in cluster.EnumerateRunes())
        {
            emoji |= rune.Value is VariationSelector16 or ZeroWidthJoiner && sum > 0;
            sum += Of(rune);
        }

        // Regional indicators count one each, so that a flag comes to two. Conjuncts of Indic scripts are never wider than two here.
        return emoji && !cluster.IsEmpty && IsPictographicBase(cluster) ? 2 : Math.Min(sum, 2);
    }

    // Only what can be an emoji grows with a variation selector or a joiner: Indic scripts use the joiner too.
    private static bool IsPictographicBase(ReadOnlySpan<char> cluster)
    {
        Rune.DecodeFromUtf16(cluster, out var first, out _);
        return first.Value is '#' or '*' or (>= '0' and <= '9') or 0xA9 or 0xAE or (>= 0x2000 and < 0x3300) or >= 0x1F000;
    }

    private static bool Contains(ReadOnlySpan<int> pairs, int code)
    {
        int low = 0, high = (pairs.Length / 2) - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (code < pairs[2 * middle])
            {
                high = middle - 1;
            }
            else if (code > pairs[(2 * middle) + 1])
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }
}
