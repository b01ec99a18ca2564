using KubeNetTui.Acting;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Moving;
using KubeNetTui.Panes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Trees;

/// <summary>The keys of a tree, as data: those of the tree, and those that lists have for the kind that is selected.</summary>
internal sealed class TreeKeys(TreeScreen screen, IWorkspace workspace, TreeModel model, TreePainter painter)
{
    private readonly Dictionary<string, IReadOnlyList<Binding>> _byKind = [];
    private Binding? _verify;
    private Binding? _focus;

    private Binding Verify => _verify ??= new Binding("tree.verify", ["v"], "verify", "Verify: why traffic fails, with the evidence; again: close.", screen.TogglePane)
    {
        Group = "Object", HintPriority = 100,
        WhyDisabled = () => screen.HasPane ? null : WhyNoObject() ?? (VerdictKinds.Covers(Object!.Resource) ? null : $"there are no checks for {Object.Resource.Plural}"),
    };

    private Binding Focus => _focus ??= new Binding("tree.focus", ["tab"], "pane", "The keys to the pane, or back to the tree.", screen.FocusPane)
    {
        Group = "Verify", HintPriority = 60, WhyDisabled = () => screen.HasPane ? null : "no pane is open: v opens one",
    };

    private Selection? Object => model.Selected?.Object;

    /// <param name="pane">The pane, where it has the focus: its keys then come first.</param>
    public IReadOnlyList<Binding> Of(ISidePane? pane)
    {
        if (pane is not null)
        {
            return [.. pane.Bindings, .. new[] { Focus, Verify }.Where(b => !pane.Bindings.Any(p => p.Keys.Any(b.Keys.Contains)))];
        }

        var kind = Object?.Resource;
        var name = kind?.FullName ?? "";
        if (!_byKind.TryGetValue(name, out var bindings))
        {
            // As in lists: what a kind has of its own comes first (c cordons a node, and copies elsewhere).
            List<Binding> all = [.. Tree(), .. Moves()];
            var taken = all.SelectMany(b => b.Keys).ToHashSet();
            List<Binding> special = kind is null ? [] : [.. new ActionKeys(workspace, kind, Targets).Bindings.Where(b => !b.Keys.Any(taken.Contains))];
            taken.UnionWith(special.SelectMany(b => b.Keys));
            _byKind[name] = bindings = [.. all, .. special, .. Objects(kind).Where(b => !b.Keys.Any(taken.Contains))];
        }

        return bindings;
    }

    private IReadOnlyList<Selection> Targets() => Object is { } target && model.Selected is { IsMissing: false, Container: "" } ? [target] : [];

    private IEnumerable<Binding> Tree()
    {
        yield return new Binding("tree.open", ["enter"], "open", "Open what is selected, as its list would.", screen.OpenSelected) { Group = "Object", HintPriority = 90 };
        yield return Verify;
        yield return new Binding("tree.toggle", ["space"], "open/close", "Open what is closed, close what is open.", model.Toggle)
        {
            Group = "Tree", HintPriority = 88, WhyDisabled = () => model.Selected is { HasChildren: true } ? null : "nothing is under it",
        };
        yield return new Binding("tree.expand", ["right"], "", "Open it, or go to the first under it.", model.Expand) { Group = "Tree" };
        yield return new Binding("tree.collapse", ["left", "h"], "", "Close it, or go to what it is under.", model.Collapse) { Group = "Tree" };
        yield return new Binding("tree.all", ["ctrl-x"], "all", "Open all; again: close all.", model.ToggleAll) { Group = "Tree", HintPriority = 50 };
        yield return new Binding("tree.faults", ["ctrl-z"], "faults", "Only what warns, fails or is missing, and what leads to it; again: all.", screen.ToggleFaults)
        {
            Group = "Tree", HintPriority = 84,
        };
        yield return new Binding("tree.filter", ["/"], "filter", "Filter as you type: text, regular expression, ! not, -l labels, -f fuzzy.", screen.OpenFilter)
        {
            Group = "Tree", HintPriority = 85,
        };
        yield return new Binding("tree.refresh", ["ctrl-r"], "refresh", "Read all of it again; after a refusal, try again.", screen.Refresh) { Group = "Tree", HintPriority = 25 };
        yield return new Binding("tree.save", ["ctrl-s"], "save", "Write what is shown to a file, and say where.", screen.Save) { Group = "Tree", HintPriority = 22 };
        yield return Focus;
    }

