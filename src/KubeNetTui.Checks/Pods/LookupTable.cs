using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>The questions that together tell who is at fault when a name does not resolve in a pod.</summary>
/// <param name="IsCluster">The server is the cluster's DNS, so that it must know the cluster's names.</param>
internal sealed record LookupTable(Place Pod, Place Node, string Server, bool IsCluster, DnsAsked Asked)
{
    /// <summary>NodeLocal DNSCache answers on this link-local address on every node.</summary>
    public const string NodeLocal = "169.254.20.10";

    public ProbeNeed Cluster => Probes.Dns(Pod, Server, Asked.ClusterName);

    public ProbeNeed ClusterOverTcp => Probes.DnsTcp(Pod, Server, Asked.ClusterName);

    public ProbeNeed ClusterFromNode => Probes.Dns(Node, Server, Asked.ClusterName);

    public ProbeNeed External => Probes.Dns(Pod, Server, ClusterNames.External);

    public ProbeNeed ExternalFromNode => Probes.Dns(Node, Server, ClusterNames.External);

    public IEnumerable<ProbeNeed> Upstream => Asked.Upstreams.Where(u => u != Server).Select(u => Probes.Dns(Pod, u, ClusterNames.External));

    public IEnumerable<ProbeNeed> UpstreamFromNode => Asked.Upstreams.Where(u => u != Server).Select(u => Probes.Dns(Node, u, ClusterNames.External));

    public IEnumerable<ProbeNeed> Needs => IsCluster
        ? [Cluster, ClusterOverTcp, External, ClusterFromNode, .. Upstream, .. UpstreamFromNode]
        : [External, ExternalFromNode];
}
