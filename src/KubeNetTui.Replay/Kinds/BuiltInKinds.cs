namespace KubeNetTui.Replay;

/// <summary>The kinds of a Kubernetes 1.33 API server, in the order in which it lists their groups.</summary>
internal static class BuiltInKinds
{
    private static readonly string[] CreateOnly = ["create"];
    private static readonly string[] Status = ["status"];
    private static readonly string[] StatusAndScale = ["scale", "status"];
    private static readonly string[] All = ["all"];
    private static readonly string[] Extensions = ["api-extensions"];

    public static IReadOnlyList<ResourceKind> List { get; } =
    [
        Core("bindings", "binding", "Binding") with { Verbs = CreateOnly },
        Core("configmaps", "configmap", "ConfigMap") with { ShortNames = ["cm"] },
        Core("endpoints", "endpoints", "Endpoints") with { ShortNames = ["ep"] },
        Core("events", "event", "Event") with { ShortNames = ["ev"] },
        Core("limitranges", "limitrange", "LimitRange") with { ShortNames = ["limits"] },
        Core("namespaces", "namespace", "Namespace", false) with
        {
            ShortNames = ["ns"], Subresources = ["finalize", "status"],
            Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"],
        },
        Core("nodes", "node", "Node", false) with { ShortNames = ["no"], Subresources = ["proxy", "status"] },
        Core("persistentvolumeclaims", "persistentvolumeclaim", "PersistentVolumeClaim") with { ShortNames = ["pvc"], Subresources = Status },
        Core("persistentvolumes", "persistentvolume", "PersistentVolume", false) with { ShortNames = ["pv"], Subresources = Status },
        Core("pods", "pod", "Pod") with
        {
            ShortNames = ["po"], Categories = All,
            Subresources =
            [
                "attach", "binding", "ephemeralcontainers", "eviction", "exec", "log", "portforward", "proxy", "resize", "status",
            ],
        },
        Core("podtemplates", "podtemplate", "PodTemplate"),
        Core("replicationcontrollers", "replicationcontroller", "ReplicationController") with
        {
            ShortNames = ["rc"], Categories = All, Subresources = StatusAndScale,
        },
        Core("resourcequotas", "resourcequota", "ResourceQuota") with { ShortNames = ["quota"], Subresources = Status },
        Core("secrets", "secret", "Secret"),
        Core("serviceaccounts", "serviceaccount", "ServiceAccount") with { ShortNames = ["sa"] },
        Core("services", "service", "Service") with { ShortNames = ["svc"], Categories = All, Subresources = ["proxy", "status"] },

        Cluster("apiregistration.k8s.io", "apiservices", "apiservice", "APIService") with { Categories = Extensions, Subresources = Status },
        Namespaced("apps", "controllerrevisions", "controllerrevision", "ControllerRevision"),
        Namespaced("apps", "daemonsets", "daemonset", "DaemonSet") with { ShortNames = ["ds"], Categories = All, Subresources = Status },
        Namespaced("apps", "deployments", "deployment", "Deployment") with
        {
            ShortNames = ["deploy"], Categories = All, Subresources = StatusAndScale,
        },
        Namespaced("apps", "replicasets", "replicaset", "ReplicaSet") with
        {
            ShortNames = ["rs"], Categories = All, Subresources = StatusAndScale,
        },
        Namespaced("apps", "statefulsets", "statefulset", "StatefulSet") with
        {
            ShortNames = ["sts"], Categories = All, Subresources = StatusAndScale,
        },
        Namespaced("events.k8s.io", "events", "event", "Event") with { ShortNames = ["ev"] },
        Cluster("authentication.k8s.io", "selfsubjectreviews", "selfsubjectreview", "SelfSubjectReview") with { Verbs = CreateOnly },
        Cluster("authentication.k8s.io", "tokenreviews", "tokenreview", "TokenReview") with { Verbs = CreateOnly },
        Namespaced("authorization.k8s.io", "localsubjectaccessreviews", "localsubjectaccessreview", "LocalSubjectAccessReview") with
        {
            Verbs = CreateOnly,
        },
        Cluster("authorization.k8s.io", "selfsubjectaccessreviews", "selfsubjectaccessreview", "SelfSubjectAccessReview") with
        {
            Verbs = CreateOnly,
        },
        Cluster("authorization.k8s.io", "selfsubjectrulesreviews", "selfsubjectrulesreview", "SelfSubjectRulesReview") with
        {
            Verbs = CreateOnly,
        },
        Cluster("authorization.k8s.io", "subjectaccessreviews", "subjectaccessreview", "SubjectAccessReview") with { Verbs = CreateOnly },
        Namespaced("autoscaling", "horizontalpodautoscalers", "horizontalpodautoscaler", "HorizontalPodAutoscaler", "v2") with
        {
            ShortNames = ["hpa"], Categories = All, Subresources = Status,
        },
        Namespaced("batch", "cronjobs", "cronjob", "CronJob") with { ShortNames = ["cj"], Categories = All, Subresources = Status },
        Namespaced("batch", "jobs", "job", "Job") with { Categories = All, Subresources = Status },
        Cluster("certificates.k8s.io", "certificatesigningrequests", "certificatesigningrequest", "CertificateSigningRequest") with
        {
            ShortNames = ["csr"], Subresources = ["approval", "status"],
        },
        Cluster("networking.k8s.io", "ingressclasses", "ingressclass", "IngressClass"),
        Namespaced("networking.k8s.io", "ingresses", "ingress", "Ingress") with { ShortNames = ["ing"], Subresources = Status },
        Cluster("networking.k8s.io", "ipaddresses", "ipaddress", "IPAddress") with { ShortNames = ["ip"] },
        Namespaced("networking.k8s.io", "networkpolicies", "networkpolicy", "NetworkPolicy") with { ShortNames = ["netpol"] },
        Cluster("networking.k8s.io", "servicecidrs", "servicecidr", "ServiceCIDR") with { Subresources = Status },
        Namespaced("policy", "poddisruptionbudgets", "poddisruptionbudget", "PodDisruptionBudget") with
        {
            ShortNames = ["pdb"], Subresources = Status,
        },
        Cluster("rbac.authorization.k8s.io", "clusterrolebindings", "clusterrolebinding", "ClusterRoleBinding"),
        Cluster("rbac.authorization.k8s.io", "clusterroles", "clusterrole", "ClusterRole"),
        Namespaced("rbac.authorization.k8s.io", "rolebindings", "rolebinding", "RoleBinding"),
        Namespaced("rbac.authorization.k8s.io", "roles", "role", "Role"),
        Cluster("storage.k8s.io", "csidrivers", "csidriver", "CSIDriver"),
        Cluster("storage.k8s.io", "csinodes", "csinode", "CSINode"),
        Namespaced("storage.k8s.io", "csistoragecapacities", "csistoragecapacity", "CSIStorageCapacity"),
        Cluster("storage.k8s.io", "storageclasses", "storageclass", "StorageClass") with { ShortNames = ["sc"] },
        Cluster("storage.k8s.io", "volumeattachments", "volumeattachment", "VolumeAttachment") with { Subresources = Status },
        Cluster("admissionregistration.k8s.io", "mutatingwebhookconfigurations", "mutatingwebhookconfiguration",
            "MutatingWebhookConfiguration") with { Categories = Extensions },
        Cluster("admissionregistration.k8s.io", "validatingadmissionpolicies", "validatingadmissionpolicy",
            "ValidatingAdmissionPolicy") with { Categories = Extensions, Subresources = Status },
        Cluster("admissionregistration.k8s.io", "validatingadmissionpolicybindings", "validatingadmissionpolicybinding",
            "ValidatingAdmissionPolicyBinding") with { Categories = Extensions },
        Cluster("admissionregistration.k8s.io", "validatingwebhookconfigurations", "validatingwebhookconfiguration",
            "ValidatingWebhookConfiguration") with { Categories = Extensions },
        Cluster("apiextensions.k8s.io", "customresourcedefinitions", "customresourcedefinition", "CustomResourceDefinition") with
        {
            ShortNames = ["crd", "crds"], Categories = Extensions, Subresources = Status,
        },
        Cluster("scheduling.k8s.io", "priorityclasses", "priorityclass", "PriorityClass") with { ShortNames = ["pc"] },
        Namespaced("coordination.k8s.io", "leases", "lease", "Lease"),
        Cluster("node.k8s.io", "runtimeclasses", "runtimeclass", "RuntimeClass"),
        Namespaced("discovery.k8s.io", "endpointslices", "endpointslice", "EndpointSlice"),
        Cluster("flowcontrol.apiserver.k8s.io", "flowschemas", "flowschema", "FlowSchema") with { Subresources = Status },
        Cluster("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations", "prioritylevelconfiguration",
            "PriorityLevelConfiguration") with { Subresources = Status },
    ];

    /// <summary>What metrics-server adds; served only when the bundle has it, or is measured.</summary>
    public static IReadOnlyList<ResourceKind> Metrics { get; } =
    [
        new("metrics.k8s.io", "v1beta1", "nodes", "node", "NodeMetrics", false) { Verbs = ["get", "list"] },
        new("metrics.k8s.io", "v1beta1", "pods", "pod", "PodMetrics", true) { Verbs = ["get", "list"] },
    ];

    private static ResourceKind Core(string resource, string singular, string kind, bool namespaced = true) =>
        new("", "v1", resource, singular, kind, namespaced);

    private static ResourceKind Namespaced(string group, string resource, string singular, string kind, string version = "v1") =>
        new(group, version, resource, singular, kind, true);

    private static ResourceKind Cluster(string group, string resource, string singular, string kind) =>
        new(group, "v1", resource, singular, kind, false);
}
