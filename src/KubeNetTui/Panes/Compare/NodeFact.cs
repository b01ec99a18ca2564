using System.Globalization;
using KubeNetTui.Evidence;

namespace KubeNetTui.Panes;

/// <summary>Something that nodes can be compared by.</summary>
/// <param name="Name">The row's.</param>
/// <param name="Of">Its value on a node; null: not read, "": none.</param>
/// <param name="MayDiffer">Nodes have their own (addresses, counts): shown, and never marked.</param>
internal sealed record NodeFact(string Group, string Name, Func<IEvidence, string, string?> Of, bool MayDiffer = false)
{
    private static readonly string[] Settings =
    [
        "net.ipv4.ip_forward", "net.bridge.bridge-nf-call-iptables", "net.ipv4.conf.all.rp_filter", "net.ipv4.conf.default.rp_filter", "net.netfilter.nf_conntrack_max",
        "net.ipv4.ip_local_port_range", "net.ipv4.conf.all.arp_ignore", "net.ipv4.conf.all.arp_announce", "net.ipv4.vs.conntrack", "net.ipv4.neigh.default.gc_thresh3", "net.core.somaxconn",
    ];

    public static IReadOnlyList<NodeFact> All { get; } =
    [
        Node("ready", n => n.Condition("Ready")?.Status ?? ""),
        Node("kubelet", n => n.KubeletVersion), Node("kernel", n => n.KernelVersion), Node("system", n => n.OsImage), Node("runtime", n => n.ContainerRuntime),
        Node("unschedulable", n => n.Unschedulable ? "yes" : "no"),
        Node("taints", n => string.Join(" ", n.Taints.Select(t => $"{t.Key}:{t.Effect}"))),
        Node("address", n => string.Join(" ", n.InternalIps)) with { MayDiffer = true },
        Node("pod CIDR", n => string.Join(" ", n.PodCidrs)) with { MayDiffer = true },
        new("kube-proxy", "mode", (e, n) => Text(e, n, "kube-proxy-mode")),
        new("kube-proxy", "healthz", (e, n) => e.Output(Place.Node(n), "kube-proxy-healthz")?.As(KubeProxyHealth.Parse).Health is { } health ? health.IsHealthy ? "healthy" : "not healthy" : null),
        new("kubelet", "clusterDNS", (e, n) => Kubelet(e, n) is { } k ? string.Join(" ", k.ClusterDns) : null),
        new("kubelet", "clusterDomain", (e, n) => Kubelet(e, n)?.ClusterDomain), new("kubelet", "resolvConf", (e, n) => Kubelet(e, n)?.ResolvConf),
        new("kubelet", "hairpinMode", (e, n) => Kubelet(e, n)?.HairpinMode), new("kubelet", "maxPods", (e, n) => Kubelet(e, n)?.MaxPods.ToString(CultureInfo.InvariantCulture)),
        new("iptables", "back end", (e, n) => e.Iptables(n) is { } r ? string.Join(" + ", r.Sources.Select(s => s.Backend switch { IptablesBackend.Nft => "nf_tables", IptablesBackend.Legacy => "legacy", _ => "?" })) : null),
        new("iptables", "version", (e, n) => e.Iptables(n)?.Main.Rules.Generator),
        new("iptables", "policy of FORWARD", (e, n) => e.Iptables(n) is { } r ? r.Main.Rules.Chain("filter", "FORWARD")?.Policy ?? "" : null),
        new("iptables", "policy of INPUT", (e, n) => e.Iptables(n) is { } r ? r.Main.Rules.Chain("filter", "INPUT")?.Policy ?? "" : null),
        new("iptables", "KUBE-SVC chains", (e, n) => Chains(e, n, "KUBE-SVC-")), new("iptables", "KUBE-SEP chains", (e, n) => Chains(e, n, "KUBE-SEP-")),
        new("iptables", "rules by others", (e, n) => e.Iptables(n) is { } r
            ? r.Sources.SelectMany(s => s.Rules.Tables).SelectMany(t => t.Chains).SelectMany(c => c.Rules).Count(c => RuleOwner.Of(c) == RuleOwner.Other).ToString(CultureInfo.InvariantCulture) : null),
        .. Settings.Select(key => new NodeFact("sysctl", key, (e, n) => e.Sysctls(Place.Node(n)) is { Value: { } table } ? table.Text(key)?.Replace('\t', ' ') ?? "" : null)),
        new("links", "bridges", (e, n) => Links(e, n, l => l.Kind == "bridge", l => l.Name)), new("links", "tunnels", (e, n) => Links(e, n, l => l.Tunnel is not null, l => l.Name)),
        new("links", "MTU of the bridges", (e, n) => Links(e, n, l => l.Kind == "bridge", l => $"{l.Name} {l.Mtu}")),
        new("links", "MTU of tunnels", (e, n) => Links(e, n, l => l.Tunnel is not null, l => $"{l.Name} {l.Mtu}")),
        new("links", "MTU of other links", (e, n) => Links(e, n, l => l is { Kind: "", LinkType: "ether", Master: "" }, l => $"{l.Name} {l.Mtu}")),
        new("links", "hairpin off", (e, n) => e.HairpinModes(n).Value is { } modes && e.Links(Place.Node(n)).Value is { } links
            ? $"{modes.ByPort.Count(p => !p.Value && links.Find(p.Key) is { Kind: "veth" } port && links.Find(port.Master) is { Kind: "bridge" } && p.Key.StartsWith("veth", StringComparison.Ordinal))}" : null),
        new("routes", "default route", (e, n) => e.Routes(Place.Node(n)) is { Value: { } routes } ? routes.Items.Any(r => r.Destination.IsDefault && !r.Refuses) ? "yes" : "no" : null),
        new("cni", "configuration", (e, n) => e.CniConfigurations(n) is { Value: { } cni } ? cni.Active is { } active ? $"{Path.GetFileName(active.File)} ({string.Join(" ", active.Plugins.Select(p => p.Type))})" : "" : null),
        new("names", "nameservers", (e, n) => e.ResolvConf(Place.Node(n)) is { Value: { } conf } ? string.Join(" ", conf.Nameservers) : null),
        new("names", "search", (e, n) => e.ResolvConf(Place.Node(n)) is { Value: { } conf } ? string.Join(" ", conf.Search) : null),
        new("other", "SELinux", (e, n) => e.SelinuxMode(n).Value?.Mode), new("other", "ufw", (e, n) => e.Ufw(n) is { Value: { } ufw } ? ufw.IsActive ? $"active, incoming {ufw.Incoming}" : "inactive" : null),
        new("other", "conntrack entries", (e, n) => (e.ConntrackStats(n).Value?.Entries ?? e.Sysctls(Place.Node(n)).Value?.Number("net.netfilter.nf_conntrack_count"))?.ToString(CultureInfo.InvariantCulture), MayDiffer: true),
        new("other", "conntrack drops", (e, n) => e.ConntrackStats(n).Value is { } stats ? stats.Drop > 0 ? "yes" : "no" : null),
    ];

