namespace KubeNetTui.Terminal;

/// <summary>Titles in a row, one of them selected; where they don't all fit, those around the selected one.</summary>
public sealed record Tabs
{
    public required IReadOnlyList<string> Titles { get; init; }

    public int Selected { get; init; }

    public Style Style { get; init; }

    public Style SelectedStyle { get; init; } = Style.Plain.Reverse();

    public void Render(Rect area, Buffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        area = area.Intersect(buffer.Area).Row(0);
        buffer.SetStyle(area, Style);
        if (area.IsEmpty || Titles.Count == 0)
        {
            return;
        }

        var selected = Math.Clamp(Selected, 0, Titles.Count - 1);
        var first = selected;
        for (var used = WidthOf(first); first > 0 && used + WidthOf(first - 1) <= area.Width; first--)
        {
            used += WidthOf(first - 1);
        }

        for (int i = first, x = area.X; i < Titles.Count && x < area.Right; i++)
        {
            x += buffer.WriteFit(x, area.Y, $" {Titles[i]} ", i == selected ? SelectedStyle : default, area.Right - x);
            if (i < Titles.Count - 1)
            {
                x += buffer.Write(x, area.Y, "│", default, area.Right - x);
            }
        }
    }

    private int WidthOf(int tab) => DisplayWidth.Of(Titles[tab]) + 3;
}
