using System.Text;

namespace KubeNetTui.Terminal;

/// <summary>A border with a title. Where there is no room for both, there is no border.</summary>
public sealed record Block
{
    public IReadOnlyList<Segment> Title { get; init; } = [];

    /// <summary>At the right end of the upper border: a count, a state.</summary>
    public IReadOnlyList<Segment> TitleRight { get; init; } = [];

    public Style Border { get; init; }

    public Style TitleStyle { get; init; } = Style.Plain.Bold();

    /// <summary>Laid over everything inside.</summary>
    public Style Style { get; init; }

    /// <summary>What lies inside of the border.</summary>
    public static Rect Inner(Rect area) => area is { Width: >= 3, Height: >= 3 } ? area.Inset(1, 1) : area;

    /// <summary>Draws the border, and gives what lies inside of it.</summary>
    public Rect Render(Rect area, Buffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        area = area.Intersect(buffer.Area);
        buffer.SetStyle(area, Style);
        var inner = Inner(area);
        if (inner == area)
        {
            return inner;
        }

        var border = Style.Merge(Border);
        buffer.Fill(area.Row(0), new Rune('─'), border);
        buffer.Fill(area.Row(area.Height - 1), new Rune('─'), border);
        buffer.Fill(new Rect(area.X, inner.Y, 1, inner.Height), new Rune('│'), border);
        buffer.Fill(new Rect(inner.Right, inner.Y, 1, inner.Height), new Rune('│'), border);
        buffer.Write(area.X, area.Y, "┌", border);
        buffer.Write(inner.Right, area.Y, "┐", border);
        buffer.Write(area.X, inner.Bottom, "└", border);
        buffer.Write(inner.Right, inner.Bottom, "┘", border);
        RenderTitles(inner.X, inner.Width, area.Y, buffer);
        return inner;
    }

    private void RenderTitles(int x, int width, int y, Buffer buffer)
    {
        var used = 0;
        if (Title.Count > 0 && width > 4)
        {
            used = buffer.Write(x, y, " ", TitleStyle);
            used += Segment.Write(buffer, x + used, y, Title, TitleStyle, width - 2);
            used += buffer.Write(x + used, y, " ", TitleStyle);
        }

        var right = TitleRight.Sum(segment => segment.Width) + 2;
        if (TitleRight.Count > 0 && used + 1 + right <= width)
        {
            var start = x + width - right;
            buffer.Write(start, y, " ", TitleStyle);
            Segment.Write(buffer, start + 1, y, TitleRight, TitleStyle);
            buffer.Write(x + width - 1, y, " ", TitleStyle);
        }
    }
}
