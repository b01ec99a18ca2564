using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Kinds;

/// <summary>The routes that want to be attached to a gateway, of whichever kinds the server has, from all namespaces.</summary>
internal sealed class RoutesSource : ListSource
{
    private static readonly (string Plural, string Kind)[] Kinds =
        [("httproutes", "HTTPRoute"), ("grpcroutes", "GRPCRoute"), ("tlsroutes", "TLSRoute"), ("tcproutes", "TCPRoute")];

    private readonly IWorkspace _workspace;
    private readonly Selection _gateway;
    private readonly IReadOnlyList<ApiResource> _resources;

    private RoutesSource(IWorkspace workspace, Selection gateway, IReadOnlyList<ApiResource> resources)
        : base(new MatchingFeed(
            new JoinedFeed([.. resources.Select(r => NetworkKinds.Feed(workspace.Session.Feeds, r, new ListQuery()))]), row => IsOf(row, gateway)))
    {
        _workspace = workspace;
        _gateway = gateway;
        _resources = resources;
    }

    /// <summary>Null where the server serves no kind of route.</summary>
    public static RoutesSource? Of(IWorkspace workspace, Selection gateway)
    {
        List<ApiResource> served = [.. Kinds.Select(k => NetworkKinds.Served(workspace, Needs.GatewayGroup, k.Plural)).OfType<ApiResource>()];
        return served.Count == 0 ? null : new RoutesSource(workspace, gateway, served);
    }

    /// <summary>For the column of verdicts: all kinds of routes are judged alike.</summary>
    public override ApiResource Resource => _resources[0];

    public override string Title => $"routes({_gateway.Name})";

    public override string Noun => "routes";

    public override string OpenLabel => "services";

    public override bool ShowsNamespace => true;

    public override Page Empty => new(
        $"No route names gateway {_gateway.Namespace}/{_gateway.Name}", ["It answers nothing until one does."], [("d", "describe the gateway"), ("esc", "back")]);

    public override Selection Whole => _gateway;

    public override Selection? SelectionOf(TableRow row) =>
        row.Source is GatewayRoute route && _resources.FirstOrDefault(r => r.Kind == route.Kind) is { } resource
            ? new Selection(resource, row.Namespace, row.Name, row.Uid) : null;

    public override void Open(TableRow row)
    {
        if (SelectionOf(row) is { } selection)
        {
            DrillDown.TryOpen(_workspace, selection);
        }
    }

    private static bool IsOf(TableRow row, Selection gateway) =>
        row.Source is GatewayRoute route && route.Parents.Any(p => p.IsGateway && p.Name == gateway.Name
            && (p.Namespace.Length > 0 ? p.Namespace : route.Namespace) == gateway.Namespace);
}
