using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Panes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;
using KubeNetTui.Terminal;
using KubeNetTui.Verify;

namespace KubeNetTui.Pulse;

/// <summary>
/// The dashboard: how nodes, pods, services and what they stand on are, and below it what is wrong, the worst first. Enter goes there.
/// </summary>
internal sealed class PulseScreen : IScreen
{
    private readonly IWorkspace _workspace;
    private readonly PulseSource _source;
    private readonly PulseView _view = new();
    private int _tile;
    private int _trouble;
    private string _selected = "";
    private bool _onTiles;

    /// <param name="ns">Null: all namespaces.</param>
    public PulseScreen(IWorkspace workspace, string? ns)
    {
        _workspace = workspace;
        _source = new PulseSource(workspace, ns, OnPicture);
        workspace.VerdictsChanged += _source.Want;
        Bindings = [.. Keys()];
    }

    public string Title => $"pulse({_source.Namespace ?? "all"})";

    public IReadOnlyList<Binding> Bindings { get; }

    public Selection? Selected => Target?.Object;

    public ScreenStatus Status => _source.Status;

    private PulsePicture Picture => _source.Picture;

    private PulseTarget? Target => _onTiles ? (_tile < Picture.Tiles.Count ? Picture.Tiles[_tile].Target : null) : Trouble?.Target;

    private PulseTrouble? Trouble => _trouble < Picture.Troubles.Count ? Picture.Troubles[_trouble] : null;

    public void Enter() => _source.InSight(true);

    public void Leave() => _source.InSight(false);

    public void Render(Rect area, Terminal.Buffer buffer) =>
        _view.Render(area, buffer, _workspace.Theme, Title, Picture, _onTiles ? _tile : -1, _onTiles ? -1 : _trouble);

    public bool HandleKey(KeyEvent key) => false;

    public string CommandIn(string? ns) => $"pulse {ns ?? "all"}";

    public bool HandlePaste(string text) => false;

    public bool HandleMouse(MouseEvent mouse, Rect area)
    {
        switch (mouse.Action)
        {
            case MouseAction.WheelDown:
                Move(0, 3);
                return true;
            case MouseAction.WheelUp:
                Move(0, -3);
                return true;
            case MouseAction.Press when mouse.Button == MouseButton.Left && _view.TileAt(mouse.X, mouse.Y) is >= 0 and var tile:
                var wasOn = _onTiles && _tile == tile;
                (_onTiles, _tile) = (true, tile);
                if (wasOn)
                {
                    Go();
                }

                return true;
            case MouseAction.Press when mouse.Button == MouseButton.Left && _view.TroubleAt(mouse.X, mouse.Y) is >= 0 and var trouble && trouble < Picture.Troubles.Count:
                var wasThere = !_onTiles && _trouble == trouble;
                _onTiles = false;
                Select(trouble);
                if (wasThere)
                {
                    Go();
                }

                return true;
            default:
                return false;
        }
    }

    public ValueTask DisposeAsync()
    {
        _workspace.VerdictsChanged -= _source.Want;
        return _source.DisposeAsync();
    }

