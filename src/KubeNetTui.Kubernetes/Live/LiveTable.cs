namespace KubeNetTui.Kubernetes;

/// <summary>
/// A list kept live: pages first, then a watch resumed from its last resourceVersion; 410 relists behind the rows that are shown.
/// Thread-safe; owned by the screen that started it and ends with its disposal.
/// </summary>
public sealed class LiveTable : IAsyncDisposable
{
    private readonly TableStore _store;
    private readonly Reflector _reflector;

    private LiveTable(ApiResource resource, TableStore store, Reflector reflector)
    {
        Resource = resource;
        _store = store;
        _reflector = reflector;
    }

    public static LiveTable Start(ApiClient client, ApiResource resource, ListQuery query)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(query);
        var signal = new LiveSignal(TimeProvider.System);
        var store = new TableStore(signal, query.Cells);
        var canWatch = resource.Verbs.Count == 0 || resource.Verbs.Contains("watch");
        var reflector = new Reflector(
            client.Connection, resource.Path(query.Namespace), query, PagedList.TableAccept, canWatch, client.Settings.Server.IsLoopback, signal, store);
        return new LiveTable(resource, store, reflector);
    }

    public ApiResource Resource { get; }
    public LiveStatus Status => _reflector.Signal.Status;

    /// <summary>Known after the first page; never null.</summary>
    public IReadOnlyList<TableColumn> Columns => _store.ColumnList;
    public int Count => _store.Count;

    /// <summary>Grows with every change of rows or status: a screen that has drawn this number has nothing new to draw.</summary>
    public long Generation => _reflector.Signal.Generation;

    /// <summary>Raised (at most about 30 times a second, from a background thread) when Generation grew.</summary>
    public event Action? Changed
    {
        add => _reflector.Signal.Changed += value;
        remove => _reflector.Signal.Changed -= value;
    }

    /// <summary>Appends all rows, in no particular order, to <paramref name="into"/>.</summary>
    public void CopyTo(List<TableRow> into) => _store.CopyTo(into);

    /// <summary>Lists again now (ctrl-r); also ends Refused.</summary>
    public void Refresh() => _reflector.Refresh();

    public ValueTask DisposeAsync() => _reflector.DisposeAsync();
}
