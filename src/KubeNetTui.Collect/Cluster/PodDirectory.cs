using System.Collections.Concurrent;
using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>On which node a pod is, and which node has which addresses: learned from lists that pass by, else asked for.</summary>
internal sealed class PodDirectory(SectionReader reader, TimeProvider time)
{
    /// <summary>From so many pods of a namespace on, one list is fewer requests.</summary>
    private const int Many = 4;

    /// <summary>A pod of the same name may be another one soon: what was learned is good for one round of questions.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Namespace, string Name), (Pod Pod, long Learned)> _pods = new();
    private readonly ConcurrentDictionary<string, (Node Node, long Learned)> _nodes = new();
    private readonly ConcurrentDictionary<Need, Section> _failed = new();

    public void Learn(Section section)
    {
        var now = time.GetTimestamp();
        switch (section.Value)
        {
            case ObjectList<Pod> pods:
                foreach (var pod in pods.Items)
                {
                    _pods[(pod.Meta.Namespace, pod.Meta.Name)] = (pod, now);
                }

                break;
            case ObjectList<Node> nodes:
                foreach (var node in nodes.Items)
                {
                    _nodes[node.Meta.Name] = (node, now);
                }

                break;
        }
    }

    /// <summary>The pod, or the section that says why it is not known.</summary>
    public (Pod? Pod, Section? Problem) Find(Place place)
    {
        var pod = _pods.GetValueOrDefault((place.Namespace, place.Name)).Pod;
        return (pod, pod is not null ? null : _failed.GetValueOrDefault(One(place)) ?? _failed.GetValueOrDefault(Needs.Pods(place.Namespace)));
    }

    public Node? Node(string name) => _nodes.GetValueOrDefault(name).Node;

    /// <summary>Reads the pods that are not known, or not of late.</summary>
    public async Task LookUpAsync(IEnumerable<Place> places, CancellationToken cancellation)
    {
        Place[] missing = [.. places.Where(p => p.Kind == PlaceKind.Pod && !IsFresh(p)).Distinct()];
        foreach (var place in missing)
        {
            _pods.TryRemove((place.Namespace, place.Name), out _);
            _failed.TryRemove(One(place), out _);
            _failed.TryRemove(Needs.Pods(place.Namespace), out _);
        }

        var needs = missing.GroupBy(p => p.Namespace).SelectMany(g => g.Count() >= Many ? [Needs.Pods(g.Key)] : g.Select(One));
        await Parallel.ForEachAsync(needs, cancellation, ReadAsync).ConfigureAwait(false);
    }

    public async Task LookUpNodesAsync(IReadOnlyCollection<string> names, CancellationToken cancellation)
    {
        string[] missing = [.. names.Where(n => !_nodes.TryGetValue(n, out var known) || time.GetElapsedTime(known.Learned) > Freshness * 6)];
        ListNeed[] needs = missing.Length >= Many ? [Needs.Nodes()] : [.. missing.Select(n => Needs.Nodes() with { FieldSelector = $"metadata.name={n}" })];
        await Parallel.ForEachAsync(needs, cancellation, ReadAsync).ConfigureAwait(false);
    }

    private bool IsFresh(Place place) =>
        _pods.TryGetValue((place.Namespace, place.Name), out var known) && time.GetElapsedTime(known.Learned) < Freshness;

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
