using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Kinds;

/// <summary>The kinds with columns of their own. A new one is a class and a line here.</summary>
internal static class NetworkKinds
{
    public static IReadOnlyList<NetworkKind> All { get; } =
    [
        new NetworkPolicyKind(), new IngressKind(), new IngressClassKind(), new EndpointSliceKind(), new ServiceCidrKind(), new IpAddressKind(),
        new WebhookKind("validatingwebhookconfigurations", mutating: false), new WebhookKind("mutatingwebhookconfigurations", mutating: true),
        new LeaseKind(), new GatewayKind(), new GatewayClassKind(), new ReferenceGrantKind(),
        new RouteKind("httproutes", "HTTPRoute"), new RouteKind("grpcroutes", "GRPCRoute"), new RouteKind("tlsroutes", "TLSRoute"),
        new RouteKind("tcproutes", "TCPRoute"),
        new CalicoPoolKind("crd.projectcalico.org"), new CalicoPoolKind("projectcalico.org"), new CalicoBlockKind(),
        new CalicoAffinityKind("crd.projectcalico.org"), new CalicoAffinityKind("projectcalico.org"),
        new CiliumEndpointKind(), new CiliumNodeKind(), new CiliumIdentityKind(), new NodeNetworkConfigKind(),
    ];

    /// <summary>Null for kinds that show the server's table.</summary>
    public static NetworkKind? Find(ApiResource resource)
    {
        foreach (var kind in All)
        {
            if (kind.Plural == resource.Plural && kind.Group == resource.Group)
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>The list of a kind: made here, or the server's table.</summary>
    /// <param name="only">Which rows are shown; null: all.</param>
    public static ITableFeed Feed(IClusterFeeds feeds, ApiResource resource, ListQuery query, Func<TableRow, bool>? only = null)
    {
        var feed = Find(resource) is { } kind ? kind.Feed(feeds, resource, query) : feeds.Table(resource, query);
        return only is null ? feed : new Screens.MatchingFeed(feed, only);
    }

    /// <summary>The kind as the server serves it; null before discovery has answered, or where it does not.</summary>
    internal static ApiResource? Served(IWorkspace workspace, string group, string plural) => workspace.Session.Find($"{plural}.{group}");
}
