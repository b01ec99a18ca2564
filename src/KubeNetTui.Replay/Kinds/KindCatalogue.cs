using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>The kinds that are served now. Immutable: a changed CustomResourceDefinition makes a new one.</summary>
internal sealed class KindCatalogue
{
    private readonly Dictionary<(string Group, string Version, string Resource), ResourceKind> _byPath = [];
    private readonly Dictionary<string, ResourceKind> _preferred = new(StringComparer.Ordinal);

    public KindCatalogue(IReadOnlyList<ResourceKind> kinds)
    {
        Kinds = kinds;
        foreach (var kind in kinds)
        {
            _byPath.TryAdd((kind.Group, kind.Version, kind.Resource), kind);
            _preferred.TryAdd(kind.QualifiedName, kind);
        }

        Groups = [.. kinds.Select(kind => kind.Group).Where(group => group.Length > 0).Distinct()];
    }

    public IReadOnlyList<ResourceKind> Kinds { get; }

    /// <summary>Named groups in the order in which they are listed; core is not among them.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <param name="qualifiedName"><c>pods</c>, <c>deployments.apps</c>. Of several versions the first listed.</param>
    public ResourceKind? Find(string qualifiedName) => _preferred.GetValueOrDefault(qualifiedName);

    public ResourceKind? Find(string group, string version, string resource) => _byPath.GetValueOrDefault((group, version, resource));

    public IEnumerable<string> Versions(string group) =>
        Kinds.Where(kind => kind.Group == group).Select(kind => kind.Version).Distinct();

    public IEnumerable<ResourceKind> Of(string group, string version) =>
        Kinds.Where(kind => kind.Group == group && kind.Version == version);

    /// <summary>The kinds that a CustomResourceDefinition describes: one for each version that is served, the newest stable first.</summary>
    public static IEnumerable<ResourceKind> FromDefinition(ReadOnlyMemory<byte> definition)
    {
        using var document = JsonDocument.Parse(definition);
        var spec = document.RootElement.At("spec");
        var names = spec.At("names");
        var kinds = new List<ResourceKind>();
        foreach (var version in spec.Items("versions"))
        {
            if (!version.Flag("served"))
            {
                continue;
            }

            var kind = names.Text("kind");
            kinds.Add(new ResourceKind(
                spec.Text("group"), version.Text("name"), names.Text("plural"),
                names.Text("singular") is { Length: > 0 } singular ? singular : kind.ToLowerInvariant(),
                kind, spec.Text("scope") == "Namespaced")
            {
                ShortNames = [.. names.Items("shortNames").Select(item => item.AsText())],
                Categories = [.. names.Items("categories").Select(item => item.AsText())],
                Subresources = [.. version.Members("subresources").Select(member => member.Name).Order(StringComparer.Ordinal)],
                Columns = [.. version.Items("additionalPrinterColumns").Select(Column)],
            });
        }

        return kinds.OrderBy(kind => kind.Version.Contains("alpha", StringComparison.Ordinal) ? 2
            : kind.Version.Contains("beta", StringComparison.Ordinal) ? 1 : 0);
    }

    private static PrinterColumn Column(JsonElement column) => new(
        column.Text("name"), column.Text("type"), column.Text("jsonPath"), column.Text("format"), column.Text("description"),
        (int)column.Number("priority"));
}
