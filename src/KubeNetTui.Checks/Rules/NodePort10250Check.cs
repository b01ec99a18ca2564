using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.port-10250</c>: the INPUT chain walked for connections to the kubelet.</summary>
public sealed class NodePort10250Check : ICheck
{
    private const int Default = 10250;

    public CheckInfo Info { get; } = new(
        "node.port-10250", SubjectKind.Node, "Port of the kubelet",
        "The node's own rules let the API server, and other nodes, through to the kubelet's port (logs, exec, port-forward, metrics); or the rule that does not, and its place.",
        "iptables rules of both back ends, nftables tables beside them, `ufw status verbose`; the node's routes, the addresses of nodes and of the API server.",
        [
            "A policy DROP whose rules accept the port is healthy: the rules are walked.",
            "What only stops other nodes, and not the API server, is a warning.",
            "A firewall outside of the node (a cloud's security group) is not seen here.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) => [.. NodeTraffic.Needs(subject.Name, soFar), NodeNeeds.Ufw(subject.Name)];

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

        var port = scope.Node.KubeletPort > 0 ? scope.Node.KubeletPort : Default;
        var walked = traffic.ToKubelet(port).Select(f => (f.Flow, f.IsApiServer, Result: Walk(hooks, f.Flow))).ToList();
        if (walked.Count == 0)
        {
            return [Info.NotApplicable(subject, "the API server is on this node, and there is no other: nothing comes in from outside")];
        }

        var hasServers = walked.Exists(w => w.IsApiServer);
        var lost = walked.FindAll(w => w.Result.IsLost || w.Result.SomeAreLost);
        if (lost.Count > 0)
        {
            // The rest of the sources may be an API server behind other addresses, where its own are not known.
            var fails = lost.Exists(w => w.IsApiServer) || !hasServers || lost.Count == walked.Count;
            return [Lost(subject, evidence, hooks, port, [.. lost.Select(l => (l.Flow, l.Result))], fails ? Verdict.Fail : Verdict.Warn)];
        }

        if (walked.Find(w => w.Result.Verdict != WalkVerdict.Accept) is { Result: not null } open)
        {
            return [Info.Unknown(subject, $"whether INPUT lets through {open.Flow.What} is not known: {(open.Result.Undecided is [var step, ..] ? step.Why : "its rules could not be followed")}") with
            {
                Details = [.. open.Result.Undecided.Take(4).Select(s => $"Not decided: {s}{(s.Why.Length > 0 ? $" ({s.Why})" : "")}"), .. Ufw(evidence, subject.Name)],
                Exhibits = [.. hooks.Show(open.Result.Outcomes.Take(4))],
                Remedy = "With the node's routes, interfaces and ipsets (ip, ipset) most such conditions can be decided.",
            }];
        }

        var by = walked[0].Result.Telling.Decider;
        return [Info.Pass(subject, $"INPUT accepts tcp/{port} from {Words.Some(walked.Select(w => w.Flow.Packet.Source.ToString()))}", [.. by is null ? [] : (string[])[$"Accepted by {by}."], .. Ufw(evidence, subject.Name)]) with
        {
            Exhibits = [.. hooks.Show([walked[0].Result.Telling])],
        }];
    }

    /// <summary>As it comes in, then as it is for the node itself.</summary>
    private static WalkResult Walk(NodeHooks hooks, NodeFlow flow)
    {
        var before = hooks.Walk(PacketHook.Prerouting, flow.Packet);
        return before.IsLost || before.SomeAreLost ? before : hooks.Walk(PacketHook.Input, flow.Packet);
    }

    private Finding Lost(Subject subject, IEvidence evidence, NodeHooks hooks, int port, List<(NodeFlow Flow, WalkResult Result)> lost, Verdict verdict)
    {
        var decider = lost[0].Result.Telling.Decider;
        var rejects = lost[0].Result.Telling.Verdict == WalkVerdict.Reject;
        return new Finding(Info.Id, subject, verdict, $"the node itself {(rejects ? "rejects" : "drops")} tcp/{port}, the kubelet's port: {NodeForwardCheck.Cause(decider)}")
        {
            Details =
            [
                $"Lost {(lost.Count == 1 ? "is" : "are")} {Words.Some(lost.Select(l => l.Flow.What), 4)}: logs, exec and port-forward for pods of this node, and its metrics, fail.",
                .. decider is { Line: > 0 } ? (string[])[$"It stands in line {decider.Line} of {decider.Source}."] : [],
                .. Ufw(evidence, subject.Name),
            ],
            Exhibits = [.. hooks.Show(lost.Select(l => l.Result.Telling).Take(2)), .. UfwExhibit(evidence, subject.Name)],
            Remedy = $"Let the API server (or the konnectivity agents) reach tcp/{port} on this node before this rule; find what wrote it, or it will come back.",
            RemedyCommand = $"iptables -I INPUT -p tcp --dport {port} -j ACCEPT",
            Explains = [subject, Subject.Cluster],
            ExplainedChecks = ["node.kubelet", "tunnel.reach", "tunnel.agents"],
        };
    }

    private static IEnumerable<string> Ufw(IEvidence evidence, string node)
    {
        if (evidence.Ufw(node).Value is not { IsActive: true } ufw)
        {
            yield break;
        }

        var rules = ufw.Rules.Where(r => r.To.Contains("10250", StringComparison.Ordinal)).ToList();
        yield return rules.Count > 0
            ? $"ufw is active and says of it: {Words.Some(rules.Select(r => $"{r.To} {r.Action} {r.Direction} {r.From}"))}."
            : $"ufw is active, incoming by default: {(ufw.Incoming.Length > 0 ? ufw.Incoming : "not said")}, with no rule for 10250.";
    }

    private static IEnumerable<Exhibit> UfwExhibit(IEvidence evidence, string node) =>
        evidence.Ufw(node) is { IsRead: true, Value.IsActive: true } ufw ? [NodeScope.Show(ufw, l => l.Contains("10250", StringComparison.Ordinal) || l.StartsWith("Default:", StringComparison.Ordinal))] : [];
}
