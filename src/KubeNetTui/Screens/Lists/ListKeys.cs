using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Moving;
using KubeNetTui.Panes;
using KubeNetTui.Reading;
using KubeNetTui.Trees;

namespace KubeNetTui.Screens;

/// <summary>The keys of a list, as data.</summary>
internal sealed class ListKeys
{
    /// <summary>k9s's letters for the columns to sort by; the first heading that the list has is taken.</summary>
    private static readonly (string Key, string What, string[] Headers)[] Sorts =
    [
        ("N", "name", ["NAME", "ADDRESS"]),
        ("A", "age", ["AGE", "LAST SEEN"]),
        ("V", "verdict", ["VERDICT"]),
        ("S", "status", ["STATUS", "STATE"]),
        ("R", "ready", ["READY"]),
        ("T", "restarts or type", ["RESTARTS", "TYPE"]),
        ("P", "namespace", ["NAMESPACE"]),
        ("I", "address", ["IP", "CLUSTER-IP", "INTERNAL-IP", "ADDRESS"]),
        ("O", "node", ["NODE", "ROLES", "OBJECT"]),
        ("C", "cpu", ["CPU"]),
        ("M", "memory", ["MEM"]),
    ];

    private readonly ListScreen _screen;
    private readonly IWorkspace _workspace;
    private readonly ListSource _source;
    private readonly ListModel _model;
    private readonly ListPainter _painter;
    private readonly Binding _focus;
    private readonly Binding _verify;
    private IReadOnlyList<Binding> _list = [];
    private int _version = -1;
    private PersonalConfig? _config;

    public ListKeys(ListScreen screen, IWorkspace workspace, ListSource source, ListModel model, ListPainter painter)
    {
        _screen = screen;
        _workspace = workspace;
        _source = source;
        _model = model;
        _painter = painter;
        _verify = new Binding("list.verify", ["v"], "verify", "Verify: why traffic fails, with the evidence; again: close.", screen.TogglePane)
        {
            Group = "Object", HintPriority = 100,
            WhyDisabled = () => screen.HasPane ? null : source.WhyNoVerify ?? (source.HasObjects ? WhyNoObject() ?? WhyNoVerdict() : null),
        };
        _focus = new Binding("list.focus", ["tab"], "pane", "The keys to the pane, or back to the list.", screen.FocusPane)
        {
            Group = "Verify", HintPriority = 60, WhyDisabled = () => screen.HasPane ? null : "no pane is open: v opens one",
        };
    }

    /// <param name="pane">The pane, where it has the focus: its keys then come first.</param>
    public IReadOnlyList<Binding> Of(ISidePane? pane)
    {
        if (pane is null)
        {
            // The person's own keys are among them, and their files may change while the list is open.
            if (_version != _source.KeysVersion || !ReferenceEquals(_config, _workspace.Config))
            {
                (_version, _config) = (_source.KeysVersion, _workspace.Config);
                var special = _source.Bindings;
                var taken = special.SelectMany(b => b.Keys).ToHashSet();
                _list = [.. special, .. All(_painter).Where(b => !b.Keys.Any(taken.Contains))];
            }

            return _list;
        }

        var mine = new[] { _focus, _verify }.Where(b => !pane.Bindings.Any(p => p.Keys.Any(b.Keys.Contains)));
        return [.. pane.Bindings, .. mine];
    }

    private IEnumerable<Binding> All(ListPainter painter) =>
        [.. Objects(), .. Pods(), .. Moving(), .. Marks(), .. Lists(painter), .. Moves(painter), .. Sorting()];

    private IEnumerable<Binding> Moving() => _source.HasObjects ? new MovingKeys(_workspace, _source, () => _screen.Selected, WhyNoObject).Bindings() : [];

