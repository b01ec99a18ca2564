using KubeNetTui.Acting;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Metrics;
using KubeNetTui.Plugins;
using KubeNetTui.Reading;

namespace KubeNetTui.Screens;

/// <summary>The objects of one kind, in one namespace or all, perhaps narrowed to those that belong to something.</summary>
/// <param name="workspace">Where rows open.</param>
/// <param name="resource">The kind.</param>
/// <param name="query">Which of them.</param>
/// <param name="owner">In the title, in place of the namespace: <c>node-a</c>.</param>
internal sealed class KindSource(IWorkspace workspace, ApiResource resource, ListQuery query, string? owner = null)
    : ListSource(MetricsFeed.Over(workspace, resource, query))
{
    private readonly bool _isEvents = resource.Plural == "events";

    public override ApiResource Resource => resource;

    public override string Noun => resource.Plural;

    public override string Title => $"{resource.Plural}({owner ?? (resource.Namespaced ? query.Namespace ?? "all" : "cluster")})";

    public override bool ShowsNamespace => resource.Namespaced && query.Namespace is null;

    public override string? DefaultSort => _isEvents ? "LAST SEEN" : null;

    public override string OpenLabel => DrillDown.LabelOf(resource);

    public override IReadOnlyList<Binding> Bindings
    {
        get
        {
            List<Binding> personal = [.. PersonalKeys.Of(workspace, workspace.Config, resource, () => Targets() is [var first, ..] ? first : null, Variables)];
            var overriding = PersonalKeys.Overriding(workspace.Config);
            return [.. personal.Where(b => overriding.Contains(b.Id)), .. new ActionKeys(workspace, resource, Targets).Bindings, .. personal.Where(b => !overriding.Contains(b.Id))];
        }
    }

    public override Page Empty => new(
        $"No {resource.Plural} in {Where()}",
        query.LabelSelector is { } labels ? [$"with the labels {labels}"] : query.FieldSelector is { } fields ? [$"with {fields}"] : [],
        resource.Namespaced && query.Namespace is not null ? [("0", "all namespaces"), (":ns", "choose a namespace"), ("esc", "back")] : [("esc", "back")]);

    public override void InSight(bool yes) => (Feed as MetricsFeed)?.InSight(yes);

    public override string? WhyNoColumn(string heading) => heading is "CPU" or "MEM" && Feed is MetricsFeed { Problem: { Length: > 0 } problem } ? problem : null;

    public override void Open(TableRow row)
    {
        if (SelectionOf(row) is { } selection && !DrillDown.TryOpen(workspace, selection))
        {
            workspace.Open(ReadingScreens.Describe(workspace, selection));
        }
    }

    public override Page Failed(ApiFailure failure)
    {
        var page = base.Failed(failure);
        if (failure.Step == RequestStep.Permission && resource.Namespaced && query.Namespace is null)
        {
            var own = workspace.Session.Client.Settings.DefaultNamespace;
            return page with { Ways = [($":{resource.Plural} {own}", $"the namespace of this context, {own}"), (":ns", "name another"), .. page.Ways] };
        }

        return page;
    }

    private IReadOnlyList<Selection> Targets() => Model?.SelectedRow is { } row && SelectionOf(row) is { } selected ? [selected] : [];

    private PluginVariables Variables() => PluginVariables.Of(
        workspace.Session, Targets() is [var first, ..] ? first : null, Model?.SelectedRow, [.. Feed.Columns.Select(c => c.Name)], Model?.Filter.Text ?? "");

    private string Where() =>
        owner ?? (!resource.Namespaced ? "this cluster" : query.Namespace is { } ns ? $"namespace {ns}" : "any namespace");
}
