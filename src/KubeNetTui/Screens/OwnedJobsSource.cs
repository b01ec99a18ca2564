using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>The jobs that a CronJob made: by their controller, since they share no label with it.</summary>
internal sealed class OwnedJobsSource(IWorkspace workspace, string ns, string cronJob)
    : ListSource(new MatchingFeed(
        workspace.Session.Feeds.Table(WellKnownKinds.Jobs, ViewedColumns.QueryOf(workspace, WellKnownKinds.Jobs, new ListQuery(ns))), r => r.Controller == $"CronJob/{cronJob}"))
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
}
