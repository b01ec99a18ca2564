using System.Text.Json;
using KubeNetTui.Metrics;
using KubeNetTui.Reading;

namespace KubeNetTui.Pulse;

/// <summary>What a node has for its pods.</summary>
internal sealed record NodeShare(string Name, Usage Allocatable)
{
    /// <summary>Null where the JSON is no object.</summary>
    public static NodeShare? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var node = new Fields(document.RootElement);
            return new NodeShare(node["metadata"]["name"].Text, Usage.Of(node["status"]["allocatable"]));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
