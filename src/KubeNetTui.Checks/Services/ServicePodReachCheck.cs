using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>service.pod-reach</c>: endpoints answer when the service is left out, from their own node and from another.</summary>
public sealed class ServicePodReachCheck : ICheck
{
    private const int MostEndpoints = 4;

    public CheckInfo Info { get; } = new(
        "service.pod-reach", SubjectKind.Service, "Endpoints answer by their own address",
        "A TCP connection to the endpoint's address and target port gets through from its own node and from another one: where it does, what fails is the service;"
        + " where it does not, the service is not to blame.",
        "The service, its EndpointSlices; a connect from each endpoint's node and from one other node (up to 4 endpoints for each port).",
        [
            "Only ready endpoints are tried.",
            "UDP has no connection to open: its ports are left to service.listening and service.dns-name.",
            "A source that a NetworkPolicy stops is stopped on purpose: it counts for nothing here.",
            "Refused means that the packet arrived: nobody listens, which is no fault of the network.",
            "A probe that was not made proves nothing.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        .. ServiceScope.Needs(subject), Evidence.Needs.Nodes(), Evidence.Needs.Pods(subject.Namespace), .. PolicyScope.Needs(subject.Namespace),
        .. ServiceScope.TryOpen(subject, soFar, Info, out var scope, out _) && soFar.Nodes().IsRead
            ? Targets(scope).SelectMany(t => Origins(t, soFar).Select(o => Need(o, t)))
            : [],
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!ServiceScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        if (!evidence.Nodes().IsRead)
        {
            return [Info.Unknown(subject, $"the nodes to try it from are not known: {evidence.Nodes().Problem}", evidence.Nodes().HowToGet)];
        }

        var targets = Targets(scope);
        if (targets.Count == 0)
        {
            return [Info.NotApplicable(subject, scope.Tally.Ready == 0 ? "it has no ready endpoint; service.endpoints says why"
                : "it has no TCP port with a ready endpoint to connect to")];
        }

        List<ReachOfTarget> reaches = [.. targets.Select(t => Try(t, scope, evidence))];
        List<Tried> probes = [.. reaches.SelectMany(r => r.Probes)];
        if (probes.TrueForAll(p => p.IsMissing))
        {
            return [Probes.NotTried(Info, subject, "the way to the endpoints", probes)];
        }

        List<ReachOfTarget> lost = reaches.FindAll(r => r.Fault != ReachFault.None);
        return lost.Count == 0 ? [Pass(subject, reaches, probes)]
            : [.. lost.GroupBy(r => (r.Fault, Node: r.Fault == ReachFault.NotListening ? ""
            : r.Target.NodeName)).Select(g => Lost(subject, [.. g], probes, evidence))];
    }

    private static IReadOnlyList<ServiceTarget> Targets(ServiceScope scope) => [.. ServiceTarget.Of(scope,
        MostEndpoints).Where(t => t.IsTcp).Take(3 * MostEndpoints)];

    private static IEnumerable<string> Origins(ServiceTarget target, IEvidence evidence)
    {
        if (target.NodeName.Length > 0 && evidence.Nodes().Find("", target.NodeName) is not null)
        {
            yield return target.NodeName;
        }

        if (ServiceOrigins.Another(evidence, target.NodeName) is { } other)
        {
            yield return other;
        }
    }

    private static ProbeNeed Need(string node, ServiceTarget target) => Probes.Tcp(Place.Node(node), target.Address, target.TargetPort);

    private static ReachOfTarget Try(ServiceTarget target, ServiceScope scope, IEvidence evidence)
    {
        Tried? own = null, other = null;
        var stopped = "";
        foreach (var origin in Origins(target, evidence))
        {
            var tried = Tried.Of(evidence, Need(origin, target));
            if (origin == target.NodeName)
            {
                own = tried;
            }
            else if (tried.IsFailed && Stopped(origin, target, scope, evidence) is { Length: > 0 } why)
            {
                stopped = why;
            }
            else
            {
                other = tried;
            }
        }

        return new ReachOfTarget(target, own, other, stopped);
    }

    /// <summary>Why a policy stops this source; "" where none does, or that is not known.</summary>
    private static string Stopped(string node, ServiceTarget target, ServiceScope scope, IEvidence evidence) =>
        PolicyScope.Of(evidence, scope.Service.Namespace) is { } policies
        && evidence.Pods(scope.Service.Namespace).Find(target.PodName) is { } pod && evidence.Nodes().Find("", node) is { } from
        && policies.Book.Ask(pod, PolicyDirection.Ingress, PolicyEnd.OfNode(from), target.Port.Protocol,
            target.TargetPort) is { Outcome: not PolicyOutcome.Allowed } answer
            ? answer.Why : "";

    private Finding Pass(Subject subject, List<ReachOfTarget> reaches, List<Tried> probes)
    {
        var made = probes.Count(p => p.IsReached);
        var slowest = probes.Where(p => p.IsReached).Select(p => p.Result!.Took).DefaultIfEmpty().Max();
        List<string> details =
        [
            .. reaches.Where(r => r.Stopped.Length > 0).Select(r => $"{r.Target.Text(subject.Namespace)} was not reached from another node, and that is meant: {r.Stopped}.").Take(3),
            .. reaches.Where(r => r.Other is { IsMissing: true } or { IsReached: false } || r.Other is null).Take(1)
                .Select(r => r.Other is { IsMissing: true } o ? $"Not tried from another node: {o.Problem}." : "").Where(t => t.Length > 0),
        ];
        return made == 0
            ? Info.Unknown(subject, $"no source that may reach its endpoints was tried{Probes.Untried(probes)}",
                "Try from a pod that the NetworkPolicies allow.") with { Details = details, Exhibits = Probes.Show(probes) }
            : Info.Pass(subject,
                $"{Words.Count(reaches.Count(r => r.Probes.Any(p => p.IsReached)), "endpoint")} reached by {Words.Count(made, "connection")}, the slowest in {slowest.TotalMilliseconds:0} ms{Probes.Untried(probes)}", details) with
            {
                Exhibits = Probes.Show(probes),
            };
    }

    private Finding Lost(Subject subject, List<ReachOfTarget> lost, List<Tried> probes, IEvidence evidence)
    {
        var first = lost[0];
        var target = first.Target;
        var who = Words.Some(lost.Select(r => $"{r.Target.Text(subject.Namespace)} ({r.Target.Address}:{r.Target.TargetPort})").Distinct());
        var node = target.NodeName;
        var from = first.Other is { } other ? other.Need.From.Name : "another node";
        var (title, remedy, command) = first.Fault switch
        {
            ReachFault.NotListening => (
                $"{who} refuse{(lost.Count == 1 ? "s" : "")} the connection: the packet arrives, but nobody listens on that address and port",
                "service.listening says what the process does listen on.", target.PodName.Length > 0
                    ? $"kubectl exec -n {subject.Namespace} {target.PodName} -- ss -lntu" : ""),
            ReachFault.LocalLost => (
                $"{who} {(first.Own!.Result!.Outcome == ProbeOutcome.Unreachable ? "can't be reached" : lost.Count == 1 ? "gives no answer" : "give no answer")} even from {(lost.Count == 1 ? "its" : "their")} own node {node}: lost on the node itself (interface, route, rules there)",
                "Look at pod.interface and pod.routes of the pod, and at node.foreign-rules of its node.", $"kubectl get pods -n {subject.Namespace} -o wide --field-selector spec.nodeName={node}"),
            ReachFault.RefusedBetween => (
                $"{who} answer{(lost.Count == 1 ? "s" : "")} {node}, but {from} is refused: something between the nodes, or a rule, rejects it",
                $"Look at node.foreign-rules and node.forward of {node} and {from}.", $"traceroute -T -p {target.TargetPort} {target.Address}"),
            _ => (
                $"{who} answer{(lost.Count == 1 ? "s" : "")} {(node.Length > 0 ? $"{(lost.Count == 1 ? "its" : "their")} own node {node}" : "nobody")}, and {from} gets no answer: lost between the nodes or in {node}'s FORWARD chain",
                $"Look at node.forward, node.routes and node.overlay of {node} and {from}.", $"ip route get {target.Address}"),
        };
        return Info.Fail(subject, first.Own is null && first.Fault == ReachFault.RemoteLost
            ? $"{who} give{(lost.Count == 1 ? "s" : "")} no answer to {from}" : title) with
        {
            Details = [.. lost.SelectMany(r => r.Probes).Distinct().Take(8).Select(p => p.ToString() + ".")],
            Exhibits = Probes.Show(probes),
            Remedy = remedy,
            RemedyCommand = command,
            Explains = [subject],
            ExplainedChecks = ["service.vip-reach"],
        };
    }

    private enum ReachFault
    {
        None,
        NotListening,

        /// <summary>Not even its own node gets through.</summary>
        LocalLost,

        /// <summary>Its own node does, another does not.</summary>
        RemoteLost,
        RefusedBetween,
    }

    /// <param name="Stopped">Why a policy keeps the other node out; then what it met counts for nothing.</param>
    private sealed record ReachOfTarget(ServiceTarget Target, Tried? Own, Tried? Other, string Stopped)
    {
        public IEnumerable<Tried> Probes => ((Tried?[])[Own, Other]).OfType<Tried>();

        public ReachFault Fault =>
            Own is { IsFailed: true } ? Own.Result!.Outcome == ProbeOutcome.Refused ? ReachFault.NotListening : ReachFault.LocalLost
            : Other is not { IsFailed: true } ? ReachFault.None
            : Other.Result!.Outcome is ProbeOutcome.Refused ? Own is { IsReached: true } ? ReachFault.RefusedBetween : ReachFault.NotListening
            : ReachFault.RemoteLost;
    }
}
