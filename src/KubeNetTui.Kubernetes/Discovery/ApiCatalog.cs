namespace KubeNetTui.Kubernetes;

/// <summary>All kinds served, those of core and the built-in groups first.</summary>
public sealed class ApiCatalog(IReadOnlyList<ApiResource> resources, IReadOnlyList<string> problems)
{
    private readonly Lazy<Dictionary<string, ApiResource>> _names = new(() => Index(resources));

    public IReadOnlyList<ApiResource> Resources { get; } = resources;

    /// <summary>Groups that could not be asked (a dead aggregated API), a sentence each; the rest still works.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;

    /// <summary>By plural, singular, short name, kind, <c>plural.group</c> or <c>plural.version.group</c>; case does not matter.
    /// Where several match, core and the built-in groups win, as with kubectl. Null: not served.</summary>
    public ApiResource? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_names.Value.TryGetValue(name.Trim(), out var found))
        {
            return found;
        }
        // plural.version.group, and the start of a group: deployments.v1.apps, virtualservices.networking.
        var parts = name.Trim().Split('.', 2);
        if (parts.Length < 2 || parts[1].Length == 0)
        {
            return null;
        }
        return Resources.FirstOrDefault(r => Named(r, parts[0]) && Same($"{r.Version}.{r.Group}", parts[1]))
            ?? Resources.FirstOrDefault(r => Named(r, parts[0]) && r.Group.StartsWith(parts[1], StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>All kinds of a category (<c>all</c>).</summary>
    public IReadOnlyList<ApiResource> InCategory(string category) =>
        [.. Resources.Where(r => r.Categories.Contains(category, StringComparer.OrdinalIgnoreCase))];

    private static Dictionary<string, ApiResource> Index(IReadOnlyList<ApiResource> resources)
    {
        var names = new Dictionary<string, ApiResource>(StringComparer.OrdinalIgnoreCase);
        // In this order: a full name is never hidden by somebody else's short name.
        foreach (var naming in (Func<ApiResource, IEnumerable<string>>[])
            [r => [r.FullName], r => [r.Plural], r => [r.Singular], r => r.ShortNames, r => [r.Kind], r => [$"{r.Singular}.{r.Group}", $"{r.Kind}.{r.Group}"]])
        {
            foreach (var resource in resources.OrderBy(r => Rank.Of(r.Group)))
            {
                foreach (var name in naming(resource))
                {
                    if (name.Length > 0)
                    {
                        names.TryAdd(name, resource);
                    }
                }
            }
        }
        return names;
    }

    private static bool Named(ApiResource resource, string name) =>
        Same(resource.Plural, name) || Same(resource.Singular, name) || Same(resource.Kind, name) || resource.ShortNames.Any(s => Same(s, name));

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
