namespace KubeNetTui.Terminal;

/// <summary>One row: pieces from the left, and pieces that end at the right edge. What is at the left is kept longest.</summary>
public sealed record StatusLine
{
    public IReadOnlyList<Segment> Left { get; init; } = [];

    public IReadOnlyList<Segment> Right { get; init; } = [];

    public Style Style { get; init; }

    public void Render(Rect area, Buffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        area = area.Intersect(buffer.Area).Row(0);
        if (area.IsEmpty)
        {
            return;
        }

        buffer.SetStyle(area, Style);
        var x = area.X;
        foreach (var segment in Left)
        {
            x += buffer.WriteFit(x, area.Y, segment.Text, segment.Style, area.Right - x);
        }

        // Pieces at the right go one by one, the first of them first, until the others fit behind one blank column.
        var width = Right.Sum(segment => segment.Width);
        var first = 0;
        while (first < Right.Count && x + (x > area.X ? 1 : 0) + width > area.Right)
        {
            width -= Right[first++].Width;
        }

        Segment.Write(buffer, area.Right - width, area.Y, [.. Right.Skip(first)]);
    }
}
