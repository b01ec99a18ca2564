using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.iptables</c>: the node's iptables rules can be read, and Kubernetes' chains are called from the built-in ones.</summary>
public sealed class NodeIptablesCheck : ICheck
{
    /// <summary>Calls without which a chain is never met (pkg/proxy/iptables/proxier.go, iptablesJumpChains).</summary>
    private static readonly (string Table, string From, string To)[] Calls =
    [
        ("nat", "PREROUTING", "KUBE-SERVICES"), ("nat", "OUTPUT", "KUBE-SERVICES"), ("nat", "POSTROUTING", "KUBE-POSTROUTING"), ("filter", "FORWARD", "KUBE-FORWARD"),
    ];

    public CheckInfo Info { get; } = new(
        "node.iptables", SubjectKind.Node, "iptables rules",
        "The node's rules are readable and understood; kube-proxy's chains are there where it says that it uses iptables, and the built-in chains call them.",
        "iptables-save of the node, kube-proxy's mode.",
        [
            "Without kube-proxy, or with mode nftables, there need be no chains of its own.",
            "A rule that is not understood is told, and makes what rests on it unknown; by itself it is no fault.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
        [Evidence.Needs.Nodes(), CommandReadings.NodeNeed(subject.Name, "kube-proxy-mode"), .. NetfilterNeeds.Iptables(subject.Name, soFar)];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!NodeScope.TryOpen(subject, evidence, Info, out _, out var instead))
        {
            return [instead];
        }

        var mode = evidence.Output(Place.Node(subject.Name), "kube-proxy-mode") is { Exit: 0 } said ? said.Text.Trim() : "";
        if (evidence.Iptables(subject.Name) is not { } rules)
        {
            var need = CommandReadings.NodeNeed(subject.Name, "iptables-save");
            return [mode == "nftables" && evidence.Find(need) is { Status: SectionStatus.Absent }
                ? Info.NotApplicable(subject, "iptables is not installed, and kube-proxy uses nftables")
                : Info.Unknown(subject, $"its iptables rules could not be read: {evidence.WhyMissing(need)}", evidence.Find(need)?.HowToGet ?? "")];
        }

        return [Judge(subject, evidence, rules.Main, mode)];
    }

    private Finding Judge(Subject subject, IEvidence evidence, IptablesSource source, string mode)
    {
        var services = source.Rules.Chain("nat", "KUBE-SERVICES");
        var counts = $"{Words.Count(source.Rules.RuleCount, "rule")} in {Words.Count(source.Rules.Tables.Count, "table")} ({Backend(source)})";
        if (!source.IsWhole)
        {
            return Info.Unknown(subject, source.Rules.Incompatible is [var table, ..] ? $"iptables can't print the table {table}: something wrote nftables rules into it" : "the rules were not printed to their end", "nft list ruleset shows all there is.");
        }

        var isExpected = mode is "iptables" or "ipvs";
        if (services is not { Rules.Count: > 0 })
        {
            return isExpected
                ? Broken(subject, evidence, source, $"kube-proxy says that it uses {mode}, and there is no chain KUBE-SERVICES with rules in nat", [],
                    "Something has flushed its rules (a firewall that was restarted, iptables -F); kube-proxy writes them again within its sync period, at the latest after a restart.")
                : Info.Pass(subject, $"{counts}; {(mode.Length > 0 ? $"kube-proxy uses {mode}" : "none of kube-proxy's")}");
        }

        List<(string Table, string From, string To)> missing = [.. Calls.Where(c => source.Rules.Chain(c.Table, c.To) is not null && !IsCalled(source, c))];
        if (missing.Count > 0)
        {
            return Broken(subject, evidence, source, $"{Words.Some(missing.Select(m => $"{m.Table} {m.From} does not call {m.To}"))}: kube-proxy's rules are there and no packet meets them",
                missing.SelectMany(m => source.Rules.Chain(m.Table, m.From)?.Rules ?? []).Select(r => r.Line - 1),
                "Something has flushed the built-in chains; a restart of kube-proxy on this node writes the calls again.");
        }

        var odd = source.Rules.NotUnderstood;
        return Info.Pass(subject, $"{counts}; KUBE-SERVICES has {services.Rules.Count}",
            [.. odd.Count > 0 ? (string[])[$"{Words.Count(odd.Count, "line")} not understood, the first: line {odd[0].Number}, {odd[0].Why}: {Words.Cut(odd[0].Text, 120)}"] : []]) with
        {
            Exhibits = [Exhibits.Of(source.Section, source.Output, services.Rules.Take(8).Select(r => r.Line - 1))],
        };
    }

    private Finding Broken(Subject subject, IEvidence evidence, IptablesSource source, string title, IEnumerable<int> lines, string remedy) =>
        Info.Fail(subject, title) with
        {
            Exhibits = [Exhibits.Of(source.Section, source.Output, lines)],
            Remedy = remedy,
            RemedyCommand = $"kubectl delete pod -n kube-system -l k8s-app=kube-proxy --field-selector spec.nodeName={subject.Name}",
            Explains = [.. Affected.OfNode(evidence, subject.Name), .. evidence.Services(null).Items.Select(s => Subject.Service(s.Namespace, s.Name))],
            ExplainedChecks = ["service.vip-reach", "service.rules", "service.dns-name", "pod.dns-lookup", "pod.api-server"],
        };

    private static bool IsCalled(IptablesSource source, (string Table, string From, string To) call) =>
        source.Rules.Chain(call.Table, call.From)?.Rules.Any(r => r.Target is JumpTarget jump && jump.Chain == call.To) ?? false;

    private static string Backend(IptablesSource source) => source.Rules.Backend switch
    {
        IptablesBackend.Nft => "nf_tables",
        IptablesBackend.Legacy => "legacy",
        _ => source.Name,
    };
}
