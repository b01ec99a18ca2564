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

/// <summary>All kinds served.</summary>
public sealed class ApiCatalog(IReadOnlyList<ApiResource> resources, IReadOnlyList<string> problems)
{
    public IReadOnlyList<ApiResource> Resources { get; } = resources;

    /// <summary>Groups that could not be asked (a dead aggregated API), a sentence each; the rest still works.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;

    /// <summary>By plural, singular, short name, kind, <c>plural.group</c> or <c>plural.version.group</c>; case does not matter.
    /// Where several match, core and the built-in groups win, as with kubectl. Null: not served.</summary>
    public ApiResource? Find(string name) => throw new NotImplementedException();
}
