using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Objects as they are now: in the bundle, or, once it is served, in the store.</summary>
internal interface IClusterView
{
    DateTimeOffset Now { get; }

    IReadOnlyList<JsonObject> List(string resource);
}

/// <summary>The objects as the bundle holds them.</summary>
internal sealed class StillView(DateTimeOffset now, IReadOnlyDictionary<string, List<JsonObject>> objects) : IClusterView
{
    public DateTimeOffset Now => now;

    public IReadOnlyList<JsonObject> List(string resource) => objects.TryGetValue(resource, out var list) ? list : [];
}

/// <summary>Lists of a live view, read again only when something has changed. Not for two threads at once; readers must not change what they get.</summary>
internal sealed class KeptView(ObjectStore store, TimeProvider clock) : IClusterView
{
    private readonly LiveView _live = new(store, clock);
    private readonly Dictionary<string, IReadOnlyList<JsonObject>> _lists = new(StringComparer.Ordinal);
    private long _version = -1;

    public DateTimeOffset Now => _live.Now;

    public IReadOnlyList<JsonObject> List(string resource)
    {
        var version = store.Version;
        if (version != _version)
        {
            _lists.Clear();
            _version = version;
        }

        return _lists.TryGetValue(resource, out var list) ? list : _lists[resource] = _live.List(resource);
    }
}

/// <summary>The objects as the store has them at the moment of asking.</summary>
internal sealed class LiveView(ObjectStore store, TimeProvider clock) : IClusterView
{
    public DateTimeOffset Now => clock.GetUtcNow();

    public IReadOnlyList<JsonObject> List(string resource)
    {
        var items = new List<JsonObject>();
        foreach (var (ns, name) in store.Names(resource))
        {
            if (store.Get(resource, ns, name) is { } item)
            {
                items.Add(item);
            }
        }

        return items;
    }
}
