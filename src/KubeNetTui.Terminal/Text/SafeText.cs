using System.Buffers;
using System.Text;

namespace KubeNetTui.Terminal;

/// <summary>
/// Text from a cluster may hold anything, also what a terminal obeys: escape sequences, and marks of direction that make a name read as
/// another ("Trojan Source"). Such characters are shown, not sent.
/// </summary>
public static class SafeText
{
    /// <summary>Drawn for a cluster that has no width of its own: a combining mark without a letter, a zero-width space.</summary>
    internal static readonly Rune Lonely = new('\u25CC');

    private const int BlackFlag = 0x1F3F4;

    private static readonly SearchValues<char> Suspects = SearchValues.Create(MakeSuspects());

    /// <summary>
    /// The text with a visible mark for each control character (C0, DEL, C1), mark of direction and lone surrogate: ESC becomes ␛.
    /// For output other than through a <see cref="Buffer"/>, which does the same by itself.
    /// </summary>
    /// <param name="text">The text, from wherever.</param>
    /// <param name="keepLines">Keep line feeds and tabs as they are.</param>
    public static string Clean(string text, bool keepLines = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var first = text.AsSpan().IndexOfAny(Suspects);
        if (first < 0)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length + 8).Append(text, 0, first);
        for (var i = first; i < text.Length;)
        {
            var keep = keepLines && text[i] is '\n' or '\t' && keepLines;
            if (!keep && MarkOf(text.AsSpan(i), out var length) is { } mark)
            {
                clean.Append(mark.ToString());
                i += length;
                continue;
            }

            clean.Append(text[i++]);
            if (char.IsHighSurrogate(text[i - 1]))
            {
                clean.Append(text[i++]); // MarkOf has seen that the pair is whole
            }
        }

        return clean.ToString();
    }

    /// <summary>The mark for the first code point of the text, or null where it is harmless.</summary>
    internal static Rune? MarkOf(ReadOnlySpan<char> text, out int length)
    {
        length = 1;
        var c = text[0];
        if (c < ' ')
        {
            return new Rune(0x2400 + c);
        }

        if (c < 0x7F)
        {
            return null;
        }

        if (char.IsSurrogate(c))
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out length) != OperationStatus.Done)
            {
                length = 1;
                return Rune.ReplacementChar;
            }

            return IsTag(rune) ? Rune.ReplacementChar : null;
        }

        return c switch
        {
            '\u007F' => new Rune('\u2421'),
            <= '\u009F' => new Rune('\u2426'),
            '\u2028' or '\u2029' => new Rune('\u2424'),
            _ when IsDirection(c) => new Rune('\u21C4'),
            _ => null,
        };
    }

    /// <summary>
    /// How far a cluster goes before something in it that needs a mark. A few characters (GB9b, "Prepend") join with whatever follows, to
    /// the runtime also with half a surrogate pair.
    /// </summary>
    internal static int HarmlessLength(ReadOnlySpan<char> cluster)
    {
        Rune.DecodeFromUtf16(cluster, out var first, out var at);
        while (at < cluster.Length)
        {
            if (Rune.DecodeFromUtf16(cluster[at..], out var rune, out var length) != OperationStatus.Done
                || Rune.IsControl(rune) || (rune.IsBmp && IsDirection((char)rune.Value)) || (IsTag(rune) && first.Value != BlackFlag))
            {
                return at;
            }

            at += length;
        }

        return at;
    }

    /// <summary>ASCII that nobody sees; only flags of regions are made of it.</summary>
    private static bool IsTag(Rune rune) => rune.Value is >= 0xE0000 and <= 0xE007F;

    private static bool IsDirection(char c) =>
        c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static char[] MakeSuspects()
    {
        var suspects = new List<char>();
        for (int c = 0; c <= char.MaxValue; c++)
        {
            if (c < ' ' || c is (>= 0x7F and <= 0x9F) or 0x2028 or 0x2029 || IsDirection((char)c) || char.IsSurrogate((char)c))
            {
                suspects.Add((char)c);
            }
        }

        return [.. suspects];
    }
}
