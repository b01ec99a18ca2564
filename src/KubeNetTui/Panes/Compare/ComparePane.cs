using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>The same facts of all nodes, a column each: what differs comes first, and the nodes that differ from most are marked.</summary>
internal sealed record ComparePane(bool OnlyDifferent) : Pane
{
    /// <summary>More columns nobody reads; each node costs an exec.</summary>
    private const int MostNodes = 20;

    public override string Word => "compare";

    public override string Noun => "facts";

    public override string? DefaultSort => "#";

    public override bool IsOfNode => false;

    public override IReadOnlyList<PaneSwitch> Switches =>
        [new("compare.different", "x", OnlyDifferent ? "all facts" : "only different", "Only what differs; again: all facts.", new ComparePane(!OnlyDifferent))];

    public override string TitleOf(string place) => "compare(nodes)";

    public override IEnumerable<Need> Needs(PanePlace place, IEvidence soFar) => Nodes(place, soFar).SelectMany(n => NodeFacets.AllNeeds(n, soFar));

    public override PaneContent Build(PaneInput input)
    {
        var nodes = Nodes(input.Place, input.Evidence);
        List<(NodeFacet Fact, string?[] Values, HashSet<int> Odd)> facts = [];
        foreach (var fact in NodeFacets.All)
        {
            string?[] values = [.. nodes.Select(n => input.Evidence.Nodes().Find(n) is { } node ? fact.Of(input.Evidence, node) : null)];
            if (values.Any(v => v is { Length: > 0 }))
            {
                facts.Add((fact, values, fact.Difference == NodeDifference.Own ? [] : Odd(values)));
            }
        }

        var different = facts.Count(f => f.Odd.Count > 0);
        var rows = facts.Where(f => !OnlyDifferent || f.Odd.Count > 0).OrderBy(f => f.Odd.Count == 0).ThenBy(f => f.Fact.Difference).Select((f, i) => RowOf(i + 1, f.Fact, f.Values, f.Odd)).ToList();
        var total = input.Evidence.Nodes().Items.Count;
        var unread = nodes.Where(n => !CommandNeeds(n, input.Evidence).Any(need => input.SectionOf(need)?.Status == SectionStatus.Read)).ToList();
        return new PaneContent([Number("#"), Text(" "), Text("Of"), NameColumn("Fact"), .. nodes.Select(n => new TableColumn(n, "string", ListColumn.Named, "", 0))], rows)
        {
            Notes =
            [
                new(different == 0 ? $"{Count.Of(nodes.Count, "node")}: nothing differs" : $"{Count.Of(different, "fact")} differ among {Count.Of(nodes.Count, "node")}: ≠; the nodes unlike most are marked *", different == 0 ? Tone.Pass : Tone.Warn),
                .. total > nodes.Count ? (ListNote[])[new($"{nodes.Count} of {total} nodes are compared")] : [],
                .. unread.Count > 0 ? (ListNote[])[new($"! could not be asked: {string.Join(", ", unread)}", Tone.Warn)] : [],
            ],
            Sections = [.. nodes.SelectMany(n => CommandNeeds(n, input.Evidence)).Select(input.SectionOf).OfType<Section>().Where(s => s.Status == SectionStatus.Read).DistinctBy(s => s.Need)],
            Page = rows.Count > 0 ? null : OnlyDifferent && facts.Count > 0 ? PanePages.Nothing("Nothing differs", $"{facts.Count} facts of {nodes.Count} nodes are the same; x shows them.")
                : PanePages.Nothing("No node could be asked", "Neither the API server nor a shell on a node gave any of the facts."),
        };
    }

    /// <summary>What is asked of the node itself: lists are of all nodes.</summary>
    private static IEnumerable<CommandNeed> CommandNeeds(string node, IEvidence evidence) =>
        NodeFacets.AllNeeds(node, evidence).OfType<CommandNeed>();

    // The node at hand is always among them.
    private static List<string> Nodes(PanePlace place, IEvidence evidence)
    {
        var all = evidence.Nodes().Items.Where(n => n.Meta.Labels["type"] != "virtual-kubelet").Select(n => n.Name).Order(StringComparer.Ordinal).ToList();
        return all.Count <= MostNodes ? all : [.. all.Where(n => n == place.Node).Concat(all.Where(n => n != place.Node)).Take(MostNodes).Order(StringComparer.Ordinal)];
    }

    /// <summary>Columns whose value is not the most common one. What was not read is no difference.</summary>
    private static HashSet<int> Odd(string?[] values)
    {
        var known = values.Where(v => v is not null).CountBy(v => v!).OrderByDescending(v => v.Value).ToList();
        if (known.Count < 2)
        {
            return [];
        }

        // Two against two: nobody can say which ones are odd, so all are marked.
        var usual = known[0].Value > known[1].Value ? known[0].Key : null;
        return [.. Enumerable.Range(0, values.Length).Where(i => values[i] is { } value && value != usual)];
    }

    private static PaneRow RowOf(int number, NodeFacet fact, string?[] values, HashSet<int> odd) => new(
        $"{fact.Group}|{fact.Name}",
        [$"{number}", odd.Count > 0 ? "≠" : "", fact.Group, fact.Name, .. values.Select((v, i) => v is null ? "?" : (odd.Contains(i) ? "* " : "") + (v.Length > 0 ? v : "–"))])
    {
        Tones = [Tone.Dim, Tone.Warn, Tone.Dim, Tone.Text, .. values.Select((v, i) => v is null ? Tone.Unknown : odd.Contains(i) ? Tone.Warn : Tone.Dim)],
        Details = odd.Count > 0 ? ["The nodes marked * are unlike most."] : [],
    };
}
