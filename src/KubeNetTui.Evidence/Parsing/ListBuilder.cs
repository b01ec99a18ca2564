namespace KubeNetTui.Evidence;

/// <summary>Takes the items of a list one by one, as JSON, without the caller knowing what they mean.</summary>
public interface IListBuilder
{
    /// <summary>Items taken so far, those not understood included.</summary>
    int Count { get; }

    /// <summary>One item's JSON object. Never throws; an item that is none is counted and reported by the list.</summary>
    void Add(ReadOnlySpan<byte> json);

    /// <summary>The list: the value of the section. Call once, at the end.</summary>
    ObjectList Build();
}

internal sealed class ListBuilder<T>(ReadObject<T> read, int rawObjects) : IListBuilder
    where T : ApiObject
{
    private const int ReasonsKept = 5;

    private readonly List<T> _items = [];
    private readonly List<string> _notUnderstood = [];
    private readonly StringPool _strings = new();

    public int Count { get; private set; }

    public void Add(ReadOnlySpan<byte> json)
    {
        Count++;
        if (ObjectParser.TryParse(json, read, out T? item, out string? why, Count <= rawObjects, _strings))
        {
            _items.Add(item);
        }
        else if (_notUnderstood.Count < ReasonsKept)
        {
            _notUnderstood.Add($"item {Count - 1}: {why}");
        }
    }

    public ObjectList Build()
    {
        int more = Count - _items.Count - _notUnderstood.Count;
        return new ObjectList<T>(_items)
        {
            NotUnderstood = more > 0 ? [.. _notUnderstood, $"and {more} more"] : _notUnderstood,
        };
    }
}

/// <summary>Which record a list's items become.</summary>
public static class ListBuilders
{
    /// <param name="keepRaw">
    /// Keep each object's JSON for exhibits and bundles: about 2 to 8 kB an object. Without, findings show fewer raw lines.
    /// </param>
    public static IListBuilder For(ListNeed need, bool keepRaw) => For(need, keepRaw ? int.MaxValue : 0);

    /// <param name="rawObjects">How many objects of the list keep their JSON: the first so many.</param>
    public static IListBuilder For(ListNeed need, int rawObjects) => (need.Group, need.Resource) switch
    {
        ("", "pods") => new ListBuilder<Pod>(Pod.Read, rawObjects),
        ("", "services") => new ListBuilder<Service>(Service.Read, rawObjects),
        ("", "nodes") => new ListBuilder<Node>(Node.Read, rawObjects),
        ("", "namespaces") => new ListBuilder<NamespaceObject>(NamespaceObject.Read, rawObjects),
        ("", "configmaps") => new ListBuilder<ConfigMap>(ConfigMap.Read, rawObjects),
        ("" or "events.k8s.io", "events") => new ListBuilder<KubeEvent>(KubeEvent.Read, rawObjects),
        ("discovery.k8s.io", "endpointslices") => new ListBuilder<EndpointSlice>(EndpointSlice.Read, rawObjects),
        ("coordination.k8s.io", "leases") => new ListBuilder<Lease>(Lease.Read, rawObjects),
        ("admissionregistration.k8s.io", "mutatingwebhookconfigurations") =>
            new ListBuilder<WebhookConfiguration>(WebhookConfiguration.ReadMutating, rawObjects),
        ("admissionregistration.k8s.io", "validatingwebhookconfigurations") =>
            new ListBuilder<WebhookConfiguration>(WebhookConfiguration.ReadValidating, rawObjects),
        ("networking.k8s.io", "networkpolicies") => new ListBuilder<NetworkPolicy>(NetworkPolicy.Read, rawObjects),
        ("networking.k8s.io", "ingresses") => new ListBuilder<Ingress>(Ingress.Read, rawObjects),
        ("networking.k8s.io", "ingressclasses") => new ListBuilder<IngressClass>(IngressClass.Read, rawObjects),
        ("networking.k8s.io", "servicecidrs") => new ListBuilder<ServiceCidr>(ServiceCidr.Read, rawObjects),
        ("networking.k8s.io", "ipaddresses") => new ListBuilder<IpAddressClaim>(IpAddressClaim.Read, rawObjects),
        (Needs.GatewayGroup, "gateways") => new ListBuilder<Gateway>(Gateway.Read, rawObjects),
        (Needs.GatewayGroup, "gatewayclasses") => new ListBuilder<GatewayClass>(GatewayClass.Read, rawObjects),
        (Needs.GatewayGroup, "referencegrants") => new ListBuilder<ReferenceGrant>(ReferenceGrant.Read, rawObjects),
        (Needs.GatewayGroup, "httproutes") => Routes("HTTPRoute", rawObjects),
        (Needs.GatewayGroup, "grpcroutes") => Routes("GRPCRoute", rawObjects),
        ("rbac.authorization.k8s.io", "roles") => Roles("Role", rawObjects),
        ("rbac.authorization.k8s.io", "clusterroles") => Roles("ClusterRole", rawObjects),
        ("rbac.authorization.k8s.io", "rolebindings") => Bindings("RoleBinding", rawObjects),
        ("rbac.authorization.k8s.io", "clusterrolebindings") => Bindings("ClusterRoleBinding", rawObjects),
        ("apps", "deployments") => Workloads("Deployment", rawObjects),
        ("apps", "replicasets") => Workloads("ReplicaSet", rawObjects),
        ("apps", "statefulsets") => Workloads("StatefulSet", rawObjects),
        ("apps", "daemonsets") => Workloads("DaemonSet", rawObjects),
        _ => new ListBuilder<OtherObject>(OtherObject.Read, rawObjects),
    };

    private static ListBuilder<Workload> Workloads(string kind, int rawObjects) =>
        new((ref ObjectReader r) => Workload.Read(ref r, kind), rawObjects);

    private static ListBuilder<GatewayRoute> Routes(string kind, int rawObjects) =>
        new((ref ObjectReader r) => GatewayRoute.Read(ref r, kind), rawObjects);

    private static ListBuilder<AccessRole> Roles(string kind, int rawObjects) =>
        new((ref ObjectReader r) => AccessRole.Read(ref r, kind), rawObjects);

    private static ListBuilder<AccessBinding> Bindings(string kind, int rawObjects) =>
        new((ref ObjectReader r) => AccessBinding.Read(ref r, kind), rawObjects);
}
