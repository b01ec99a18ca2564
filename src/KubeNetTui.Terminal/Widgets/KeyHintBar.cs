namespace KubeNetTui.Terminal;

/// <summary>A key and what it does now.</summary>
/// <param name="Key">As a person reads it: <c>ctrl-r</c>, <c>v</c>.</param>
/// <param name="Label">One or two words.</param>
/// <param name="Importance">Where not all fit, those of the lowest importance are left out; of the same, the last.</param>
public readonly record struct KeyHint(string Key, string Label, int Importance = 0);

/// <summary>Keys that work here, in their order, on as many rows as there are.</summary>
public sealed record KeyHintBar
{
    private const int Gap = 2;

    public IReadOnlyList<KeyHint> Hints { get; init; } = [];

    public Style Style { get; init; }

    public Style Key { get; init; } = Style.Plain.Bold();

    public Style Label { get; init; }

    public void Render(Rect area, Buffer buffer) => Render(area, buffer, null);

    /// <param name="area">Where to draw.</param>
    /// <param name="buffer">Into what.</param>
    /// <param name="drawn">Told where each hint was drawn, for the mouse.</param>
    public void Render(Rect area, Buffer buffer, Action<KeyHint, Rect>? drawn)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        area = area.Intersect(buffer.Area);
        buffer.SetStyle(area, Style);
        var hints = Hints.ToList();
        while (hints.Count > 0 && !Fits(hints, area))
        {
            hints.RemoveAt(LeastImportant(hints));
        }

        var (x, y) = (area.X, area.Y);
        foreach (var hint in hints)
        {
            if (x > area.X && x + WidthOf(hint) > area.Right)
            {
                (x, y) = (area.X, y + 1);
            }

            drawn?.Invoke(hint, new Rect(x, y, WidthOf(hint), 1));
            x += buffer.Write(x, y, hint.Key, Key, area.Right - x);
            x += buffer.Write(x, y, " ", default, area.Right - x);
            x += buffer.Write(x, y, hint.Label, Label, area.Right - x) + Gap;
        }
    }

    private static int WidthOf(KeyHint hint) => DisplayWidth.Of(hint.Key) + 1 + DisplayWidth.Of(hint.Label);

    private static bool Fits(List<KeyHint> hints, Rect area)
    {
        int x = 0, rows = 1;
        foreach (var hint in hints)
        {
            var width = WidthOf(hint);
            if (width > area.Width)
            {
                return false;
            }

            if (x > 0 && x + width > area.Width)
            {
                (x, rows) = (0, rows + 1);
            }

            x += width + Gap;
        }

        return rows <= area.Height;
    }

    private static int LeastImportant(List<KeyHint> hints)
    {
        var least = hints.Count - 1;
        for (var i = hints.Count - 2; i >= 0; i--)
        {
            if (hints[i].Importance < hints[least].Importance)
            {
                least = i;
            }
        }

        return least;
    }
}
