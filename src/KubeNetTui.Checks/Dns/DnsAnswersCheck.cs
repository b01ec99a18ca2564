using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>dns.answers</c>: every DNS server asked by itself, and all of them through the service: an internal and an external name.</summary>
public sealed class DnsAnswersCheck : ICheck
{
    private const int MostServers = 10;
    private const int MostNodes = 3;

    /// <summary>A question that is in nobody's cache takes some hundred milliseconds; a lost packet costs seconds.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    public CheckInfo Info { get; } = new(
        "dns.answers", SubjectKind.Cluster, "DNS answers",
        "Each DNS server answers a name of the cluster and one outside it, and so does the service, over UDP and TCP: the replica, the upstream or the way that fails is named.",
        "CoreDNS pods, service kube-dns, the Corefile; questions to each pod over TCP through a port-forward, to the service and the upstream servers from up to 3 nodes.",
        [
            "Servers that are not Ready are dns.pods' business and not asked.",
            "An external name that is answered with \"does not exist\" is answered: a cluster without the Internet has resolvers of its own.",
            "Where no server, no upstream and no node resolves external names, that is a warning: the cluster may have no way out on purpose.",
            "A port-forward that can't be made says nothing of the server.",
            "A slow first answer is a cache being filled: only answers above 2 s are told, and a port-forward's own time is not counted.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        foreach (var need in (IEnumerable<Need>)[.. DnsAsked.Needs(soFar), Evidence.Needs.Nodes()])
        {
            yield return need;
        }

        var asked = DnsAsked.Of(soFar);
        foreach (var server in asked.Servers.Take(MostServers))
        {
            yield return Forwarded(server, asked, asked.ClusterName);
            yield return Forwarded(server, asked, ClusterNames.External);
        }

        foreach (var need in FromNodes(asked, soFar))
        {
            yield return need;
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var pods = evidence.Pods(ClusterDns.Namespace);
        if (!pods.IsRead)
        {
            return [Info.Unknown(subject, $"the pods of {ClusterDns.Namespace} are not known: {pods.Problem}", pods.HowToGet)];
        }

        var asked = DnsAsked.Of(evidence);
        if (asked.Servers.Count == 0)
        {
            return [Info.NotApplicable(subject, "no DNS server is Ready, or none is known; dns.pods says why")];
        }

        List<Replica> replicas = [.. asked.Servers.Take(MostServers).Select(s => new Replica(s,
            Answer(evidence, Forwarded(s, asked, asked.ClusterName)), Answer(evidence, Forwarded(s, asked, ClusterNames.External)),
            evidence.WhyMissing(Forwarded(s, asked, asked.ClusterName))))];
        List<Tried> tries = [.. FromNodes(asked, evidence).Select(n => Tried.Of(evidence, n))];
        if (replicas.TrueForAll(r => r.Internal is null && r.External is null) && tries.TrueForAll(t => t.IsMissing))
        {
            return [Probes.NotTried(Info, subject, "the cluster's DNS",
                tries) with { Details = [.. replicas.Take(3).Select(r => $"{r.Server.Name}: {r.Problem}.")] }];
        }

        List<Finding> findings = [.. OfReplicas(subject, replicas, asked), .. OfService(subject, replicas, tries, asked)];
        if (findings.Count == 0 && OfExternal(subject, replicas, tries, asked, evidence) is { } external)
        {
            findings.Add(external);
        }

        if (findings.Count == 0)
        {
            findings.Add(Pass(subject, replicas, tries));
        }

        return findings.Select(f => f with { Exhibits = [.. Show(replicas, evidence, asked), .. Probes.Show(tries), .. f.Exhibits] });
    }

    private static ForwardedDnsNeed Forwarded(Pod server, DnsAsked asked, string name) =>
        new(server.Namespace, server.Name, asked.ServerPort(server, "TCP"), $"{name} A");

    private static ProbeResult? Answer(IEvidence evidence, ForwardedDnsNeed need) =>
        evidence.Find(need) is { Status: SectionStatus.Read, Value: ProbeResult result } ? result : null;

    private static IEnumerable<ProbeNeed> FromNodes(DnsAsked asked, IEvidence evidence)
    {
        if (asked.VirtualIp is not { } vip)
        {
            yield break;
        }

        var nodes = ServiceOrigins.ForVirtualIp(evidence, asked.Servers.Select(s => s.NodeName), MostNodes);
        foreach (var from in nodes.Select(Place.Node))
        {
            yield return Probes.Dns(from, vip, asked.ClusterName);
            yield return Probes.DnsTcp(from, vip, asked.ClusterName);
            yield return Probes.Dns(from, vip, ClusterNames.External);
            foreach (var upstream in asked.Upstreams)
            {
                yield return Probes.Dns(from, upstream, ClusterNames.External);
            }
        }
    }

    /// <summary>An answer, if only that there is no such name.</summary>
    private static bool IsAnswered(ProbeResult? result) => result is { Outcome: ProbeOutcome.Reached, DnsCode: "NOERROR" or "NXDOMAIN" };

    private static bool Knows(ProbeResult? result) => result is { Outcome: ProbeOutcome.Reached, DnsCode: "NOERROR", Addresses.Count: > 0 };

    private IEnumerable<Finding> OfReplicas(Subject subject, List<Replica> replicas, DnsAsked asked)
    {
        foreach (var replica in replicas.Where(r => r.Internal is not null && !Knows(r.Internal)))
        {
            var result = replica.Internal!;
            var unheard = result.Outcome != ProbeOutcome.Reached;
            yield return Info.Fail(subject,
                $"DNS server {replica.Server.FullName} on {replica.Server.NodeName} {(unheard ? "does not answer" : $"answers {Tried.Word(result)} to")} {asked.ClusterName}{(unheard ? $": {Tried.Word(result)}" : "")}") with
            {
                Details =
                [
                    unheard ? "It was asked through a port-forward, which goes by the kubelet into the pod: the network between nodes has no part in it."
                        : "It does not know the cluster's own names: its domain is another, or it has never had the services from the API server.",
                    $"{replicas.Count(r => Knows(r.Internal))} of {Words.Count(replicas.Count, "server")} answer{(replicas.Count(r => Knows(r.Internal)) == 1 ? "s" : "")} it.",
                ],
                Remedy = "Look at its log; delete the pod if only this one fails.",
                RemedyCommand = $"kubectl logs -n {replica.Server.Namespace} {replica.Server.Name} --tail=50",
                Explains = [.. asked.Service is { } s ? [Subject.Service(s.Namespace, s.Name)] : Array.Empty<Subject>()],
            };
        }

        List<Replica> noUpstream = replicas.FindAll(r => Knows(r.Internal) && r.External is not null && !IsAnswered(r.External));
        if (noUpstream.Count > 0 && replicas.Exists(r => IsAnswered(r.External)))
        {
            yield return Info.Fail(subject,
                $"{Words.Some(noUpstream.Select(r => $"{r.Server.Name} on {r.Server.NodeName}"))} resolve{(noUpstream.Count == 1 ? "s" : "")} no external name ({Tried.Word(noUpstream[0].External!)}), the other {(replicas.Count - noUpstream.Count == 1 ? "server does" : "servers do")}") with
            {
                Details = ["Every server forwards from its own node: the resolv.conf it was given there, or that node's way out, differs."],
                Remedy = "Compare /etc/resolv.conf in the pods, and ask the upstream from that node.",
                RemedyCommand = $"kubectl exec -n {noUpstream[0].Server.Namespace} {noUpstream[0].Server.Name} -- cat /etc/resolv.conf",
            };
        }
    }

    private IEnumerable<Finding> OfService(Subject subject, List<Replica> replicas, List<Tried> tries, DnsAsked asked)
    {
        List<Tried> byService = tries.FindAll(t => t.Need.Host == asked.VirtualIp
            && t.Need.Query.StartsWith(asked.ClusterName, StringComparison.Ordinal));
        List<Tried> udp = byService.FindAll(t => t.Need.Method == ProbeMethod.Dns), tcp = byService.FindAll(t => t.Need.Method == ProbeMethod.DnsTcp);
        List<Tried> lost = udp.FindAll(t => t.IsFailed);
        var healthy = replicas.Count(r => Knows(r.Internal));
        if (lost.Count > 0)
        {
            var nodes = Words.Some(lost.Select(t => t.Need.From.Name));
            var works = udp.Where(t => t.IsReached).Select(t => t.Need.From.Name).ToList();
            var byTcp = tcp.Any(t => t.IsReached && t.Need.From == lost[0].Need.From);
            yield return Info.Fail(subject,
                $"{asked.Service!.FullName} ({asked.VirtualIp}) does not answer {nodes} over UDP{(byTcp ? ", but does over TCP" : "")}{(works.Count > 0 ? $"; it answers {Words.Some(works)}" : "")}") with
            {
                Details =
                [
                    healthy > 0 ? $"{Words.Count(healthy, "DNS server")} answer{(healthy == 1 ? "s" : "")} when asked by itself: the way from the node through the service is at fault." : "The servers themselves could not be asked.",
                    byTcp ? "UDP alone: an entry of conntrack to a server that is gone (service.stale-conntrack), or a rule that drops UDP." : "Look at service.rules of the service, and at node.forward and node.routes of the node.",
                ],
                Remedy = "service.pod-reach and service.rules of the DNS service say where it ends.",
                RemedyCommand = lost[0].Need.Command,
                Explains = [Subject.Service(asked.Service.Namespace, asked.Service.Name)],
                ExplainedChecks = ["service.vip-reach", "service.dns-name", "pod.dns-lookup"],
            };
        }
        else if (tcp.Find(t => t.IsFailed) is { } first)
        {
            yield return Info.Warn(subject,
                $"{asked.Service!.FullName} ({asked.VirtualIp}) answers over UDP, but not {first.Need.From.Name} over TCP: answers too long for UDP are lost") with
            {
                Remedy = "Open port 53/TCP: in the service, in NetworkPolicies, in firewalls.",
                RemedyCommand = first.Need.Command,
            };
        }
    }

    private Finding? OfExternal(Subject subject, List<Replica> replicas, List<Tried> tries, DnsAsked asked, IEvidence evidence)
    {
        List<ProbeResult> answers =
        [
            .. replicas.Select(r => r.External).OfType<ProbeResult>(),
            .. tries.Where(t => t.Need.Host == asked.VirtualIp
                && t.Need.Query.StartsWith(ClusterNames.External,
                StringComparison.Ordinal)).Select(t => t.Result).OfType<ProbeResult>(),
        ];
        if (answers.Count == 0 || answers.Exists(IsAnswered))
        {
            return null;
        }

        List<Tried> upstream = tries.FindAll(t => asked.Upstreams.Contains(t.Need.Host));
        var said = Tried.Word(answers[0]);
        if (ClusterNames.Of(evidence) is { } names && names.Corefile.Imports.Count == 0
            && names.Corefile.ServerFor(ClusterNames.External)?.Plugins.SelectMany(ForwardTarget.Of).Any() != true)
        {
            return Info.Warn(subject,
                $"no external name is resolved ({said}): the Corefile forwards nothing") with { Remedy = "dns.corefile has the line; add a forward if names outside are needed." };
        }

        if (upstream.Find(t => IsAnswered(t.Result)) is { } works)
        {
            return Info.Fail(subject,
                $"no external name is resolved ({said}), though upstream {works.Need.Host} answers {works.Need.From.Name}: CoreDNS does not get through to it") with
            {
                Details = ["The node gets an answer and the pods don't: a NetworkPolicy on the DNS pods, masquerading of pod traffic, or a firewall that knows nodes only."],
                Remedy = "Look at node.forward and pod.egress for the DNS pods and their nodes.",
                RemedyCommand = $"kubectl logs -n {ClusterDns.Namespace} -l k8s-app={ClusterDns.Label} --tail=50",
                Explains = [subject],
            };
        }

        var dead = upstream.Where(t => t.IsFailed).Select(t => t.Need.Host).Distinct().ToList();
        return Info.Warn(subject,
            $"no external name is resolved ({said}){(dead.Count > 0 ? $": upstream {string.Join(", ", dead)} does not answer from nodes either" : "")}") with
        {
            Details = ["In a cluster without a way out that may be meant."],
            Remedy = "Ask the upstream server's owner, and look at firewalls for port 53 (UDP and TCP) between nodes and it.",
            RemedyCommand = upstream.Count > 0 ? upstream[0].Need.Command : "",
        };
    }

    private Finding Pass(Subject subject, List<Replica> replicas, List<Tried> tries)
    {
        List<ProbeResult> all = [.. replicas.SelectMany(r => (ProbeResult?[])[r.Internal, r.External]).OfType<ProbeResult>(),
            .. tries.Select(t => t.Result).OfType<ProbeResult>()];
        var asked = replicas.Count(r => r.Internal is not null);
        var from = tries.Where(t => t.IsReached).Select(t => t.Need.From.Name).Distinct().ToList();
        List<string> details =
        [
            .. replicas.Where(r => r.Internal is null).Take(3).Select(r => $"{r.Server.Name} was not asked by itself: {r.Problem}."),
            .. replicas.Where(r => r.External is { DnsCode: "NXDOMAIN" }).Take(1).Select(r => $"{ClusterNames.External} does not exist for the upstream servers; they answer."),
        ];
        var slowest = tries.Where(t => t.IsReached).Select(t => t.Result!.Took).DefaultIfEmpty(all.Min(r => r.Took)).Max();
        var what = string.Join("; ", (string[])
        [
            .. asked > 0 ? [$"{Words.Count(asked, "DNS server")} answer{(asked == 1 ? "s" : "")}"] : Array.Empty<string>(),
            .. from.Count > 0 ? [$"the service answers {Words.Some(from)}"] : Array.Empty<string>(),
        ]);
        return slowest > Slow
            ? Info.Warn(subject, $"{what}, but the slowest answer took {slowest.TotalSeconds:0.0} s") with { Details = details,
                Remedy = "So long takes a lost packet and its repetition, or an upstream that is slow: compare the times." }
            : Info.Pass(subject, $"{what}; the slowest took {slowest.TotalMilliseconds:0} ms", details);
    }

    private static IEnumerable<Exhibit> Show(List<Replica> replicas, IEvidence evidence, DnsAsked asked)
    {
        if (replicas.Find(r => r.Internal is not null || r.External is not null) is not { } first)
        {
            return [];
        }

        var section = evidence.Find(Forwarded(first.Server, asked, asked.ClusterName))!;
        List<string> lines = [.. replicas.SelectMany(r => (string[])
        [
            $"{r.Server.Name,-40} {r.Server.NodeName,-20} {asked.ClusterName,-42} {Say(r.Internal, r.Problem)}",
            $"{r.Server.Name,-40} {r.Server.NodeName,-20} {ClusterNames.External,-42} {Say(r.External, r.Problem)}",
        ])];
        return [Exhibits.Of(section, "DNS servers asked one by one, over TCP through port-forwards", lines,
            l => !l.Contains("NOERROR", StringComparison.Ordinal))];
    }

    private static string Say(ProbeResult? result, string problem) => result is null ? $"not asked ({problem})"
        : $"{Tried.Word(result)} after {result.Took.TotalMilliseconds:0} ms";

    private sealed record Replica(Pod Server, ProbeResult? Internal, ProbeResult? External, string Problem);
}
