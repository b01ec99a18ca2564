using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>Which lists of the API a bundle has, beside those that checks asked for: what a person browses when looking for a cause.</summary>
internal static class BundleLists
{
    /// <summary>ConfigMaps that say how the network is set up; they hold no secrets.</summary>
    public static readonly (string Namespace, string Name)[] ConfigMaps =
    [
        ("kube-system", "coredns"), ("kube-system", "coredns-custom"), ("kube-system", "kube-dns"), ("kube-system", "node-local-dns"),
        ("kube-system", "kube-proxy"), ("kube-system", "kubeadm-config"), ("kube-system", "kubelet-config"), ("kube-system", "kube-flannel-cfg"),
        ("kube-flannel", "kube-flannel-cfg"), ("kube-system", "calico-config"), ("calico-system", "cni-config"), ("kube-system", "cilium-config"),
        ("kube-system", "azure-ip-masq-agent-config"), ("kube-system", "ip-masq-agent"), ("kube-system", "amazon-vpc-cni"), ("kube-system", "weave-net"),
        ("kube-system", "konnectivity-agent"),
    ];

    private static readonly (string Group, string Version, string Resource)[] Namespaced =
    [
        ("", "v1", "pods"), ("", "v1", "services"), ("", "v1", "endpoints"), ("", "v1", "events"), ("", "v1", "serviceaccounts"),
        ("discovery.k8s.io", "v1", "endpointslices"), ("apps", "v1", "deployments"), ("apps", "v1", "replicasets"), ("apps", "v1", "statefulsets"),
        ("apps", "v1", "daemonsets"), ("batch", "v1", "jobs"), ("batch", "v1", "cronjobs"), ("networking.k8s.io", "v1", "ingresses"),
        ("networking.k8s.io", "v1", "networkpolicies"), ("policy", "v1", "poddisruptionbudgets"),
        ("rbac.authorization.k8s.io", "v1", "roles"), ("rbac.authorization.k8s.io", "v1", "rolebindings"),
    ];

    private static readonly (string Group, string Version, string Resource)[] Cluster =
    [
        ("", "v1", "nodes"), ("", "v1", "namespaces"), ("networking.k8s.io", "v1", "ingressclasses"),
        ("rbac.authorization.k8s.io", "v1", "clusterroles"), ("rbac.authorization.k8s.io", "v1", "clusterrolebindings"),
        ("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations"),
        ("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations"),
    ];

    /// <summary>
    /// Each list once: one over all namespaces takes the place of those over some. Never Secrets; ConfigMaps are chosen by name.
    /// </summary>
    public static IReadOnlyList<ListNeed> Of(BundleRequest request, bool configMaps)
    {
        IEnumerable<ListNeed> asked = request.Asked.Select(s => s.Need).OfType<ListNeed>()
            .Where(n => n.Resource is not ("secrets" or "configmaps"))
            .Select(n => n with { FieldSelector = null, LabelSelector = null });
        List<ListNeed> wanted =
        [
            .. Cluster.Select(k => new ListNeed(k.Group, k.Version, k.Resource)),
            Needs.NodeLeases(),
            .. Namespaced.Select(k => new ListNeed(k.Group, k.Version, k.Resource, request.Namespace)),
            .. configMaps ? [new ListNeed("", "v1", "configmaps", request.Namespace)] : (ListNeed[])[],
            .. asked,
        ];
        HashSet<(string, string)> whole = [.. wanted.Where(n => n.Namespace is null).Select(n => (n.Group, n.Resource))];
        return [.. wanted.Where(n => n.Namespace is null || !whole.Contains((n.Group, n.Resource))).Distinct()];
    }

    /// <summary>The named ConfigMaps, and those that checks asked for by name.</summary>
    public static IReadOnlyList<(string Namespace, string Name)> ConfigMapsOf(BundleRequest request)
    {
        const string Field = "metadata.name=";
        IEnumerable<(string, string)> asked = request.Asked.Select(s => s.Need).OfType<ListNeed>()
            .Where(n => n is { Resource: "configmaps", Namespace: not null, FieldSelector: not null } && n.FieldSelector.StartsWith(Field, StringComparison.Ordinal))
            .Select(n => (n.Namespace!, n.FieldSelector![Field.Length..]));
        return [.. ConfigMaps.Concat(asked).Distinct()];
    }
}
