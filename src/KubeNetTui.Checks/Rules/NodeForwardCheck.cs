using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.forward</c>: pods' traffic walked through the FORWARD chain.</summary>
public sealed class NodeForwardCheck : ICheck
{
    internal static readonly string[] Explained =
    [
        "pod.dns-lookup", "pod.egress", "pod.api-server", "pod.connections", "service.pod-reach", "service.vip-reach", "service.dns-name", "dns.answers", "dns.pods",
        "api.kubernetes-service", "api.webhooks", "cni.pods",
    ];

    public CheckInfo Info { get; } = new(
        "node.forward", SubjectKind.Node, "Forwarding",
        "What the node's pods send to other nodes and get from them passes the FORWARD chains, and so do the answers; or the rule or policy that drops it.",
        "iptables rules of both back ends, nftables tables beside them, ipsets; the node's routes and interfaces, pods and pod ranges.",
        [
            "A policy DROP whose rules accept the traffic is healthy: the rules are walked, the policy is not looked for.",
            "What network policies' own chains drop is a matter of single pods (pod.network-policy), not of the node.",
            "Traffic out of the cluster may be stopped on purpose: that is a warning.",
            "A match that can't be decided makes the answer unknown, never Pass.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) => NodeTraffic.Needs(subject.Name, soFar);

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!NodeScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        var traffic = new NodeTraffic(evidence, scope.Node);
        var hooks = new NodeHooks(evidence, subject.Name, traffic.WalkNode());
        if (hooks.IsBlind)
        {
            return [hooks.Missing(Info, subject)];
        }

        List<Walked> walked = [.. traffic.Forwarded().SelectMany(f => Walk(hooks, f))];
        if (walked.Count == 0)
        {
            return [evidence.Pods(null).IsRead
                ? Info.NotApplicable(subject, "it has neither pods with a network of their own nor a pod range")
                : Info.Unknown(subject, $"its pods are not known: {evidence.Pods(null).Problem}", evidence.Pods(null).HowToGet)];
        }

        return [Judge(subject, evidence, hooks, walked)];
    }

    private Finding Judge(Subject subject, IEvidence evidence, NodeHooks hooks, List<Walked> walked)
    {
        if (walked.Find(w => w.Flow.IsEssential && w.IsLost) is not null)
        {
            var lost = walked.FindAll(w => w.IsLost);
            return Lost(subject, hooks, lost, Verdict.Fail) with { Explains = [.. Affected.OfNode(evidence, subject.Name)], ExplainedChecks = Explained };
        }

        if (walked.Find(w => w.Flow.IsEssential && w.Undecided is not null) is { } open)
        {
            var steps = open.Result.Undecided;
            var title = $"whether FORWARD lets through {open.Flow.What} is not known: {open.Undecided}";
            return Info.Unknown(subject, title, "With the node's routes, interfaces and ipsets (ip, ipset) most such conditions can be decided.") with
            {
                Details = [.. steps.Take(4).Select(s => $"Not decided: {s}{(s.Why.Length > 0 ? $" ({s.Why})" : "")}")],
                Exhibits = [.. hooks.Show(open.Result.Outcomes.Take(4))],
            };
        }

        return walked.Find(w => w.IsLost) is { } outside
            ? Lost(subject, hooks, [outside], Verdict.Warn)
            : Info.Pass(subject, $"FORWARD accepts what its pods send and get ({walked[0].Result.Outcomes.FirstOrDefault(o => o.Verdict == WalkVerdict.Accept)?.Decider?.ToString() ?? "no rule stands in the way"})",
                [.. hooks.IsNftUnseen ? (string[])["Tables of nftables beside iptables were not read (nft -j list ruleset)."] : []]) with
            {
                Exhibits = [.. hooks.Show(walked[0].Result.Outcomes.Take(1))],
            };
    }

    private Finding Lost(Subject subject, NodeHooks hooks, List<Walked> lost, Verdict verdict)
    {
        var decider = lost[0].Result.Telling.Decider;
        var docker = hooks.Evidence.Iptables(subject.Name)?.Main.Rules.Chain("filter", "DOCKER") is not null;
        return new Finding(Info.Id, subject, verdict, $"FORWARD drops {Words.Some(lost.Select(l => l.Flow.What).Distinct(), 4)}: {Cause(decider)}")
        {
            Details =
            [
                .. lost.Select(l => $"{l.Flow.What}: {l.Result.Telling.Decider}").Distinct(),
                .. docker && decider is { IsPolicy: true } ? (string[])["Docker sets this policy when it starts (its own chains are there)."] : [],
                .. verdict == Verdict.Warn ? (string[])["Traffic between nodes passes. This may be wanted: then pods need another way out (a proxy, a gateway)."] : [],
            ],
            Exhibits = [.. hooks.Show(lost.Select(l => l.Result.Telling).Take(3))],
            Remedy = decider is { IsPolicy: true }
                ? "Let something accept pods' traffic, or set the policy back; find what set it (Docker, a hardening script), or it will come back."
                : "Take the rule away or put an accepting one before it; find what wrote it, or it will come back.",
            RemedyCommand = decider switch
            {
                { IsPolicy: true, Line: > 0 } => "iptables -P FORWARD ACCEPT",
                { Line: > 0 } d => $"iptables -t {d.Table} {d.Rule.Replace("-A ", "-D ", StringComparison.Ordinal)}",
                _ => "nft -a list ruleset",
            },
        };
    }

    internal static string Cause(WalkStep? decider) => decider switch
    {
        null => "it is not told by what",
        { IsPolicy: true } d => $"the policy of {d.Table} {d.Chain} is DROP, and no rule accepts it{Counted(d)}",
        _ => $"{decider}{Counted(decider)}",
    };

    internal static string Counted(WalkStep step) => step.Packets is { } packets ? $" ({Words.Count((int)Math.Min(packets, int.MaxValue), "packet")} so far)" : "";

    /// <summary>A flow, and the answers to it.</summary>
    private static IEnumerable<Walked> Walk(NodeHooks hooks, NodeFlow flow)
    {
        var there = new Walked(flow, hooks.Walk(flow.Hook, flow.Packet));
        yield return there;
        if (there.IsLost || there.Undecided is not null)
        {
            yield break;
        }

        var p = flow.Packet;
        var answers = flow with
        {
            What = $"the answers to {flow.What}",
            Packet = p with
            {
                Source = p.Destination, Destination = p.Source, SourcePort = p.DestinationPort, DestinationPort = p.SourcePort,
                InInterface = p.OutInterface, OutInterface = p.InInterface, State = ConnectionStates.Established,
            },
        };
        var back = new Walked(answers, hooks.Walk(flow.Hook, answers.Packet));
        if (back.IsLost)
        {
            yield return back;
        }
    }

    /// <param name="Result">What the hook does with it.</param>
    private sealed record Walked(NodeFlow Flow, WalkResult Result)
    {
        public bool IsLost => Result.IsLost && !Result.Outcomes.Any(o => o.Decider is { IsPolicy: false } d && RuleOwners.IsKubernetes(d));

        /// <summary>Why nothing can be said; null where something can. What policy engines drop of some pods does not count.</summary>
        public string? Undecided
        {
            get
            {
                var others = Result.Outcomes.Where(o => !(o.IsLost && o.Decider is { IsPolicy: false } d && RuleOwners.IsKubernetes(d))).ToList();
                var accepted = others.Exists(o => o.Verdict == WalkVerdict.Accept);
                var doubtful = others.Find(o => o.Verdict == WalkVerdict.Unknown || (o.IsLost && o.Certainty == WalkCertainty.Possible));
                return doubtful is null || IsLost || (accepted && others.TrueForAll(o => o.Verdict == WalkVerdict.Accept)) ? null
                    : Result.Undecided is [var step, ..] ? step.Why.Length > 0 ? $"{step.Why}, in {step}" : step.ToString()
                    : doubtful.Decider?.ToString() ?? "its rules could not be followed";
            }
        }
    }
}
