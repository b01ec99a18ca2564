using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Where a packet begins: a pod's own network, or a node's.</summary>
/// <param name="Pod">Null: the node itself, or a pod in its network.</param>
internal sealed record Origin(ShopNode Node, JsonObject? Pod)
{
    public string Address => Pod is null ? Node.Address : PodView.Ip(Pod)!;

    /// <summary>What a choice that is random on a real cluster is drawn from here.</summary>
    public string Key => Pod is null ? Node.Name : PodView.Namespace(Pod) + "/" + PodView.Name(Pod);
}

/// <summary>The objects that decide who reaches what, as they are at one moment.</summary>
internal sealed class ReachCluster(IClusterView view)
{
    private readonly Lazy<Dictionary<string, JsonObject>> _podsByAddress = new(() => view.List("pods")
        .Where(PodView.HasOwnNetwork).GroupBy(p => PodView.Ip(p)!).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal));

    public IClusterView View => view;

    public IReadOnlyList<JsonObject> Services => view.List("services");

    public IReadOnlyList<JsonObject> Slices => view.List("endpointslices.discovery.k8s.io");

    public IReadOnlyList<JsonObject> Policies => view.List("networkpolicies.networking.k8s.io");

    public JsonObject? PodAt(string address) => _podsByAddress.Value.GetValueOrDefault(address);

    public JsonObject? FindPod(string ns, string name) =>
        view.List("pods").FirstOrDefault(p => PodView.Name(p) == name && PodView.Namespace(p) == ns);

    public JsonObject? NamespaceOf(string name) => view.List("namespaces").FirstOrDefault(n => PodView.Name(n) == name);

    /// <summary>Null for a pod on no node of the demo, or without an address.</summary>
    public static Origin? From(JsonObject pod) =>
        ShopNode.All.FirstOrDefault(n => n.Name == PodView.Node(pod)) is not { } node ? null
        : PodView.IsHostNetwork(pod) ? new Origin(node, null)
        : PodView.HasOwnNetwork(pod) ? new Origin(node, pod)
        : null;
}
