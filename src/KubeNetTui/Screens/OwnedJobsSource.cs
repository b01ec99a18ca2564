using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>The jobs that a CronJob made: by their controller, since they share no label with it.</summary>
internal sealed class OwnedJobsSource(IWorkspace workspace, string ns, string cronJob)
    : ListSource(new OwnedFeed(workspace.Session.Feeds.Table(WellKnownKinds.Jobs, ViewedColumns.QueryOf(workspace, WellKnownKinds.Jobs, new ListQuery(ns))), $"CronJob/{cronJob}"))
{
    private readonly View? _view = View.Best(workspace.Config.Views, WellKnownKinds.Jobs, ns);

    public override ApiResource Resource => WellKnownKinds.Jobs;

    public override View? View => _view;

    public override string Noun => "jobs";

    public override string Title => $"jobs({cronJob})";

    public override string? DefaultSort => "AGE";

    public override string OpenLabel => "pods";

    public override void Open(TableRow row)
    {
        if (SelectionOf(row) is { } selection)
        {
            DrillDown.TryOpen(workspace, selection);
        }
    }

    private sealed class OwnedFeed(ITableFeed all, string controller) : ITableFeed
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
            into.AddRange(_rows.Where(r => r.Controller == controller));
        }

        public void Refresh() => all.Refresh();

        public ValueTask DisposeAsync() => all.DisposeAsync();
    }
}
