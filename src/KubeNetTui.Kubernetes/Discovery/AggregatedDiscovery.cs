using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>Reads <c>APIGroupDiscoveryList</c> (v2 and v2beta1 are alike in what is read here).</summary>
internal static class AggregatedDiscovery
{
    public const string Accept =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    /// <summary>False: the server answered the old form.</summary>
    /// <exception cref="JsonException">Broken.</exception>
    public static bool TryRead(ReadOnlyMemory<byte> json, List<ApiResource> resources, List<string> problems)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.Text("kind") != "APIGroupDiscoveryList")
        {
            return false;
        }
        foreach (var group in document.RootElement.Items("items"))
        {
            var name = group.Member("metadata")?.Text("name") ?? "";
            var seen = new HashSet<string>();
            foreach (var version in group.Items("versions"))
            {
                ReadVersion(name, version, seen, resources, problems);
            }
        }
        return true;
    }

    // Versions come with the preferred one first: a later version only adds what the earlier ones have not.
    private static void ReadVersion(string group, JsonElement version, HashSet<string> seen, List<ApiResource> resources, List<string> problems)
    {
        var number = version.Text("version") ?? "";
        if (version.Text("freshness") == "Stale")
        {
            problems.Add($"{Printable.Clean(group, 100)}/{Printable.Clean(number, 40)} does not answer (an aggregated API that is down); its kinds may be missing.");
        }
        foreach (var resource in version.Items("resources"))
        {
            var plural = resource.Text("resource") ?? "";
            if (plural.Length == 0 || !seen.Add(plural))
            {
                continue;
            }
            resources.Add(new ApiResource(
                group, number, plural, resource.Text("singularResource") is { Length: > 0 } singular ? singular : plural,
                resource.Member("responseKind")?.Text("kind") ?? "", resource.Text("scope") == "Namespaced",
                resource.Texts("shortNames"), resource.Texts("verbs"), resource.Texts("categories")));
        }
    }
}

/// <summary>JSON elements as discovery reads them: what is missing or of another type is as if it were not there.</summary>
internal static class JsonElementReading
{
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static bool Flag(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.True };

    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    public static IReadOnlyList<string> Texts(this JsonElement element, string name) =>
        [.. element.Items(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];
}
