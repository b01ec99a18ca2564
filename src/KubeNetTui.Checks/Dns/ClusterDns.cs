using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What of a cluster is its DNS.</summary>
internal static class ClusterDns
{
    public const string Namespace = "kube-system";

    /// <summary>The label of CoreDNS and of kube-dns before it, on pods and on the service.</summary>
    public const string Label = "kube-dns";

    /// <summary>Whether a pod is a DNS server of the cluster. NodeLocal DNSCache has a label of its own and is not counted.</summary>
    public static bool IsServer(Pod pod) => pod.Meta.Labels["k8s-app"] is Label or "coredns" || pod.Meta.Labels["app.kubernetes.io/name"] == "coredns";

    public static bool IsNodeCache(Pod pod) => pod.Meta.Labels["k8s-app"] is "node-local-dns" or "nodelocaldns";

    /// <summary>
    /// The service: by its name (<c>kube-dns</c>, also where CoreDNS serves), else by its label, else one that has port 53 and selects DNS
    /// servers. Null where there is none.
    /// </summary>
    public static Service? Service(IReadOnlyList<Service> services, IReadOnlyList<Pod> servers) =>
        services.FirstOrDefault(s => s.Name == "kube-dns")
        ?? services.FirstOrDefault(s => s.Meta.Labels["k8s-app"] == Label && HasPort53(s) && s.Name != "kube-dns-upstream")
        ?? services.FirstOrDefault(s => HasPort53(s) && s.Selector.Count > 0 && servers.Any(p => p.Meta.Labels.Matches(s.Selector)));

    private static bool HasPort53(Service service) => service.Ports.Any(p => p.Port == 53);
}
