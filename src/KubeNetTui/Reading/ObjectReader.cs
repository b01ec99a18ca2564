using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.App;

namespace KubeNetTui.Reading;

/// <summary>Reads one object for a screen. A Secret's values are taken out here, before any screen has seen them.</summary>
internal static class ObjectReader
{
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Session session, Selection selection, CancellationToken cancellation)
    {
        var path = selection.Resource.Path(selection.Namespace, selection.Name);
        var json = await session.Feeds.GetAsync(path, cancellation).ConfigureAwait(false);
        return WithoutSecrets(json, selection.Resource is { Group: "", Plural: "secrets" });
    }

    /// <param name="known">It was asked for as a Secret, whatever it says of itself.</param>
    internal static ReadOnlyMemory<byte> WithoutSecrets(ReadOnlyMemory<byte> json, bool known)
    {
        // Nothing but a Secret can hold what a Secret holds; everything else goes through as it is.
        if (!known && !json.Span.ContainsSecretKind())
        {
            return json;
        }

        try
        {
            var node = JsonNode.Parse(json.Span);
            SecretMask.Apply(node, known);
            return Encoding.UTF8.GetBytes(node?.ToJsonString() ?? "null");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // What can't be read can't be masked, so it isn't shown. ArgumentException: a key that is there twice.
            return "{\"kind\":\"Secret\",\"problem\":\"not shown: what the server sent is no valid JSON\"}"u8.ToArray();
        }
    }

    private static bool ContainsSecretKind(this ReadOnlySpan<byte> json) => json.IndexOf("\"Secret"u8) >= 0;
}
