using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>How pods hang on their node's network: what decides which settings matter there.</summary>
public enum PodAttachment
{
    /// <summary>Not known: <see cref="DataPlane.Why"/> says why.</summary>
    Unknown,

    /// <summary>veths that are ports of a Linux bridge: kubenet, the plugin <c>bridge</c>, flannel with host-local.</summary>
    Bridge,

    /// <summary>veths with a route to each pod: Calico, AWS VPC, GKE, ptp.</summary>
    RoutedVeth,

    /// <summary>eBPF programs forward past bridge and routes: Cilium.</summary>
    Ebpf,

    /// <summary>Azure CNI: veths <c>azv…</c>, pods in the virtual network.</summary>
    AzureCni,

    /// <summary>Open vSwitch: OVN-Kubernetes, Antrea.</summary>
    OpenVSwitch,
}

/// <summary>
/// How the pods of one node are attached, from its interfaces and its pods' addresses. Guards of the catalogue rest on it: hairpin and
/// bridge-nf mean something on a bridge alone.
/// </summary>
/// <param name="Bridge">With <see cref="PodAttachment.Bridge"/>: its name; "" else.</param>
/// <param name="Why">What it was told from, or why it is not known.</param>
public sealed record DataPlane(PodAttachment Attachment, string Bridge, string Why)
{
    /// <summary>Bridges that are somebody else's: Docker's, libvirt's.</summary>
    private static readonly string[] ForeignBridges = ["docker", "br-", "virbr", "lxcbr", "lxdbr", "podman", "cni-podman"];

    public bool IsBridge => Attachment == PodAttachment.Bridge;

    public static IEnumerable<Need> Needs(string node, IEvidence soFar) =>
    [
        Evidence.Needs.Pods(null), .. NetworkNeeds.Links(Place.Node(node), soFar), .. NetworkNeeds.Routes(Place.Node(node), soFar),
    ];

    public static DataPlane Of(IEvidence evidence, string node)
    {
        var links = evidence.Links(Place.Node(node));
        if (!links.IsRead)
        {
            return new(PodAttachment.Unknown, "", links.Problem);
        }

        return ByName(links.Value) ?? Of(evidence, node, links.Value);
    }

    /// <summary>In words for "not applicable because".</summary>
    public string Text => Attachment switch
    {
        PodAttachment.Bridge => $"pods hang off the bridge {Bridge}",
        PodAttachment.RoutedVeth => "pods are routed to their veths, there is no bridge",
        PodAttachment.Ebpf => "Cilium's eBPF programs forward for pods, there is no bridge",
        PodAttachment.AzureCni => "Azure CNI connects the pods",
        PodAttachment.OpenVSwitch => "Open vSwitch connects the pods",
        _ => $"how pods are connected here is not known: {Why}",
    };

    /// <summary>Interfaces that only one kind of network has.</summary>
    private static DataPlane? ByName(LinkTable links)
    {
        foreach (var link in links.Items)
        {
            switch (link.Name)
            {
                case "cilium_host" or "cilium_net" or "cilium_vxlan" or "cilium_geneve":
                    return new(PodAttachment.Ebpf, "", $"interface {link.Name}");
                case "ovs-system" or "ovn-k8s-mp0" or "antrea-gw0":
                    return new(PodAttachment.OpenVSwitch, "", $"interface {link.Name}");
                case ['a', 'z', 'v', ..] when link.PeerIndex > 0:
                case "azure0":
                    return new(PodAttachment.AzureCni, "", $"interface {link.Name}");
            }
        }

        return null;
    }

    private static DataPlane Of(IEvidence evidence, string node, LinkTable links)
    {
        List<string> ips = [.. PodsByNode.WithNetwork(evidence, node).SelectMany(p => p.Ips)];
        var routes = evidence.Routes(Place.Node(node));
        List<NetworkLink> bridges = [.. links.Items.Where(l => IsBridgeOf(l, links))];
        var bridge = bridges.Find(b => b.Addresses.Any(a => a.Scope != "link" && a.Range is { } range && ips.Exists(range.Contains)));
        if (bridge is not null)
        {
            return new(PodAttachment.Bridge, bridge.Name, $"{bridge.Name} has an address in the range of this node's pods");
        }

        if (routes.Value is { } table && ips.Exists(ip => HostRoute(table, ip) is { } r && links.Find(r.Device) is { PeerIndex: > 0 } or { Kind: "veth" }))
        {
            return new(PodAttachment.RoutedVeth, "", "routes lead to single pods' interfaces");
        }

        if (links.Items.FirstOrDefault(l => l.Name.StartsWith("cali", StringComparison.Ordinal) && l.PeerIndex > 0) is { } cali)
        {
            return new(PodAttachment.RoutedVeth, "", $"interface {cali.Name}");
        }

        // A bridge without an address: the fault may be just that.
        var cidrs = evidence.Nodes().Find("", node)?.PodCidrs ?? [];
        bridge = bridges.Find(b => b.Addresses.Any(a => cidrs.Any(c => IpPrefix.TryParse(c, out var cidr) && cidr.Contains(a.Address))))
            ?? bridges.Find(b => (b.Name is "cbr0" or "kube-bridge" || b.Name.StartsWith("cni", StringComparison.Ordinal))
                && !ForeignBridges.Any(f => b.Name.StartsWith(f, StringComparison.Ordinal)));
        return bridge is not null ? new(PodAttachment.Bridge, bridge.Name, $"bridge {bridge.Name}")
            : ips.Count == 0 ? new(PodAttachment.Unknown, "", "no pod with a network of its own runs here")
            : new(PodAttachment.Unknown, "", "neither a bridge nor routes lead to this node's pods");
    }

    /// <summary>A bridge by its kind; where the kind was not said, by having ports.</summary>
    private static bool IsBridgeOf(NetworkLink link, LinkTable links) =>
        link.Kind == "bridge" || (link.Kind.Length == 0 && link.PeerIndex == 0 && links.PortsOf(link.Name).Any(p => p.PeerIndex > 0));

    private static NetworkRoute? HostRoute(RouteTable routes, string ip) =>
        IpPrefix.TryParse(ip, out var address) ? routes.Items.FirstOrDefault(r => r.Kind == RouteKind.Unicast && r.Destination == address && r.Device.Length > 0) : null;
}
