using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Kinds;

/// <summary>Hosts of a route, its gateways, the services behind it, and what the gateways say of it; Enter leads to the services.</summary>
internal sealed class RouteKind(string plural, string kind) : NetworkKind(Needs.GatewayGroup, plural)
{
    public override IReadOnlyList<TableColumn> Columns { get; } =
        [Name, Long("Hosts"), Text("Gateways"), Long("Services"), Text("Accepted"), Age];

    public override string OpenLabel => "services";

    public override KindItem? Read(ReadOnlySpan<byte> json, StringPool strings) =>
        GatewayRoute.TryParse(json, kind, out var route, out _, strings: strings)
            ? new KindItem(
                route.Meta,
                [
                    route.Name, route.Hostnames.Count > 0 ? Some(route.Hostnames) : "*", Some(route.Parents.Select(p => ParentOf(route, p)), 2),
                    Some(RouteVerdict.BackendsOf(route).Select(b => b.Namespace == route.Namespace || b.Service.Length == 0 ? b.ToString() : $"{b.Namespace}/{b}"), 4),
                    AcceptedOf(route), "",
                ],
                route)
            : null;

    public override LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) =>
        source is GatewayRoute route ? RouteVerdict.Of(route, around) : base.Judge(source, around, now);

    public override IReadOnlyList<Backend> BackendsOf(object source) => source is GatewayRoute route ? RouteVerdict.BackendsOf(route) : [];

    public override bool TryOpen(IWorkspace workspace, Selection selection)
    {
        workspace.Open(new ListScreen(workspace, new BackendsSource(workspace, this, selection)));
        return true;
    }

    /// <summary><c>edge</c>, <c>infra/edge:https</c>.</summary>
    private static string ParentOf(GatewayRoute route, RouteParent parent) =>
        (parent.Namespace.Length > 0 && parent.Namespace != route.Namespace ? parent.Namespace + "/" : "") + parent.Name
        + (parent.Section.Length > 0 ? ":" + parent.Section : parent.Port > 0 ? $":{parent.Port}" : "");

    private static string AcceptedOf(GatewayRoute route)
    {
        if (route.States.Count == 0)
        {
            return "<unknown>";
        }

        var refused = route.States.Select(static s => ConditionShort.Of(s.Conditions, "Accepted")).Where(static a => a != "yes").ToList();
        return refused.Count == 0 ? "yes" : refused[0];
    }
}
