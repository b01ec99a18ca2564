using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>
/// Draws one row of a text: its runs, and the matches of a search in it. Measures no further than is seen: a line may have a million
/// characters, and thousands of matches.
/// </summary>
internal static class TextPainter
{
    /// <param name="left">Columns scrolled to the right.</param>
    public static void Draw(TextLine line, VisualRow row, Rect place, int left, TextSearch search, Buffer buffer, Theme theme)
    {
        DrawRuns(line, row, place, left, buffer, theme);
        var (column, at) = (place.X + row.Indent - left, row.Start);
        foreach (var (start, length, current) in search.On(row.Line))
        {
            var from = Math.Max(start, row.Start);
            var to = Math.Min(start + length, row.Start + row.Length);
            if (from >= to || column >= place.Right)
            {
                continue;
            }

            column += DisplayWidth.Of(Within(line.Text.AsSpan(at, from - at), place.Right - column));
            var width = DisplayWidth.Of(Within(line.Text.AsSpan(from, to - from), place.Right - column));
            buffer.SetStyle(new Rect(column, place.Y, width, 1).Intersect(place), current ? theme.Match.Bold().Underline() : theme.Match);
            (column, at) = (column + width, to);
        }
    }

    private static void DrawRuns(TextLine line, VisualRow row, Rect place, int left, Buffer buffer, Theme theme)
    {
        var x = place.X + row.Indent - left;
        var position = 0;
        foreach (var run in line.Runs)
        {
            var from = Math.Max(row.Start, position);
            var to = Math.Min(row.Start + row.Length, position + run.Text.Length);
            if (from < to && x < place.Right)
            {
                var style = theme.StyleOf(run.Tone).Merge(run.Over);
                style = line.Deciding ? style.Merge(theme.Deciding) : style;
                x += Clipped(buffer, place, x, Within(run.Text.AsSpan(from - position, to - from), place.Right - x), style);
            }

            position += run.Text.Length;
        }
    }

    // A column takes a few characters at most.
    private static ReadOnlySpan<char> Within(ReadOnlySpan<char> text, int columns) => text[..Math.Min(text.Length, Math.Max(0, columns) * 16)];

    // Text scrolled to the left must not be drawn over what lies left of the view.
    private static int Clipped(Buffer buffer, Rect place, int x, ReadOnlySpan<char> text, Style style)
    {
        var whole = DisplayWidth.Of(text);
        var hidden = place.X - x;
        if (hidden > 0)
        {
            if (hidden >= whole)
            {
                return whole;
            }

            var cut = DisplayWidth.Fit(text, hidden, out var used);
            buffer.Write(x + used, place.Y, text[cut..], style, place.Right - x - used);
            return whole;
        }

        buffer.Write(x, place.Y, text, style, place.Right - x);
        return whole;
    }
}
