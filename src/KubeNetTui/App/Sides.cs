using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>
/// All that is on the terminal: one cluster, or two beside each other (above each other where it is narrow), each with its own session,
/// screens, commands and status. One has the keys.
/// </summary>
internal sealed class Sides : IBeside, IAsyncDisposable
{
    /// <summary>Below this the halves would be too narrow for a table.</summary>
    private const int LeastWidth = 160;

    private readonly Func<Workspace> _make;
    private readonly List<Workspace> _sides = [];
    private Rect[] _areas = [];
    private int _focus;

    /// <param name="make">Makes a side; it is told of this by <see cref="Workspace.Beside"/>.</param>
    public Sides(Func<Workspace> make)
    {
        _make = make;
        _sides.Add(Make());
    }

    public bool IsOpen => _sides.Count > 1;

    /// <summary>The side that has the keys.</summary>
    public Workspace Focused => _sides[_focus];

    public IReadOnlyList<Workspace> All => _sides;

    /// <summary>How long the picture stays true if nothing happens; null: for ever.</summary>
    public TimeSpan? RedrawAfter => _sides.Min(s => s.Stack.Top.RedrawAfter);

    public (int X, int Y)? Render(Buffer buffer)
    {
        _areas = Arrange(buffer.Area);
        (int X, int Y)? cursor = null;
        for (var i = 0; i < _sides.Count; i++)
        {
            var at = _sides[i].Chrome.Render(buffer, _areas[i]);
            cursor = i == _focus ? at : cursor;
        }

        if (IsOpen && _areas[0].Y == _areas[1].Y)
        {
            for (var y = 0; y < buffer.Area.Height; y++)
            {
                buffer.Write(_areas[0].Right, y, "│", Focused.Theme.Border);
            }
        }

        return cursor;
    }

    public void Handle(InputEvent input)
    {
        if (input is not MouseEvent mouse || !IsOpen)
        {
            Focused.Handle(input);
            return;
        }

        var at = Array.FindIndex(_areas, a => a.Contains(mouse.X, mouse.Y));
        if (at < 0 || at >= _sides.Count)
        {
            return;
        }

        if (mouse.Action == MouseAction.Press)
        {
            _focus = at;
        }

        _sides[at].Handle(input);
    }

    public void Open(Workspace from, string context, Arrival arrival)
    {
        if (IsOpen)
        {
            var other = _sides[_sides[0] == from ? 1 : 0];
            _focus = _sides.IndexOf(other);
            other.Connect(context, arrival);
        }
        else
        {
            var side = Make();
            _sides.Add(side);
            _focus = 1;
            side.Connect(context, arrival);
        }

        Focused.Invalidate();
    }

    public void Close(Workspace side)
    {
        if (!IsOpen || !_sides.Remove(side))
        {
            return;
        }

        _focus = 0;
        _sides[0].Own(side.DisposeAsync());
        _sides[0].Invalidate();
    }

    public bool TryCloseSecond(Workspace side)
    {
        if (!IsOpen || _sides[1] != side)
        {
            return false;
        }

        Close(side);
        return true;
    }

    public void Switch()
    {
        _focus = (_focus + 1) % _sides.Count;
        Focused.Invalidate();
    }

    public bool HasFocus(Workspace side) => Focused == side;

    public async ValueTask DisposeAsync()
    {
        foreach (var side in _sides)
        {
            await side.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Workspace Make()
    {
        var side = _make();
        side.Beside = this;
        return side;
    }

    private Rect[] Arrange(Rect area)
    {
        if (!IsOpen)
        {
            return [area];
        }

        if (area.Width >= LeastWidth)
        {
            var left = area.Width / 2;
            return [area.Columns(0, left), area.Columns(left + 1, area.Width - left - 1)];
        }

        var top = area.Height / 2;
        return [area.Rows(0, top), area.Rows(top, area.Height - top)];
    }
}
