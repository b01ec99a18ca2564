using System.Text.Json;

namespace KubeNetTui.Screens;

/// <summary>What the list of endpoints keeps of an EndpointSlice.</summary>
internal sealed record SliceEndpoints(string Namespace, string Name, string Uid, DateTimeOffset? Created, string Ports, IReadOnlyList<SliceEndpoint> Endpoints)
{
    /// <summary>Null where the JSON is no slice; never throws for what a server may send.</summary>
    public static SliceEndpoints? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            var metadata = Member(root, "metadata");
            var endpoints = new List<SliceEndpoint>();
            foreach (var endpoint in Items(root, "endpoints"))
            {
                var conditions = Member(endpoint, "conditions");
                var ready = Flag(conditions, "ready") ?? true; // discovery/v1: nil means ready
                var target = Member(endpoint, "targetRef");
                foreach (var address in Items(endpoint, "addresses"))
                {
                    endpoints.Add(new SliceEndpoint(
                        address.ValueKind == JsonValueKind.String ? address.GetString()! : "", ready, Flag(conditions, "serving") ?? ready,
                        Flag(conditions, "terminating") ?? false, Text(target, "kind") == "Pod" ? Text(target, "name") : "",
                        Text(target, "uid"), Text(endpoint, "nodeName"), Text(endpoint, "zone")));
                }
            }

            return new SliceEndpoints(
                Text(metadata, "namespace"), Text(metadata, "name"), Text(metadata, "uid"),
                DateTimeOffset.TryParse(Text(metadata, "creationTimestamp"), out var created) ? created : null,
                string.Join(", ", Items(root, "ports").Select(PortOf)), endpoints);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // "http:8080", "53/UDP"; a port without a number stands for all.
    private static string PortOf(JsonElement port)
    {
        var number = Member(port, "port") is { ValueKind: JsonValueKind.Number } n ? n.GetRawText() : "any";
        var (name, protocol) = (Text(port, "name"), Text(port, "protocol"));
        return $"{(name.Length > 0 ? name + ":" : "")}{number}{(protocol is "" or "TCP" ? "" : "/" + protocol)}";
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : default;

    private static string Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    private static bool? Flag(JsonElement element, string name) => Member(element, name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}

/// <param name="Pod">Name of the pod behind it; "" where none is named (hand-made).</param>
internal sealed record SliceEndpoint(
    string Address, bool Ready, bool Serving, bool Terminating, string Pod, string PodUid, string Node, string Zone);
