using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Kinds;

/// <summary>
/// A table made from objects. A row whose object did not change and whose cells say the same is the same row as before, so that a list of
/// 10,000 is not drawn, sorted or measured anew for one of them; completing all rows by a list beside costs a few milliseconds, some times
/// a second at most. For the UI thread, but for <see cref="Changed"/>.
/// </summary>
/// <param name="beside">Owned by this.</param>
internal sealed class ObjectTable(IReadOnlyList<TableColumn> columns, IListFeed<KindItem> list, RowsBeside? beside) : ITableFeed
{
    private Dictionary<KindItem, TableRow> _rows = new(ReferenceEqualityComparer.Instance);
    private long _madeOf = -1;

    public LiveStatus Status => list.Status;

    public IReadOnlyList<TableColumn> Columns { get; } = columns;

    public int Count => list.Snapshot().Count;

    public long Generation => list.Generation + (beside?.Generation ?? 0);

    public event Action? Changed
    {
        add
        {
            list.Changed += value;
            if (beside is not null)
            {
                beside.Changed += value;
            }
        }

        remove
        {
            list.Changed -= value;
            if (beside is not null)
            {
                beside.Changed -= value;
            }
        }
    }

    public void CopyTo(List<TableRow> into)
    {
        var generation = Generation;
        if (generation != _madeOf)
        {
            Make();
            _madeOf = generation;
        }

        into.AddRange(_rows.Values);
    }

    public void Refresh()
    {
        list.Refresh();
        beside?.Refresh();
    }

    public async ValueTask DisposeAsync()
    {
        await list.DisposeAsync().ConfigureAwait(false);
        if (beside is not null)
        {
            await beside.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Make()
    {
        var items = list.Snapshot();
        beside?.Take(items);
        var rows = new Dictionary<KindItem, TableRow>(items.Count, ReferenceEqualityComparer.Instance);
        foreach (var item in items)
        {
            var known = _rows.GetValueOrDefault(item);
            if (beside is null)
            {
                rows[item] = known ?? RowOf(item);
                continue;
            }

            var complete = beside.Complete(item);
            rows[item] = known is not null && known.Cells.AsSpan().SequenceEqual(complete.Cells) && Equals(known.Source, complete.Source)
                ? known : RowOf(complete);
        }

        _rows = rows;
    }

    private static TableRow RowOf(KindItem item) => new()
    {
        Uid = item.Meta.Uid,
        Namespace = item.Meta.Namespace,
        Name = item.Meta.Name,
        ResourceVersion = item.Meta.ResourceVersion,
        Created = item.Meta.Created,
        Deleting = item.Meta.Deleting,
        Labels = item.Meta.Labels,
        Controller = item.Meta.Controller is { } owner ? $"{owner.Kind}/{owner.Name}" : null,
        Cells = item.Cells,
        Source = item.Source,
    };
}
