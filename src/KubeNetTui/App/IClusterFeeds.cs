using KubeNetTui.Kubernetes;

namespace KubeNetTui.App;

/// <summary>What the list screens read from a cluster.</summary>
internal interface IClusterFeeds
{
    ITableFeed Table(ApiResource resource, ListQuery query);

    IListFeed<T> List<T>(string path, ListQuery query, ObjectParser<T> parse) where T : class;

    /// <summary>One object's JSON.</summary>
    Task<ReadOnlyMemory<byte>> GetAsync(string path, CancellationToken cancellation);

    Task<ApiCatalog> DiscoverAsync(CancellationToken cancellation);

    /// <param name="ns">Null: all namespaces.</param>
    /// <param name="time">For what depends on the time of day.</param>
    /// <param name="changed">From any thread, some times a second at most.</param>
    IVerdictSource Verdicts(string? ns, TimeProvider time, Action changed);

    /// <summary>The pane that <c>v</c> opens beside a list.</summary>
    ISidePane VerifyPane(IWorkspace workspace);
}

/// <summary>A live table; see <see cref="LiveTable"/>.</summary>
internal interface ITableFeed : IAsyncDisposable
{
    LiveStatus Status { get; }
    IReadOnlyList<TableColumn> Columns { get; }
    int Count { get; }
    long Generation { get; }
    event Action? Changed;

    void CopyTo(List<TableRow> into);

    void Refresh();
}

/// <summary>A live list of objects parsed into something small; see <see cref="LiveList{T}"/>.</summary>
internal interface IListFeed<T> : IAsyncDisposable where T : class
{
    LiveStatus Status { get; }
    long Generation { get; }
    event Action? Changed;

    IReadOnlyCollection<T> Snapshot();

    void Refresh();
}
