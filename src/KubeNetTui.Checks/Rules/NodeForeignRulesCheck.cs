using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.foreign-rules</c>: rules that nothing of Kubernetes wrote and that drop or reject Kubernetes' traffic.</summary>
public sealed class NodeForeignRulesCheck : ICheck
{
    private const int MostFindings = 5;

    public CheckInfo Info { get; } = new(
        "node.foreign-rules", SubjectKind.Node, "Foreign rules",
        "No rule that a component of Kubernetes did not write drops or rejects traffic of pods, services, node ports or the kubelet; or the rule, what it takes, and its packet counter.",
        "iptables rules of both back ends, nftables tables beside them, ipsets; routes and interfaces, pods, nodes, EndpointSlices.",
        [
            "Rules are walked with the packets that there are: one that a packet never meets, or that an accepting rule precedes, is no fault.",
            "Rules in chains of kube-proxy, kubelet, CNI plugins and network policies are theirs.",
            "What is dropped above a rate, or on its way out of the cluster, is a warning.",
            "A rule on ports that no endpoint has is a warning.",
            "Chains' policies are told by node.forward and node.port-10250.",
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

        var port = scope.Node.KubeletPort > 0 ? scope.Node.KubeletPort : 10250;
        NodeFlow[] flows = [.. traffic.Incoming(port), .. traffic.Forwarded(), .. traffic.ToKubelet(port).Select(f => f.Flow), .. traffic.OfItself()];
        NodeFlow[] both = [.. flows, .. flows.Where(f => f.IsOfPods).Select(f => f with { Packet = f.Packet with { Protocol = "udp" } })];
        List<(NodeFlow Flow, WalkOutcome Outcome, bool IsAll)> met = [];
        var open = 0;
        foreach (var flow in both)
        {
            var result = hooks.Walk(flow.Hook, flow.Packet);
            open += result.Outcomes.Any(o => o.Certainty == WalkCertainty.Possible && IsForeign(o)) ? 1 : 0;
            met.AddRange(result.Outcomes.Where(o => o.Certainty != WalkCertainty.Possible && IsForeign(o) && (flow.IsEssential || result.IsLost)).Select(o => (flow, o, result.IsLost)));
        }

        var byRule = met.GroupBy(m => (m.Outcome.Decider!.Source, m.Outcome.Decider.Table, m.Outcome.Decider.Chain, m.Outcome.Decider.Line, m.Outcome.Decider.Rule)).ToList();
        if (byRule.Count > 0)
        {
            return [.. byRule.Select(g => Found(subject, evidence, hooks, [.. g])).OrderByDescending(f => f.Verdict).Take(MostFindings)];
        }

        var unseen = hooks.IsNftUnseen ? "; tables of nftables beside iptables were not read" : "";
        return [open > 0 || !traffic.AreRoutesKnown && HasForeignDrop(evidence, subject.Name)
            ? Info.Unknown(subject, "there are rules of others that drop, and whether pods' or the kubelet's traffic meets them could not be decided", "The node's routes and interfaces (ip -j route, ip -j addr) would decide most.")
            : Info.Pass(subject, $"no rule of others stops traffic of pods, of the kubelet or of the API server{unseen}", [$"{Words.Count(both.Length, "kind")} of traffic walked."])];
    }

    private static bool IsForeign(WalkOutcome outcome) =>
        outcome is { IsLost: true, Decider: { IsPolicy: false } decider } && !RuleOwners.IsKubernetes(decider);

    private static bool HasForeignDrop(IEvidence evidence, string node) => evidence.Iptables(node)?.Sources.Any(s => s.Rules.Tables.Any(t => t.Chains.Any(c =>
        !RuleOwners.IsKubernetesChain(c.Name) && c.Rules.Any(r => r.Target is DropTarget or RejectTarget && !RuleOwners.IsKubernetes(r))))) ?? false;

    private Finding Found(Subject subject, IEvidence evidence, NodeHooks hooks, List<(NodeFlow Flow, WalkOutcome Outcome, bool IsAll)> met)
    {
        var telling = met.OrderByDescending(m => m.Flow.IsEssential).ThenByDescending(m => m.IsAll).First();
        var decider = telling.Outcome.Decider!;
        var verdict = !met.Exists(m => m.Flow.IsEssential) || IsRate(evidence, subject.Name, decider) || (!telling.IsAll && !met.Exists(m => HitsService(evidence, m.Outcome.Packet, m.Flow)))
            ? Verdict.Warn : Verdict.Fail;
        var verb = telling.Outcome.Verdict == WalkVerdict.Reject ? "rejects" : "drops";
        var part = telling.IsAll ? "" : $" ({telling.Outcome.Packet})";
        return new Finding(Info.Id, subject, verdict, $"a rule that nothing of Kubernetes wrote {verb} {telling.Flow.What}{part}: {decider}{NodeForwardCheck.Counted(decider)}")
        {
            Details =
            [
                .. met.Select(m => $"Met by {m.Flow.What}{(m.IsAll ? "" : $", a part of it: {m.Outcome.Packet}")}.").Distinct().Take(6),
                .. decider.Line > 0 ? (string[])[$"It stands in line {decider.Line} of {decider.Source}."] : [],
                .. verdict == Verdict.Warn && !met.Exists(m => m.Flow.IsEssential) ? (string[])["Between nodes traffic passes; stopping what leaves the cluster may be wanted."] : [],
            ],
            Exhibits = [.. hooks.Show([telling.Outcome])],
            Remedy = "Take the rule away, or put one before it that accepts the traffic; find what wrote it (a firewall service, a security agent, a script), or it will come back.",
            RemedyCommand = decider.Line > 0 ? $"iptables -t {decider.Table} {decider.Rule.Replace("-A ", "-D ", StringComparison.Ordinal)}" : "nft -a list ruleset",
            Explains = verdict == Verdict.Fail ? [subject, Subject.Cluster, .. Affected.OfNode(evidence, subject.Name)] : [],
            ExplainedChecks = [.. NodeForwardCheck.Explained, "node.forward", "node.port-10250", "node.kubelet", "tunnel.reach"],
        };
    }

    /// <summary>Taken above a rate, or from those that came too often.</summary>
    private static bool IsRate(IEvidence evidence, string node, WalkStep step) =>
        evidence.Iptables(node)?.Sources.FirstOrDefault(s => s.Name == step.Source)?.Rules.Chain(step.Table, step.Chain)?.Rules
            .FirstOrDefault(r => r.Line == step.Line)?.Matches.Any(m => m is RateMatch or RecentMatch) ?? step.Rule.Contains("limit rate", StringComparison.Ordinal);

    /// <summary>A part of the traffic that somebody needs: a port that endpoints have, or all ports of some addresses.</summary>
    private static bool HitsService(IEvidence evidence, Packet packet, NodeFlow flow)
    {
        if (!flow.IsOfPods || packet.DestinationPort is not { } ports || ports.Contains(new PortRange(1, 65535)))
        {
            return true;
        }

        var slices = evidence.EndpointSlices(null);
        return !slices.IsRead || slices.Items.Any(s => s.Ports.Any(p => p.Protocol.Equals(packet.Protocol, StringComparison.OrdinalIgnoreCase) && ports.Contains(p.Port))
            && s.Endpoints.Any(e => e.Addresses.Any(a => Ip.TryParse(a, out var ip) && packet.Destination.IsIn(IpRange.Of(ip)) != Truth.No)));
    }
}
