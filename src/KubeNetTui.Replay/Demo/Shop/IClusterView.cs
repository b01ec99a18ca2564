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
