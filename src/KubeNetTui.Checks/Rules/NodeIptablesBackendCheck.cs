using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.iptables-backend</c>: Kubernetes' chains are in one of the two back ends of iptables.</summary>
public sealed class NodeIptablesBackendCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "node.iptables-backend", SubjectKind.Node, "iptables back end",
        "Kubernetes' chains are in one back end of iptables, legacy or nf_tables; or both have them, and which rules stand in each.",
        "iptables-save, and iptables-legacy-save or iptables-nft-save, whichever it is not.",
        [
            "Tables that are empty are no second back end.",
            "The kubelet's own chains without rules (hint, canary) are no fault.",
            "Rules of others in the other back end are walked by node.forward and node.foreign-rules.",
            "Without the tool of the other back end, whether it holds rules is unknown.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) => [Evidence.Needs.Nodes(), .. NetfilterNeeds.AllIptables(subject.Name, soFar)];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!NodeScope.TryOpen(subject, evidence, Info, out _, out var instead))
        {
            return [instead];
        }

        if (evidence.Iptables(subject.Name) is not { } rules)
        {
            var need = CommandReadings.NodeNeed(subject.Name, "iptables-save");
            return [Info.Unknown(subject, $"its iptables rules could not be read: {evidence.WhyMissing(need)}", evidence.Find(need)?.HowToGet ?? "")];
        }

        return [Judge(subject, evidence, rules)];
    }

    private Finding Judge(Subject subject, IEvidence evidence, NodeIptables rules)
    {
        var own = Kubernetes(rules.Main);
        if (rules.Other is not { } second)
        {
            var other = rules.Main.Backend == IptablesBackend.Legacy ? "iptables-nft-save" : "iptables-legacy-save";
            var section = evidence.Find(CommandReadings.NodeNeed(subject.Name, other));
            return section is { Status: SectionStatus.Read, Value: CommandOutput { Exit: 0 } }
                ? Info.Pass(subject, own > 0 ? $"Kubernetes' rules are in {Name(rules.Main)} alone" : "Kubernetes has no iptables rules of its own here")
                : Info.Unknown(subject, $"Kubernetes' rules are in {Name(rules.Main)}; whether the other back end has any is not known: {evidence.WhyMissing(CommandReadings.NodeNeed(subject.Name, other))}",
                    section?.HowToGet ?? "");
        }

        var others = Kubernetes(second);
        if (own == 0 || others == 0)
        {
            return Info.Pass(subject, $"Kubernetes' rules are in {Name(others > 0 ? second : rules.Main)} alone",
                [$"{Name(second)} has {Words.Count(second.Rules.RuleCount, "rule")} of others; a packet passes both."]);
        }

        var services = second.Rules.Chain("nat", "KUBE-SERVICES") is { Rules.Count: > 0 };
        return new Finding(Info.Id, subject, services ? Verdict.Fail : Verdict.Warn,
            services ? $"kube-proxy's rules are in both back ends of iptables, {Name(rules.Main)} and {Name(second)}: packets meet both, and one of them is stale"
                : $"Kubernetes' chains are in both back ends of iptables: {Name(rules.Main)} and {Name(second)}")
        {
            Details =
            [
                .. rules.Sources.Select(s => $"{Name(s)}: {Words.Count(Kubernetes(s), "rule")} of Kubernetes in {Words.Some(Chains(s).Select(c => c.Name), 4)}."),
                "kubelet, kube-proxy and the network plugin must use the same; each image brings its own iptables.",
            ],
            Exhibits = [.. rules.Sources.Reverse().Select(s => Exhibits.Of(s.Section, s.Output, Chains(s).SelectMany(c => c.Rules).Take(8).Select(r => r.Line - 1)))],
            Remedy = "Find which image or host tool writes the other back end and make all use one; then clear the stale chains there, or restart the node.",
            RemedyCommand = second.Backend == IptablesBackend.Legacy ? "iptables-legacy-save | grep -- KUBE-" : "iptables-nft-save | grep -- KUBE-",
            Explains = services ? Affected.OfNode(evidence, subject.Name) : [],
            ExplainedChecks = ["service.vip-reach", "service.rules", "pod.dns-lookup", "pod.api-server"],
        };
    }

    /// <summary>Rules in Kubernetes' chains; chains without any count for nothing.</summary>
    private static int Kubernetes(IptablesSource source) => Chains(source).Sum(c => c.Rules.Count);

    private static IEnumerable<IptablesChain> Chains(IptablesSource source) =>
        source.Rules.Tables.SelectMany(t => t.Chains).Where(c => c.Rules.Count > 0 && c.Name.StartsWith("KUBE-", StringComparison.Ordinal));

    private static string Name(IptablesSource source) => source.Backend switch
    {
        IptablesBackend.Legacy => "legacy",
        IptablesBackend.Nft => "nf_tables",
        _ => source.Name,
    };
}
