using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>The path of screens from the root to the one in sight; a click on one goes back to it. Where there is little room the end stays.</summary>
internal sealed class Crumbs(Workspace workspace)
{
    private const string Between = " › ";
    private const string CutOff = "… › ";

    public void Render(Rect area, Buffer buffer, ClickMap clicks)
    {
        var theme = workspace.Theme;
        var titles = workspace.Stack.Screens.Select(s => SafeText.Clean(s.Title)).ToList();
        var first = First(titles, area.Width);
        var x = area.X;
        if (first > 0)
        {
            x += buffer.Write(x, area.Y, CutOff, theme.Dim, area.Right - x);
        }

        for (var i = first; i < titles.Count; i++)
        {
            x += i > first ? buffer.Write(x, area.Y, Between, theme.Dim, area.Right - x) : 0;
            var isLast = i == titles.Count - 1;
            var width = buffer.WriteFit(x, area.Y, titles[i], isLast ? theme.Accent : theme.Dim, area.Right - x);
            if (!isLast)
            {
                var index = i;
                clicks.Add(new Rect(x, area.Y, width, 1), () => workspace.BackTo(index));
            }

            x += width;
        }
    }

    /// <summary>How wide the whole path is.</summary>
    public int Width => workspace.Stack.Screens.Sum(s => DisplayWidth.Of(s.Title)) + (Between.Length * (workspace.Stack.Screens.Count - 1));

    private static int First(List<string> titles, int width)
    {
        var first = titles.Count - 1;
        for (var used = DisplayWidth.Of(titles[^1]); first > 0; first--)
        {
            used += DisplayWidth.Of(titles[first - 1]) + Between.Length;
            if (used + (first > 1 ? CutOff.Length : 0) > width)
            {
                break;
            }
        }

        return first;
    }
}
