using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>What a click does in the places around the screen, as the last frame drew them.</summary>
internal sealed class ClickMap
{
    private readonly List<(Rect Area, Action Run)> _places = [];

    public void Clear() => _places.Clear();

    public void Add(Rect area, Action run) => _places.Add((area, run));

    /// <returns>False where nothing is there to click.</returns>
    public bool Click(int x, int y)
    {
        foreach (var (area, run) in _places)
        {
            if (area.Contains(x, y))
            {
                run();
                return true;
            }
        }

        return false;
    }
}
