using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>proxy.mode</c>: kube-proxy works in the same mode on every node, and in the one that is configured.</summary>
public sealed class ProxyModeCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "proxy.mode", SubjectKind.Cluster, "kube-proxy's mode",
        "kube-proxy works in the mode that is configured, the same on every node asked; or the nodes that differ.",
        "Flags and ConfigMap kube-system/kube-proxy, :10249/proxyMode and the service rules on the nodes.",
        [
            "No kube-proxy is normal where Cilium, kube-router or OVN-Kubernetes serves the services.",
            "AKS gives the mode by flags, not by the ConfigMap; an empty mode is iptables.",
            "Windows nodes have a mode of their own.",
            "Nodes that could not be asked are named, and never counted as agreeing.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        yield return Evidence.Needs.Nodes();
        foreach (var need in (IEnumerable<Need>)[.. ProxyReplacement.Needs(), .. Asked(soFar).Names.SelectMany(n => KubeProxyOnNode.Needs(n, soFar))])
        {
            yield return need;
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var nodes = evidence.Nodes();
        if (!nodes.IsRead)
        {
            return [Info.Unknown(subject, $"the nodes are not known: {nodes.Problem}", nodes.HowToGet)];
        }

        var asked = Asked(evidence);
        List<KubeProxyOnNode> proxies = [.. asked.Names.Select(n => KubeProxyOnNode.Of(evidence, n))];
        var known = proxies.FindAll(p => p.Mode.Length > 0);
        if (known.Count == 0)
        {
            return [ProxyReplacement.Of(evidence) is { } replacement && proxies.TrueForAll(p => p.Pod is null)
                ? Info.NotApplicable(subject, $"{replacement.Name} serves the services in kube-proxy's place ({replacement.By})")
                : Info.Unknown(subject, $"kube-proxy's mode was found on no node: {Why(evidence, asked)}", HowToGet(evidence, asked))];
        }

        var silent = proxies.FindAll(p => p.Mode.Length == 0);
        List<string> details =
        [
            .. Table(proxies),
            .. silent.Count > 0 ? [$"Not known on {Words.Some(silent.Select(p => p.Node))}: {Why(evidence, new([.. silent.Select(p => p.Node)], silent.Count))}"] : (string[])[],
            .. asked.IsAll ? [] : (string[])[$"Asked were {asked.Text}."],
        ];
        var modes = known.GroupBy(p => p.Mode).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        var told = known.Where(p => p.ToldMode is not null && Effective(p.ToldMode) != p.Mode).ToList();
        Exhibit[] exhibits = [.. known.Take(6).SelectMany(p => Show(p, evidence))];
        if (modes.Count > 1)
        {
            return [Info.Fail(subject, $"kube-proxy works as {modes[0].Key} on {Words.Count(modes[0].Count(), "node")}, and as {string.Join(", ", modes.Skip(1).Select(m => $"{m.Key} on {Words.Some(m.Select(p => p.Node))}"))}") with
            {
                Details = details, Exhibits = exhibits,
                Remedy = "Give all nodes one mode. A node that fell back lacks the kernel's modules for the mode configured; a ConfigMap that was changed counts after a restart.",
                RemedyCommand = "kubectl rollout restart -n kube-system daemonset/kube-proxy",
                Explains = [.. modes.Skip(1).SelectMany(m => m).Select(p => Subject.Node(p.Node)), Subject.Cluster], ExplainedChecks = ["nodes.compare"],
            }];
        }

        if (told.Count > 0)
        {
            return [Info.Warn(subject, $"kube-proxy works as {modes[0].Key}, and {told[0].ToldBy} says {Effective(told[0].ToldMode!)}") with
            {
                Details = details, Exhibits = exhibits,
                Remedy = "A ConfigMap that was changed counts after a restart; where the kernel lacks what the mode needs, kube-proxy falls back to iptables and says so in its log.",
                RemedyCommand = "kubectl rollout restart -n kube-system daemonset/kube-proxy",
            }];
        }

        return [silent.Count > 0
            ? Info.Unknown(subject, $"kube-proxy works as {modes[0].Key} on {Words.Count(known.Count, "node")}; on {Words.Some(silent.Select(p => p.Node))} it is not known", HowToGet(evidence, new([.. silent.Select(p => p.Node)], silent.Count))) with { Details = details, Exhibits = exhibits }
            : Info.Pass(subject, $"kube-proxy works as {modes[0].Key} on {asked.Text}{ByRules(known)}", details) with { Exhibits = exhibits }];
    }

    private static AskedNodes Asked(IEvidence evidence)
    {
        var asked = AskedNodes.Of(evidence);
        string[] linux = [.. asked.Names.Where(n => evidence.Nodes().Find("", n)?.OperatingSystem != "windows")];
        return asked with { Names = linux, Total = asked.Total - (asked.Names.Count - linux.Length) };
    }

    private static string ByRules(List<KubeProxyOnNode> known) =>
        known.FindAll(p => p.RunsAs.Length == 0) is { Count: > 0 } mute ? $"; on {Words.Some(mute.Select(p => p.Node))} by the rules that are there, it does not answer itself" : "";

    private static string Effective(string mode) => mode.Length == 0 ? "iptables" : mode;

    private static IEnumerable<string> Table(List<KubeProxyOnNode> proxies) => proxies.Where(p => p.Mode.Length > 0).Take(20).Select(p =>
        $"{p.Node}: {(p.RunsAs.Length > 0 ? $"says {p.RunsAs}" : $"has rules of {p.Mode}")}{(p.ToldMode is { } told ? $"; told {Effective(told)} by {p.ToldBy}" : "")}"
        + $"{(p.RunsAs.Length > 0 && p.RulesOf.Count > 0 ? $"; has rules of {string.Join(" and ", p.RulesOf)}" : "")}");

    private static string Why(IEvidence evidence, AskedNodes asked)
    {
        var why = asked.Names.Select(n => evidence.WhyMissing(CommandReadings.NodeNeed(n, "kube-proxy-mode"))).FirstOrDefault(w => w.Length > 0);
        return why ?? (asked.Names.Count == 0 ? "there is no node that could be asked" : "it answers nowhere on :10249 and has written no rules that are understood");
    }

    private static string HowToGet(IEvidence evidence, AskedNodes asked) =>
        asked.Names.Select(n => evidence.Find(CommandReadings.NodeNeed(n, "kube-proxy-mode"))?.HowToGet).FirstOrDefault(h => h is { Length: > 0 }) ?? "";

    private static IEnumerable<Exhibit> Show(KubeProxyOnNode proxy, IEvidence evidence) =>
        evidence.Find(CommandReadings.NodeNeed(proxy.Node, "kube-proxy-mode")) is { Value: CommandOutput { Text.Length: > 0 } output } section ? [Exhibits.Of(section, output, _ => true)] : [];
}
