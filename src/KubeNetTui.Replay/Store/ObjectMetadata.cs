using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>What the server does to the metadata of objects that are written.</summary>
internal static class ObjectMetadata
{
    // The alphabet of k8s.io/apimachinery/pkg/util/rand: no vowels, so that no words come out.
    private const string NameLetters = "bcdfghjklmnpqrstvwxz2456789";

    public static JsonObject Of(JsonObject item)
    {
        if (item["metadata"] is JsonObject metadata)
        {
            return metadata;
        }

        metadata = [];
        item["metadata"] = metadata;
        return metadata;
    }

    public static string Text(JsonObject metadata, string name) =>
        metadata[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";

    /// <summary>The name, made from <c>generateName</c> when it is missing; "" when both are.</summary>
    public static string EnsureName(JsonObject metadata)
    {
        var name = Text(metadata, "name");
        if (name.Length == 0 && Text(metadata, "generateName") is { Length: > 0 } prefix)
        {
            name = prefix + RandomNumberGenerator.GetString(NameLetters, 5);
            metadata["name"] = name;
        }

        return name;
    }

    /// <summary>An update can't change who an object is.</summary>
    public static void KeepIdentity(JsonObject metadata, JsonObject current)
    {
        foreach (var field in (ReadOnlySpan<string>)["uid", "creationTimestamp", "generateName"])
        {
            if (current[field] is { } value)
            {
                metadata[field] = value.DeepClone();
            }
        }
    }
}
