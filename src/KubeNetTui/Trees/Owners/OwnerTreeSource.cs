using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Trees;

/// <summary>
/// <c>:xray</c>: the objects of a kind with what they own, live. Owners come with the metadata of the server's tables; containers and
/// references from whole pods, which are read for one namespace and where they are not too many.
/// </summary>
internal sealed class OwnerTreeSource : TreeSource
{
    /// <summary>Whole pods come at about 10 kB each.</summary>
    internal const int MostShapes = 1_500;

    /// <summary>Pods up to which their containers are in sight at first.</summary>
    private const int Small = 40;

    private static readonly (string Word, string Plural)[] Needs =
        [("cm", "configmaps"), ("secret", "secrets"), ("pvc", "persistentvolumeclaims"), ("sa", "serviceaccounts")];

    private readonly IWorkspace _workspace;
    private readonly ApiResource _kind;
    private readonly string? _namespace;
    private readonly Selection? _about;
    private readonly ITableFeed _roots;
    private readonly List<(ApiResource Kind, ITableFeed Feed)> _between = [];
    private readonly ITableFeed _pods;
    private readonly Dictionary<string, (ITableFeed Feed, NameSet Names)> _needs = [];
    private IListFeed<PodShape>? _shapes;
    private bool? _isSmall;
    private bool _hasTooMany;
    private string _count = "";

    /// <param name="kind">What the tree begins with.</param>
    /// <param name="ns">Null: all namespaces.</param>
    /// <param name="about">Only this one; null: all of the kind.</param>
    public OwnerTreeSource(IWorkspace workspace, ApiResource kind, string? ns, Selection? about = null)
    {
        (_workspace, _kind, _namespace, _about) = (workspace, kind, kind.Namespaced ? ns : null, about);
        _roots = Feeds.Add(kind.Plural, workspace.Session.Feeds.Table(kind, new ListQuery(_namespace, FieldSelector: about is null ? null : $"metadata.name={about.Name}")));
        foreach (var between in Between(kind))
        {
            _between.Add((between, Feeds.Add(between.Plural, workspace.Session.Feeds.Table(between, new ListQuery(_namespace)))));
        }

        _pods = kind.IsSameKind(WellKnownKinds.Pods) ? _roots : Feeds.Add("pods", workspace.Session.Feeds.Table(WellKnownKinds.Pods, new ListQuery(_namespace, FieldSelector: NodeSelector)));
    }

    public override string Title => $"xray {_kind.Plural}({_about?.Name ?? (_kind.Namespaced ? _namespace ?? "all" : "cluster")})";

    public override string Count => _count;

    public override IReadOnlyList<ListNote> Notes
    {
        get
        {
            var why = _shapes is not null ? ""
                : !ReadsShapes ? $"All namespaces: containers and what they need are read for one: :xray {(_kind.Namespaced ? _kind.Plural + " NAMESPACE" : "with one " + _kind.Singular + " selected")}."
                : _hasTooMany ? $"More than {ListStatus.Number(MostShapes)} pods: their containers are left out; about one object (its key in the list) they are read."
                : "";
            return why.Length > 0 ? [new ListNote(why), .. base.Notes] : base.Notes;
        }
    }

    public override Page Empty => Feeds.RefusalOf(_kind.Plural) is { } failure
        ? Page.Of(failure, $"The {_kind.Plural} can't be read")
        : new Page($"No {_kind.Plural} in {(_namespace is { } ns ? $"namespace {ns}" : "this cluster")}", [], [("esc", "back")]);

    private string? NodeSelector => _about is { } about && about.Resource.IsSameKind(WellKnownKinds.Nodes) ? $"spec.nodeName={about.Name}" : null;

    private bool ReadsShapes => _namespace is not null || NodeSelector is not null;

    /// <summary>Why there is no such tree of that kind; null where there is.</summary>
    public static string? WhyNot(ApiResource kind) =>
        kind.Plural is "configmaps" or "secrets" or "serviceaccounts" or "events" or "namespaces" or "persistentvolumeclaims" or "persistentvolumes"
            ? $"{kind.Plural} own no pods; :xray takes deployments, statefulsets, daemonsets, replicasets, jobs, cronjobs, services, pods, nodes, and your own kinds that make pods"
            : null;