    /// <summary>What the facts are read from.</summary>
    public static IEnumerable<Need> NeedsOf(string node, IEvidence soFar) =>
    [
        .. NetfilterReadings.IptablesNeeds(node), .. NetworkNeeds.Sysctls(Place.Node(node), soFar), .. NetworkNeeds.Links(Place.Node(node), soFar), .. NetworkNeeds.HairpinModes(node, soFar),
        .. NetworkNeeds.Routes(Place.Node(node), soFar), .. NetworkNeeds.ConntrackStats(node, soFar), NodeNeeds.ResolvConf(Place.Node(node)), NodeNeeds.CniConfigurations(node),
        NodeNeeds.SelinuxMode(node), NodeNeeds.Ufw(node), CommandReadings.NodeNeed(node, "kube-proxy-mode"), CommandReadings.NodeNeed(node, "kube-proxy-healthz"), CommandReadings.NodeNeed(node, "kubelet-configz"),
    ];

    private static NodeFact Node(string name, Func<Node, string> of) => new("node", name, (e, n) => e.Nodes().Find(n) is { } node ? of(node) : null);

    private static string? Text(IEvidence evidence, string node, string section) => evidence.Output(Place.Node(node), section) is { Exit: 0 } output ? output.Text.Trim() : null;

    private static KubeletConfig? Kubelet(IEvidence evidence, string node) => evidence.Output(Place.Node(node), "kubelet-configz")?.As(KubeletConfig.Parse).Config;

    private static string? Chains(IEvidence evidence, string node, string prefix) =>
        evidence.Iptables(node) is { } rules
            ? rules.Main.Rules.Tables.SelectMany(t => t.Chains).Count(c => c.Name.StartsWith(prefix, StringComparison.Ordinal)).ToString(CultureInfo.InvariantCulture)
            : null;

    private static string? Links(IEvidence evidence, string node, Func<NetworkLink, bool> which, Func<NetworkLink, string> text) =>
        evidence.Links(Place.Node(node)).Value is { } links ? string.Join(" ", links.Items.Where(which).Select(text).Order(StringComparer.Ordinal)) : null;
}
