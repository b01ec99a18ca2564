using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Kinds;

/// <summary>
/// Counts the pods that policies select. Pods come as the server's table with their labels, as the list of pods has them, and not as whole
/// objects; they are grouped by their labels, since those of one ReplicaSet share them: 500 policies over 30,000 pods are compared with
/// some thousand groups, in about 10 ms.
/// </summary>
internal sealed class PolicyPods(ITableFeed pods) : RowsBeside
{
    private static readonly IReadOnlyCollection<PodGroup> None = [];
    private readonly List<TableRow> _rows = [];
    private Dictionary<string, List<PodGroup>> _groups = [];
    private Dictionary<string, List<NetworkPolicy>> _policies = [];
    private long _groupedOf = -1;
    private bool _isKnown;

    public override long Generation => pods.Generation;

    public override event Action? Changed
    {
        add => pods.Changed += value;
        remove => pods.Changed -= value;
    }

    public override void Take(IReadOnlyCollection<KindItem> items)
    {
        _policies = [];
        foreach (var item in items)
        {
            if (!_policies.TryGetValue(item.Meta.Namespace, out var same))
            {
                _policies[item.Meta.Namespace] = same = [];
            }

            same.Add(((PolicyFacts)item.Source).Policy);
        }

        var generation = pods.Generation;
        if (generation == _groupedOf)
        {
            return;
        }

        _groupedOf = generation;

        // While pods are stale the count is as of then, which the list of pods would show as well.
        _isKnown = pods.Status.State is LiveState.Live or LiveState.Stale || (_isKnown && pods.Status.State == LiveState.Lost);
        _rows.Clear();
        pods.CopyTo(_rows);
        Group();
    }

    public override KindItem Complete(KindItem item)
    {
        var policy = ((PolicyFacts)item.Source).Policy;
        var here = _isKnown ? _groups.GetValueOrDefault(policy.Namespace) ?? None : null;
        var cells = (string[])item.Cells.Clone();
        cells[1] = here is null ? "<unknown>" : $"{PolicyVerdict.Selected(policy, here).Sum(static g => g.Pods)}";
        return item with { Cells = cells, Source = new PolicyFacts(policy, PolicyVerdict.Of(policy, _policies[policy.Namespace], here)) };
    }

    public override void Refresh() => pods.Refresh();

    public override ValueTask DisposeAsync() => pods.DisposeAsync();

    private void Group()
    {
        // By reference: rows that have the same labels share them, and those that do not are only more groups.
        var counts = new Dictionary<string, Dictionary<object, int>>();
        foreach (var row in _rows.Where(static r => !IsFinished(r)))
        {
            if (!counts.TryGetValue(row.Namespace, out var here))
            {
                counts[row.Namespace] = here = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
            }

            here[row.Labels] = here.GetValueOrDefault(row.Labels) + 1;
        }

        _groups = counts.ToDictionary(
            static ns => ns.Key,
            static ns => ns.Value.Select(g => new PodGroup(new LabelSet((IReadOnlyList<KeyValuePair<string, string>>)g.Key), g.Value)).ToList());
        _rows.Clear();
    }

    // The third column of the server's pod table is STATUS. What has ended has no traffic.
    private static bool IsFinished(TableRow row) => row.Cells is [_, _, "Completed" or "Succeeded" or "Evicted", ..];
}
