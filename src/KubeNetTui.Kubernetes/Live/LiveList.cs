namespace KubeNetTui.Kubernetes;

/// <summary>As <see cref="LiveTable"/>, for whole objects parsed into something small.</summary>
/// <typeparam name="T">What is kept of an object.</typeparam>
public sealed class LiveList<T> : IAsyncDisposable where T : class
{
    private readonly ObjectStore<T> _store;
    private readonly Reflector _reflector;

    private LiveList(ObjectStore<T> store, Reflector reflector)
    {
        _store = store;
        _reflector = reflector;
    }

    /// <param name="path">As <see cref="ApiResource.Path"/> makes it; <see cref="ListQuery.Namespace"/> is not added to it.</param>
    /// <param name="parse">From one object's JSON (UTF-8) to what is kept; null: leave out. An object it throws on is left out.</param>
    public static LiveList<T> Start(ApiClient client, string path, ListQuery query, ObjectParser<T> parse)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(parse);
        var signal = new LiveSignal(TimeProvider.System);
        var store = new ObjectStore<T>(signal, parse);
        return new LiveList<T>(
            store, new Reflector(client.Connection, path, query, ApiRequest.Json, canWatch: true, client.Settings.Server.IsLoopback, signal, store));
    }

    public LiveStatus Status => _reflector.Signal.Status;
    public long Generation => _reflector.Signal.Generation;

    /// <summary>Raised (at most about 30 times a second, from a background thread) when Generation grew.</summary>
    public event Action? Changed
    {
        add => _reflector.Signal.Changed += value;
        remove => _reflector.Signal.Changed -= value;
    }

    /// <summary>The changes since the last call by this reader (keys <c>ns/name</c>; null value: deleted). First call: everything.</summary>
    /// <param name="cursor">The reader's own; 0 at first. A reader must come at least once in 100,000 deletions to see them all.</param>
    public IReadOnlyList<KeyValuePair<string, T?>> Drain(ref long cursor) => _store.Drain(ref cursor);

    public IReadOnlyCollection<T> Snapshot() => _store.Snapshot();

    /// <summary>Lists again now; also ends Refused.</summary>
    public void Refresh() => _reflector.Refresh();

    public ValueTask DisposeAsync() => _reflector.DisposeAsync();
}
