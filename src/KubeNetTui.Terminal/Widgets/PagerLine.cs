using System.Text;

namespace KubeNetTui.Terminal;

/// <summary>A line ready to be drawn: tabs are spaces, and each piece of style is a range of the text.</summary>
internal sealed class PagerLine
{
    private const int TabWidth = 8;
    private readonly List<(int End, Style Style)> _runs = [];

    public PagerLine(IReadOnlyList<Segment> segments)
    {
        if (segments.Count == 1 && !segments[0].Text.Contains('\t', StringComparison.Ordinal))
        {
            Text = segments[0].Text;
            _runs.Add((Text.Length, segments[0].Style));
            return;
        }

        var text = new StringBuilder();
        var column = 0;
        foreach (var segment in segments)
        {
            foreach (var part in segment.Text.AsSpan().Split('\t'))
            {
                if (part.Start.Value > 0)
                {
                    var spaces = TabWidth - (column % TabWidth);
                    text.Append(' ', spaces);
                    column += spaces;
                }

                text.Append(segment.Text[part]);
                column += DisplayWidth.Of(segment.Text.AsSpan(part));
            }

            _runs.Add((text.Length, segment.Style));
        }

        Text = text.ToString();
    }

    public string Text { get; }

    /// <summary>The piece of the text that begins <paramref name="start"/> and takes the columns of one row.</summary>
    public int RowEnd(int start, int columns)
    {
        var fit = DisplayWidth.Fit(Text.AsSpan(start), columns);
        return fit == 0 && start < Text.Length
            ? start + Math.Max(1, System.Globalization.StringInfo.GetNextTextElementLength(Text.AsSpan(start))) // wider than the row
            : start + fit;
    }

    /// <summary>Rows that the text takes when it is wrapped; an empty line takes one.</summary>
    public int RowsAt(int columns)
    {
        if (columns <= 0)
        {
            return 1;
        }

        var rows = 0;
        var at = 0;
        do
        {
            at = RowEnd(at, columns);
            rows++;
        }
        while (at < Text.Length);
        return rows;
    }

    public void Write(Buffer buffer, int x, int y, int start, int end, int maxWidth)
    {
        var used = 0;
        var from = start;
        foreach (var (runEnd, style) in _runs)
        {
            var to = Math.Min(runEnd, end);
            if (to > from)
            {
                used += buffer.Write(x + used, y, Text.AsSpan(from, to - from), style, maxWidth - used);
                from = to;
            }
        }
    }
}
