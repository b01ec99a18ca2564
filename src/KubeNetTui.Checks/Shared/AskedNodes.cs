using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Which nodes a check that compares nodes asks: all of them in small clusters, else those that matter and a few of the rest.</summary>
/// <param name="Names">In the order of the node list.</param>
/// <param name="Total">How many there are.</param>
internal readonly record struct AskedNodes(IReadOnlyList<string> Names, int Total)
{
    public bool IsAll => Names.Count == Total;

    /// <summary><c>all 3 nodes</c>, <c>20 of 300 nodes</c>: said beside what was found on them.</summary>
    public string Text => IsAll ? Total == 1 ? "the one node" : $"all {Total} nodes" : $"{Names.Count} of {Words.Count(Total, "node")}";

    /// <param name="first">Nodes that must be among them (where the endpoints are), the most important first.</param>
    public static AskedNodes Of(IEvidence evidence, params IEnumerable<string> first)
    {
        List<string> all = [.. evidence.Nodes().Items.Where(CanBeAsked).Select(n => n.Name)];
        if (all.Count <= evidence.MostNodes)
        {
            return new(all, all.Count);
        }

        HashSet<string> known = [.. all];
        HashSet<string> chosen = [.. first.Where(known.Contains).Distinct().Take(evidence.MostNodes)];

        // Spread over the list: neighbours in it often are of one pool.
        for (var i = 0; chosen.Count < evidence.MostNodes && i < all.Count; i++)
        {
            chosen.Add(all[(int)((long)i * 7919 % all.Count)]);
        }

        return new([.. all.Where(chosen.Contains)], all.Count);
    }

    // Virtual nodes have no kernel of their own to ask.
    private static bool CanBeAsked(Node node) => node.Meta.Labels["type"] != "virtual-kubelet";
}
