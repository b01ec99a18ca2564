using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Pods that come nearest to a selector that matches none: what the person who wrote it most likely meant.</summary>
/// <param name="Pods">Alike: of the same owner, with the same difference.</param>
/// <param name="Differences">What the selector wants and what they have instead.</param>
internal sealed record NearestPods(IReadOnlyList<Pod> Pods, IReadOnlyList<LabelDifference> Differences)
{
    /// <summary>Nearest first. Pods that share nothing with the selector, not even a similar value, are left out.</summary>
    public static IReadOnlyList<NearestPods> To(LabelSet selector, IEnumerable<Pod> pods)
    {
        List<(NearestPods Group, int Distance)> groups = [];
        foreach (IGrouping<string, Pod> alike in pods.Where(p => !p.IsFinished).GroupBy(p => Kinship(p, selector)))
        {
            LabelSet labels = alike.First().Meta.Labels;
            List<LabelDifference> differences = [.. selector.Where(s => labels[s.Key] != s.Value).Select(s => LabelDifference.Of(s, labels))];
            bool related = differences.Count < selector.Count || differences.Exists(d => d.IsSimilar);
            if (related && differences.Count > 0)
            {
                // A label that differs counts 100; how much its values differ only orders equals.
                int distance = differences.Sum(d => 100 + Math.Min(99, d.Edits));
                groups.Add((new NearestPods([.. alike], differences), distance));
            }
        }

        return [.. groups.OrderBy(g => g.Distance).ThenByDescending(g => g.Group.Pods.Count).Select(g => g.Group)];
    }

    private static string Kinship(Pod pod, LabelSet selector) =>
        $"{pod.Meta.Controller?.Kind}/{pod.Meta.Controller?.Name ?? pod.Name}|{string.Join(',', selector.Select(s => pod.Meta.Labels[s.Key]))}";
}

/// <param name="Key">The selector's label.</param>
/// <param name="HasKey">The pod's label; the same as <paramref name="Key"/> unless the value is there under another name.</param>
/// <param name="Has">What the pod has; null where it has nothing like it.</param>
/// <param name="Edits">How many letters the two values differ by.</param>
internal sealed record LabelDifference(string Key, string Wants, string HasKey, string? Has, int Edits)
{
    private const int NoLikeness = 99;

    /// <summary>Near enough to be a slip of the hand: <c>back</c> and <c>backend</c>, <c>wbe</c> and <c>web</c>, or one value under two names.</summary>
    public bool IsSimilar =>
        Has is not null
        && (HasKey != Key || Edits <= Math.Max(2, Wants.Length / 3)
            || Has.StartsWith(Wants, StringComparison.Ordinal) || Wants.StartsWith(Has, StringComparison.Ordinal));

    /// <summary><c>tier=backend (not tier=back)</c>.</summary>
    public override string ToString() => Has is null ? $"no label {Key}" : $"{HasKey}={Has}";

    public static LabelDifference Of(KeyValuePair<string, string> wanted, LabelSet labels)
    {
        if (labels[wanted.Key] is { } has)
        {
            return new LabelDifference(wanted.Key, wanted.Value, wanted.Key, has, EditDistance.Between(wanted.Value, has));
        }

        // The same value under another key: app=web wanted, app.kubernetes.io/name=web there.
        string? otherKey = labels.FirstOrDefault(l => l.Value == wanted.Value && wanted.Value.Length > 2).Key;
        return new LabelDifference(wanted.Key, wanted.Value, otherKey ?? wanted.Key, otherKey is null ? null : wanted.Value, NoLikeness);
    }
}