    private IEnumerable<Binding> Keys()
    {
        yield return new Binding("pulse.open", ["enter"], "go there", "The list of what is selected, narrowed to it.", Go)
        {
            Group = "Pulse", HintPriority = 95, WhyDisabled = () => Target is null ? "there is nothing to go to" : null,
        };
        yield return new Binding("pulse.verify", ["v"], "verify", "Verify what is selected, with the evidence; a tile: the cluster.", Verify)
        {
            Group = "Object", HintPriority = 90,
            WhyDisabled = () => _onTiles || Subject is not null ? null : "one service, pod or node can be verified: enter goes to the list of these",
        };
        yield return new Binding("pulse.pane", ["tab", "shift-tab"], "tiles/list", "From the list of what is wrong to the tiles, and back.", () => _onTiles = !_onTiles)
        {
            Group = "Move", HintPriority = 85,
        };
        yield return Object("list.describe", "d", "describe", "Describe: what a network person needs to know of it.", s => _workspace.Open(ReadingScreens.Describe(_workspace, s)));
        yield return Object("list.yaml", "y", "yaml", "The whole object as YAML.", s => _workspace.Open(ReadingScreens.Yaml(_workspace, s)));
        yield return new Binding("pulse.refresh", ["ctrl-r"], "refresh", "Read all of it again; after a refusal, try again.", _source.Refresh) { Group = "Pulse", HintPriority = 25 };
        yield return Step("pulse.down", ["down", "j"], "Next line, or the tile below.", 0, 1);
        yield return Step("pulse.up", ["up", "k"], "Line before, or the tile above.", 0, -1);
        yield return Step("pulse.right", ["right"], "The next tile.", 1, 0);
        yield return Step("pulse.left", ["left", "h"], "The tile before.", -1, 0);
        yield return Step("pulse.pageDown", ["pgdn", "ctrl-f"], "A page down.", 0, 10);
        yield return Step("pulse.pageUp", ["pgup", "ctrl-b"], "A page up.", 0, -10);
        yield return new Binding("pulse.top", ["g", "home"], "", "The worst.", () => Select(0)) { Group = "Move" };
        yield return new Binding("pulse.bottom", ["G", "end"], "", "The last line.", () => Select(int.MaxValue)) { Group = "Move" };
    }

    private Subject? Subject => _onTiles ? null : PaneMenu.SubjectOf(Target?.Object);

    private Binding Step(string id, IReadOnlyList<string> keys, string help, int x, int y) => new(id, keys, "", help, () => Move(x, y))
    {
        Group = "Move", Counted = count => Move(x * Math.Min(count, 1000), y * Math.Min(count, 1000)),
    };

    private Binding Object(string id, string key, string label, string help, Action<Selection> run) => new(id, [key], label, help, () => run(Selected!))
    {
        Group = "Object", HintPriority = 60, WhyDisabled = () => Selected is null ? "this is not one object: enter goes to the list" : null,
    };

    private void Move(int x, int y)
    {
        if (!_onTiles)
        {
            // Sideways there are only tiles; and above the first line as well.
            if (x != 0)
            {
                _onTiles = true;
            }
            else
            {
                Select(_trouble + y);
            }

            return;
        }

        var next = _tile + x + (y * _view.TilesPerRow);
        if (y > 0 && next >= Picture.Tiles.Count)
        {
            _onTiles = false;
            return;
        }

        _tile = next >= 0 && next < Picture.Tiles.Count ? next : _tile;
    }

    private void Select(int line)
    {
        _onTiles = false;
        _trouble = Math.Clamp(line, 0, Math.Max(0, Picture.Troubles.Count - 1));
        _selected = Trouble is { } trouble ? KeyOf(trouble) : "";
    }

    private void Go()
    {
        if (Target is not { } target)
        {
            _workspace.Say("there is nothing to go to");
            return;
        }

        var kind = _workspace.Session.Find(target.Kind.FullName) ?? target.Kind;
        var list = new ListScreen(_workspace, new KindSource(_workspace, kind, new Kubernetes.ListQuery(target.Namespace)));
        list.SetFilter(target.Filter);
        _workspace.Open(list);
    }

    private void Verify() => _workspace.Open(new VerifyScreen(_workspace, Subject ?? Checks.Subject.Cluster));

    // The line stays on what it was on, wherever that went.
    private void OnPicture()
    {
        if (_selected.Length > 0)
        {
            for (var i = 0; i < Picture.Troubles.Count; i++)
            {
                if (KeyOf(Picture.Troubles[i]) == _selected)
                {
                    _trouble = i;
                    break;
                }
            }
        }

        _trouble = Math.Clamp(_trouble, 0, Math.Max(0, Picture.Troubles.Count - 1));
        _workspace.Invalidate();
    }

    private static string KeyOf(PulseTrouble trouble) => $"{trouble.What}/{trouble.Name}/{trouble.Reason}";
}