    public override string? CommandIn(string? ns) => _kind.Namespaced && _about is null ? $"xray {_kind.FullName} {ns ?? "all"}" : null;

    public override IReadOnlyList<TreeItem> Build()
    {
        var pods = Read(WellKnownKinds.Pods, _pods);
        var roots = ReferenceEquals(_pods, _roots) ? pods : Read(_kind, _roots);
        ReadMore(pods.Rows.Count);
        var isSmall = _isSmall ?? (_about is not null || pods.Rows.Count <= Small);
        _isSmall = Feeds.IsLoading ? null : isSmall;
        if (_about is { } about)
        {
            roots = roots with { Rows = [.. roots.Rows.Where(r => r.Name == about.Name)] };
        }

        _count = ReferenceEquals(_pods, _roots) ? NetTreeSource.Number(pods.Rows.Count, "pod") : $"{ListStatus.Number(roots.Rows.Count)} {_kind.Plural} · {NetTreeSource.Number(pods.Rows.Count, "pod")}";
        return OwnerTree.Of(new OwnerObjects
        {
            Namespace = _namespace, Roots = roots, Between = [.. _between.Select(b => Read(b.Kind, b.Feed))], Pods = pods,
            Shapes = _shapes?.Snapshot(), Exists = Exists, Verdicts = _workspace.Verdicts, IsSmall = isSmall,
        });
    }

    // What may stand between a kind and its pods. A kind of somebody else's may make any of them.
    private static IReadOnlyList<ApiResource> Between(ApiResource kind) => kind switch
    {
        { Group: "apps", Plural: "deployments" } => [WellKnownKinds.ReplicaSets],
        { Group: "batch", Plural: "cronjobs" } => [WellKnownKinds.Jobs],
        { Group: "" or "apps" or "batch" } => [],
        _ => [WellKnownKinds.Deployments, WellKnownKinds.ReplicaSets, WellKnownKinds.StatefulSets, WellKnownKinds.DaemonSets, WellKnownKinds.Jobs],
    };

    private static OwnerTable Read(ApiResource kind, ITableFeed feed)
    {
        List<TableRow> rows = [];
        feed.CopyTo(rows);
        return new OwnerTable(kind, feed.Columns, rows);
    }

    // The tree is there with the tables; whole pods, and the names of what they need, come after.
    private void ReadMore(int pods)
    {
        if (_shapes is not null || !ReadsShapes || _pods.Status.State is LiveState.Loading or LiveState.Refused)
        {
            return;
        }

        _hasTooMany = pods > MostShapes;
        if (_hasTooMany)
        {
            return;
        }

        var feeds = _workspace.Session.Feeds;
        _shapes = Feeds.Add("containers", feeds.List(WellKnownKinds.Pods.Path(_namespace), new ListQuery(_namespace, FieldSelector: NodeSelector), PodShape.Parse));
        foreach (var (word, plural) in Needs)
        {
            // On a node are pods of many namespaces: what those need is not looked up.
            if (_namespace is not null && _workspace.Session.Find(plural) is { } kind)
            {
                var feed = Feeds.Add(plural, feeds.Table(kind, new ListQuery(_namespace)));
                _needs[word] = (feed, new NameSet(feed));
            }
        }
    }

    private bool? Exists(string word, string ns, string name) =>
        _needs.TryGetValue(word, out var known) && known.Feed.Status.State is LiveState.Live or LiveState.Stale ? known.Names.Contains(name) : null;

    /// <summary>The names in a table; collected again when it changed.</summary>
    private sealed class NameSet(ITableFeed feed)
    {
        private readonly HashSet<string> _names = [];
        private readonly List<TableRow> _rows = [];
        private long _generation = -1;

        public bool Contains(string name)
        {
            if (feed.Generation is var generation && generation != _generation)
            {
                _generation = generation;
                _rows.Clear();
                _names.Clear();
                feed.CopyTo(_rows);
                _names.UnionWith(_rows.Select(r => r.Name));
            }

            return _names.Contains(name);
        }
    }
}
