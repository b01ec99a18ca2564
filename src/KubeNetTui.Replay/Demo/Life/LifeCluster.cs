using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>The store as the controllers see it: lists read once until they write to them.</summary>
internal sealed class LifeCluster(ObjectStore store, TimeProvider clock)
{
    private readonly LiveView _view = new(store, clock);
    private readonly Dictionary<string, IReadOnlyList<JsonObject>> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lastAddress = new(StringComparer.Ordinal);

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Copies: changing them changes nothing in the store.</summary>
    public IReadOnlyList<JsonObject> List(string resource)
    {
        if (!_lists.TryGetValue(resource, out var list))
        {
            _lists[resource] = list = _view.List(resource);
        }

        return list;
    }

    /// <summary>Somebody else may have written meanwhile: read everything again.</summary>
    public void Forget() => _lists.Clear();

    public void Create(string resource, JsonObject item)
    {
        _lists.Remove(resource);
        try
        {
            store.Create(resource, item);
        }
        catch (InvalidOperationException)
        {
            // Somebody made one of that name since the list was read: theirs stays, and the next step sees it.
        }
    }

    public void Modify(string resource, JsonObject item, Action<JsonObject> change)
    {
        _lists.Remove(resource);
        store.Modify(resource, (string?)item["metadata"]!["namespace"], PodView.Name(item), change);
    }

    public void Delete(string resource, JsonObject item)
    {
        _lists.Remove(resource);
        store.Delete(resource, (string?)item["metadata"]!["namespace"], PodView.Name(item));
    }

    public IEnumerable<JsonObject> PodsOf(JsonObject owner)
    {
        var uid = PodView.Uid(owner);
        return List("pods").Where(pod => PodView.Owner(pod) == uid);
    }

    /// <summary>A free address of the node, the one after the last given out: host-local does not hand one out again at once.</summary>
    public string NextAddress(ShopNode node)
    {
        var used = List("pods").Where(p => PodView.Node(p) == node.Name).Select(PodView.Ip).ToHashSet();
        var last = _lastAddress.TryGetValue(node.Name, out var known)
            ? known
            : used.Where(ip => ip is not null && ip.StartsWith("10.244.", StringComparison.Ordinal))
                .Select(ip => int.Parse(ip.AsSpan(ip!.LastIndexOf('.') + 1), CultureInfo.InvariantCulture)).DefaultIfEmpty(1).Max();
        for (var i = 0; i < 253; i++)
        {
            last = last >= 254 ? 2 : last + 1;
            if (!used.Contains(node.PodAddress(last)))
            {
                break;
            }
        }

        _lastAddress[node.Name] = last;
        return node.PodAddress(last);
    }

    /// <summary>The scheduler: the node with the fewest pods of the same owner, never node-b, whose range is used up.</summary>
    public string PickNode(string? owner)
    {
        var pods = List("pods").Where(p => !PodView.IsFinished(p) && !PodView.IsTerminating(p)).ToList();
        return ShopNode.All.Where(n => n.Name != "node-b")
            .OrderBy(n => pods.Count(p => PodView.Node(p) == n.Name && owner is not null && PodView.Owner(p) == owner))
            .ThenBy(n => pods.Count(p => PodView.Node(p) == n.Name)).First().Name;
    }

    public void Event(JsonObject about, string apiVersion, string kind, string type, string reason, string message, string component, string? host = null, string? path = null) =>
        Create("events", DemoEvent.Create(about, apiVersion, kind, type, reason, message, component, host, Now, Now, 1, path));
}
