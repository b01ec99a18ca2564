namespace KubeNetTui.Terminal;

/// <summary>
/// Two panes with a line between them. Where there is no room for what both need at least, the second one is left out (its rectangle is
/// empty).
/// </summary>
public sealed record Split
{
    /// <summary>Side by side with an upright line; else one above the other.</summary>
    public bool SideBySide { get; init; } = true;

    /// <summary>The first pane's share, 0 to 1.</summary>
    public double Ratio { get; init; } = 0.5;

    public int MinFirst { get; init; } = 1;

    public int MinSecond { get; init; } = 1;

    public Style Line { get; init; }

    public (Rect First, Rect Second) Arrange(Rect area)
    {
        var length = SideBySide ? area.Width : area.Height;
        if (length < Math.Max(1, MinFirst) + Math.Max(1, MinSecond) + 1)
        {
            return (area, default);
        }

        var wished = double.IsFinite(Ratio) ? (int)Math.Round((length - 1) * Math.Clamp(Ratio, 0, 1)) : length / 2;
        var first = Math.Clamp(wished, Math.Max(1, MinFirst), length - 1 - Math.Max(1, MinSecond));
        return SideBySide
            ? (area.Columns(0, first), area.Columns(first + 1, length))
            : (area.Rows(0, first), area.Rows(first + 1, length));
    }

    /// <summary>Draws the line, and gives the panes to draw into.</summary>
    public (Rect First, Rect Second) Render(Rect area, Buffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        var (first, second) = Arrange(area);
        if (!second.IsEmpty)
        {
            var line = SideBySide ? area.Columns(first.Width, 1) : area.Rows(first.Height, 1);
            buffer.Fill(line, new System.Text.Rune(SideBySide ? '│' : '─'), Line);
        }

        return (first, second);
    }
}
