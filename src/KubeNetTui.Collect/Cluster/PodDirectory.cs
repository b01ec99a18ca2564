using System.Collections.Concurrent;
using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>On which node a pod is, and which node has which addresses: learned from lists that pass by, else asked for.</summary>
internal sealed class PodDirectory(SectionReader reader)
{
    /// <summary>From so many pods of a namespace on, one list is fewer requests.</summary>
    private const int Many = 4;

    private readonly ConcurrentDictionary<(string Namespace, string Name), Pod> _pods = new();
    private readonly ConcurrentDictionary<string, Node> _nodes = new();
    private readonly ConcurrentDictionary<Need, Section> _failed = new();

    public void Learn(Section section)
    {
        switch (section.Value)
        {
            case ObjectList<Pod> pods:
                foreach (var pod in pods.Items)
                {
                    _pods[(pod.Meta.Namespace, pod.Meta.Name)] = pod;
                }

                break;
            case ObjectList<Node> nodes:
                foreach (var node in nodes.Items)
                {
                    _nodes[node.Meta.Name] = node;
                }

                break;
        }
    }

    /// <summary>The pod, or the section that says why it is not known.</summary>
    public (Pod? Pod, Section? Problem) Find(Place place)
    {
        var pod = _pods.GetValueOrDefault((place.Namespace, place.Name));
        return (pod, pod is not null ? null : _failed.GetValueOrDefault(One(place)) ?? _failed.GetValueOrDefault(Needs.Pods(place.Namespace)));
    }

    public Node? Node(string name) => _nodes.GetValueOrDefault(name);

    /// <summary>Reads the pods that are not known yet.</summary>
    public async Task LookUpAsync(IEnumerable<Place> places, CancellationToken cancellation)
    {
        var needs = places.Where(p => p.Kind == PlaceKind.Pod && !_pods.ContainsKey((p.Namespace, p.Name))).Distinct()
            .GroupBy(p => p.Namespace)
            .SelectMany(g => g.Count() >= Many ? [Needs.Pods(g.Key)] : g.Select(One));
        await Parallel.ForEachAsync(needs, cancellation, ReadAsync).ConfigureAwait(false);
    }

    public async Task LookUpNodesAsync(IReadOnlyCollection<string> names, CancellationToken cancellation)
    {
        string[] missing = [.. names.Where(n => !_nodes.ContainsKey(n))];
        ListNeed[] needs = missing.Length >= Many ? [Needs.Nodes()] : [.. missing.Select(n => Needs.Nodes() with { FieldSelector = $"metadata.name={n}" })];
        await Parallel.ForEachAsync(needs, cancellation, ReadAsync).ConfigureAwait(false);
    }

    private static ListNeed One(Place place) => Needs.Pods(place.Namespace) with { FieldSelector = $"metadata.name={place.Name}" };

    private async ValueTask ReadAsync(ListNeed need, CancellationToken cancellation)
    {
        var section = await reader.ReadAsync(need, cancellation).ConfigureAwait(false);
        Learn(section);
        if (section.Status != SectionStatus.Read)
        {
            _failed[need] = section;
        }
    }
}
