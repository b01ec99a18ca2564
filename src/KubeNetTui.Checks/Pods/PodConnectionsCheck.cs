using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>pod.connections</c>: connections of the pod that hang: half-open, never answered, not closed, too many to one destination.</summary>
public sealed class PodConnectionsCheck : ICheck
{
    // A client that retries has one or two on the way at any moment.
    private const int HalfOpen = 3;

    // Each is a connection that the far end has closed and the program has not.
    private const int NotClosed = 100;

    // Of at most 64,512 source ports to one address and port; masquerading shares them among the pods of a node.
    private const int ManyToOne = 8000;

    // A table of this many entries for one pod is worth a word where it is a good part of all.
    private const long ManyTracked = 1000;
    private const long Unanswered = 20;

    public CheckInfo Info { get; } = new(
        "pod.connections", SubjectKind.Pod, "Connections of the pod",
        "No destination leaves the pod's connections half-open or unanswered, no far end waits for the pod to close, and no destination or node's table is filled by it.",
        "TCP sockets in the pod's network namespace (ss, else /proc/net/tcp); the connection table of its node, counted there.",
        [
            "One or two connections on their way are no fault: a moment is seen, no time.",
            "Packets that nobody answers are told by destination, where three connections or more wait for the same.",
            "Thousands of connections to many destinations are a busy pod; to one address and port they use up source ports.",
            "Where the list was cut off, counts are lower bounds, and what is missing proves nothing.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        Evidence.Needs.Pods(subject.Namespace),
        .. PodScope.Asked(subject, soFar) is { } pod
            ? (IEnumerable<Need>)[.. NetworkNeeds.Connections(Probes.From(pod), soFar),
            .. NetworkNeeds.ConntrackSummary(pod.NodeName, soFar)] : [],
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!PodScope.TryOpen(subject, evidence, Info, hostNetworkToo: false, out var scope, out var instead))
        {
            return [instead];
        }

        var sockets = evidence.Connections(scope.Place);
        var tracked = evidence.ConntrackSummary(scope.Pod.NodeName);
        if (!sockets.IsRead && !tracked.IsRead)
        {
            return [Info.Unknown(subject, $"its connections are not known: {sockets.Problem}",
                sockets.HowToGet.Or("Look with ss -tan in the pod's network namespace.")) with { Details = [$"Nor those that its node tracks: {tracked.Problem}."] }];
        }

        List<Finding> findings = [.. sockets.IsRead ? OfSockets(subject, sockets) : [], .. tracked.IsRead ? OfTable(subject, scope, tracked) : []];
        return findings.Count > 0 ? findings : [Pass(subject, scope, sockets, tracked)];
    }

    private IEnumerable<Finding> OfSockets(Subject subject, CommandReading<SocketTable> sockets)
    {
        var groups = sockets.Value!.Items.Where(s => s is { Protocol: SocketProtocol.Tcp, IsListening: false, PeerPort: > 0 }
            && !IpText.IsLoopback(s.PeerAddress))
            .GroupBy(s => (s.PeerAddress, s.PeerPort, s.State)).Select(g => (g.Key, Count: g.Count())).OrderByDescending(g => g.Count).ToList();
        foreach (var (key, count) in groups.Where(g => g is { Key.State: "SYN-SENT", Count: >= HalfOpen }).Take(3))
        {
            yield return Warn(subject,
                $"{count} connections to {Peer(key)} wait for a first answer (SYN-SENT): what it sends is dropped on the way, or the answer is", sockets, Marks(key.PeerAddress, "SYN-SENT"),
                "Look at the way there: a NetworkPolicy, node.forward, routes, a firewall, or a server that is gone.", key);
        }

        foreach (var (key, count) in groups.Where(g => g is { Key.State: "SYN-RECV", Count: >= HalfOpen }).Take(3))
        {
            yield return Warn(subject,
                $"{count} connections from {Peer(key)} are half-open (SYN-RECV): the pod's answer does not get there", sockets,
                Marks(key.PeerAddress, "SYN-RECV"),
                "Look at the way back: pod.routes, the route of the node to the client.", key);
        }

        var unclosed = groups.Where(g => g.Key.State == "CLOSE-WAIT").ToList();
        if (unclosed.Sum(g => g.Count) is >= NotClosed and var open)
        {
            yield return Warn(subject,
                $"{open} connections were closed by the far end and not by the pod (CLOSE-WAIT), {unclosed[0].Count} of them with {Peer(unclosed[0].Key)}", sockets, l => l.Contains("CLOSE-WAIT", StringComparison.Ordinal),
                "The program does not close what it has finished with; it runs out of file descriptors in the end.", unclosed[0].Key);
        }

        foreach (var peer in groups.Where(g => g.Key.State is "ESTAB" or "TIME-WAIT").GroupBy(g => (g.Key.PeerAddress,
            g.Key.PeerPort)).Select(g => (First: g.First().Key, Count: g.Sum(x => x.Count),
            Waiting: g.Where(x => x.Key.State == "TIME-WAIT").Sum(x => x.Count))).Where(g => g.Count >= ManyToOne).Take(2))
        {
            yield return Warn(subject,
                $"{peer.Count} connections to {Peer(peer.First)}, {peer.Waiting} of them in TIME-WAIT: the 64,000 source ports to one destination run out", sockets, Marks(peer.First.PeerAddress, ""),
                "Keep connections open and use them again (keep-alive, a pool).", peer.First);
        }
    }