    private IEnumerable<Binding> Objects()
    {
        yield return new Binding("list.open", ["enter"], _source.OpenLabel, "Open what is selected: what belongs to it.", _screen.OpenSelected)
        {
            Group = "Object", HintPriority = 90,
        };
        if (_source.CanVerify)
        {
            yield return _verify;
        }

        if (!_source.HasObjects)
        {
            yield break;
        }

        yield return Object("list.describe", "d", "describe", "Describe: what a network person needs to know of it.", 80, s => _workspace.Open(ReadingScreens.Describe(_workspace, s)));
        yield return Object("list.yaml", "y", "yaml", "The whole object as YAML.", 70, s => _workspace.Open(ReadingScreens.Yaml(_workspace, s)));
        yield return Object("list.events", "E", "events", "What happened: its events and those of its relatives, the newest last, live.", 66,
            s => _workspace.Open(ReadingScreens.Events(_workspace, s)));
        yield return Object("list.dataplane", "x", "data plane", "The data plane: rules, routes, connections, sockets, names of what is selected.", 78,
            s => PaneMenu.Show(_workspace, s)) with
        {
            WhyDisabled = () => WhyNoObject() ?? (_screen.Selected is { } s ? PaneMenu.WhyNot(s) : null),
        };
        yield return Object("list.tree", "m", "tree", "The tree through it, as a map: the way of traffic, or of a workload what it owns.", 60,
            s => _workspace.Open(TreeScreens.Of(_workspace, s))) with
        {
            WhyDisabled = () => WhyNoObject() ?? (_screen.Selected is { } s ? TreeScreens.WhyNot(s) : null),
        };
        yield return new Binding("list.copy", ["c"], "copy", "Copy the name to the clipboard; of all that are marked where some are.", _screen.CopyNames)
        {
            Group = "Object", HintPriority = 20, WhyDisabled = () => WhyNoTarget() ?? (_model.Marks.Count > 0 ? null : WhyNoObject()),
        };
        if (_source.Resource is { Namespaced: true })
        {
            yield return new Binding("list.copyNamespace", ["n"], "", "Copy the namespace to the clipboard.", _screen.CopyNamespaces) { Group = "Object", WhyDisabled = WhyNoTarget };
        }
    }

    private IEnumerable<Binding> Pods()
    {
        if (_source.Resource?.IsSameKind(WellKnownKinds.Pods) != true)
        {
            if (_source.Resource is { } resource && LogSources.Covers(new Selection(resource, "", "", "")))
            {
                yield return Object("list.logs", "l", "logs", "The logs of all its pods together, followed, a colour a pod.", 72,
                    s => _workspace.Open(ReadingScreens.Logs(_workspace, s)));
            }

            yield break;
        }

        yield return Object("pod.logs", "l", "logs", "The pod's log, followed.", 75, s => _workspace.Open(ReadingScreens.Logs(_workspace, s)));
        yield return Object("pod.previous", "p", "previous log", "The log of the instance before the last restart.", 30,
            s => _workspace.Open(ReadingScreens.Logs(_workspace, s, previous: true)));
    }

    private IEnumerable<Binding> Marks()
    {
        yield return new Binding("list.mark", ["space"], "mark", "Mark the row, or take its mark away: keys that change, and copy, act on all that are marked.", _screen.Mark)
        {
            Group = "Marks", HintPriority = 23, Counted = _screen.MarkNext, WhyDisabled = () => _model.SelectedRow is null ? "nothing is selected" : null,
        };
        yield return new Binding("list.markRange", ["ctrl-space"], "", "Mark all from the nearest marked row to this one.", _screen.MarkRange)
        {
            Group = "Marks", WhyDisabled = () => _model.SelectedRow is null ? "nothing is selected" : null,
        };
        yield return new Binding("list.unmark", ["ctrl-\\"], "unmark", "Take all marks away.", _model.Marks.Clear)
        {
            Group = "Marks", HintPriority = 44, WhyDisabled = () => _model.Marks.Count > 0 ? null : "nothing is marked",
        };
    }

