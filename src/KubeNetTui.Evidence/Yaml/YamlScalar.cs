using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace KubeNetTui.Evidence;

/// <summary>Writes one text so that any YAML reader (1.1 as kubectl's, or 1.2) reads the same text, and not a number or a boolean.</summary>
internal static partial class YamlScalar
{
    private static readonly SearchValues<char> Disputed = SearchValues.Create("#?[]{}");

    /// <summary>A text in one line: plain where that is safe, else in quotes.</summary>
    public static string Inline(string text)
    {
        if (text.Length == 0)
        {
            return "\"\"";
        }

        foreach (char c in text)
        {
            if (NeedsEscape(c))
            {
                return Escaped(text);
            }
        }

        return ReadsAsOther(text) ? Escaped(text) : IsPlain(text) ? text : "'" + text.Replace("'", "''") + "'";
    }

    /// <summary>Whether a text of several lines can stand as a literal block (<c>|</c>) with nothing lost.</summary>
    public static bool FitsBlock(string text)
    {
        // A block's indentation is taken from its first line, so that one must not be empty or begin with a blank.
        if (!text.Contains('\n') || text[0] is ' ' or '\t' or '\n')
        {
            return false;
        }

        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (!line.IsEmpty && line.IsWhiteSpace())
            {
                return false;
            }
        }

        foreach (char c in text)
        {
            if (c is not ('\n' or '\t') && NeedsEscape(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary><c>|</c>, <c>|-</c> or <c>|+</c>: how many line ends the text has at its end.</summary>
    public static string BlockHeader(string text) =>
        !text.EndsWith('\n') ? "|-" : text.EndsWith("\n\n", StringComparison.Ordinal) ? "|+" : "|";

    // Control characters (C0, DEL, C1), Unicode's own line ends, and what YAML calls not printable.
    private static bool NeedsEscape(char c) =>
        c < ' ' || c is >= '\u007f' and <= '\u009f' or '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff';

    private static bool IsPlain(string text)
    {
        char first = text[0];
        if (first is '-' ? text.Length < 2 || !char.IsAsciiLetter(text.TrimStart('-').FirstOrDefault())
            : ",[]{}#&*!|>'\"%@`?:= ~<".Contains(first))
        {
            return false;
        }

        // At the beginning of a line "..." ends the document.
        return text[^1] is not (' ' or ':') && !text.StartsWith("...", StringComparison.Ordinal)
            && !text.Contains(": ", StringComparison.Ordinal)
            // Allowed inside of a plain text, but not every reader agrees on where.
            && text.AsSpan().IndexOfAny(Disputed) < 0
            // Blanks other than the ASCII ones confuse some readers at the ends of a plain text.
            && !char.IsWhiteSpace(first) && !char.IsWhiteSpace(text[^1]);
    }

    private static bool ReadsAsOther(string text) =>
        text.ToLowerInvariant() is "null" or "~" or "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n"
            or ".nan" or ".inf" or "-.inf" or "+.inf"
        || ((char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.') && (Number().IsMatch(text) || Date().IsMatch(text)));

    private static string Escaped(string text)
    {
        StringBuilder escaped = new(text.Length + 8);
        escaped.Append('"');
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\n' => escaped.Append("\\n"),
                '\t' => escaped.Append("\\t"),
                '\r' => escaped.Append("\\r"),
                _ when NeedsEscape(c) => escaped.Append("\\u").Append(((int)c).ToString("x4")),
                _ => escaped.Append(c),
            };
        }

        return escaped.Append('"').ToString();
    }

    // Decimal, octal, hexadecimal, binary, floating, and YAML 1.1's base 60 ("22:30").
    [GeneratedRegex(
        @"^[-+]?(0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(\.[0-9][0-9_]*|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?"
        + @"|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}
