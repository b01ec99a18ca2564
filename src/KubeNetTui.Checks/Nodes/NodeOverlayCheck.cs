using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.overlay</c>: the tunnels between nodes are up, know every node, and their packets fit.</summary>
public sealed class NodeOverlayCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "node.overlay", SubjectKind.Node, "Overlay",
        "The overlay's device is up; for every node whose pods go through it, the forwarding and neighbour entries lead to that node; its MTU and its header fit the interface below.",
        "VXLAN, Geneve, IPIP and WireGuard devices, bridge FDB and neighbours, routes, nodes' addresses.",
        [
            "An MTU other than 1500 is no fault: what counts is that MTU and header fit the interface below.",
            "A VXLAN that learns addresses by itself needs no entries beforehand.",
            "Devices whose agent sets the other end for each packet (Cilium, Open vSwitch) have no entries, and route MTUs of their own: only down counts.",
            "tunl0 and its like are there whenever their module is; they count only where a route uses them.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        Evidence.Needs.Nodes(), Evidence.Needs.EndpointSlices(null), .. DataPlane.Needs(subject.Name, soFar), .. NetworkNeeds.Fdb(subject.Name, soFar),
        .. NetworkNeeds.Neighbours(Place.Node(subject.Name), soFar), .. NetworkNeeds.RoutingRules(Place.Node(subject.Name), soFar),
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!NodeScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        var links = evidence.Links(scope.Place);
        var routes = evidence.Routes(scope.Place);
        if (!links.IsRead)
        {
            return [NodeScope.Missing(Info, subject, "the node's interfaces", links)];
        }

        if (!routes.IsRead)
        {
            return [NodeScope.Missing(Info, subject, "the routes", routes)];
        }

        List<NetworkLink> devices = [.. links.Value.Items.Where(l => IsOverlay(l, routes.Value))];
        if (devices.Count == 0)
        {
            return [Info.NotApplicable(subject, "no overlay device is in use here")];
        }

        var found = devices.Select(d => Judge(evidence, scope, d, links.Value, routes.Value)).ToList();
        List<Fault> faults = [.. found.SelectMany(f => f.Faults)];
        if (faults.Count == 0)
        {
            return [Info.Pass(subject, string.Join("; ", found.Select(f => f.Healthy))) with { Exhibits = [NodeScope.Show(links, l => devices.Exists(d => HairpinPort.IsLine(l, d.Name)))] }];
        }

        return [Tell(subject, evidence, links, faults, devices)];
    }

    /// <param name="Peers">Nodes whose pods it keeps away; empty: all that go through the device.</param>
    private sealed record Fault(Verdict Verdict, string Text, string Remedy, string Command, IReadOnlyList<Peer> Peers, Exhibit? Proof);

    private static (string Healthy, List<Fault> Faults) Judge(IEvidence evidence, NodeScope scope, NetworkLink device, LinkTable links, RouteTable routes)
    {
        var rules = evidence.RoutingRules(scope.Place).Value ?? RoutingRules.Usual;
        List<(Peer Peer, NetworkRoute Route)> through =
        [
            .. Peer.Of(evidence, scope.Node.Name).SelectMany(p => p.Targets, (p, t) => (Peer: p, RouteLookup.Find(routes, rules, PeerAddress.Of(t)).Route))
                .Where(p => p.Route is { } r && r.Device == device.Name).Select(p => (p.Peer, p.Route!)),
        ];
        var tunnel = device.Tunnel!;
        List<Fault> faults = [];
        if (!device.IsUp)
        {
            faults.Add(new(Verdict.Fail, $"{device.Name} ({device.Kind}) is down, and {Words.Count(through.Count, "node")} {(through.Count == 1 ? "is" : "are")} reached through it", "Set it up; its agent (flannel, Calico) makes it again when it starts.",
                $"ip link set {device.Name} up    # on {scope.Node.Name}", [.. through.Select(t => t.Peer)], null));
        }

        if (!tunnel.IsExternal)
        {
            faults.AddRange(Fits(device, tunnel, links, routes, scope.Node, evidence));
            if (device.IsUp && device.Kind == "vxlan" && tunnel.Learning is not true)
            {
                faults.AddRange(through.Where(t => t.Route.Gateway.Length > 0).DistinctBy(t => t.Route.Gateway).SelectMany(t => Entries(evidence, scope, device, t.Peer, t.Route)));
            }
            else if (device.IsUp && device.Kind is "ipip")
            {
                faults.AddRange(through.Where(t => t.Route.Gateway.Length > 0 && !t.Peer.HasAddress(t.Route.Gateway) && OwnerOf(evidence, t.Route.Gateway) is not null)
                    .Select(t => new Fault(Verdict.Fail, $"pods of {t.Peer.Node.Name} are sent to {OwnerOf(evidence, t.Route.Gateway)} ({t.Route})", "The agent that writes the routes has old addresses; restart it.", "", [t.Peer], null)));
            }
        }

        return ($"{device.Name} ({device.Kind}{(tunnel.Id > 0 ? $" {tunnel.Id}" : "")}) is up, MTU {device.Mtu}, {Words.Count(through.Select(t => t.Peer).Distinct().Count(), "node")} behind it", faults);
    }

    /// <summary>VXLAN as flannel and Calico write it: neighbour of the gateway, then FDB entry of its MAC to the node.</summary>
    private static IEnumerable<Fault> Entries(IEvidence evidence, NodeScope scope, NetworkLink device, Peer peer, NetworkRoute route)
    {
        var neighbours = evidence.Neighbours(scope.Place);
        var fdb = evidence.Fdb(scope.Node.Name);
        if (neighbours.Value is null || fdb.Value is null)
        {
            yield return new(Verdict.Unknown, $"the entries of {device.Name} could not be read: {(neighbours.Value is null ? neighbours.Problem : fdb.Problem)}", (neighbours.Value is null ? neighbours.HowToGet : fdb.HowToGet), "", [], null);
            yield break;
        }

        var remedy = "The overlay's agent on this node writes it; look at its log, and restart it.";
        var entry = neighbours.Value.Find(route.Gateway).FirstOrDefault(n => n.Device == device.Name && n.Mac.Length > 0);
        if (entry is null)
        {
            yield return new(Verdict.Fail, $"{device.Name} has no neighbour entry for {route.Gateway}, the overlay's address of {peer.Node.Name}", remedy,
                $"ip neigh show dev {device.Name}", [peer], NodeScope.Show(neighbours, l => l.Contains(device.Name, StringComparison.Ordinal)));
            yield break;
        }

        List<FdbEntry> ends = [.. fdb.Value.Items.Where(f => f.Device == device.Name && f.Mac == entry.Mac && f.Destination.Length > 0)];
        var proof = NodeScope.Show(fdb, l => l.Contains(entry.Mac, StringComparison.OrdinalIgnoreCase));
        if (ends.Count == 0)
        {
            yield return new(Verdict.Fail, $"{device.Name} has no forwarding entry for {entry.Mac}: packets for {peer.Node.Name} go nowhere", remedy, $"bridge fdb show dev {device.Name}", [peer], proof);
        }
        else if (!ends.Exists(e => peer.HasAddress(e.Destination)))
        {
            var owner = OwnerOf(evidence, ends[0].Destination);
            yield return new(owner is null ? Verdict.Warn : Verdict.Fail,
                owner is null
                    ? $"{device.Name} sends packets for {peer.Node.Name} to {ends[0].Destination}, which is none of that node's addresses in the API"
                    : $"{device.Name} sends packets for {peer.Node.Name} to {ends[0].Destination}, which is {owner}",
                remedy, $"bridge fdb show dev {device.Name}", [peer], proof);
        }
    }

    private static IEnumerable<Fault> Fits(NetworkLink device, TunnelSettings tunnel, LinkTable links, RouteTable routes, Node node, IEvidence evidence)
    {
        if (Below(tunnel, links, routes, node, evidence) is not { Mtu: > 0 } nic || device.Mtu == 0 || Overhead(device.Kind, nic, node) is not { } overhead)
        {
            yield break;
        }

        if (device.Mtu + overhead > nic.Mtu)
        {
            yield return new(Verdict.Fail, $"packets of {device.Name} do not fit {nic.Name}: MTU {device.Mtu} and {overhead} bytes of {device.Kind} header are more than {nic.Mtu}; large packets are lost, small ones pass",
                $"Set the overlay's MTU to {nic.Mtu - overhead} in the CNI's configuration, and its pods' too.", $"ip link set {device.Name} mtu {nic.Mtu - overhead}    # on {node.Name}", [], null);
        }
    }

    /// <summary>RFC 7348, RFC 8926 (without options), RFC 2003; with the IPv4 or IPv6 header around it.</summary>
    private static int? Overhead(string kind, NetworkLink nic, Node node)
    {
        var v6 = node.InternalIps.FirstOrDefault() is { } ip && IpText.IsV6(ip) && !nic.Addresses.Any(a => !a.IsV6 && a.Scope == "global");
        return kind switch
        {
            "vxlan" or "geneve" => v6 ? 70 : 50,
            "ipip" => 20,
            "sit" => 20,
            "wireguard" => v6 ? 80 : 60,
            _ => null,
        };
    }

    private static NetworkLink? Below(TunnelSettings tunnel, LinkTable links, RouteTable routes, Node node, IEvidence evidence) =>
        tunnel.Device.Length > 0 && links.Find(tunnel.Device) is { } named ? named
        : tunnel.Local.Length > 0 && links.WithAddress(tunnel.Local) is { } local ? local
        : node.InternalIps.Select(links.WithAddress).FirstOrDefault(l => l is not null)
            ?? evidence.Nodes().Items.Where(n => n.Name != node.Name).SelectMany(n => n.InternalIps)
                .Select(ip => IpPrefix.TryParse(ip, out var p) ? routes.Best(p, "main") : null).Select(r => r is null ? null : links.Find(r.Device)).FirstOrDefault(l => l is not null);

    private static bool IsOverlay(NetworkLink link, RouteTable routes) =>
        link.Tunnel is { } tunnel && (routes.Items.Any(r => r.Device == link.Name && r.Kind == RouteKind.Unicast && r.Table != "local" && !r.Destination.ToString().StartsWith("fe80", StringComparison.Ordinal)) || (tunnel.IsExternal && link.IsUp)
            || link.Name is "flannel.1" or "vxlan.calico");

    private static string? OwnerOf(IEvidence evidence, string address) =>
        evidence.Nodes().Items.FirstOrDefault(n => n.Addresses.Any(a => IpText.Canonical(a.Address) == address))?.Name;

    private Finding Tell(Subject subject, IEvidence evidence, CommandReading<LinkTable> links, List<Fault> faults, List<NetworkLink> devices)
    {
        var worst = faults.MaxBy(f => f.Verdict)!;
        List<Pod> pods = [.. faults.Where(f => f.Verdict == Verdict.Fail).SelectMany(f => f.Peers).Distinct().SelectMany(p => PodsByNode.WithNetwork(evidence, p.Node.Name)), .. PodsByNode.WithNetwork(evidence, subject.Name)];
        return new Finding(Info.Id, subject, worst.Verdict, worst.Text)
        {
            Details = [.. faults.Where(f => f != worst).Select(f => f.Text)],
            Exhibits = [.. faults.Select(f => f.Proof).OfType<Exhibit>().Take(3), NodeScope.Show(links, l => devices.Exists(d => HairpinPort.IsLine(l, d.Name)))],
            Remedy = worst.Remedy,
            RemedyCommand = worst.Command,
            Explains = worst.Verdict == Verdict.Fail ? [.. Affected.Of(evidence, pods)] : [],
            ExplainedChecks = ["pod.", "service.", "dns."],
        };
    }
}
