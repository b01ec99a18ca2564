using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Pods by namespace and one label, so that a selector looks at few of them.</summary>
internal sealed class PodsByLabel
{
    private readonly Dictionary<(string Namespace, string Key, string Value), List<Pod>> _pods = [];

    private PodsByLabel(ObjectList<Pod> list)
    {
        SortedSet<string> namespaces = new(StringComparer.Ordinal);
        foreach (Pod pod in list.Items)
        {
            namespaces.Add(pod.Namespace);
            foreach ((string key, string value) in pod.Meta.Labels)
            {
                if (!_pods.TryGetValue((pod.Namespace, key, value), out List<Pod>? pods))
                {
                    _pods.Add((pod.Namespace, key, value), pods = []);
                }

                pods.Add(pod);
            }
        }

        Namespaces = [.. namespaces];
    }

    public IReadOnlyList<string> Namespaces { get; }

    public static PodsByLabel Of(ObjectList<Pod> list) => list.View(l => new PodsByLabel(l));

    /// <summary>The pods of a namespace that a service's selector selects; none for an empty selector.</summary>
    public IReadOnlyList<Pod> Select(string ns, LabelSet selector)
    {
        List<Pod>? fewest = null;
        foreach ((string key, string value) in selector)
        {
            if (!_pods.TryGetValue((ns, key, value), out List<Pod>? pods))
            {
                return [];
            }

            fewest = fewest is null || pods.Count < fewest.Count ? pods : fewest;
        }

        return fewest is null ? [] : selector.Count == 1 ? fewest : fewest.FindAll(p => p.Meta.Labels.Matches(selector));
    }
}
