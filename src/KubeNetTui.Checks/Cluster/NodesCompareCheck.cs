using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>nodes.compare</c>: the same evidence from all nodes; the node that differs from the rest, and in what.</summary>
public sealed class NodesCompareCheck : ICheck
{
    /// <summary>Below so many nodes none is "the rest".</summary>
    private const int Majority = 3;

    public CheckInfo Info { get; } = new(
        "nodes.compare", SubjectKind.Cluster, "Nodes compared",
        "The nodes asked treat packets alike: kernel settings, policies of INPUT and FORWARD, kube-proxy's mode, MTU, what their kubelets tell pods; or which differs, and in what.",
        "Of each node: sysctl, iptables-save, ip addr, kube-proxy's words, the kubelet's configz, getenforce, its Node object.",
        [
            "Names, addresses, pod CIDRs and counters always differ; sizes reckoned from memory and processors may.",
            "Versions of kernel, system, kubelet and runtime differ during every upgrade: told beside.",
            "Windows and virtual nodes are not compared with Linux ones.",
            "What is not known of a node is no difference.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
        [Evidence.Needs.Nodes(), .. Asked(soFar).Names.SelectMany(n => NodeFacets.Needs(n, soFar))];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var nodes = evidence.Nodes();
        if (!nodes.IsRead)
        {
            return [Info.Unknown(subject, $"the nodes are not known: {nodes.Problem}", nodes.HowToGet)];
        }

        var asked = Asked(evidence);
        List<Node> compared = [.. asked.Names.Select(n => nodes.Find("", n)).OfType<Node>()];
        if (compared.Count < 2)
        {
            return [Info.NotApplicable(subject, "there are no two nodes to compare")];
        }

        List<Difference> differences = [.. NodeFacets.All.Where(f => f.Difference is NodeDifference.Matters or NodeDifference.Beside).Select(f => Difference.Of(f, compared, evidence)).OfType<Difference>()];
        var telling = differences.FindAll(d => d.Facet.Difference == NodeDifference.Matters);
        List<string> silent = [.. compared.Where(n => !IsKnown(evidence, n)).Select(n => n.Name)];
        List<string> details =
        [
            .. telling.Select(d => d.Text),
            .. differences.Where(d => d.Facet.Difference == NodeDifference.Beside).Select(d => $"Beside: {d.Text}"),
            .. silent.Count > 0 ? [$"Not asked for want of a shell or an answer: {Words.Some(silent)}: {evidence.WhyMissing(CommandReadings.NodeNeed(silent[0], "sysctl"))}"] : (string[])[],
            .. asked.IsAll ? [] : (string[])[$"Asked were {asked.Text}."],
        ];
        if (telling.Count == 0)
        {
            return [silent.Count > 0
                ? Info.Unknown(subject, $"{(silent.Count == compared.Count ? "no node" : $"only {compared.Count - silent.Count} of {Words.Count(compared.Count, "node")}")} could be asked; what is known of them agrees", evidence.Find(CommandReadings.NodeNeed(silent[0], "sysctl"))?.HowToGet ?? "") with { Details = details }
                : Info.Pass(subject, $"{asked.Text} treat packets alike", details)];
        }

        List<string> odd = [.. telling.SelectMany(d => d.Odd).GroupBy(n => n).OrderByDescending(g => g.Count()).Select(g => g.Key)];
        var title = odd.Count == 0
            ? $"the nodes differ in {Words.Some(telling.Select(d => d.Text), 2)}"
            : $"{Words.Some(odd)} {(odd.Count == 1 ? "differs" : "differ")} from the other nodes in {Words.Some(telling.Where(d => d.Odd.Count > 0).Select(d => d.Text), 2)}";
        return [Info.Warn(subject, title) with
        {
            Details = details,
            Exhibits = [.. telling.Take(4).SelectMany(d => Show(d, evidence))],
            Remedy = "A node that differs is where to look when only its pods fail; give it the others' settings, by what sets them (node pool, image, DaemonSet).",
        }];
    }

    /// <summary>A facet that has more than one value among the nodes.</summary>
    /// <param name="Odd">Nodes in the minority; empty where there is none.</param>
    private sealed record Difference(NodeFacet Facet, IReadOnlyList<(string Node, string Value)> Values, IReadOnlyList<string> Odd, string Text)
    {
        public static Difference? Of(NodeFacet facet, List<Node> nodes, IEvidence evidence)
        {
            List<(string Node, string Value)> values = [.. nodes.Select(n => (n.Name, Value: facet.Of(evidence, n))).Where(v => v.Value is not null).Select(v => (v.Name, v.Value!))];
            var groups = values.GroupBy(v => v.Value).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
            if (groups.Count < 2)
            {
                return null;
            }

            // Half and half are two kinds of nodes, and none is odd.
            var most = groups[0].Count();
            string[] odd = values.Count >= Majority && most * 2 > values.Count ? [.. groups.Skip(1).SelectMany(g => g).Select(v => v.Node)] : [];
            var text = odd.Length > 0
                ? $"{facet.Name}: {string.Join(", ", groups.Skip(1).Select(g => $"{Shown(g.Key)} on {Words.Some(g.Select(v => v.Node))}"))}; {Shown(groups[0].Key)} on the other {most}"
                : $"{facet.Name}: {string.Join(", ", groups.Select(g => $"{Shown(g.Key)} on {Words.Some(g.Select(v => v.Node))}"))}";
            return new(facet, values, odd, text);
        }

        private static string Shown(string value) => value.Length > 0 ? value : "nothing";
    }

    private static IEnumerable<Exhibit> Show(Difference difference, IEvidence evidence)
    {
        var facet = difference.Facet;
        foreach (var node in difference.Values.DistinctBy(v => v.Value).Select(v => v.Node).Take(2))
        {
            var section = facet.From is "kubelet-configz" ? evidence.Find(NodeFacets.Configz(node)) : facet.From.Length > 0 ? evidence.Find(CommandReadings.NodeNeed(node, facet.From)) : null;
            if (section is { Value: CommandOutput output })
            {
                var word = facet.From switch { "sysctl" => facet.Name + " =", "iptables-save" => facet.Name.StartsWith("INPUT", StringComparison.Ordinal) ? ":INPUT " : ":FORWARD ", "ip-addr" => "mtu", _ => "" };
                yield return Exhibits.Of(section, output, l => l.Contains(word, StringComparison.Ordinal));
            }
            else if (section is { Value: RawText raw })
            {
                yield return Exhibits.Of(section, $"configz of node/{node}", raw.Text.Replace(",\"", ",\n\"", StringComparison.Ordinal).Split('\n'), l => l.Contains(facet.Name.Split(' ')[^1], StringComparison.Ordinal));
            }
        }
    }

    private static bool IsKnown(IEvidence evidence, Node node) => evidence.Sysctls(Place.Node(node.Name)).IsRead || evidence.Iptables(node.Name) is not null;

    private static AskedNodes Asked(IEvidence evidence)
    {
        var asked = AskedNodes.Of(evidence);
        string[] linux = [.. asked.Names.Where(n => evidence.Nodes().Find("", n)?.OperatingSystem != "windows")];
        return asked with { Names = linux, Total = asked.Total - (asked.Names.Count - linux.Length) };
    }
}
