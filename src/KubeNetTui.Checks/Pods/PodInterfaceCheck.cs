using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>pod.interface</c>: the pod's interface and its other end on the node: up, of one MTU, on the bridge or with a route.</summary>
public sealed class PodInterfaceCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "pod.interface", SubjectKind.Pod, "Interface and its other end",
        "The pod's interface has the address that the API says, is up, and so is its other end on the node (named), with the same MTU, on its bridge or with a route to the pod.",
        "Interfaces in the pod and on its node (ip addr), the node's routes.",
        [
            "Pods on their node's network have no interface of their own.",
            "An MTU other than 1500 is no fault; two ends that disagree are.",
            "A pod whose interface is no veth (macvlan, ipvlan, a network card) has no other end on the node.",
            "A veth need not be on a bridge: routed data planes (Calico, Azure, AWS) have a route to it, eBPF and Open vSwitch (Cilium, Antrea, OVN) neither.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        Evidence.Needs.Pods(subject.Namespace),
        .. PodScope.Asked(subject, soFar) is { } pod
            ? (IEnumerable<Need>)[.. PodLink.Needs(pod, soFar), .. NetworkNeeds.Routes(Place.Node(pod.NodeName), soFar)] : [],
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!PodScope.TryOpen(subject, evidence, Info, hostNetworkToo: false, out var scope, out var instead))
        {
            return [instead];
        }

        var inPod = evidence.Links(scope.Place);
        if (!inPod.IsRead)
        {
            return [Info.Unknown(subject, $"its interfaces are not known: {inPod.Problem}",
                inPod.HowToGet.Or("Look with ip addr in the pod's network namespace."))];
        }

        if (inPod.IsCut)
        {
            return [Info.Unknown(subject, "the list of its interfaces was cut off", "Look with ip addr in the pod's network namespace.")];
        }

        return [PodLink.TryFind(scope, evidence, out var link) ? Judge(subject, scope, link, evidence) : WithoutAddress(subject, scope, inPod)];
    }

    private Finding WithoutAddress(Subject subject, PodScope scope, CommandReading<LinkTable> links)
    {
        List<string> has = [.. links.Value!.Items.Where(l => l.Kind != "loopback" && l.LinkType != "loopback"
            && l.Name != "lo").SelectMany(l => l.Addresses.Where(a => a.Scope is "global" or "").Select(a => $"{a.Address} on {l.Name}"))];
        return Trouble(subject,
            $"none of its interfaces has the address {scope.Ip} that the API says; {(has.Count > 0 ? $"it has {Words.Some(has)}" : "it has no address at all but loopback's")}",
            "What is sent to the pod's address is not taken by it.", "Delete the pod, so that it is made anew; look at the network plugin's log on its node.",
            $"kubectl delete pod -n {subject.Namespace} {subject.Name}", links, l => l.Contains("inet", StringComparison.Ordinal)
                || l.Contains("\"local\"", StringComparison.Ordinal));
    }

    private Finding Judge(Subject subject, PodScope scope, PodLink link, IEvidence evidence)
    {
        var own = link.Own;
        if (!own.IsUp)
        {
            return Trouble(subject, $"{own.Name} in the pod is down", "Nothing gets in or out of the pod.",
                "Delete the pod, so that it is made anew.", "ip link set " + own.Name + " up", link.InPod, Names(own));
        }

        if (!link.IsVeth)
        {
            return own.HasCarrier
                ? Info.Pass(subject, $"{own.Name} ({Kind(own)}) is up with {scope.Ip}, MTU {own.Mtu}",
                    ["It is no veth: it has no other end on the node to compare."]) with { Exhibits = [Exhibits.Of(link.InPod.Section!, link.InPod.Output!, Names(own))] }
                : Trouble(subject, $"{own.Name} ({Kind(own)}) in the pod has no carrier", "Nothing gets in or out of the pod.",
                    "Look at the interface that it hangs on.", "", link.InPod, Names(own));
        }

        var node = scope.Pod.NodeName;
        if (!link.OnNode.IsRead)
        {
            return Info.Unknown(subject,
                $"{own.Name} is up with {scope.Ip}, MTU {own.Mtu}; its other end (interface {own.PeerIndex}) on {node} is not known: {link.OnNode.Problem}", link.OnNode.HowToGet.Or($"Look with ip addr on {node}.")) with
            {
                Exhibits = [Exhibits.Of(link.InPod.Section!, link.InPod.Output!, Names(own))],
            };
        }

        if (link.Peer is not { } peer)
        {
            return link.OnNode.IsCut || own.PeerIndex == 0
                ? Info.Unknown(subject,
                    $"{own.Name} is up with {scope.Ip}; its other end on {node} was not {(own.PeerIndex == 0 ? "told" : "seen: the list was cut off")}", "Look with ip -d link in the pod and on the node.")
                : Trouble(subject, $"the other end of {own.Name} (interface {own.PeerIndex}) is not on {node}",
                    "A veth without its other end carries nothing.",
                    "Delete the pod, so that it is made anew; look at the network plugin's log.",
                    $"kubectl delete pod -n {subject.Namespace} {subject.Name}", link.InPod, Names(own));
        }

        return JudgeEnds(subject, scope, link, peer, evidence);
    }

    private Finding JudgeEnds(Subject subject, PodScope scope, PodLink link, NetworkLink peer, IEvidence evidence)
    {
        var (own, node) = (link.Own, scope.Pod.NodeName);
        var pair = $"{own.Name} of the pod and {peer.Name} of {node}";
        if (!peer.IsUp)
        {
            return Trouble(subject, $"{peer.Name}, the node's end of {own.Name}, is down on {node}",
                "Nothing gets in or out of the pod.", "Set it up again, and find out who set it down.",
                $"ip link set {peer.Name} up", link.OnNode, Names(peer));
        }

        if (own.Mtu > 0 && peer.Mtu > 0 && own.Mtu != peer.Mtu)
        {
            return Trouble(subject,
                $"MTU {own.Mtu} at {own.Name} in the pod, {peer.Mtu} at {peer.Name} on {node}: packets larger than {Math.Min(own.Mtu, peer.Mtu)} are lost between the two",
                "A veth drops what is larger than its receiving end takes, and tells nobody: small requests work, large answers hang.", "Give both ends one MTU, by the network plugin's configuration.",
                $"ip link set {peer.Name} mtu {own.Mtu}", link.OnNode, Names(peer), Exhibits.Of(link.InPod.Section!, link.InPod.Output!, Names(own)));
        }

        var routes = evidence.Routes(scope.Node);
        var back = routes.Value is { } table && IpPrefix.TryParse(scope.Ip, out var ip) ? table.Best(ip, "main") : null;
        var bridge = link.Bridge;
        if (bridge is { IsUp: false })
        {
            return Trouble(subject, $"bridge {bridge.Name}, which {peer.Name} is a port of, is down on {node}",
                "All pods behind it are cut off.", "Set it up again.", $"ip link set {bridge.Name} up", link.OnNode,
                Names(bridge));
        }

        if (peer.Master.Length == 0 && !link.IsProgrammed && back is { Destination.IsDefault: false } && back.Device != peer.Name
            && link.OnNode.Value!.Find(back.Device) is { Kind: "bridge" or "" } other && link.OnNode.Value.PortsOf(other.Name).Any())
        {
            return Trouble(subject,
                $"{peer.Name}, the node's end of {own.Name}, is off its bridge: {node} sends {scope.Ip} to {other.Name}, and {peer.Name} is no port of it",
                "The bridge asks for the pod's address and gets no answer.", $"Put it back on {other.Name}, and find out who took it off.", $"ip link set {peer.Name} master {other.Name}", link.OnNode, Names(peer),
                Exhibits.Of(routes.Section!, routes.Output!, l => l.Contains(back.Destination.ToString(), StringComparison.Ordinal)));
        }

        if (peer.Port is { State: "disabled" or "blocking" } port)
        {
            return Trouble(subject,
                $"{peer.Name} is a port of {peer.Master} on {node} in state {port.State}: it forwards nothing",
                "Nothing gets in or out of the pod.", "Look at the bridge's spanning tree and the port's state.",
                $"bridge link show dev {peer.Name}", link.OnNode, Names(peer));
        }

        if (!own.HasCarrier || !peer.HasCarrier)
        {
            var end = own.HasCarrier ? peer : own;
            return Trouble(subject, $"{pair}: {end.Name} has no carrier", "Nothing gets in or out of the pod.",
                "Delete the pod, so that it is made anew.", $"kubectl delete pod -n {subject.Namespace} {subject.Name}",
                own.HasCarrier ? link.OnNode : link.InPod, Names(end));
        }

        var hangs = bridge is not null ? $"on bridge {bridge.Name}" : back?.Device == peer.Name ? $"with the route {back}"
            : link.IsProgrammed ? "of a data plane that needs neither bridge nor route" : peer.Master.Length > 0
            ? $"of {peer.Master}" : "";
        List<string> others = [.. scope.Pod.Ips.Skip(1).Where(a => link.InPod.Value!.WithAddress(a) is null)];
        return others.Count > 0
            ? Info.Warn(subject, $"{own.Name} has {scope.Ip}, but not {string.Join(", ", others)}, which the API says it has too") with
            {
                Exhibits = [Exhibits.Of(link.InPod.Section!, link.InPod.Output!, Names(own)),
                    scope.Show("status.podIPs")], Remedy = "Delete the pod, so that it is made anew.",
            }
            : Info.Pass(subject, $"{own.Name} ↔ {peer.Name} on {node}, {hangs}{(hangs.Length > 0 ? "; " : "")}both up, MTU {own.Mtu}") with
            {
                Exhibits = [Exhibits.Of(link.OnNode.Section!, link.OnNode.Output!, Names(peer)),
                    Exhibits.Of(link.InPod.Section!, link.InPod.Output!, Names(own))],
            };
    }

    private Finding Trouble(
        Subject subject, string title, string detail, string remedy, string command, CommandReading<LinkTable> shown, Predicate<string> decides, params IEnumerable<Exhibit> more) =>
        Info.Fail(subject, title) with
        {
            Details = [detail],
            Exhibits = [Exhibits.Of(shown.Section!, shown.Output!, decides), .. more],
            Remedy = remedy,
            RemedyCommand = command,
            Explains = [subject],
            ExplainedChecks = ["pod."],
        };

    /// <summary>Lines of an interface: of plain text its first; JSON mostly is one line for all.</summary>
    private static Predicate<string> Names(NetworkLink link) =>
        l => l.Contains($": {link.Name}@", StringComparison.Ordinal) || l.Contains($": {link.Name}:", StringComparison.Ordinal)
            || l.Contains($"\"ifname\":\"{link.Name}\"", StringComparison.Ordinal);

    private static string Kind(NetworkLink link) => link.Kind.Length > 0 ? link.Kind : "a network card";
}
