namespace KubeNetTui.App;

/// <summary>The screens from the root to the one in sight, and the commands that made roots, for <c>[</c> and <c>]</c>.</summary>
internal sealed class ScreenStack(IWorkspace workspace)
{
    private const int MostPlaces = 100;
    private readonly List<IScreen> _screens = [];
    private readonly List<string> _places = [];
    private int _place = -1;
    private string? _last;

    public IReadOnlyList<IScreen> Screens => _screens;

    public IScreen Top => _screens[^1];

    /// <summary>The command that made the root; null where none did.</summary>
    public string? Place => _place >= 0 ? _places[_place] : null;

    /// <summary>The command that made the root before this one; null where none did.</summary>
    public string? LastPlace => _last == Place ? null : _last;

    public bool IsEmpty => _screens.Count == 0;

    /// <summary>Makes a screen the only one; those there were end.</summary>
    public void Replace(IScreen root)
    {
        for (var i = _screens.Count - 1; i >= 0; i--)
        {
            workspace.Own(_screens[i].DisposeAsync());
        }

        _screens.Clear();
        _screens.Add(root);
        root.Enter();
    }

    public void Push(IScreen screen)
    {
        if (!IsEmpty)
        {
            Top.Leave();
        }

        _screens.Add(screen);
        screen.Enter();
    }

    /// <returns>False on the last one, which stays.</returns>
    public bool Pop()
    {
        if (_screens.Count < 2)
        {
            return false;
        }

        var gone = _screens[^1];
        _screens.RemoveAt(_screens.Count - 1);
        gone.Leave();
        workspace.Own(gone.DisposeAsync());
        Top.Enter();
        return true;
    }

    /// <summary>Remembers a command that made a root; what lay ahead is forgotten, as in a browser.</summary>
    public void Visit(string command)
    {
        if (_place >= 0 && _places[_place] == command)
        {
            return;
        }

        _last = Place;
        _places.RemoveRange(_place + 1, _places.Count - _place - 1);
        _places.Add(command);
        if (_places.Count > MostPlaces)
        {
            _places.RemoveAt(0);
        }

        _place = _places.Count - 1;
    }

    /// <returns>The command before (-1) or after (1) the one at hand; null where there is none.</returns>
    public string? Step(int step)
    {
        var to = _place + step;
        if (to < 0 || to >= _places.Count)
        {
            return null;
        }

        _last = Place;
        _place = to;
        return _places[to];
    }

    /// <summary>Goes to the place before this one, which then is the one before: in the history it is moved to, and added where it has gone from there.</summary>
    /// <returns>Its command; null where there is none.</returns>
    public string? StepToLast()
    {
        if (LastPlace is not { } last)
        {
            return null;
        }

        var at = _places.LastIndexOf(last);
        if (at < 0)
        {
            Visit(last);
            return last;
        }

        _last = Place;
        _place = at;
        return last;
    }
}
