using System.Globalization;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What it means that nodes differ in something.</summary>
public enum NodeDifference
{
    /// <summary>A node that differs in it treats packets in another way.</summary>
    Matters,

    /// <summary>It differs during every upgrade: told beside.</summary>
    Beside,

    /// <summary>Another check judges it, or there is nothing to judge; a person who compares nodes wants to see it.</summary>
    Seen,

    /// <summary>Each node has its own: an address, a count.</summary>
    Own,
}

/// <summary>One property that nodes of a cluster usually share.</summary>
/// <param name="Group">What it is of: <c>sysctl</c>, <c>kubelet</c>.</param>
/// <param name="Name"><c>FORWARD policy</c>, <c>net.ipv4.ip_forward</c>.</param>
/// <param name="Of">Its value on a node; null where it is not known, "" for none.</param>
/// <param name="From">The section that shows it; "" for the node's own object.</param>
public sealed record NodeFacet(string Group, string Name, NodeDifference Difference, Func<IEvidence, Node, string?> Of, string From = "");

/// <summary>What nodes are held against each other by: <c>nodes.compare</c> by the part that it judges, <c>:compare</c> by all.</summary>
public static class NodeFacets
{
    /// <summary>
    /// Settings of the kernel that decide what happens to packets. Sizes that kube-proxy and the kernel reckon from memory and processors
    /// (nf_conntrack_max, buffers) are not judged.
    /// </summary>
    private static readonly string[] Sysctls =
    [
        "net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding", "net.ipv6.conf.all.disable_ipv6", "net.bridge.bridge-nf-call-iptables", "net.bridge.bridge-nf-call-ip6tables",
        "net.ipv4.conf.all.rp_filter", "net.ipv4.conf.default.rp_filter", "net.ipv4.conf.all.arp_ignore", "net.ipv4.conf.all.arp_announce", "net.ipv4.conf.all.route_localnet",
        "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_tw_reuse", "net.ipv4.tcp_mtu_probing", "net.ipv4.ip_no_pmtu_disc",
        "net.ipv4.neigh.default.gc_thresh3", "net.netfilter.nf_conntrack_tcp_be_liberal", "net.netfilter.nf_conntrack_tcp_loose",
        "net.netfilter.nf_conntrack_tcp_timeout_established", "net.netfilter.nf_conntrack_tcp_timeout_close_wait", "net.netfilter.nf_conntrack_udp_timeout", "net.core.somaxconn",
    ];

    private static readonly string[] Sizes = ["net.netfilter.nf_conntrack_max", "net.ipv4.vs.conntrack"];

