using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>Tables with the same columns as one; it is as good as the worst of them.</summary>
/// <param name="tables">At least one; owned by this.</param>
internal sealed class JoinedFeed(IReadOnlyList<ITableFeed> tables) : ITableFeed
{
    public LiveStatus Status => FeedStatus.Of([.. tables.Select(static t => t.Status)]);

    public IReadOnlyList<TableColumn> Columns => tables[0].Columns;

    public int Count => tables.Sum(static t => t.Count);

    public long Generation => tables.Sum(static t => t.Generation);

    public event Action? Changed
    {
        add
        {
            foreach (var table in tables)
            {
                table.Changed += value;
            }
        }

        remove
        {
            foreach (var table in tables)
            {
                table.Changed -= value;
            }
        }
    }

    public void CopyTo(List<TableRow> into)
    {
        foreach (var table in tables)
        {
            table.CopyTo(into);
        }
    }

    public void Refresh()
    {
        foreach (var table in tables)
        {
            table.Refresh();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var table in tables)
        {
            await table.DisposeAsync().ConfigureAwait(false);
        }
    }
}
