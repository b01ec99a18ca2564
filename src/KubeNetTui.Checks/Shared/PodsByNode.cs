using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Pods by the node that they run on.</summary>
internal sealed class PodsByNode
{
    private readonly ILookup<string, Pod> _pods;

    private PodsByNode(ObjectList<Pod> list) => _pods = list.Items.Where(p => p.NodeName.Length > 0).ToLookup(p => p.NodeName);

    /// <summary>All pods of a node; empty also where the list was not read.</summary>
    public static IEnumerable<Pod> All(IEvidence evidence, string node) =>
        evidence.Pods(null).List?.View(l => new PodsByNode(l))._pods[node] ?? [];

    /// <summary>Those that have a network namespace of their own and an address in it, and are not about to go.</summary>
    public static IEnumerable<Pod> WithNetwork(IEvidence evidence, string node) => All(evidence, node).Where(HasNetwork);

    /// <summary>A pod that waits for its image has its address already.</summary>
    public static bool HasNetwork(Pod pod) =>
        pod is { HostNetwork: false, Meta.Deleting: null, Phase: "Running" or "Pending", Ips.Count: > 0 };
}
