using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What says which pod is at a veth's other end.</summary>
public enum VethProof
{
    None,

    /// <summary>The pod's own interface names the veth's index, and the veth names the pod's.</summary>
    PeerIndex,

    /// <summary>The node's route to the pod's address leads there.</summary>
    Route,

    /// <summary>The pod's address has a MAC address that the bridge has seen behind the veth.</summary>
    Bridge,
}

/// <summary>One veth of a node and the pod at its other end.</summary>
/// <param name="Pod">Null: not known, or of no pod.</param>
/// <param name="PodLink">The pod's own end; null where its namespace was not read.</param>
public sealed record VethEnd(NetworkLink Link, Pod? Pod, VethProof Proof, NetworkLink? PodLink);

/// <summary>The map pod ↔ veth ↔ bridge of a node.</summary>
/// <param name="Ends">All veths whose other end is in another namespace.</param>
/// <param name="Unplaced">Pods of which no veth was found.</param>
/// <param name="Unread">Pods whose own interfaces were not read, with the reason; for them the map rests on routes and the bridge.</param>
public sealed record VethMap(IReadOnlyList<VethEnd> Ends, IReadOnlyList<Pod> Unplaced, IReadOnlyList<(Pod Pod, string Why)> Unread)
{
    /// <param name="withPods">Ask each pod's namespace too: the proof that can't err, at one section a pod.</param>
    public static IEnumerable<Need> Needs(string node, IEvidence soFar, bool withPods)
    {
        var place = Place.Node(node);
        foreach (var need in (IEnumerable<Need>)[.. DataPlane.Needs(node, soFar), .. NetworkNeeds.Neighbours(place, soFar), .. NetworkNeeds.Fdb(node, soFar)])
        {
            yield return need;
        }

        foreach (var pod in withPods ? PodsByNode.WithNetwork(soFar, node) : [])
        {
            foreach (var need in NetworkNeeds.Links(Place.Pod(pod.Namespace, pod.Name), soFar))
            {
                yield return need;
            }
        }
    }

    public VethEnd? Of(Pod pod) => Ends.FirstOrDefault(e => e.Pod == pod);

    /// <summary>Null where the node's interfaces were not read.</summary>
    public static VethMap? Of(IEvidence evidence, string node)
    {
        if (evidence.Links(Place.Node(node)).Value is not { } links)
        {
            return null;
        }

        Dictionary<int, (Pod Pod, VethProof Proof, NetworkLink? PodLink)> found = [];
        List<Pod> unplaced = [];
        List<(Pod, string)> unread = [];
        var routes = evidence.Routes(Place.Node(node)).Value;
        var neighbours = evidence.Neighbours(Place.Node(node)).Value;
        var fdb = evidence.Fdb(node).Value;
        foreach (var pod in PodsByNode.WithNetwork(evidence, node))
        {
            var own = evidence.Links(Place.Pod(pod.Namespace, pod.Name));
            if (!own.IsRead)
            {
                unread.Add((pod, own.Problem));
            }

            var podLink = own.Value is { } table ? OwnLink(table, pod) : null;
            var (link, proof) = ByIndex(links, podLink) is { } byIndex ? (byIndex, VethProof.PeerIndex)
                : ByRoute(links, routes, pod) is { } byRoute ? (byRoute, VethProof.Route)
                : (ByBridge(links, neighbours, fdb, pod), VethProof.Bridge);
            if (link is null || !found.TryAdd(link.Index, (pod, proof, podLink)))
            {
                unplaced.Add(pod);
            }
        }

        return new(
            [.. links.Items.Where(IsVeth).Select(l => found.TryGetValue(l.Index, out var f) ? new VethEnd(l, f.Pod, f.Proof, f.PodLink) : new VethEnd(l, null, VethProof.None, null))],
            unplaced, unread);
    }

    private static bool IsVeth(NetworkLink link) => link.PeerIsElsewhere && link.PeerIndex > 0 && link.Kind is "veth" or "" && link.LinkType is "ether" or "";

    /// <summary>The interface that has the pod's address; else the only one that has its other end elsewhere.</summary>
    private static NetworkLink? OwnLink(LinkTable links, Pod pod) =>
        pod.Ips.Select(links.WithAddress).FirstOrDefault(l => l is not null) ?? links.Find("eth0") ?? links.Items.FirstOrDefault(l => l.PeerIsElsewhere);

    private static NetworkLink? ByIndex(LinkTable links, NetworkLink? podLink) =>
        podLink is { PeerIndex: > 0 } && links.Find(podLink.PeerIndex) is { } link && IsVeth(link) && (link.PeerIndex == podLink.Index || podLink.Index == 0) ? link : null;

    private static NetworkLink? ByRoute(LinkTable links, RouteTable? routes, Pod pod) => routes is null ? null
        : pod.Ips.Select(ip => IpPrefix.TryParse(ip, out var address) ? routes.Items.FirstOrDefault(r => r.Destination == address && r.Kind == RouteKind.Unicast) : null)
            .Select(r => r is { Device.Length: > 0 } ? links.Find(r.Device) : null).FirstOrDefault(l => l is not null && IsVeth(l));

    private static NetworkLink? ByBridge(LinkTable links, NeighbourTable? neighbours, FdbTable? fdb, Pod pod)
    {
        if (neighbours is null || fdb is null)
        {
            return null;
        }

        var macs = pod.Ips.SelectMany(neighbours.Find).Select(n => n.Mac).Where(m => m.Length > 0).ToHashSet();
        return fdb.Items.Where(e => e.State != "permanent" && e.Bridge.Length > 0 && macs.Contains(e.Mac)).Select(e => links.Find(e.Device)).FirstOrDefault(l => l is not null && IsVeth(l));
    }
}
