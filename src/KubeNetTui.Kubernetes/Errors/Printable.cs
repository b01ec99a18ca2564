using System.Globalization;
using System.Text;

namespace KubeNetTui.Kubernetes;

/// <summary>Text from servers, plugins and files made fit for a message: one line, no control characters, bounded.</summary>
internal static class Printable
{
    /// <param name="max">In UTF-16 units; what is longer ends with an ellipsis.</param>
    public static string Clean(string? text, int max = 600)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }
        var clean = new StringBuilder(Math.Min(text.Length, max));
        var space = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            // Format characters turn the direction of a line or hide in it; surrogates and private use draw as anything.
            if (Rune.IsWhiteSpace(rune) || category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                space = clean.Length > 0;
                continue;
            }
            if (category is UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse)
            {
                continue;
            }
            if (clean.Length + 1 >= max)
            {
                return clean.Append('…').ToString();
            }
            if (space)
            {
                clean.Append(' ');
                space = false;
            }
            clean.Append(rune);
        }
        return clean.ToString();
    }

    public static string Clean(ReadOnlySpan<byte> utf8, int max = 600) =>
        Clean(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, (max * 4) + 4)]), max);
}
