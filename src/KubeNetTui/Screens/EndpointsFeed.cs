using System.Runtime.CompilerServices;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>The endpoints of some EndpointSlices, a row each.</summary>
internal sealed class EndpointsFeed(IListFeed<SliceEndpoints> slices) : ITableFeed
{
    // Rows of a slice that did not change are the same rows.
    private readonly ConditionalWeakTable<SliceEndpoints, TableRow[]> _rows = [];

    public LiveStatus Status => slices.Status;

    public IReadOnlyList<TableColumn> Columns { get; } =
    [
        new("Address", "string", "name", "", 0), Text("Ports"), Text("Ready"), Text("Serving"), Text("Terminating"), Text("Pod"), Text("Node"),
        Text("Zone"), Text("Slice"),
    ];

    public int Count => slices.Snapshot().Sum(s => s.Endpoints.Count);

    public long Generation => slices.Generation;

    public event Action? Changed
    {
        add => slices.Changed += value;
        remove => slices.Changed -= value;
    }

    public void CopyTo(List<TableRow> into)
    {
        foreach (var slice in slices.Snapshot())
        {
            into.AddRange(_rows.GetValue(slice, RowsOf));
        }
    }

    public void Refresh() => slices.Refresh();

    public ValueTask DisposeAsync() => slices.DisposeAsync();

    private static TableColumn Text(string name) => new(name, "string", "", "", 0);

    private static TableRow[] RowsOf(SliceEndpoints slice) => [.. slice.Endpoints.Select((endpoint, index) => RowOf(slice, endpoint, index))];

    private static TableRow RowOf(SliceEndpoints slice, SliceEndpoint endpoint, int index) => new()
    {
        Uid = $"{slice.Uid}/{index}/{endpoint.Address}",
        Namespace = slice.Namespace,
        Name = endpoint.Pod,
        ResourceVersion = "",
        Created = slice.Created,
        Deleting = null,
        Labels = [],
        Controller = null,
        Cells =
        [
            endpoint.Address, slice.Ports.Length > 0 ? slice.Ports : "<none>", Word(endpoint.Ready), Word(endpoint.Serving), Word(endpoint.Terminating),
            OrNone(endpoint.Pod), OrNone(endpoint.Node), OrNone(endpoint.Zone), slice.Name,
        ],
    };

    private static string Word(bool value) => value ? "yes" : "no";

    private static string OrNone(string text) => text.Length > 0 ? text : "<none>";
}
