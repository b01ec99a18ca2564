using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>pod.dns-lookup</c>: names asked from the pod, from its node and upstream; a table of who answers decides who is at fault.</summary>
public sealed class PodDnsLookupCheck : ICheck
{
    /// <summary>A resolver waits 5 s before it asks again: from here on programs are felt to hang.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    public CheckInfo Info { get; } = new(
        "pod.dns-lookup", SubjectKind.Pod, "Names resolve in the pod",
        "From the pod's network namespace a name of the cluster and one outside resolve, over UDP and TCP; if not, whether the pod's way, a policy, the cluster's DNS or the servers upstream are at fault.",
        "The pod's resolv.conf, the Corefile, NetworkPolicies; questions from the pod and from its node to its nameserver and to the servers upstream.",
        [
            "A pod with dnsPolicy Default or None need not know the cluster's names.",
            "An external name that does not exist for the upstream servers is an answer.",
            "External names that nobody resolves, the node neither, are a warning: the cluster may have no way out on purpose.",
            "Full names are asked: search lists and their cost are pod.dns-config's.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        foreach (var need in (IEnumerable<Need>)[Evidence.Needs.Pods(subject.Namespace), .. DnsAsked.Needs(soFar),
            .. PolicyScope.Needs(subject.Namespace)])
        {
            yield return need;
        }

        if (PodScope.Asked(subject, soFar, hostNetworkToo: true) is not { } pod)
        {
            yield break;
        }

        var resolv = NodeNeeds.ResolvConf(Probes.From(pod));
        yield return resolv;
        if (soFar.Find(resolv) is not null && Lookups(pod, soFar) is { } lookups)
        {
            foreach (var need in lookups.Needs)
            {
                yield return need;
            }
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!PodScope.TryOpen(subject, evidence, Info, hostNetworkToo: true, out var scope, out var instead))
        {
            return [instead];
        }

        if (Lookups(scope.Pod, evidence) is not { } lookups)
        {
            return [Info.Unknown(subject, $"its nameserver is not known: {evidence.ResolvConf(scope.Place).Problem}",
                evidence.ResolvConf(scope.Place).HowToGet.Or("Look at /etc/resolv.conf in the pod."))];
        }

        List<Tried> all = [.. lookups.Needs.Select(n => Tried.Of(evidence, n))];
        List<Tried> own = all.FindAll(t => t.Need.From == scope.Place);
        if (own.TrueForAll(t => t.IsMissing))
        {
            return [Probes.NotTried(Info, subject, "a lookup from the pod", own)];
        }

        return [Judge(subject, scope, lookups, evidence) with { Exhibits = Probes.Show(all) }];
    }

    private static LookupTable? Lookups(Pod pod, IEvidence evidence)
    {
        var asked = DnsAsked.Of(evidence);
        var place = Probes.From(pod);
        var resolv = evidence.ResolvConf(place);
        var server = resolv.Value is { Nameservers: [var first, ..] } ? first
            : (pod.DnsPolicy is "ClusterFirst" or "ClusterFirstWithHostNet" or "" ? asked.VirtualIp : null);
        var isCluster = server is not null
            && (server == asked.VirtualIp || server == LookupTable.NodeLocal
            || asked.Service?.ClusterIps.Contains(server) == true);
        return server is null ? null : new LookupTable(place, Place.Node(pod.NodeName), server, isCluster, asked);
    }

    private Finding Judge(Subject subject, PodScope scope, LookupTable table, IEvidence evidence)
    {
        Tried cluster = Tried.Of(evidence, table.Cluster), tcp = Tried.Of(evidence,
            table.ClusterOverTcp), fromNode = Tried.Of(evidence, table.ClusterFromNode);
        Tried external = Tried.Of(evidence, table.External);
        var first = table.IsCluster ? cluster : external;
        if (first.IsFailed)
        {
            return NoAnswer(subject, scope, table, first, table.IsCluster ? tcp : null, table.IsCluster ? fromNode
                : Tried.Of(evidence, table.ExternalFromNode), evidence);
        }

        if (table.IsCluster && cluster.Result is { Addresses.Count: 0 } empty)
        {
            return Info.Fail(subject,
                $"the cluster's DNS {table.Server} answers {Tried.Word(empty)} to {table.Asked.ClusterName}: it does not know the cluster's own names") with
            {
                Remedy = "Look at dns.corefile (domain of the plugin kubernetes) and dns.answers (a server that lost the API).", RemedyCommand = table.Cluster.Command,
            };
        }

        if (table.IsCluster && external.Result is { } outside && !IsAnswered(outside))
        {
            return Upstream(subject, table, external, evidence);
        }

        if (tcp.IsFailed && table.IsCluster)
        {
            return Info.Warn(subject,
                $"{table.Server} answers over UDP, but not over TCP ({Tried.Word(tcp.Result!)}): answers too long for UDP are lost") with
            {
                Remedy = "Allow port 53/TCP beside UDP: in NetworkPolicies, firewalls and the DNS service.", RemedyCommand = table.ClusterOverTcp.Command,
            };
        }

        List<Tried> made = [.. ((Tried[])[cluster, tcp, external]).Where(t => t.IsReached && (table.IsCluster || t == external))];
        if (made.Count == 0)
        {
            return Probes.NotTried(Info, subject, $"a question to {table.Server}", [first]);
        }

        var slowest = made.MaxBy(t => t.Result!.Took)!;
        var what = $"{table.Server} answers {(table.IsCluster ? "names of the cluster" : "names")}{(table.IsCluster && external.IsReached ? " and outside" : "")}";
        return slowest.Result!.Took > Slow
            ? Info.Warn(subject,
                $"{what}, but {slowest.Need.Query} took {slowest.Result.Took.TotalSeconds:0.0} s") with { Remedy = "A lost packet costs seconds: look at node.conntrack of its node, and compare dns.answers." }
            : Info.Pass(subject,
                $"{what}, the slowest in {slowest.Result.Took.TotalMilliseconds:0} ms{Probes.Untried(table.IsCluster ? [cluster, tcp, external] : [external])}");
    }

    /// <summary>The nameserver itself is not heard.</summary>
    private Finding NoAnswer(Subject subject, PodScope scope, LookupTable table, Tried first, Tried? tcp, Tried fromNode, IEvidence evidence)
    {
        var policy = Denied(scope, table, evidence);
        var said = Tried.Word(first.Result!);
        var code = first.Result!.Outcome == ProbeOutcome.Reached;
        var (title, detail) = policy.Length > 0
            ? ($"its nameserver {table.Server} is not reached ({said}): {policy}", "pod.network-policy names the rule that is missing.")
            : tcp is { IsReached: true }
                ? ($"its nameserver {table.Server} answers over TCP, but not over UDP ({said})",
                "UDP alone is lost: a stale entry of conntrack on its node (service.stale-conntrack), or a rule that drops UDP 53.")
            : fromNode.IsReached
                ? ($"its nameserver {table.Server} answers the node {scope.Pod.NodeName}, but not the pod ({said})",
                "The way out of the pod is at fault: pod.interface, pod.routes, node.forward, or a policy of a kind that is not read here.")
            : fromNode.IsFailed
                ? ($"its nameserver {table.Server} answers neither the pod ({said}) nor its node {scope.Pod.NodeName} ({Tried.Word(fromNode.Result!)})", table.IsCluster ? "The cluster's DNS or its service on this node is at fault: dns.pods, dns.answers, service.rules of kube-dns." : "The server or the way to it is at fault, not the pod.")
            : ($"its nameserver {table.Server} gives {(code ? $"{said}" : "no answer")}{(code ? "" : $" ({said})")}",
                $"Whether the node gets one was not tried: {fromNode.Problem}.");
        // Where the pod's own way out is at fault, names are one more thing that suffers, and not why the others do.
        var isNames = policy.Length > 0 || tcp is { IsReached: true } || fromNode.IsFailed;
        return Info.Fail(subject, title) with
        {
            Details = [detail],
            Remedy = "Follow the check that is named.",
            RemedyCommand = first.Need.Command,
            Explains = isNames ? [subject] : [],
            ExplainedChecks = ["pod.egress"],
        };
    }

    /// <summary>The nameserver is heard and resolves nothing outside.</summary>
    private Finding Upstream(Subject subject, LookupTable table, Tried external, IEvidence evidence)
    {
        List<Tried> fromPod = [.. table.Upstream.Select(n => Tried.Of(evidence,
            n))], fromNode = [.. table.UpstreamFromNode.Select(n => Tried.Of(evidence, n))];
        var said = Tried.Word(external.Result!);
        if (fromPod.Find(t => IsAnswered(t.Result)) is { } heard)
        {
            return Info.Fail(subject,
                $"{table.Server} resolves no external name ({said}), though upstream {heard.Need.Host} answers the pod itself: the cluster's DNS does not forward") with
            {
                Remedy = "Look at dns.answers and dns.corefile: the DNS pods' forward, or their own way out.", RemedyCommand = external.Need.Command,
            };
        }

        if (fromNode.Find(t => IsAnswered(t.Result)) is { } node)
        {
            return Info.Fail(subject,
                $"{table.Server} resolves no external name ({said}); upstream {node.Need.Host} answers the node {node.Need.From.Name} and not pods: their way out is at fault") with
            {
                Remedy = "Look at pod.egress, node.forward and masquerading, NetworkPolicies of the DNS pods, and firewalls that know nodes only.", RemedyCommand = node.Need.Command,
            };
        }

        var dead = fromNode.Where(t => t.IsFailed).Select(t => t.Need.Host).Distinct().ToList();
        return Info.Warn(subject,
            $"{table.Server} resolves no external name ({said}){(dead.Count > 0 ? $"; upstream {string.Join(", ", dead)} does not answer the node either" : "")}") with
        {
            Details = ["Names of the cluster resolve. In a cluster without a way out that may be all that is meant."],
            Remedy = "dns.answers and dns.corefile say where the servers forward to.", RemedyCommand = external.Need.Command,
        };
    }

    private static string Denied(PodScope scope, LookupTable table, IEvidence evidence)
    {
        if (!table.IsCluster || table.Server == LookupTable.NodeLocal
            || PolicyScope.Of(evidence, scope.Pod.Namespace) is not { } policies || table.Asked.Servers.Count == 0)
        {
            return "";
        }

        List<PolicyAnswer> answers = [.. table.Asked.Servers.Select(s => policies.Book.Ask(scope.Pod, PolicyDirection.Egress,
            policies.End(s), "UDP", table.Asked.ServerPort(s, "UDP")))];
        return answers.TrueForAll(a => a.Outcome == PolicyOutcome.Denied) ? $"NetworkPolicy {answers[0].Why}" : "";
    }

    private static bool IsAnswered(ProbeResult? result) => result is { Outcome: ProbeOutcome.Reached, DnsCode: "NOERROR" or "NXDOMAIN" };
}
