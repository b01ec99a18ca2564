using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>One property that nodes of a cluster usually share.</summary>
/// <param name="Name"><c>FORWARD policy</c>, <c>net.ipv4.ip_forward</c>.</param>
/// <param name="Matters">A node that differs in it treats packets in another way. Else it is told beside: versions differ during every upgrade.</param>
/// <param name="Of">Its value on a node; null where it is not known.</param>
/// <param name="From">The section that shows it; "" for the node's own object.</param>
internal sealed record NodeFacet(string Name, bool Matters, Func<IEvidence, Node, string?> Of, string From = "");

/// <summary>What <c>nodes.compare</c> holds against each other. Names, addresses and counters are not among them: they always differ.</summary>
internal static class NodeFacets
{
    /// <summary>
    /// Settings of the kernel that decide what happens to packets. Sizes that kube-proxy and the kernel reckon from memory and processors
    /// (nf_conntrack_max, buffers) are left out.
    /// </summary>
    private static readonly string[] Sysctls =
    [
        "net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding", "net.ipv6.conf.all.disable_ipv6", "net.bridge.bridge-nf-call-iptables", "net.bridge.bridge-nf-call-ip6tables",
        "net.ipv4.conf.all.rp_filter", "net.ipv4.conf.default.rp_filter", "net.ipv4.conf.all.arp_ignore", "net.ipv4.conf.all.arp_announce", "net.ipv4.conf.all.route_localnet",
        "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_tw_reuse", "net.ipv4.tcp_mtu_probing", "net.ipv4.ip_no_pmtu_disc",
        "net.ipv4.neigh.default.gc_thresh3", "net.netfilter.nf_conntrack_tcp_be_liberal", "net.netfilter.nf_conntrack_tcp_loose",
        "net.netfilter.nf_conntrack_tcp_timeout_established", "net.netfilter.nf_conntrack_tcp_timeout_close_wait", "net.netfilter.nf_conntrack_udp_timeout", "net.core.somaxconn",
    ];

    public static IReadOnlyList<NodeFacet> All { get; } =
    [
        new("kube-proxy's mode", true, (e, n) => KubeProxyOnNode.Of(e, n.Name).Mode is { Length: > 0 } mode ? mode : null, "kube-proxy-mode"),
        new("FORWARD policy (filter)", true, (e, n) => e.Iptables(n.Name) is { Main: { IsWhole: true } main } ? main.Rules.Chain("filter", "FORWARD")?.Policy ?? "ACCEPT" : null, "iptables-save"),
        new("INPUT policy (filter)", true, (e, n) => e.Iptables(n.Name) is { Main: { IsWhole: true } main } ? main.Rules.Chain("filter", "INPUT")?.Policy ?? "ACCEPT" : null, "iptables-save"),
        new("iptables back end", true, (e, n) => e.Iptables(n.Name) is { Main.Backend: not IptablesBackend.Unknown and var backend } ? backend == IptablesBackend.Nft ? "nf_tables" : "legacy" : null, "iptables-save"),
        new("MTU of the interface with the node's address", true, Mtu, "ip-addr"),
        new("kubelet's hairpinMode", true, (e, n) => Config(e, n)?.HairpinMode, "kubelet-configz"),
        new("kubelet's clusterDNS", true, (e, n) => Config(e, n) is { } c ? string.Join(", ", c.ClusterDns) : null, "kubelet-configz"),
        new("kubelet's clusterDomain", true, (e, n) => Config(e, n)?.ClusterDomain, "kubelet-configz"),
        new("kubelet makes iptables' chains", true, (e, n) => Config(e, n) is { } c ? c.MakesIptablesChains ? "yes" : "no" : null, "kubelet-configz"),
        new("SELinux", true, (e, n) => e.SelinuxMode(n.Name).Value?.Mode, "getenforce"),
        .. Sysctls.Select(s => new NodeFacet(s, true, (e, n) => e.Sysctls(Place.Node(n.Name)).Value?.Text(s) is { } text ? string.Join(' ', text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)) : null, "sysctl")),
        new("kubelet's version", false, (_, n) => Said(n.KubeletVersion)),
        new("kernel", false, (_, n) => Said(n.KernelVersion)),
        new("system", false, (_, n) => Said(n.OsImage)),
        new("container runtime", false, (_, n) => Said(n.ContainerRuntime)),
        new("kube-proxy's version", false, (e, n) => KubeProxyOnNode.Of(e, n.Name).Sync?.Version is { Length: > 0 } version ? version : null, "kube-proxy-metrics"),
        new("kubelet's maxPods", false, (e, n) => Config(e, n) is { MaxPods: > 0 and var max } ? max.ToString(System.Globalization.CultureInfo.InvariantCulture) : null, "kubelet-configz"),
        new("kubelet's resolvConf", false, (e, n) => Config(e, n)?.ResolvConf, "kubelet-configz"),
    ];

    public static IEnumerable<Need> Needs(string node, IEvidence soFar) =>
    [
        .. KubeProxyOnNode.Needs(node, soFar), .. NetfilterReadings.IptablesNeeds(node), .. NetworkNeeds.Links(Place.Node(node), soFar),
        .. NetworkNeeds.Sysctls(Place.Node(node), soFar), NodeNeeds.SelinuxMode(node), Configz(node),
    ];

    public static RawNeed Configz(string node) => new($"/api/v1/nodes/{node}/proxy/configz");

    private static KubeletConfig? Config(IEvidence evidence, Node node) =>
        evidence.Raw(Configz(node.Name)) is { HttpStatus: 200 } raw ? KubeletConfig.Parse(raw.Text).Config : null;

    private static string? Mtu(IEvidence evidence, Node node) =>
        evidence.Links(Place.Node(node.Name)).Value?.Items.FirstOrDefault(l => l.Addresses.Any(a => node.InternalIps.Contains(a.Address))) is { Mtu: > 0 and var mtu }
            ? mtu.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : null;

    private static string? Said(string text) => text.Length > 0 ? text : null;
}
