using KubeNetTui.Kubernetes;

namespace KubeNetTui.App;

/// <summary>The kinds that every cluster serves at these versions: they can be listed before discovery has answered.</summary>
internal static class WellKnownKinds
{
    private static readonly string[] AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public static ApiResource Pods { get; } = Of("", "v1", "pods", "Pod", true, "po");
    public static ApiResource Services { get; } = Of("", "v1", "services", "Service", true, "svc");
    public static ApiResource Nodes { get; } = Of("", "v1", "nodes", "Node", false, "no");
    public static ApiResource Namespaces { get; } = Of("", "v1", "namespaces", "Namespace", false, "ns");
    public static ApiResource Events { get; } = Of("", "v1", "events", "Event", true, "ev");
    public static ApiResource EndpointSlices { get; } = Of("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true);
    public static ApiResource Deployments { get; } = Of("apps", "v1", "deployments", "Deployment", true, "deploy");
    public static ApiResource ReplicaSets { get; } = Of("apps", "v1", "replicasets", "ReplicaSet", true, "rs");
    public static ApiResource StatefulSets { get; } = Of("apps", "v1", "statefulsets", "StatefulSet", true, "sts");
    public static ApiResource DaemonSets { get; } = Of("apps", "v1", "daemonsets", "DaemonSet", true, "ds");
    public static ApiResource Jobs { get; } = Of("batch", "v1", "jobs", "Job", true);
    public static ApiResource CronJobs { get; } = Of("batch", "v1", "cronjobs", "CronJob", true, "cj");
    public static ApiResource ServiceAccounts { get; } = Of("", "v1", "serviceaccounts", "ServiceAccount", true, "sa");
    public static ApiResource NetworkPolicies { get; } = Of("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true, "netpol");
    public static ApiResource Ingresses { get; } = Of("networking.k8s.io", "v1", "ingresses", "Ingress", true, "ing");
    public static ApiResource Secrets { get; } = Of("", "v1", "secrets", "Secret", true);

    /// <summary>No kind of the API: a context of the kubeconfig, that is the cluster as a whole. In no catalogue.</summary>
    public static ApiResource Contexts { get; } = new("", "", "contexts", "context", "Context", false, [], [], []);

    public static ApiCatalog Catalog { get; } = new(
        [
            Pods, Services, Nodes, Namespaces, Events, EndpointSlices, Deployments, ReplicaSets, StatefulSets, DaemonSets, Jobs, CronJobs,
            ServiceAccounts, NetworkPolicies, Ingresses,
            Of("rbac.authorization.k8s.io", "v1", "roles", "Role", true),
            Of("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true),
            Of("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false),
            Of("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false),
            Of("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true, "pdb"),
            Of("", "v1", "configmaps", "ConfigMap", true, "cm"),
            Secrets,
            Of("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true, "pvc"),
            Of("", "v1", "persistentvolumes", "PersistentVolume", false, "pv"),
        ],
        []);

    /// <summary>The same kind, whatever its version.</summary>
    public static bool IsSameKind(this ApiResource resource, ApiResource other) =>
        resource.Group == other.Group && resource.Plural == other.Plural;

    private static ApiResource Of(string group, string version, string plural, string kind, bool namespaced, params string[] shortNames) =>
        new(group, version, plural, kind.ToLowerInvariant(), kind, namespaced, shortNames, AllVerbs, []);
}
