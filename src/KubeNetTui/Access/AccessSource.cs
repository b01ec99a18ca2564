using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Access;

/// <summary>What somebody may do, and which binding grants it: <c>:can</c>.</summary>
internal sealed class AccessSource : ListSource
{
    private readonly IWorkspace _workspace;
    private readonly AccessFeed _feed;
    private readonly string? _namespace;

    private AccessSource(IWorkspace workspace, AccessFeed feed, string? ns) : base(feed) => (_workspace, _feed, _namespace) = (workspace, feed, ns);

    public override string Title => $"can({_feed.Who}{(_namespace is null ? "" : $", in {_namespace}")})";

    public override string Noun => "rights";

    public override bool HasObjects => true;

    public override string OpenLabel => "role";

    public override bool CanVerify => false;

    public override IReadOnlyList<ListNote> Notes => [.. Said()];

    public override Page Empty => new(
        $"Nothing says that {_feed.Who} may do anything{(_namespace is null ? "" : $" in {_namespace}")}",
        [.. Said().Select(n => n.Text)],
        [(":can", "what you may do"), (":can user NAME", "a user"), (":can group NAME", "a group"), (":can sa NAMESPACE/NAME", "a service account"), ("esc", "back")]);

    public override Page Failed(ApiFailure failure) => new(
        $"What {_feed.Who} may do can't be found out", [.. Said().Select(n => n.Text), failure.Advice],
        [(":can", "what you may do"), ("ctrl-r", "try again"), ("esc", "back")]) { Tone = StatusTone.Bad };

    public static void Open(IWorkspace workspace, string argument)
    {
        var session = workspace.Session;
        if (Who.Parse(argument, session.Namespace ?? session.Client.Settings.DefaultNamespace) is not { } who)
        {
            workspace.Say($"\"{argument}\" is nobody that could be asked about: {Who.Usage}", StatusTone.Warning);
            return;
        }

        workspace.Open(new ListScreen(workspace, new AccessSource(workspace, new AccessFeed(session, who, session.Namespace, workspace.Time.GetUtcNow()), session.Namespace)));
    }

    /// <summary>The binding: to describe it, or to read it as YAML.</summary>
    public override Selection? SelectionOf(TableRow row) => _feed.Behind(row) is { BindingKind: { Length: > 0 } kind } grant && Kind(kind) is { } resource
        ? new Selection(resource, grant.BindingNamespace, grant.Binding, "")
        : null;

    public override void Open(TableRow row)
    {
        if (_feed.Behind(row) is { RoleKind: { Length: > 0 } kind } grant && Kind(kind) is { } resource)
        {
            _workspace.Open(ReadingScreens.Yaml(_workspace, new Selection(resource, kind == "Role" ? grant.BindingNamespace : "", grant.Role, "")));
        }
        else
        {
            _workspace.Say("the server says that it is allowed, and not by which role");
        }
    }

    private ApiResource? Kind(string kind) => _workspace.Session.Find($"{kind}.rbac.authorization.k8s.io");

    private IEnumerable<ListNote> Said()
    {
        var who = _feed.Who;
        if (_feed.Refused is [var (_, failure), ..] refused)
        {
            yield return new ListNote(
                $"? {string.Join(", ", refused.Select(r => r.What))} can't be read{(who.Kind == WhoKind.Me ? ", so what grants it is not known" : "")}: {failure.Message}", Tone.Unknown);
        }

        if (_feed.NotTold is { } notTold)
        {
            yield return new ListNote(
                who.Kind == WhoKind.Me ? $"? the server does not list your rights: {notTold.Message}" : $"? nor can the server be asked about others: {notTold.Message}", Tone.Unknown);
        }
        else if (_feed.IsSampled)
        {
            yield return new ListNote("the server was asked about the usual kinds, one by one; of others nothing is known");
        }

        if (who.Kind == WhoKind.User)
        {
            yield return new ListNote("which groups a user is in is known to the login alone: :can group NAME shows what a group gives");
        }
    }
}
