using System.Text.Json.Nodes;

namespace KubeNetTui.Replay.Tests;

/// <summary>The bundle as tests read it: JSON, parsed again from its bytes.</summary>
internal sealed class Shop
{
    private readonly Dictionary<string, IReadOnlyList<JsonObject>> _lists = new(StringComparer.Ordinal);

    public static DateTimeOffset Now { get; } = new(2026, 3, 4, 15, 16, 17, TimeSpan.Zero);

    public ShopBundle Bundle { get; } = ShopBundle.Create(Now);

    public IReadOnlyList<JsonObject> List(string resource)
    {
        if (!_lists.TryGetValue(resource, out var list))
        {
            _lists[resource] = list = [.. Bundle.Objects(resource).Select(bytes => (JsonObject)JsonNode.Parse(bytes.Span)!)];
        }

        return list;
    }

    public JsonObject Find(string resource, string? ns, string name) =>
        List(resource).Single(item => (string?)item["metadata"]!["name"] == name && (string?)item["metadata"]!["namespace"] == ns);

    public IReadOnlyList<JsonObject> PodsOf(string app) =>
        [.. List("pods").Where(p => (string?)p["metadata"]!["labels"]?["app"] == app && (string?)p["metadata"]!["namespace"] == "shop")];

    public IReadOnlyList<JsonObject> SlicesOf(string ns, string service) =>
        [.. List("endpointslices.discovery.k8s.io").Where(s => (string?)s["metadata"]!["namespace"] == ns && (string?)s["metadata"]!["labels"]?["kubernetes.io/service-name"] == service)];

    public string Node(string node, string section) => Bundle.NodeSection(node, section) ?? throw new InvalidOperationException($"{node} has no {section}");
}