    public static IReadOnlyList<NodeFacet> All { get; } =
    [
        new("kube-proxy", "kube-proxy's mode", NodeDifference.Matters, (e, n) => KubeProxyOnNode.Of(e, n.Name).Mode is { Length: > 0 } mode ? mode : null, "kube-proxy-mode"),
        new("iptables", "FORWARD policy (filter)", NodeDifference.Matters, (e, n) => Policy(e, n, "FORWARD"), "iptables-save"),
        new("iptables", "INPUT policy (filter)", NodeDifference.Matters, (e, n) => Policy(e, n, "INPUT"), "iptables-save"),
        new("iptables", "iptables back end", NodeDifference.Matters, (e, n) => e.Iptables(n.Name) is { Main.Backend: not IptablesBackend.Unknown and var backend } ? backend == IptablesBackend.Nft ? "nf_tables" : "legacy" : null, "iptables-save"),
        new("links", "MTU of the interface with the node's address", NodeDifference.Matters, Mtu, "ip-addr"),
        new("kubelet", "kubelet's hairpinMode", NodeDifference.Matters, (e, n) => Config(e, n)?.HairpinMode, "kubelet-configz"),
        new("kubelet", "kubelet's clusterDNS", NodeDifference.Matters, (e, n) => Config(e, n) is { } c ? string.Join(", ", c.ClusterDns) : null, "kubelet-configz"),
        new("kubelet", "kubelet's clusterDomain", NodeDifference.Matters, (e, n) => Config(e, n)?.ClusterDomain, "kubelet-configz"),
        new("kubelet", "kubelet makes iptables' chains", NodeDifference.Matters, (e, n) => Config(e, n) is { } c ? c.MakesIptablesChains ? "yes" : "no" : null, "kubelet-configz"),
        new("system", "SELinux", NodeDifference.Matters, (e, n) => e.SelinuxMode(n.Name).Value?.Mode, "getenforce"),
        .. Sysctls.Select(s => Sysctl(s, NodeDifference.Matters)),
        new("kubelet", "kubelet's version", NodeDifference.Beside, (_, n) => Said(n.KubeletVersion)),
        new("system", "kernel", NodeDifference.Beside, (_, n) => Said(n.KernelVersion)),
        new("system", "system", NodeDifference.Beside, (_, n) => Said(n.OsImage)),
        new("system", "container runtime", NodeDifference.Beside, (_, n) => Said(n.ContainerRuntime)),
        new("kube-proxy", "kube-proxy's version", NodeDifference.Beside, (e, n) => KubeProxyOnNode.Of(e, n.Name).Sync?.Version is { Length: > 0 } version ? version : null, "kube-proxy-metrics"),
        new("kubelet", "kubelet's maxPods", NodeDifference.Beside, (e, n) => Config(e, n) is { MaxPods: > 0 and var max } ? Number(max) : null, "kubelet-configz"),
        new("kubelet", "kubelet's resolvConf", NodeDifference.Beside, (e, n) => Config(e, n)?.ResolvConf, "kubelet-configz"),
        new("node", "ready", NodeDifference.Seen, (_, n) => n.Condition("Ready")?.Status ?? ""),
        new("node", "unschedulable", NodeDifference.Seen, (_, n) => n.Unschedulable ? "yes" : "no"),
        new("node", "taints", NodeDifference.Seen, (_, n) => string.Join(" ", n.Taints.Select(t => $"{t.Key}:{t.Effect}"))),
        new("node", "address", NodeDifference.Own, (_, n) => string.Join(" ", n.InternalIps)),
        new("node", "pod CIDR", NodeDifference.Own, (_, n) => string.Join(" ", n.PodCidrs)),
        new("kube-proxy", "kube-proxy is well", NodeDifference.Seen, (e, n) => KubeProxyOnNode.Of(e, n.Name).Health is { } health ? health.IsHealthy ? "healthy" : "not healthy" : null, "kube-proxy-healthz"),
        new("iptables", "iptables-save's version", NodeDifference.Beside, (e, n) => e.Iptables(n.Name)?.Main.Rules.Generator is { Length: > 0 } generator ? generator : null, "iptables-save"),
        new("iptables", "KUBE-SVC chains", NodeDifference.Seen, (e, n) => Chains(e, n, "KUBE-SVC-"), "iptables-save"),
        new("iptables", "KUBE-SEP chains", NodeDifference.Seen, (e, n) => Chains(e, n, "KUBE-SEP-"), "iptables-save"),
        new("iptables", "rules that Kubernetes did not write", NodeDifference.Seen, Foreign, "iptables-save"),
        .. Sizes.Select(s => Sysctl(s, NodeDifference.Seen)),
        new("links", "bridges", NodeDifference.Seen, (e, n) => Links(e, n, l => l.Kind == "bridge", l => l.Name), "ip-addr"),
        new("links", "MTU of bridges", NodeDifference.Seen, (e, n) => Links(e, n, l => l.Kind == "bridge", l => $"{l.Name} {l.Mtu}"), "ip-addr"),
        new("links", "MTU of tunnels", NodeDifference.Seen, (e, n) => Links(e, n, l => l.Tunnel is not null, l => $"{l.Name} {l.Mtu}"), "ip-addr"),
        new("links", "pods' veths without hairpin", NodeDifference.Seen, WithoutHairpin, "hairpin"),
        new("routes", "default route", NodeDifference.Seen, (e, n) => e.Routes(Place.Node(n.Name)) is { Value: { } routes } ? routes.Items.Any(r => r.Destination.IsDefault && !r.Refuses) ? "yes" : "no" : null, "ip-route"),
        new("cni", "CNI configuration", NodeDifference.Seen, Cni, "cni-config"),
        new("names", "nameservers", NodeDifference.Seen, (e, n) => e.ResolvConf(Place.Node(n.Name)) is { Value: { } conf } ? string.Join(" ", conf.Nameservers) : null, "resolv-conf"),
        new("names", "search domains", NodeDifference.Seen, (e, n) => e.ResolvConf(Place.Node(n.Name)) is { Value: { } conf } ? string.Join(" ", conf.Search) : null, "resolv-conf"),
        new("system", "ufw", NodeDifference.Seen, (e, n) => e.Ufw(n.Name) is { Value: { } ufw } ? ufw.IsActive ? $"active, incoming {ufw.Incoming}" : "inactive" : null, "ufw"),
        new("conntrack", "connections tracked", NodeDifference.Own, (e, n) => (e.ConntrackStats(n.Name).Value?.Entries ?? e.Sysctls(Place.Node(n.Name)).Value?.Number("net.netfilter.nf_conntrack_count")) is { } count ? Number(count) : null),
        new("conntrack", "connections dropped", NodeDifference.Seen, (e, n) => e.ConntrackStats(n.Name).Value is { } stats ? stats.Drop > 0 ? "yes" : "no" : null, "conntrack-stats"),
    ];

