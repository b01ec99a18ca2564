using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>Needs as the API server's paths and as the permissions that they take.</summary>
internal static class ApiPaths
{
    // Of the kinds that checks ask for. A kind that is not here is read only where the need says.
    private static readonly HashSet<string> NamespacedKinds = new(StringComparer.Ordinal)
    {
        "pods", "services", "endpoints", "events", "configmaps", "serviceaccounts", "endpointslices", "leases", "deployments",
        "replicasets", "statefulsets", "daemonsets", "jobs", "cronjobs", "networkpolicies", "ingresses",
    };

    public static bool IsNamespaced(ListNeed need) => need.Namespace is not null || NamespacedKinds.Contains(need.Resource);

    /// <summary><c>/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices</c></summary>
    public static string Of(ListNeed need) =>
        (need.Group.Length == 0 ? $"/api/{need.Version}" : $"/apis/{need.Group}/{need.Version}")
        + (need.Namespace is { Length: > 0 } ns ? $"/namespaces/{Uri.EscapeDataString(ns)}" : "")
        + "/" + need.Resource;

    /// <summary><c>needs "list" on pods in namespace shop: kubectl auth can-i list pods -n shop</c></summary>
    public static string Permission(string verb, string group, string resource, string? ns)
    {
        string full = group.Length == 0 ? resource : $"{resource}.{group}";
        string where = ns is null ? "" : $" in namespace {ns}";
        string flag = ns is null ? " -A" : $" -n {ns}";
        return $"needs \"{verb}\" on {full}{where}: kubectl auth can-i {verb} {full}{flag}";
    }

    /// <summary>As <see cref="Permission(string, string, string, string?)"/>, for what a need takes.</summary>
    public static string Permission(Need need) => need switch
    {
        ListNeed list when !IsNamespaced(list) =>
            $"needs \"list\" on {FullName(list)}: kubectl auth can-i list {FullName(list)}",
        ListNeed { Namespace: null } list =>
            $"needs \"list\" on {FullName(list)} in all namespaces: kubectl auth can-i list {FullName(list)} -A",
        ListNeed list => Permission("list", list.Group, list.Resource, list.Namespace),
        LogNeed log => Permission("get", "", "pods/log", log.Namespace),
        RawNeed raw => $"needs \"get\" on the path {Bare(raw.Path)}: kubectl auth can-i get '{Bare(raw.Path)}'",
        _ => "",
    };

    private static string FullName(ListNeed need) => need.Group.Length == 0 ? need.Resource : $"{need.Resource}.{need.Group}";

    private static string Bare(string path) => path.Split('?', 2)[0];
}
