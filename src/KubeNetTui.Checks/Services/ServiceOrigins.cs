using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Where a service is tried from: few places, chosen so that each can show a fault that the others can't.</summary>
internal static class ServiceOrigins
{
    /// <summary>Nodes that may be asked, in the order of the list, the Ready ones.</summary>
    private static List<string> Nodes(IEvidence evidence) =>
        [.. evidence.Nodes().Items.Where(n => n.IsReady && n.Meta.Labels["type"] != "virtual-kubelet"
            && n.OperatingSystem != "windows").Select(n => n.Name)];

    /// <summary>
    /// A node other than the one given, the same one for all endpoints of that node, so that one exec serves them all. Null in a cluster
    /// of one node.
    /// </summary>
    public static string? Another(IEvidence evidence, string than)
    {
        var nodes = Nodes(evidence);
        var at = nodes.IndexOf(than);
        return nodes.Count < 2 || (at < 0 && than.Length > 0) ? nodes.Find(n => n != than)
            : nodes[(at + 1) % nodes.Count] is var next && next != than ? next : null;
    }

    /// <summary>Nodes that a virtual IP is tried from: those of endpoints first, then others.</summary>
    public static IReadOnlyList<string> ForVirtualIp(IEvidence evidence, IEnumerable<string> endpointNodes, int most)
    {
        var all = Nodes(evidence);
        List<string> withEndpoints = [.. endpointNodes.Distinct().Where(all.Contains)];
        List<string> others = [.. all.Except(withEndpoints)];

        // One without an endpoint is worth more than the third with one: its traffic has to leave the node.
        return [.. withEndpoints.Take(Math.Max(1, most - 1)).Concat(others).Concat(withEndpoints.Skip(Math.Max(1, most - 1))).Distinct().Take(most)];
    }

    /// <summary>A pod that is no endpoint of the service and runs in the same namespace, else an endpoint: null where there is none.</summary>
    public static Pod? Client(IEvidence evidence, string ns, IEnumerable<string> endpoints)
    {
        var own = endpoints.ToHashSet();
        List<Pod> pods = [.. evidence.Pods(ns).Items.Where(p => p is { HostNetwork: false, IsFinished: false,
            NodeName.Length: > 0, Ips.Count: > 0, Meta.Deleting: null } && p.IsReady)];
        return pods.Find(p => !own.Contains(p.Name)) ?? pods.Find(p => own.Contains(p.Name));
    }
}