    private IEnumerable<Finding> OfTable(Subject subject, PodScope scope, CommandReading<ConntrackSummary> tracked)
    {
        var table = tracked.Value!;
        var own = table.Sources.FirstOrDefault(s => s.Name == scope.Ip);
        var node = scope.Pod.NodeName;
        if (own.Count >= ManyTracked && own.Count * 4 >= table.Total)
        {
            yield return Info.Warn(subject,
                $"{own.Count} of the {table.Total} connections that {node} tracks are this pod's ({100 * own.Count / Math.Max(1, table.Total)} %)") with
            {
                Details = ["Each new connection takes a place in the node's table, and keeps it for minutes after its end; when the table is full, packets of all pods there are dropped."],
                Exhibits = [Exhibits.Of(tracked.Section!, tracked.Output!, l => l.Contains(scope.Ip, StringComparison.Ordinal))],
                Remedy = "Keep connections open and use them again (keep-alive, a pool); node.conntrack says how full the table is.",
                RemedyCommand = $"conntrack -L -s {scope.Ip} | awk '{{print $6, $8}}' | sort | uniq -c | sort -rn | head",
                Explains = [Subject.Node(node)],
                ExplainedChecks = ["node.conntrack"],
            };
        }
        else if (own.Unreplied >= Unanswered && own.Unreplied * 2 > own.Count)
        {
            yield return Info.Warn(subject, $"{own.Unreplied} of its {own.Count} tracked connections have had no answer") with
            {
                Details = ["What it sends is dropped on the way, or the answers are; or it sends what nobody answers (metrics by UDP, say)."],
                Exhibits = [Exhibits.Of(tracked.Section!, tracked.Output!, l => l.Contains(scope.Ip, StringComparison.Ordinal))],
                Remedy = "See where to; pod.egress, pod.dns-lookup and the NetworkPolicies say what is closed.",
                RemedyCommand = $"conntrack -L -s {scope.Ip} | grep UNREPLIED",
            };
        }
    }

    private Finding Pass(Subject subject, PodScope scope, CommandReading<SocketTable> sockets, CommandReading<ConntrackSummary> tracked)
    {
        var open = sockets.Value?.Items.Count(s => s is { Protocol: SocketProtocol.Tcp, State: "ESTAB" });
        var own = tracked.Value?.Sources.FirstOrDefault(s => s.Name == scope.Ip);
        List<string> details =
        [
            .. own is { Count: > 0 } o
                ? [$"{scope.Pod.NodeName} tracks {Words.Count((int)Math.Min(o.Count, int.MaxValue), "connection")} that it opened, {o.Unreplied} of them unanswered."] : Array.Empty<string>(),
            .. !tracked.IsRead ? [$"What {scope.Pod.NodeName} tracks is not known: {tracked.Problem}."] : Array.Empty<string>(),
            .. !sockets.IsRead ? [$"Its sockets are not known: {sockets.Problem}."] : Array.Empty<string>(),
        ];
        return Info.Pass(subject, open is { } n ? $"{Words.Count(n, "open connection")}, none that hangs"
            : "nothing in its node's connection table hangs", details);
    }

    private Finding Warn(Subject subject, string title, CommandReading<SocketTable> sockets, Predicate<string> decides,
        string remedy, (string PeerAddress, int PeerPort, string State) key) =>
        Info.Warn(subject, title + (sockets.IsCut ? " (at least: the list was cut off)" : "")) with
        {
            Exhibits = [Exhibits.Of(sockets.Section!, sockets.Output!, decides)],
            Remedy = remedy,
            RemedyCommand = $"kubectl exec -n {subject.Namespace} {subject.Name} -- ss -tan dst {key.PeerAddress}",
        };

    private static Predicate<string> Marks(string address, string state) =>
        l => l.Contains(address, StringComparison.Ordinal) && l.Contains(state, StringComparison.Ordinal);

    private static string Peer((string PeerAddress, int PeerPort, string State) key) =>
        key.PeerAddress.Contains(':', StringComparison.Ordinal) ? $"[{key.PeerAddress}]:{key.PeerPort}" : $"{key.PeerAddress}:{key.PeerPort}";
}
