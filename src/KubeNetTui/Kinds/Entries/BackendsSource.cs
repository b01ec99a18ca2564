using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Kinds;

/// <summary>The services that an ingress, a route or a webhook configuration leads to, each with its verdict; Enter leads on to the endpoints.</summary>
internal sealed class BackendsSource(IWorkspace workspace, NetworkKind kind, Selection of)
    : ListSource(new BackendsFeed(kind, kind.Feed(workspace.Session.Feeds, of.Resource, new ListQuery(of.Namespace.Length > 0 ? of.Namespace : null, FieldSelector: $"metadata.name={of.Name}"))))
{
    /// <summary>The rows stand for services: verdict, describe, YAML and verify are theirs.</summary>
    public override ApiResource Resource => WellKnownKinds.Services;

    public override string Title => $"backends({of.Name})";

    public override string Noun => "backends";

    public override string OpenLabel => "endpoints";

    public override bool ShowsNamespace => of.Resource.Plural != "ingresses";

    public override Selection Whole => of;

    public override Page Empty => new(
        $"{of.Resource.Kind} {of.Name} leads to no service", [], [("d", "describe it"), ("y", "its YAML"), ("esc", "back")]) { Tone = StatusTone.Warning };

    public override Selection? SelectionOf(TableRow row) =>
        row.Source is Backend { Service.Length: > 0 } backend ? new Selection(WellKnownKinds.Services, backend.Namespace, backend.Service, "") : null;

    public override void Open(TableRow row)
    {
        if (SelectionOf(row) is { } service)
        {
            DrillDown.TryOpen(workspace, service);
        }
        else
        {
            workspace.Say($"{row.Cells[0]} is no service of this cluster: nothing more is known of it");
        }
    }

    private sealed class BackendsFeed(NetworkKind kind, ITableFeed objects) : ITableFeed
    {
        private readonly List<TableRow> _objects = [];
        private readonly List<TableRow> _rows = [];
        private long _madeOf = -1;

        public LiveStatus Status => objects.Status;

        public IReadOnlyList<TableColumn> Columns { get; } =
        [
            new("Service", "string", "name", "", 0), new("Port", "string", "", "", 0), new("For", "string", "", "", 0),
        ];

        public int Count => _rows.Count;

        public long Generation => objects.Generation;

        public event Action? Changed
        {
            add => objects.Changed += value;
            remove => objects.Changed -= value;
        }

        public void CopyTo(List<TableRow> into)
        {
            if (objects.Generation != _madeOf)
            {
                _madeOf = objects.Generation;
                _objects.Clear();
                objects.CopyTo(_objects);
                _rows.Clear();
                _rows.AddRange(_objects.SelectMany(o => kind.BackendsOf(o.Source!).Select((b, i) => RowOf(o, b, i))));
            }

            into.AddRange(_rows);
        }

        public void Refresh() => objects.Refresh();

        public ValueTask DisposeAsync() => objects.DisposeAsync();

        private static TableRow RowOf(TableRow of, Backend backend, int index) => new()
        {
            Uid = $"{of.Uid}/{index}",
            Namespace = backend.Service.Length > 0 ? backend.Namespace : "",
            Name = backend.Service,
            ResourceVersion = of.ResourceVersion,
            Created = of.Created,
            Deleting = null,
            Labels = of.Labels,
            Controller = null,
            Cells = [backend.Service.Length > 0 ? backend.Service : backend.Other, backend.Port.IsEmpty ? "<none>" : backend.Port.ToString(), backend.For],
            Source = backend,
        };
    }
}