    /// <summary>What the facets that the check judges are read from.</summary>
    public static IEnumerable<Need> Needs(string node, IEvidence soFar) =>
    [
        .. KubeProxyOnNode.Needs(node, soFar), .. NetfilterReadings.IptablesNeeds(node), .. NetworkNeeds.Links(Place.Node(node), soFar),
        .. NetworkNeeds.Sysctls(Place.Node(node), soFar), NodeNeeds.SelinuxMode(node), Configz(node),
    ];

    /// <summary>What all of them are read from.</summary>
    public static IEnumerable<Need> AllNeeds(string node, IEvidence soFar) =>
    [
        .. Needs(node, soFar), .. NetworkNeeds.HairpinModes(node, soFar), .. NetworkNeeds.Routes(Place.Node(node), soFar), .. NetworkNeeds.ConntrackStats(node, soFar),
        NodeNeeds.ResolvConf(Place.Node(node)), NodeNeeds.CniConfigurations(node), NodeNeeds.Ufw(node),
    ];

    public static RawNeed Configz(string node) => new($"/api/v1/nodes/{node}/proxy/configz");

    private static NodeFacet Sysctl(string key, NodeDifference difference) => new(
        "sysctl", key, difference,
        (e, n) => e.Sysctls(Place.Node(n.Name)).Value?.Text(key) is { } text ? string.Join(' ', text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)) : null, "sysctl");

    private static KubeletConfig? Config(IEvidence evidence, Node node) =>
        evidence.Raw(Configz(node.Name)) is { HttpStatus: 200 } raw ? KubeletConfig.Parse(raw.Text).Config : null;

    private static string? Policy(IEvidence evidence, Node node, string chain) =>
        evidence.Iptables(node.Name) is { Main: { IsWhole: true } main } ? main.Rules.Chain("filter", chain)?.Policy ?? "ACCEPT" : null;

    private static string? Mtu(IEvidence evidence, Node node) =>
        evidence.Links(Place.Node(node.Name)).Value?.Items.FirstOrDefault(l => l.Addresses.Any(a => node.InternalIps.Contains(a.Address))) is { Mtu: > 0 and var mtu }
            ? Number(mtu)
            : null;

    private static string? Chains(IEvidence evidence, Node node, string prefix) =>
        evidence.Iptables(node.Name) is { } rules
            ? Number(rules.Main.Rules.Tables.SelectMany(t => t.Chains).Count(c => c.Name.StartsWith(prefix, StringComparison.Ordinal)))
            : null;

    private static string? Foreign(IEvidence evidence, Node node) =>
        evidence.Iptables(node.Name) is { } rules
            ? Number(rules.Sources.SelectMany(s => s.Rules.Tables).SelectMany(t => t.Chains).SelectMany(c => c.Rules).Count(r => !RuleOwners.IsKubernetes(r)))
            : null;

    private static string? Links(IEvidence evidence, Node node, Func<NetworkLink, bool> which, Func<NetworkLink, string> text) =>
        evidence.Links(Place.Node(node.Name)).Value is { } links ? string.Join(" ", links.Items.Where(which).Select(text).Order(StringComparer.Ordinal)) : null;

    private static string? WithoutHairpin(IEvidence evidence, Node node) =>
        evidence.HairpinModes(node.Name).Value is { } modes && evidence.Links(Place.Node(node.Name)).Value is { } links
            ? Number(modes.ByPort.Count(p => !p.Value && links.Find(p.Key) is { Kind: "veth" } port && links.Find(port.Master) is { Kind: "bridge" } && p.Key.StartsWith("veth", StringComparison.Ordinal)))
            : null;

    private static string? Cni(IEvidence evidence, Node node) =>
        evidence.CniConfigurations(node.Name) is { Value: { } cni }
            ? cni.Active is { } active ? $"{Path.GetFileName(active.File)} ({string.Join(" ", active.Plugins.Select(p => p.Type))})" : ""
            : null;

    private static string? Said(string text) => text.Length > 0 ? text : null;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
