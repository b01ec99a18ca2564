namespace KubeNetTui.Evidence;

/// <summary>The needs that checks have, by name. A null namespace means all of them.</summary>
public static class Needs
{
    public static ReachNeed Reach { get; } = new();

    public static ListNeed Pods(string? ns) => new("", "v1", "pods", ns);

    public static ListNeed Services(string? ns) => new("", "v1", "services", ns);

    public static ListNeed EndpointSlices(string? ns) => new("discovery.k8s.io", "v1", "endpointslices", ns);

    public static ListNeed Nodes() => new("", "v1", "nodes");

    /// <summary>The nodes' heartbeats.</summary>
    public static ListNeed NodeLeases() => new("coordination.k8s.io", "v1", "leases", "kube-node-lease");

    public static ListNeed Namespaces() => new("", "v1", "namespaces");

    /// <summary>Events of type Warning: a small part of all events, and the one that says why something fails.</summary>
    public static ListNeed Warnings(string? ns) => new("", "v1", "events", ns, FieldSelector: "type=Warning");

    public static ListNeed ConfigMap(string ns, string name) =>
        new("", "v1", "configmaps", ns, FieldSelector: $"metadata.name={name}");

    public static ListNeed MutatingWebhooks() => new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations");

    public static ListNeed ValidatingWebhooks() => new("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations");

    public static ListNeed Deployments(string? ns) => new("apps", "v1", "deployments", ns);

    public static ListNeed StatefulSets(string? ns) => new("apps", "v1", "statefulsets", ns);

    public static ListNeed DaemonSets(string? ns) => new("apps", "v1", "daemonsets", ns);

    public static ListNeed NetworkPolicies(string? ns) => new("networking.k8s.io", "v1", "networkpolicies", ns);

    /// <summary>The group of the Gateway API.</summary>
    public const string GatewayGroup = "gateway.networking.k8s.io";

    public static ListNeed Ingresses(string? ns) => new("networking.k8s.io", "v1", "ingresses", ns);

    public static ListNeed IngressClasses() => new("networking.k8s.io", "v1", "ingressclasses");

    public static ListNeed ServiceCidrs() => new("networking.k8s.io", "v1", "servicecidrs");

    public static ListNeed IpAddresses() => new("networking.k8s.io", "v1", "ipaddresses");

    public static ListNeed Gateways(string? ns) => new(GatewayGroup, "v1", "gateways", ns);

    public static ListNeed GatewayClasses() => new(GatewayGroup, "v1", "gatewayclasses");

    public static ListNeed HttpRoutes(string? ns) => new(GatewayGroup, "v1", "httproutes", ns);

    public static ListNeed GrpcRoutes(string? ns) => new(GatewayGroup, "v1", "grpcroutes", ns);

    /// <summary>v1beta1 is the version that all releases of the Gateway API serve.</summary>
    public static ListNeed ReferenceGrants(string? ns) => new(GatewayGroup, "v1beta1", "referencegrants", ns);

    public static ListNeed Roles(string? ns) => new("rbac.authorization.k8s.io", "v1", "roles", ns);

    public static ListNeed RoleBindings(string? ns) => new("rbac.authorization.k8s.io", "v1", "rolebindings", ns);

    public static ListNeed ClusterRoles() => new("rbac.authorization.k8s.io", "v1", "clusterroles");

    public static ListNeed ClusterRoleBindings() => new("rbac.authorization.k8s.io", "v1", "clusterrolebindings");

    public static LogNeed Log(string ns, string pod, string container, bool previous) => new(ns, pod, container, previous);

    public static RawNeed Raw(string path) => new(path);
}
