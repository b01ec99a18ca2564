using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Moving;

/// <summary>What uses an object, or leads to it, whatever its kind; each row says in which way.</summary>
internal sealed class UsedBySource : ListSource
{
    private readonly IWorkspace _workspace;
    private readonly UsesFeed _feed;
    private readonly Selection _target;

    private readonly bool _isEarly;

    private UsedBySource(IWorkspace workspace, Selection target, UsesFeed feed, bool crossesNamespaces) : base(feed) =>
        (_workspace, _target, _feed, ShowsNamespace, _isEarly) = (workspace, target, feed, crossesNamespaces, workspace.Session.Catalog is null);

    public override string Title => $"used by({_target.Resource.Singular}/{_target.Name})";

    public override string Noun => "users";

    public override bool HasObjects => true;

    public override bool ShowsNamespace { get; }

    public override string DefaultSort => "KIND";

    public override string OpenLabel => "describe";

    public override IReadOnlyList<ListNote> Notes =>
    [
        .. _feed.Refused.Select(r => new ListNote($"? {r.Resource.Plural} can't be read, so what is among them is not known: {r.Failure.Message}", Tone.Unknown)),
        .. _isEarly ? (ListNote[])[new("? which other kinds the cluster has was not known yet when this was opened: routes and gateways are not among them", Tone.Unknown)] : [],
    ];

    public override Page Empty => new(
        $"Nothing uses {_target.Resource.Singular} {(_target.Namespace.Length > 0 ? _target.Namespace + "/" : "")}{_target.Name}",
        [
            _target.Resource.IsSameKind(WellKnownKinds.Pods)
                ? "No service selects it or has it as an endpoint, and no policy isolates it."
                : "No pod, and nothing that makes pods, names it in this namespace. A program may still read it by the API.",
            .. Notes.Select(n => n.Text),
        ],
        [("d", "describe it"), ("esc", "back")]);

    /// <summary>Where there is no row: what was asked about.</summary>
    public override Selection Whole => _target;

    public static void Open(IWorkspace workspace, Selection target, IEnumerable<UsePart> parts)
    {
        List<UsePart> all = [.. parts];
        var feed = new UsesFeed(
            [.. all.Select(p => (p.Resource, p.Start(workspace.Session.Feeds)))],
            Use.Words(target.Resource.Singular, target.Namespace, target.Name));
        workspace.Open(new ListScreen(workspace, new UsedBySource(workspace, target, feed, all.Exists(p => p.Namespace is null))));
    }

    public override Selection SelectionOf(TableRow row) => new(_feed.ResourceOf(row), row.Namespace, row.Name, "");

    public override void Open(TableRow row) => _workspace.Open(ReadingScreens.Describe(_workspace, SelectionOf(row)));
}
