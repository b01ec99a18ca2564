using KubeNetTui.Kubernetes;

namespace KubeNetTui.App.Commands;

/// <summary>A kind by any of its names: plural, singular, short, <c>plural.group</c>, and the short forms that hands know.</summary>
internal static class KindNames
{
    public static ApiResource? Find(string word, ApiCatalog kinds) =>
        kinds.Find(word) ?? word.ToLowerInvariant() switch
        {
            "eps" or "es" => kinds.Find("endpointslices"),
            "dp" => kinds.Find("deployments"),
            _ => null,
        };

    /// <summary>A short name that is typed whole is the best candidate already; plurals come before singulars, since they are what is shown.</summary>
    public static IEnumerable<string> All(ApiCatalog kinds) =>
        kinds.Resources.SelectMany(r => r.ShortNames)
            .Concat(kinds.Resources.Select(r => r.Plural))
            .Concat(kinds.Resources.Select(r => r.Singular))
            .Concat(kinds.Resources.Where(r => r.Group.Length > 0).Select(r => r.FullName));
}
