using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.veths</c>: every pod's veth is there, up, on its bridge; the neighbour table names the pods' own MAC addresses.</summary>
public sealed class NodeVethsCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "node.veths", SubjectKind.Node, "Pods' veths",
        "The map of veths to pods; a veth that is down, off its bridge, or of no pod; a neighbour entry that sends a pod's packets to another MAC address.",
        "Interfaces, routes, bridge FDB and neighbours of the node; interfaces of its pods' namespaces; pods.",
        [
            "Veths of other bridges (Docker, the node's own uplink) are nobody's fault.",
            "A veth of no pod is told only when every pod's own interface was read.",
            "A pod that starts or ends just now is left out.",
            "An entry STALE with another MAC is asked again by the kernel before it hurts: a warning; PERMANENT and REACHABLE ones are faults.",
            "eBPF and Open vSwitch data planes connect veths in their own way: only down ones count there.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
        [Evidence.Needs.Nodes(), Evidence.Needs.EndpointSlices(null), .. VethMap.Needs(subject.Name, soFar, withPods: true)];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!NodeScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        var links = evidence.Links(scope.Place);
        if (!links.IsRead || VethMap.Of(evidence, subject.Name) is not { } map)
        {
            return [NodeScope.Missing(Info, subject, "the node's interfaces", links)];
        }

        if (!evidence.Pods(null).IsRead)
        {
            return [Info.Unknown(subject, $"the pods are not known: {evidence.Pods(null).Problem}", evidence.Pods(null).HowToGet)];
        }

        var plane = DataPlane.Of(evidence, subject.Name);
        var pods = PodsByNode.WithNetwork(evidence, subject.Name).ToList();
        if (pods.Count == 0 && !map.Ends.Any(e => IsPodsOwn(e, plane)))
        {
            return [Info.NotApplicable(subject, "no pod with a network of its own runs here")];
        }

        var others = PodsByNode.All(evidence, subject.Name).Count(p => !p.HostNetwork && !PodsByNode.HasNetwork(p));
        List<Fault> faults = [.. Down(map), .. OffBridge(map, plane, links.Value), .. Neighbours(evidence, map, scope.Place), .. Nobody(map, plane, others)];
        if (faults.Count > 0)
        {
            return [.. faults.GroupBy(f => (f.Verdict, f.Kind)).OrderByDescending(g => g.Key.Verdict).Select(g => Tell(subject, evidence, links, [.. g]))];
        }

        if (map.Unplaced.Count > 0)
        {
            var why = map.Unread.FirstOrDefault(u => map.Unplaced.Contains(u.Pod)).Why;
            return [Info.Unknown(subject, $"of {Words.Count(map.Unplaced.Count, "pod")} no veth was found ({Words.Some(map.Unplaced.Select(p => p.FullName))})"
                + (why is null ? ": nothing ties them to one" : $": {why}"), "exec into the pods' network namespaces from the node (crictl, or /proc and nsenter)")];
        }

        var where = plane.IsBridge ? $", all on {plane.Bridge}" : "";
        return [Info.Pass(subject, $"{Words.Count(map.Ends.Count(e => e.Pod is not null), "veth")} of {Words.Count(pods.Count, "pod")}{where}, all up",
            [.. map.Ends.Where(e => e.Pod is not null).Take(40).Select(e => $"{e.Link.Name} — {e.Pod!.FullName}{(e.Link.Master.Length > 0 ? " on " + e.Link.Master : "")}")]) with
            {
                Exhibits = [NodeScope.Show(links, l => map.Ends.Any(e => e.Pod is not null && HairpinPort.IsLine(l, e.Link.Name)))],
            }];
    }

    private enum FaultKind
    {
        Down,
        OffBridge,
        Neighbour,
        Nobody,
    }

    private sealed record Fault(FaultKind Kind, Verdict Verdict, string Text, VethEnd End, CommandReading<NeighbourTable>? Neighbours = null);

    private static IEnumerable<Fault> Down(VethMap map) =>
        from end in map.Ends
        where end.Pod is not null && (!end.Link.IsUp || end.Link.State is "DOWN" || (!end.Link.HasCarrier && end.Link.State.Length > 0))
        let why = !end.Link.IsUp ? "is down" : "has no carrier: the pod's end is down"
        select new Fault(FaultKind.Down, Verdict.Fail, $"{end.Link.Name} of {end.Pod!.FullName} {why}", end);

    private static IEnumerable<Fault> OffBridge(VethMap map, DataPlane plane, LinkTable links) => !plane.IsBridge ? [] :
        from end in map.Ends
        where end.Pod is not null && end.Proof == VethProof.PeerIndex && end.Link.Master != plane.Bridge

            // Of two bridges of one CNI the other may be right: it is when it has an address in the pod's range.
            && !(links.Find(end.Link.Master) is { } other && other.Addresses.Any(a => a.Range is { } r && end.Pod!.Ips.Any(r.Contains)))
        select new Fault(FaultKind.OffBridge, Verdict.Fail,
            $"{end.Link.Name} of {end.Pod!.FullName} is not on {plane.Bridge}{(end.Link.Master.Length > 0 ? $" but on {end.Link.Master}" : "")}", end);

    /// <summary>What the node would write on a frame to the pod, against what the pod answers to.</summary>
    private static IEnumerable<Fault> Neighbours(IEvidence evidence, VethMap map, Place node)
    {
        var neighbours = evidence.Neighbours(node);
        if (neighbours.Value is not { } table)
        {
            yield break;
        }

        foreach (var end in map.Ends.Where(e => e is { Pod: not null, PodLink.Mac.Length: > 0 }))
        {
            foreach (var entry in end.Pod!.Ips.SelectMany(table.Find).Where(n => n.Mac.Length > 0 && n.Mac != end.PodLink!.Mac))
            {
                // Routed veths answer for the pod with their own address (proxy ARP the other way round is not asked here).
                var sure = entry.IsPermanent || entry.States.Contains("REACHABLE");
                yield return new(FaultKind.Neighbour, sure ? Verdict.Fail : Verdict.Warn,
                    $"packets to {end.Pod.FullName} ({entry.Address}) go to {entry.Mac}, and its own MAC address is {end.PodLink!.Mac}"
                    + (entry.IsPermanent ? "; the entry is permanent, somebody wrote it" : sure ? "; another one answers for its address" : $"; the entry is {string.Join(',', entry.States)}"),
                    end, neighbours);
            }
        }
    }

    /// <param name="others">Pods that come, go or have ended: a sandbox of theirs may be there still, and with it a veth.</param>
    private static IEnumerable<Fault> Nobody(VethMap map, DataPlane plane, int others)
    {
        List<VethEnd> ends = [.. map.Ends.Where(e => e.Pod is null && IsPodsOwn(e, plane))];
        return map.Unread.Count > 0 || map.Unplaced.Count > 0 || ends.Count <= others
            ? []
            : ends.Select(e => new Fault(FaultKind.Nobody, Verdict.Warn, $"{e.Link.Name} is of no pod", e));
    }

    private static bool IsPodsOwn(VethEnd end, DataPlane plane) =>
        (plane.IsBridge && end.Link.Master == plane.Bridge) || end.Link.Name.StartsWith("cali", StringComparison.Ordinal);

    private Finding Tell(Subject subject, IEvidence evidence, CommandReading<LinkTable> links, List<Fault> faults)
    {
        var first = faults[0];
        List<Pod> pods = [.. faults.Select(f => f.End.Pod).OfType<Pod>()];
        return new Finding(Info.Id, subject, first.Verdict, Words.Some(faults.Select(f => f.Text)))
        {
            Exhibits =
            [
                first.Neighbours is { } neighbours
                    ? NodeScope.Show(neighbours, l => faults.Exists(f => f.End.Pod!.Ips.Any(ip => l.Contains($"\"{ip}\"", StringComparison.Ordinal) || l.StartsWith(ip + " ", StringComparison.Ordinal))))
                    : NodeScope.Show(links, l => faults.Exists(f => HairpinPort.IsLine(l, f.End.Link.Name))),
            ],
            Remedy = first.Kind switch
            {
                FaultKind.Down => "Set it up; when it goes down again, something on the node manages interfaces that are the CNI's (NetworkManager, systemd-networkd).",
                FaultKind.OffBridge => "Put it back; NetworkManager and systemd-networkd take ports off bridges that they think are theirs.",
                FaultKind.Neighbour => "Delete the entry: the kernel asks again.",
                _ => "A pod that was just deleted leaves soon; a veth that stays is a leftover of a sandbox that the CNI did not take down.",
            },
            RemedyCommand = first.Kind switch
            {
                FaultKind.Down => $"ip link set {first.End.Link.Name} up    # on {subject.Name}",
                FaultKind.OffBridge => $"ip link set {first.End.Link.Name} master {DataPlane.Of(evidence, subject.Name).Bridge}    # on {subject.Name}",
                FaultKind.Neighbour => $"ip neigh del {first.End.Pod!.Ips[0]} dev {DataPlane.Of(evidence, subject.Name).Bridge}    # on {subject.Name}",
                _ => $"ip -d link show {first.End.Link.Name}    # on {subject.Name}",
            },
            Explains = first.Kind == FaultKind.Nobody ? [] : Affected.Of(evidence, pods),
            ExplainedChecks = ["pod.", "service.", "dns."],
        };
    }
}
