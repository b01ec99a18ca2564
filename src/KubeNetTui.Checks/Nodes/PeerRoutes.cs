using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Where pods of another node are, and how this node reaches them.</summary>
/// <param name="Targets">Ranges or addresses to look up: the podCIDR where pods take their addresses from it, else pods' addresses.</param>
internal sealed record Peer(Node Node, IReadOnlyList<IpPrefix> Targets)
{
    /// <summary>All other Linux nodes that have pods, or a podCIDR to give them addresses from.</summary>
    public static List<Peer> Of(IEvidence evidence, string node) =>
    [
        .. evidence.Nodes().Items.Where(n => n.Name != node && n.OperatingSystem != "windows" && n.Meta.Labels["type"] != "virtual-kubelet")
            .Select(n => new Peer(n, TargetsOf(evidence, n))).Where(p => p.Targets.Count > 0),
    ];

    public string TargetText => Words.Some(Targets.Select(t => t.ToString()), 2);

    public bool HasAddress(string ip) => Node.Addresses.Any(a => IpText.Canonical(a.Address) == ip);

    private static List<IpPrefix> TargetsOf(IEvidence evidence, Node node)
    {
        List<IpPrefix> cidrs = [];
        foreach (var text in node.PodCidrs)
        {
            if (IpPrefix.TryParse(text, out var cidr))
            {
                cidrs.Add(cidr);
            }
        }

        List<IpPrefix> pods = [];
        foreach (var ip in PodsByNode.WithNetwork(evidence, node.Name).SelectMany(p => p.Ips))
        {
            if (IpPrefix.TryParse(ip, out var address))
            {
                pods.Add(address);
            }
        }

        // Calico and others give addresses from ranges of their own: then the podCIDR says nothing.
        var inside = cidrs.FindAll(c => pods.Exists(c.Contains));
        return inside.Count > 0 || pods.Count == 0 ? (inside.Count > 0 ? inside : cidrs) : [.. pods.GroupBy(p => p.IsV6).SelectMany(g => g.Take(2))];
    }
}

/// <summary>An address of a range that stands for it in a lookup: pods get those after the gateway's.</summary>
internal static class PeerAddress
{
    public static IpPrefix Of(IpPrefix target) => IpPrefix.TryParse(target.Address(target.Count > 4 ? 2 : 0), out var one) ? one : target;
}
