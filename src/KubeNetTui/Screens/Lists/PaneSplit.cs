using KubeNetTui.Terminal;

namespace KubeNetTui.Screens;

/// <summary>How a list and the pane of its selection share the screen.</summary>
internal static class PaneSplit
{
    /// <summary>Side by side where that leaves both readable, else one below the other; where there is no room for two, the one with the keys.</summary>
    public static (Rect List, Rect Pane) Arrange(Rect area, bool hasPane, bool paneFocused)
    {
        if (!hasPane)
        {
            return (area, default);
        }

        if (area.Width >= 140)
        {
            var left = area.Width * 11 / 20;
            return (area.Columns(0, left), area.Columns(left, area.Width - left));
        }

        if (area.Height >= 14)
        {
            var top = Math.Max(6, area.Height * 2 / 5);
            return (area.Rows(0, top), area.Rows(top, area.Height - top));
        }

        return paneFocused ? (default, area) : (area, default);
    }
}
