using System.Globalization;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Moving;

/// <summary>The pods of a node by what made them: whom it hits when the node goes.</summary>
internal sealed class NodeWorkloadsSource : ListSource
{
    private readonly IWorkspace _workspace;
    private readonly NodeFeed _feed;
    private readonly string _node;

    public NodeWorkloadsSource(IWorkspace workspace, string node) : this(workspace, node, new NodeFeed(workspace.Session.Feeds.List(
        WellKnownKinds.Pods.Path(), new ListQuery(FieldSelector: $"spec.nodeName={node}"), OwnedPod.Parse)))
    {
    }

    private NodeWorkloadsSource(IWorkspace workspace, string node, NodeFeed feed) : base(feed) => (_workspace, _node, _feed) = (workspace, node, feed);

    public override string Title => $"workloads({_node})";

    public override string Noun => "workloads";

    public override bool HasObjects => true;

    public override bool ShowsNamespace => true;

    public override string OpenLabel => "pods";

    public override Selection Whole => new(WellKnownKinds.Nodes, "", _node, "");

    public override Page Empty => new($"No pods on node {_node}", [], [("esc", "back")]);

    public override Selection? SelectionOf(TableRow row) => ResourceOf(row) is { } resource ? new Selection(resource, row.Namespace, row.Name, "") : null;

    /// <summary>Its pods on this node; a pod that nobody made is described.</summary>
    public override void Open(TableRow row)
    {
        if (row.Cells[0] == "pod")
        {
            _workspace.Open(ReadingScreens.Describe(_workspace, new Selection(WellKnownKinds.Pods, row.Namespace, row.Name, "")));
            return;
        }

        var screen = new ListScreen(_workspace, new KindSource(
            _workspace, WellKnownKinds.Pods, new ListQuery(row.Namespace, FieldSelector: $"spec.nodeName={_node}"), $"{_node}, {row.Name}"));
        screen.SetFilter($"^{row.Name}-");
        _workspace.Open(screen);
    }

    private ApiResource? ResourceOf(TableRow row) => _workspace.Session.Find(row.Cells[0]);

    /// <summary>A pod, by who made it.</summary>
    private sealed record OwnedPod(string Namespace, string Name, string Kind, string Owner, bool Ready, DateTimeOffset? Created)
    {
        public static OwnedPod? Parse(ReadOnlySpan<byte> json)
        {
            var root = Fields.Parse(json.ToArray());
            var meta = root["metadata"];
            var name = meta["name"].Text;
            var owner = meta["ownerReferences"].Items.FirstOrDefault(o => o["controller"].IsTrue);
            var (kind, of) = (owner["kind"].Text.ToLowerInvariant(), owner["name"].Text);
            if (kind.Length == 0 || kind == "node")
            {
                (kind, of) = ("pod", name); // of nobody, or of the kubelet's files
            }
            else if (kind == "replicaset" && meta["labels"]["pod-template-hash"].Text is { Length: > 0 } hash && of.EndsWith("-" + hash, StringComparison.Ordinal))
            {
                (kind, of) = ("deployment", of[..^(hash.Length + 1)]);
            }

            var ready = root["status"]["conditions"].Items.Any(c => c["type"].Text == "Ready" && c["status"].Text == "True");
            return name.Length == 0 ? null : new OwnedPod(meta["namespace"].Text, name, kind, of, ready, meta["creationTimestamp"].Time);
        }
    }

    private sealed class NodeFeed(IListFeed<OwnedPod> pods) : ITableFeed
    {
        private readonly Lock _lock = new();
        private Dictionary<string, TableRow> _rows = [];

        public LiveStatus Status => pods.Status;

        public IReadOnlyList<TableColumn> Columns { get; } =
        [
            new("Kind", "string", "", "", 0), new("Name", "string", "name", "", 0), new("Pods", "integer", "", "", 0), new("Ready", "string", "", "", 0),
            new("Age", "string", "", "", 0),
        ];

        public int Count
        {
            get
            {
                lock (_lock)
                {
                    return _rows.Count;
                }
            }
        }

        public long Generation => pods.Generation;

        public event Action? Changed
        {
            add => pods.Changed += value;
            remove => pods.Changed -= value;
        }

        public void CopyTo(List<TableRow> into)
        {
            var rows = new Dictionary<string, TableRow>();
            lock (_lock)
            {
                foreach (var group in pods.Snapshot().GroupBy(p => (p.Kind, p.Namespace, p.Owner)))
                {
                    string[] cells =
                    [
                        group.Key.Kind, group.Key.Owner, group.Count().ToString(CultureInfo.InvariantCulture), $"{group.Count(p => p.Ready)}/{group.Count()}", "",
                    ];
                    var uid = $"{group.Key.Kind}/{group.Key.Namespace}/{group.Key.Owner}";
                    rows[uid] = _rows.TryGetValue(uid, out var old) && old.Cells.AsSpan().SequenceEqual(cells) ? old : new TableRow
                    {
                        Uid = uid, Namespace = group.Key.Namespace, Name = group.Key.Owner, ResourceVersion = "", Created = group.Min(p => p.Created), Deleting = null,
                        Labels = [], Controller = null, Cells = cells,
                    };
                }

                _rows = rows;
            }

            into.AddRange(rows.Values);
        }

        public void Refresh() => pods.Refresh();

        public ValueTask DisposeAsync() => pods.DisposeAsync();
    }
}
