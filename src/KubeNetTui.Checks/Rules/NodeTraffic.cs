using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>One kind of traffic through a node: what its rules are asked about.</summary>
/// <param name="What">In a sentence: <c>what pods of node-a send to pods of other nodes</c>.</param>
/// <param name="IsEssential">A cluster does not work without it; else somebody may have meant to stop it.</param>
internal sealed record NodeFlow(string What, PacketHook Hook, Packet Packet, bool IsEssential = true)
{
    /// <summary>Ports of services' endpoints matter, whatever else may be shut.</summary>
    public bool IsOfPods { get; init; }
}

/// <summary>The kinds of traffic that Kubernetes has on a node, with the addresses and interfaces that they have there.</summary>
internal sealed class NodeTraffic
{
    // Beyond these a rule on single pods is still found on most; every address costs time in each rule.
    private const int MostPods = 256;

    private static readonly AddressSet Outside = new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "0.0.0.0/8", "224.0.0.0/3" }
        .Aggregate(AddressSet.AllV4, (all, range) => all.Except(IpRange.Parse(range)!.Value));

    private readonly IEvidence _evidence;
    private readonly Node _node;
    private readonly RouteTable? _routes;

    public NodeTraffic(IEvidence evidence, Node node)
    {
        (_evidence, _node) = (evidence, node);
        _routes = evidence.Routes(Place.Node(node.Name)).Value;
        Pods = PodAddresses();
        PodInterface = Common(Pods.Ranges.Select(r => Device(r.First)));
    }

    /// <summary>Addresses of the node's own pods; of its pod range where none runs there.</summary>
    public AddressSet Pods { get; }

    /// <summary>What they hang on: <c>cni0</c>, <c>cali+</c>; null where routes were not read.</summary>
    public string? PodInterface { get; }

    public bool AreRoutesKnown => _routes is not null;

    public static IEnumerable<Need> Needs(string node, IEvidence soFar) =>
    [
        Evidence.Needs.Nodes(), Evidence.Needs.Pods(null), Evidence.Needs.EndpointSlices(null), .. NodeHooks.Needs(node, soFar),
        .. NetworkNeeds.Links(Place.Node(node), soFar), .. NetworkNeeds.Routes(Place.Node(node), soFar),
    ];

    /// <summary>Pods' packets that are routed through the node.</summary>
    public IEnumerable<NodeFlow> Forwarded()
    {
        if (Pods.IsEmpty)
        {
            yield break;
        }

        foreach (var (device, others) in ByDevice(OtherPods()))
        {
            yield return Forward($"what pods of {_node.Name} send to pods of other nodes", Pods, others, PodInterface, device);
            yield return Forward($"what pods of other nodes send to pods of {_node.Name}", others, Pods, device, PodInterface);
        }

        foreach (var (device, nodes) in ByDevice(OtherNodes()))
        {
            yield return Forward($"what pods of {_node.Name} send to other nodes", Pods, nodes, PodInterface, device);
        }

        var exit = Device(Ip.Parse("8.8.8.8")!.Value);
        yield return Forward($"what pods of {_node.Name} send out of the cluster", Pods, Outside, PodInterface, exit) with { IsEssential = false, IsOfPods = false };
    }

    /// <summary>From the API server and from other nodes to the kubelet of this one. Empty where this is the only machine.</summary>
    public IEnumerable<(NodeFlow Flow, bool IsApiServer)> ToKubelet(int port)
    {
        if (Own() is not { } own)
        {
            yield break;
        }

        var servers = ApiServers().Where(a => !Locals().Contains(a)).ToList();
        foreach (var (device, from) in ByDevice(servers.Select(IpRange.Of)))
        {
            yield return (Input($"what the API server ({from}) sends to the kubelet", from, own, device, port), true);
        }

        foreach (var (device, from) in ByDevice(OtherNodes().Where(r => !servers.Contains(r.First))))
        {
            yield return (Input($"what other nodes ({from}) send to the kubelet", from, own, device, port), false);
        }
    }

    /// <summary>Between the node itself and pods, and to an API server that runs on it.</summary>
    public IEnumerable<NodeFlow> OfItself()
    {
        if (Own() is not { } own)
        {
            yield break;
        }

        if (!Pods.IsEmpty)
        {
            yield return new NodeFlow($"what {_node.Name} itself sends to its pods (the kubelet's probes)", PacketHook.Output,
                Any(AddressSet.Of(own), Pods) with { InInterface = "", OutInterface = PodInterface }) { IsOfPods = true };
        }

        foreach (var server in ApiServers())
        {
            var port = ApiPort();
            if (Locals().Contains(server))
            {
                if (!Pods.IsEmpty)
                {
                    yield return new NodeFlow("what pods send to the API server on this node", PacketHook.Input,
                        Packet.Tcp(Pods, AddressSet.Of(server), port) with { InInterface = PodInterface, OutInterface = "" });
                }
            }
            else
            {
                yield return new NodeFlow($"what {_node.Name} sends to the API server {server}", PacketHook.Output,
                    Packet.Tcp(AddressSet.Of(own), AddressSet.Of(server), port) with { InInterface = "", OutInterface = Device(server) });
            }
        }
    }

    /// <summary>Packets as they come in, before a route is chosen: raw, mangle and nat.</summary>
    public IEnumerable<NodeFlow> Incoming(int kubelet)
    {
        foreach (var (flow, _) in ToKubelet(kubelet))
        {
            yield return flow with { Hook = PacketHook.Prerouting };
        }

        foreach (var (device, others) in ByDevice(OtherPods()))
        {
            if (!Pods.IsEmpty)
            {
                yield return Forward($"what pods of other nodes send to pods of {_node.Name}", others, Pods, device, null) with { Hook = PacketHook.Prerouting };
            }
        }
    }

    /// <summary>What rules may ask about the node.</summary>
    public WalkNode WalkNode()
    {
        var links = _evidence.Links(Place.Node(_node.Name));
        return new WalkNode
        {
            Locals = Locals(),
            AreLocalsComplete = links.IsRead && !links.IsCut,
            Elsewhere = [.. Pods.Ranges, .. OtherNodes(), .. OtherPods()],
            Sets = _evidence.Ipsets(_node.Name),
        };
    }

    private static NodeFlow Forward(string what, AddressSet from, AddressSet to, string? input, string? output) =>
        new(what, PacketHook.Forward, Any(from, to) with { InInterface = input, OutInterface = output }) { IsOfPods = true };

    private static NodeFlow Input(string what, AddressSet from, Ip to, string? device, int port) =>
        new(what, PacketHook.Input, Packet.Tcp(from, AddressSet.Of(to), port) with { InInterface = device, OutInterface = "" });

    /// <summary>TCP to any port; rules that look at ports take a part of it.</summary>
    private static Packet Any(AddressSet from, AddressSet to) =>
        new() { Protocol = "tcp", Source = from, Destination = to, DestinationPort = new PortRange(1, 65535) };

    private AddressSet PodAddresses()
    {
        var own = PodsByNode.WithNetwork(_evidence, _node.Name).SelectMany(p => p.Ips).Select(i => Ip.Parse(i)).OfType<Ip>().Where(i => !i.IsV6).Take(MostPods).ToList();
        if (own.Count > 0)
        {
            return AddressSet.Of(own.Select(IpRange.Of));
        }

        // The first address of a range is the bridge's as a rule.
        var range = _node.PodCidrs.Select(c => IpRange.Parse(c)).OfType<IpRange>().Where(r => !r.IsV6).Take(1);
        return AddressSet.Of(range.Where(r => r.Last.Value - r.First.Value > 8).Select(r => new IpRange(r.First with { Value = r.First.Value + 2 }, r.First with { Value = r.First.Value + 6 })));
    }

    private IEnumerable<IpRange> OtherPods()
    {
        foreach (var node in _evidence.Nodes().Items.Where(n => n.Name != _node.Name))
        {
            var ranges = node.PodCidrs.Select(c => IpRange.Parse(c)).OfType<IpRange>().Where(r => !r.IsV6).ToList();
            var pods = ranges.Count > 0 ? ranges : [.. PodsByNode.WithNetwork(_evidence, node.Name).SelectMany(p => p.Ips).Select(i => IpRange.Parse(i)).OfType<IpRange>().Where(r => !r.IsV6).Take(8)];
            foreach (var range in pods)
            {
                yield return range;
            }
        }
    }

    private IEnumerable<IpRange> OtherNodes() => _evidence.Nodes().Items.Where(n => n.Name != _node.Name)
        .SelectMany(n => n.InternalIps).Select(i => Ip.Parse(i)).OfType<Ip>().Where(i => !i.IsV6 && !Locals().Contains(i)).Select(IpRange.Of);

    private IEnumerable<Ip> ApiServers() => Api().SelectMany(s => s.Endpoints).SelectMany(e => e.Addresses).Select(a => Ip.Parse(a)).OfType<Ip>().Where(i => !i.IsV6).Distinct();

    private int ApiPort() => Api().SelectMany(s => s.Ports).Select(p => p.Port).FirstOrDefault(p => p > 0, 6443);

    private IReadOnlyList<EndpointSlice> Api() => SlicesByService.Of(_evidence.EndpointSlices(null), "default", "kubernetes");

    private HashSet<Ip> Locals() =>
    [
        .. (_evidence.Links(Place.Node(_node.Name)).Value?.Items.SelectMany(l => l.Addresses).Select(a => a.Address) ?? []).Concat(_node.InternalIps)
            .Select(a => Ip.Parse(a)).OfType<Ip>(),
    ];

    private Ip? Own() => _node.InternalIps.Select(i => Ip.Parse(i)).OfType<Ip>().Where(i => !i.IsV6).Select(i => (Ip?)i).FirstOrDefault();

    /// <summary>The interface towards an address by the table main; null: not known.</summary>
    private string? Device(Ip address) =>
        _routes is not null && IpPrefix.TryParse(address.ToString(), out var prefix) && _routes.Best(prefix, "main") is { Device.Length: > 0 } route ? route.Device : null;

    private IEnumerable<(string? Device, AddressSet Addresses)> ByDevice(IEnumerable<IpRange> ranges) =>
        ranges.Distinct().GroupBy(r => Device(r.First with { Value = r.First.Value + (r.IsSingle ? 0u : 1u) })).Select(g => (g.Key, AddressSet.Of(g)));

    /// <summary>The one interface, or what all their names begin with: <c>cali+</c>.</summary>
    private static string? Common(IEnumerable<string?> devices)
    {
        List<string?> all = [.. devices.Distinct()];
        if (all.Count == 0 || all.Contains(null))
        {
            return null;
        }

        if (all is [var one])
        {
            return one;
        }

        var length = all[0]!.Length;
        foreach (var other in all)
        {
            length = Math.Min(length, all[0].AsSpan().CommonPrefixLength(other));
        }

        return length >= 2 ? all[0]![..length] + "+" : null;
    }
}