    private IEnumerable<Binding> Lists(ListPainter painter)
    {
        yield return new Binding("list.filter", ["/"], "filter", "Filter as you type: text, regular expression, ! not, -l labels, -f fuzzy.", _screen.OpenFilter)
        {
            Group = "List", HintPriority = 85,
        };
        yield return new Binding("list.faults", ["ctrl-z"], "faults", "Only what isn't well, by its verdict or else by its state; again: all.", _screen.ToggleFaults)
        {
            Group = "List", HintPriority = 26,
        };
        yield return new Binding("list.refresh", ["ctrl-r"], "refresh", "Read the list again; after a refusal, try again.", _screen.Refresh)
        {
            Group = "List", HintPriority = 25,
        };
        yield return new Binding("list.wide", ["ctrl-w"], "wide", "The columns of -o wide also where they do not fit; again: not.", () => _model.Wide = !_model.Wide)
        {
            Group = "List", HintPriority = 24,
        };
        yield return new Binding("list.save", ["ctrl-s"], "save", "Write the rows as shown, and as CSV, to files, and say where.", _screen.Save)
        {
            Group = "List", HintPriority = 22, WhyDisabled = () => _model.Rows.Count > 0 ? null : "there are no rows",
        };
        yield return _focus;
        yield return Move("list.left", ["left", "h"], "Scroll the columns to the left.", n => painter.ScrollColumns(-n));
        yield return Move("list.right", ["right"], "Scroll the columns to the right.", n => painter.ScrollColumns(n));
    }

    private IEnumerable<Binding> Moves(ListPainter painter)
    {
        yield return Move("list.down", ["down", "j"], "Next row; 10j: ten rows down.", n => _model.Move(n));
        yield return Move("list.up", ["up", "k"], "Row before.", n => _model.Move(-n));
        yield return Move("list.pageDown", ["pgdn", "ctrl-f"], "A page down.", n => _model.Move(Times(n, painter.PageRows)));
        yield return Move("list.pageUp", ["pgup", "ctrl-b"], "A page up.", n => _model.Move(-Times(n, painter.PageRows)));
        yield return Move("list.top", ["g", "home"], "First row; 5g: the fifth.", n => _model.Select(n - 1));
        yield return Move("list.bottom", ["G", "end"], "Last row; 5G: the fifth.", n => _model.Select(n - 1)) with
        {
            Run = () =>
            {
                _model.Select(int.MaxValue);
                _screen.SelectionMoved();
            },
        };
    }

    // Not past the end of numbers: as far as there are rows is enough.
    private static int Times(int count, int rows) => (int)Math.Min((long)count * rows, int.MaxValue / 2);

    private IEnumerable<Binding> Sorting()
    {
        foreach (var (key, what, headers) in Sorts)
        {
            yield return new Binding($"sort.{what.Split(' ')[0]}", [key], $"by {what}", $"Sort by {what}; again: the other way round.", () => _model.SortBy(headers))
            {
                Group = "Sort",
                WhyDisabled = () => _model.Layout.Columns.Any(c => headers.Contains(c.Header)) ? null : _source.WhyNoColumn(headers[0]) ?? $"this list has no column {headers[0]}",
            };
        }

        yield return new Binding("sort.next", [">", "shift-right"], "sort by next", "Sort by the next column.", () => _model.MoveSort(1)) { Group = "Sort" };
        yield return new Binding("sort.previous", ["<", "shift-left"], "sort by last", "Sort by the column before.", () => _model.MoveSort(-1)) { Group = "Sort" };
    }

    private Binding Object(string id, string key, string label, string help, int priority, Action<Selection> run) =>
        new(id, [key], label, help, () =>
        {
            if (_screen.Selected is { } selected)
            {
                run(selected);
            }
        })
        {
            Group = "Object", HintPriority = priority, WhyDisabled = WhyNoObject,
        };

    /// <param name="run">With the number before the key, 1 where there is none.</param>
    private Binding Move(string id, IReadOnlyList<string> keys, string help, Action<int> run)
    {
        return new Binding(id, keys, "", help, () => Counted(1)) { Group = "Move", Counted = Counted };

        void Counted(int count)
        {
            run(count);
            _screen.SelectionMoved();
        }
    }

    private string? WhyNoObject() =>
        _screen.Selected is not null ? null : _model.SelectedRow is null ? "nothing is selected" : "this row is no object of the cluster";

    private string? WhyNoTarget() => _model.Marks.Count > 0 && _model.Targets.Count == 0 ? _model.WhyNoTarget : null;

    private string? WhyNoVerdict() =>
        _screen.Selected is { } selected && !VerdictKinds.Covers(selected.Resource) && !selected.Resource.IsSameKind(WellKnownKinds.Contexts)
            ? VerdictKinds.Judges(selected.Resource)
                ? "for services, pods and nodes; here d says why, enter leads on"
                : $"there are no checks for {selected.Resource.Plural}; there are for services, pods and nodes"
            : null;
}
