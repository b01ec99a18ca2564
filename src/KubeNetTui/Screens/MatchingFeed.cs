using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>Some rows of a table, where no query of the API tells them from the others.</summary>
/// <param name="all">Owned by this.</param>
internal sealed class MatchingFeed(ITableFeed all, Func<TableRow, bool> only) : ITableFeed
{
    private readonly List<TableRow> _rows = [];

    public LiveStatus Status => all.Status;
    public IReadOnlyList<TableColumn> Columns => all.Columns;
    public int Count => all.Count;
    public long Generation => all.Generation;

    public event Action? Changed
    {
        add => all.Changed += value;
        remove => all.Changed -= value;
    }

    public void CopyTo(List<TableRow> into)
    {
        _rows.Clear();
        all.CopyTo(_rows);
        into.AddRange(_rows.Where(only));
    }

    public void Refresh() => all.Refresh();

    public ValueTask DisposeAsync() => all.DisposeAsync();
}
