using KubeNetTui.Kubernetes;
using KubeNetTui.Verify;

namespace KubeNetTui.App;

/// <summary>The feeds of a real connection.</summary>
internal sealed class ClusterFeeds(ApiClient client) : IClusterFeeds
{
    public ITableFeed Table(ApiResource resource, ListQuery query) => new TableFeed(LiveTable.Start(client, resource, query));

    public IListFeed<T> List<T>(string path, ListQuery query, ObjectParser<T> parse) where T : class =>
        new ListFeed<T>(LiveList<T>.Start(client, path, query, parse));

    public async Task<ReadOnlyMemory<byte>> GetAsync(string path, CancellationToken cancellation) =>
        (await client.GetAsync(path, cancellation).ConfigureAwait(false)).Body;

    public Task<ApiCatalog> DiscoverAsync(CancellationToken cancellation) => client.DiscoverAsync(cancellation);

    public IVerdictSource Verdicts(string? ns, TimeProvider time, Action changed) => VerdictBoard.Start(client, ns, time, changed);

    public ISidePane VerifyPane(IWorkspace workspace) => new VerifyPane(workspace);

    private sealed class TableFeed(LiveTable table) : ITableFeed
    {
        public LiveStatus Status => table.Status;
        public IReadOnlyList<TableColumn> Columns => table.Columns;
        public int Count => table.Count;
        public long Generation => table.Generation;

        public event Action? Changed
        {
            add => table.Changed += value;
            remove => table.Changed -= value;
        }

        public void CopyTo(List<TableRow> into) => table.CopyTo(into);

        public void Refresh() => table.Refresh();

        public ValueTask DisposeAsync() => table.DisposeAsync();
    }

    private sealed class ListFeed<T>(LiveList<T> list) : IListFeed<T> where T : class
    {
        public LiveStatus Status => list.Status;
        public long Generation => list.Generation;

        public event Action? Changed
        {
            add => list.Changed += value;
            remove => list.Changed -= value;
        }

        public IReadOnlyCollection<T> Snapshot() => list.Snapshot();

        public void Refresh() => list.Refresh();

        public ValueTask DisposeAsync() => list.DisposeAsync();
    }
}
