using KubeNetTui.Acting;
using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Kinds;
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
/// <param name="several">Those of several namespaces, whatever one the query names; null: of the one that it names, or of all.</param>
/// <param name="only">Which rows are shown, where no query tells them from the others; null: all.</param>
internal sealed class KindSource(
    IWorkspace workspace, ApiResource resource, ListQuery query, string? owner = null, IReadOnlyList<string>? several = null, Func<TableRow, bool>? only = null)
    : ListSource(new ReplaceableFeed(FeedOf(workspace, resource, query, ViewOf(workspace, resource, query), several, only)))
{
    private readonly bool _isEvents = resource.Plural == "events";
    private IReadOnlyList<TableRow> _targetRows = [];
    private IReadOnlyList<Selection> _targets = [];
    private View? _view = ViewOf(workspace, resource, query);
    private int _keys;
    private bool _inSight;

    public override ApiResource Resource => resource;

    public override string Noun => resource.Plural;

    public override string Title => $"{resource.Plural}({owner ?? (!resource.Namespaced ? "cluster" : several is not null ? string.Join(',', several) : query.Namespace ?? "all")})";

    public override bool ShowsNamespace => resource.Namespaced && query.Namespace is null;

    public override bool BrowsesNamespace => resource.Namespaced && owner is null;

    public override IReadOnlyList<ListNote> Notes => (Metrics?.Rows ?? ((ReplaceableFeed)Feed).Inner) is NamespacesFeed parts
        ? [.. parts.Refused.Select(r => new ListNote($"✗ {r.Namespace} is not among them: {r.Failure.Message}", Tone.Error))]
        : [];

    public override string? DefaultSort => _isEvents ? "LAST SEEN" : null;

    public override string OpenLabel => DrillDown.LabelOf(resource);

    public override View? View => _view;

    public override int KeysVersion => _keys;

    public override IReadOnlyList<Binding> Bindings
    {
        get
        {
            List<Binding> personal = [.. PersonalKeys.Of(workspace, workspace.Config, resource, Selected, Variables)];
            var overriding = PersonalKeys.Overriding(workspace.Config);
            return [.. personal.Where(b => overriding.Contains(b.Id)), .. new ActionKeys(workspace, resource, Targets, () => Model?.WhyNoTarget).Bindings, .. personal.Where(b => !overriding.Contains(b.Id))];
        }
    }

    private MetricsFeed? Metrics => ((ReplaceableFeed)Feed).Inner as MetricsFeed;

    public override Page Empty => new(
        $"No {resource.Plural} in {Where()}",
        query.LabelSelector is { } labels ? [$"with the labels {labels}"] : query.FieldSelector is { } fields ? [$"with {fields}"] : [],
        resource.Namespaced && query.Namespace is not null ? [("0", "all namespaces"), (":ns", "choose a namespace"), ("esc", "back")] : [("esc", "back")]);

    public override void InSight(bool yes)
    {
        _inSight = yes;
        Metrics?.InSight(yes);
    }

    public override string? WhyNoColumn(string heading) => heading is "CPU" or "MEM" && Metrics is { Problem: { Length: > 0 } problem } ? problem : null;

    public override void ConfigChanged()
    {
        _keys++; // plugins and hotkeys
        var view = ViewOf(workspace, resource, query);
        if (view is null ? _view is null : view.IsSameAs(_view))
        {
            return;
        }

        var (before, after) = (ViewedColumns.CellsOf(_view, resource), ViewedColumns.CellsOf(view, resource));
        _view = view;
        if (!before.Select(c => (c.Name, c.Path.Text)).SequenceEqual(after.Select(c => (c.Name, c.Path.Text))))
        {
            workspace.Own(((ReplaceableFeed)Feed).Replace(FeedOf(workspace, resource, query, view, several, only)));
            Metrics?.InSight(_inSight);
        }

        Model?.StartOver(
            view is { SortColumn.Length: > 0 } ? view.SortColumn : DefaultSort, view is { SortColumn.Length: > 0 } ? view.SortsDown : SortsDescending, keepsPlace: true);
    }

    public override void Open(TableRow row)
    {
        if (SelectionOf(row) is { } selection && !DrillDown.TryOpen(workspace, selection))
        {
            workspace.Open(ReadingScreens.Describe(workspace, selection));
        }
    }

    /// <summary>Where the list is refused: another namespace is asked for.</summary>
    public override bool OpenWithoutRow()
    {
        if (!BrowsesNamespace || Feed.Status is not { State: LiveState.Refused, Failure.Step: RequestStep.Permission })
        {
            return false;
        }

        NamespacePrompt.Ask(workspace, resource);
        return true;
    }

    public override Page Failed(ApiFailure failure)
    {
        var page = base.Failed(failure);
        if (failure.Step != RequestStep.Permission || !BrowsesNamespace)
        {
            return page;
        }

        var own = workspace.Session.Client.Settings.DefaultNamespace;
        return page with
        {
            Ways = [("enter", "name a namespace that you may see"), .. query.Namespace == own ? ((string, string)[])[] : [($":{resource.Plural} {own}", $"the namespace of this context, {own}")],
                (":can", "what you may do"), .. page.Ways],
        };
    }

    private static View? ViewOf(IWorkspace workspace, ApiResource resource, ListQuery query) => View.Best(workspace.Config.Views, resource, query.Namespace);

    private static ITableFeed FeedOf(
        IWorkspace workspace, ApiResource resource, ListQuery query, View? view, IReadOnlyList<string>? several, Func<TableRow, bool>? only)
    {
        var feeds = workspace.Session.Feeds;
        var viewed = ViewedColumns.QueryOf(view, resource, query);
        return MetricsFeed.Over(workspace, resource, query, several, several is null ? NetworkKinds.Feed(feeds, resource, viewed, only) : new NamespacesFeed(feeds, resource, viewed, several));
    }

    // The marked rows, else the selected one. Asked for by each key of each frame, hence kept.
    private IReadOnlyList<Selection> Targets()
    {
        var rows = Model?.Targets ?? [];
        if (!ReferenceEquals(rows, _targetRows))
        {
            (_targetRows, _targets) = (rows, [.. rows.Select(SelectionOf).OfType<Selection>()]);
        }

        return _targets;
    }

    private Selection? Selected() => Model?.SelectedRow is { } row ? SelectionOf(row) : null;

    private PluginVariables Variables() => PluginVariables.Of(
        workspace.Session, Selected(), Model?.SelectedRow, [.. Feed.Columns.Select(c => c.Name)], Model?.Filter.Text ?? "");

    private string Where() =>
        owner ?? (!resource.Namespaced ? "this cluster" : several is not null ? string.Join(" or ", several) : query.Namespace is { } ns ? $"namespace {ns}" : "any namespace");
}
