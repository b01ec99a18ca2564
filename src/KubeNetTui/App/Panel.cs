using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>
/// The frame around a screen or a pane. Where there is room it is a box; where there is little, a rule above, so that no column and
/// only one row is lost; where there is none, nothing.
/// </summary>
internal static class Panel
{
    /// <returns>What is left inside.</returns>
    public static Rect Draw(Buffer buffer, Rect area, Theme theme, string title, string detail = "", bool focused = true)
    {
        if (!HasFrame(area))
        {
            return area;
        }

        var boxed = IsBoxed(area);
        var border = focused ? theme.BorderFocused : theme.Border;
        var top = area.Row(0);
        buffer.Write(top.X, top.Y, (boxed ? "╭" : "─") + new string('─', top.Width - 2) + (boxed ? "╮" : "─"), border);
        var x = top.X + 2;
        if (title.Length > 0)
        {
            x += buffer.Write(x, top.Y, $" {title} ", focused ? theme.Title : theme.Dim, top.Right - x - 2);
        }

        if (detail.Length > 0)
        {
            buffer.Write(x, top.Y, $"{detail} ", theme.Dim, top.Right - x - 2);
        }

        if (!boxed)
        {
            return Inside(area);
        }

        for (var y = area.Y + 1; y < area.Bottom - 1; y++)
        {
            buffer.Write(area.X, y, "│", border);
            buffer.Write(area.Right - 1, y, "│", border);
        }

        buffer.Write(area.X, area.Bottom - 1, "╰" + new string('─', area.Width - 2) + "╯", border);
        return Inside(area);
    }

    /// <summary>What <see cref="Draw"/> leaves inside.</summary>
    public static Rect Inside(Rect area) => !HasFrame(area) ? area : IsBoxed(area) ? area.Inset(1, 1) : area.Rows(1, area.Height - 1);

    private static bool HasFrame(Rect area) => area is { Height: >= 4, Width: >= 10 };

    private static bool IsBoxed(Rect area) => area is { Width: >= 84, Height: >= 16 };
}