    private IEnumerable<Binding> Moves()
    {
        yield return Move("tree.down", ["down", "j"], "Next line.", count => model.Move(count));
        yield return Move("tree.up", ["up", "k"], "Line before.", count => model.Move(-count));
        yield return Move("tree.pageDown", ["pgdn", "ctrl-f"], "A page down.", count => model.Move(Math.Min(count, 1000) * painter.PageRows));
        yield return Move("tree.pageUp", ["pgup", "ctrl-b"], "A page up.", count => model.Move(-Math.Min(count, 1000) * painter.PageRows));
        yield return Move("tree.top", ["g", "home"], "First line; 10g: the tenth.", count => model.Select(count - 1));
        yield return new Binding("tree.bottom", ["G", "end"], "", "Last line; 10G: the tenth.", () => Go(int.MaxValue)) { Group = "Move", Counted = count => Go(count - 1) };

        void Go(int line)
        {
            model.Select(line);
            screen.SelectionMoved();
        }
    }

    private IEnumerable<Binding> Objects(ApiResource? kind)
    {
        yield return Act("list.describe", "d", "describe", "Describe: what a network person needs to know of it.", 80, s => workspace.Open(ReadingScreens.Describe(workspace, s)));
        yield return Act("list.yaml", "y", "yaml", "The whole object as YAML.", 70, s => workspace.Open(ReadingScreens.Yaml(workspace, s)));
        yield return Act("list.events", "E", "events", "What happened: its events and those of its relatives, the newest last, live.", 66, s => workspace.Open(ReadingScreens.Events(workspace, s)));
        yield return Act("list.copy", "c", "copy", "Copy the name to the clipboard.", 20, s => workspace.Copy(s.Name, $"the name {s.Name}"));
        if (kind is null)
        {
            yield break;
        }

        yield return Act("list.dataplane", "x", "data plane", "The data plane: rules, routes, connections, sockets, names of what is selected.", 78, s => PaneMenu.Show(workspace, s)) with
        {
            WhyDisabled = () => WhyNoObject() ?? PaneMenu.WhyNot(Object!),
        };
        yield return Act("list.tree", "m", "tree", "The tree through what is selected, and nothing else.", 40, s => workspace.Open(TreeScreens.Of(workspace, s))) with
        {
            WhyDisabled = () => WhyNoObject() ?? TreeScreens.WhyNot(Object!),
        };
        foreach (var binding in new MovingKeys(workspace, kind, static () => null, () => Object, WhyNoObject).Bindings())
        {
            yield return binding;
        }

        if (LogSources.Covers(new Selection(kind, "", "", "")))
        {
            yield return Act("list.logs", "l", "logs", "The logs: of the container, the pod, or all its pods together.", 75, s => workspace.Open(ReadingScreens.Logs(workspace, s, Container())));
        }

        if (kind.IsSameKind(WellKnownKinds.Pods))
        {
            yield return Act("pod.previous", "p", "previous log", "The log of the instance before the last restart.", 30, s => workspace.Open(ReadingScreens.Logs(workspace, s, Container(), previous: true)));
        }
    }

    private string? Container() => model.Selected is { Container.Length: > 0 } item ? item.Container : null;

    private Binding Act(string id, string key, string label, string help, int priority, Action<Selection> run) =>
        new(id, [key], label, help, () =>
        {
            if (Object is { } selected)
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
            screen.SelectionMoved();
        }
    }

    private string? WhyNoObject() => model.Selected switch
    {
        null => "nothing is selected",
        { IsMissing: true, Kind: var kind, Name: var name } => $"{kind} {name} does not exist",
        { Object: null } => "this line is no object of the cluster",
        _ => null,
    };
}
