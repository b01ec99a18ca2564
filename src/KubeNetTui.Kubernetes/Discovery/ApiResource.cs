namespace KubeNetTui.Kubernetes;

/// <summary>A kind that the server serves, at its preferred version.</summary>
/// <param name="Group">"" for core.</param>
/// <param name="Plural">As in the URL: <c>endpointslices</c>.</param>
public sealed record ApiResource(
    string Group, string Version, string Plural, string Singular, string Kind, bool Namespaced,
    IReadOnlyList<string> ShortNames, IReadOnlyList<string> Verbs, IReadOnlyList<string> Categories)
{
    /// <summary><c>pods</c>, <c>deployments.apps</c>.</summary>
    public string FullName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary><c>/api/v1/namespaces/shop/pods</c>; <paramref name="ns"/> null: all namespaces or cluster-scoped.</summary>
    public string Path(string? ns = null, string? name = null) =>
        (Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}")
        + (ns is { Length: > 0 } && Namespaced ? $"/namespaces/{Uri.EscapeDataString(ns)}" : "")
        + "/" + Plural + (name is null ? "" : "/" + Uri.EscapeDataString(name));
}
