using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>Where lines break. Pure, so that a screen and a test agree.</summary>
internal static class LineWrap
{
    /// <summary>
    /// The parts of a text as ranges of chars, each fitting its width: at a blank where one is in the second half of the part, else in the
    /// middle of a word. At least one part, also for an empty text.
    /// </summary>
    /// <param name="width">Columns of the first part; at least 1 is taken.</param>
    /// <param name="indent">Columns by which the others are moved in; ignored where it would leave fewer than 8.</param>
    public static List<(int Start, int Length)> Parts(string text, int width, int indent)
    {
        width = Math.Max(1, width);
        var rest = Math.Max(1, width - UsedIndent(width, indent));
        List<(int, int)> parts = [];
        var start = 0;
        do
        {
            var columns = parts.Count == 0 ? width : rest;
            var length = DisplayWidth.Fit(text.AsSpan(start), columns);
            if (length == 0 && start < text.Length)
            {
                length = char.IsHighSurrogate(text[start]) && start + 1 < text.Length ? 2 : 1; // a wide character in one column
            }

            if (start + length < text.Length)
            {
                var blank = text.LastIndexOf(' ', start + length, length);
                if (blank > start + (length / 2))
                {
                    parts.Add((start, blank - start));
                    start = blank + 1;
                    continue;
                }
            }

            parts.Add((start, length));
            start += length;
        }
        while (start < text.Length);
        return parts;
    }

    public static int UsedIndent(int width, int indent) => width - indent >= 8 ? indent : 0;
}
