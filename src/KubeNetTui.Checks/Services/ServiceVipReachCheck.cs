using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>service.vip-reach</c>: the virtual IP gets through to an endpoint, from nodes and from a pod.</summary>
public sealed class ServiceVipReachCheck : ICheck
{
    private const int MostNodes = 4;
    private const int MostPorts = 3;

    public CheckInfo Info { get; } = new(
        "service.vip-reach", SubjectKind.Service, "Virtual IP answers",
        "A TCP connection to the clusterIP and port gets through, from nodes with and without an endpoint and from a pod; or from where it does not.",
        "The service, its EndpointSlices, nodes, pods of the namespace; a connect from up to 4 nodes and one pod.",
        [
            "Headless services have no virtual IP.",
            "Without a ready endpoint nobody can answer: service.endpoints says why.",
            "With internalTrafficPolicy Local a node without an endpoint drops on purpose: it is not asked.",
            "UDP has no connection to open; port 53 is asked a question instead.",
            "A source that a NetworkPolicy stops is stopped on purpose.",
            "One connection reaches one endpoint: others may still fail, service.pod-reach tries each.",
            "An endpoint that asks for itself may meet its own hairpin: that is service.hairpin.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        .. ServiceScope.Needs(subject), Evidence.Needs.Nodes(), Evidence.Needs.Pods(subject.Namespace), .. PolicyScope.Needs(subject.Namespace),
        .. ServiceScope.TryOpen(subject, soFar, Info, out var scope, out _) && soFar.Nodes().IsRead
            && soFar.Pods(subject.Namespace).Section is not null
            ? Probed(scope, soFar).Select(p => p.Need)
            : [],
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!ServiceScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        if (scope.Service.IsHeadless || scope.Service.ClusterIps.Count == 0)
        {
            return [Info.NotApplicable(subject, "headless: it has no virtual IP")];
        }

        if (scope.Tally.Ready == 0)
        {
            return [Info.NotApplicable(subject, "it has no ready endpoint; service.endpoints says why")];
        }

        if (!evidence.Nodes().IsRead)
        {
            return [Info.Unknown(subject, $"the nodes to try it from are not known: {evidence.Nodes().Problem}", evidence.Nodes().HowToGet)];
        }

        List<(ProbeNeed Need, ServicePort Port, Pod? Client)> probed = [.. Probed(scope, evidence)];
        List<VipTry> tries = [.. probed.Select(p => new VipTry(Tried.Of(evidence, p.Need), p.Port, p.Client))];
        if (tries.Count == 0)
        {
            return [Info.NotApplicable(subject, "it has no port with a ready endpoint that a connection can be opened to")];
        }

        if (tries.TrueForAll(t => t.Probe.IsMissing))
        {
            return [Probes.NotTried(Info, subject, "the virtual IP", [.. tries.Select(t => t.Probe)])];
        }

        List<VipTry> failed = tries.FindAll(t => t.Probe.IsFailed && !IsMeant(t, scope, evidence));
        return failed.Count > 0 ? [Lost(subject, scope, tries, failed)] : [Pass(subject, scope, tries)];
    }

    private static IEnumerable<(ProbeNeed Need, ServicePort Port, Pod? Client)> Probed(ServiceScope scope, IEvidence evidence)
    {
        if (scope.Service.IsHeadless || scope.Service.ClusterIps is not [var vip, ..])
        {
            yield break;
        }

        List<string> endpointNodes = [.. scope.Tally.Endpoints.Where(e => e.Ready).Select(e => e.NodeName).Where(n => n.Length > 0).Distinct()];
        var nodes = ServiceOrigins.ForVirtualIp(evidence, endpointNodes, MostNodes);
        if (scope.Service.InternalTrafficPolicy == "Local")
        {
            nodes = [.. nodes.Where(endpointNodes.Contains)];
        }

        var client = ServiceOrigins.Client(evidence, scope.Service.Namespace,
            scope.Tally.Endpoints.Where(e => e.TargetKind == "Pod").Select(e => e.TargetName));
        client = client is not null && scope.Service.InternalTrafficPolicy == "Local" && !endpointNodes.Contains(client.NodeName) ? null : client;
        foreach (var port in scope.Tally.Ports.Where(p => p is { Port: not null,
            Ready: > 0 }).Select(p => p.Port!).Where(p => p.Protocol == "TCP"
            || (p.Protocol == "UDP" && p.Port == 53)).Take(MostPorts))
        {
            foreach (var from in nodes.Select(Place.Node))
            {
                yield return (Need(from, vip, port, evidence), port, null);
            }

            if (client is not null)
            {
                yield return (Need(Probes.From(client), vip, port, evidence), port, client);
            }
        }
    }

    private static ProbeNeed Need(Place from, string vip, ServicePort port, IEvidence evidence) =>
        port.Protocol == "TCP" ? Probes.Tcp(from, vip, port.Port) : Probes.Dns(from, vip, $"kubernetes.default.svc.{ClusterNames.Domain(evidence)}");

    /// <summary>A policy, of the client or of the endpoints, that stops this very source.</summary>
    private static bool IsMeant(VipTry tried, ServiceScope scope, IEvidence evidence)
    {
        if (PolicyScope.Of(evidence, scope.Service.Namespace) is not { } policies)
        {
            return false;
        }

        var from = tried.Client is { } client ? policies.End(client)
            : evidence.Nodes().Find("", tried.Probe.Need.From.Name) is { } node ? PolicyEnd.OfNode(node) : null;
        List<Pod> pods = [.. scope.Tally.Endpoints.Where(e => e is { Ready: true,
            TargetKind: "Pod" }).Select(e => evidence.Pods(scope.Service.Namespace).Find(e.TargetName)).OfType<Pod>()];
        return from is not null && pods.Exists(p =>
        {
            var target = tried.Port.Target.IsName ? p.Ports().FirstOrDefault(x => x.Name == tried.Port.Target.Name)?.Port ?? 0
                : tried.Port.Target.Number;
            return policies.Book.Ask(p, PolicyDirection.Ingress, from, tried.Port.Protocol, target).Outcome != PolicyOutcome.Allowed
                || (tried.Client is not null
                    && policies.Book.Ask(tried.Client, PolicyDirection.Egress, policies.End(p), tried.Port.Protocol,
                    target).Outcome != PolicyOutcome.Allowed);
        });
    }

    private Finding Pass(Subject subject, ServiceScope scope, List<VipTry> tries)
    {
        List<VipTry> reached = tries.FindAll(t => t.Probe.IsReached);
        var meant = tries.Count(t => t.Probe.IsFailed);
        List<string> details = [.. meant > 0
            ? [$"{Words.Count(meant, "source")} not let in by NetworkPolicies, which is meant so; service.network-policy tells."]
            : Array.Empty<string>()];
        var vip = scope.Service.ClusterIps[0];
        return reached.Count == 0
            ? Info.Unknown(subject, $"no source that may reach it was tried{Probes.Untried(tries.Select(t => t.Probe))}",
                "Try from a pod that the NetworkPolicies allow.") with { Details = details,
                Exhibits = Probes.Show(tries.Select(t => t.Probe)) }
            : Info.Pass(subject,
                $"{vip} answers from {Words.Some(reached.Select(t => Tried.FromText(t.Probe.Need.From)).Distinct())}{Probes.Untried(tries.Select(t => t.Probe))}", details) with
            {
                Exhibits = Probes.Show(tries.Select(t => t.Probe)),
            };
    }

    private Finding Lost(Subject subject, ServiceScope scope, List<VipTry> tries, List<VipTry> failed)
    {
        var vip = scope.Service.ClusterIps[0];
        var probe = failed[0].Probe;
        List<string> reached = [.. tries.Where(t => t.Probe.IsReached).Select(t => Tried.FromText(t.Probe.Need.From)).Distinct()];
        var where = Words.Some(failed.Select(t => Tried.FromText(t.Probe.Need.From)).Distinct());
        var outcome = probe.Result!.Outcome == ProbeOutcome.Refused ? "refused" : probe.Result.Outcome == ProbeOutcome.TimedOut
            ? "no answer" : Tried.Word(probe.Result);
        var itself = failed.TrueForAll(t => t.Client is { } c && scope.Tally.Endpoints.Any(e => e.TargetName == c.Name));
        var title = $"{vip}:{failed[0].Port.Port} from {where}: {outcome}{(reached.Count > 0 ? $"; it answers from {Words.Some(reached)}" : "; it answers from nowhere that was tried")}";
        return Info.Fail(subject, title) with
        {
            Details =
            [
                itself ? "The pod is an endpoint of the service itself: a packet that comes back to where it came from needs hairpin mode, see service.hairpin."
                    : failed.TrueForAll(t => t.Client is not null) && reached.Count > 0
                        ? $"Nodes reach it, the pod on {failed[0].Client!.NodeName} does not: its own way out is at fault (pod.routes, pod.network-policy, node.forward),"
                            + " or rules that pods' packets pass by (node.sysctls: bridge-nf-call-iptables)."
                    : probe.Result.Outcome == ProbeOutcome.Refused
                        ? "Refused: the rules there reject it (no endpoint programmed), or the endpoint chosen does not listen."
                    : reached.Count > 0
                        ? "What the sources that fail have in common is to be looked at: the service's rules on that node (service.rules), or its way to the endpoints (service.pod-reach)."
                    : "If service.pod-reach passes, the service's rules are at fault (service.rules); if it fails, what it names is.",
                .. failed.Take(6).Select(t => t.Probe + "."),
            ],
            Exhibits = [.. Probes.Show(tries.Select(t => t.Probe)), scope.Show("spec.clusterIPs", "spec.ports", "spec.internalTrafficPolicy")],
            Remedy = "Compare service.rules and node.kube-proxy on the nodes named.",
            RemedyCommand = probe.Need.Command,
        };
    }

    /// <param name="Client">The pod that it was tried from; null: a node.</param>
    private sealed record VipTry(Tried Probe, ServicePort Port, Pod? Client);
}
