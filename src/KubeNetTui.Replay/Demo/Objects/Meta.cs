using System.Text;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Metadata as the API server returns it.</summary>
internal static class Meta
{
    public const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Name, namespace, uid and creation time, in the API's order; labels and the rest are added by the caller.</summary>
    /// <param name="resource">As in paths; with namespace and name it decides the uid.</param>
    public static JsonObject Of(
        string resource, string? ns, string name, DateTimeOffset created, JsonObject? labels = null, JsonObject? annotations = null,
        JsonObject? owner = null, string? generateName = null, int? generation = null)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (generateName is not null)
        {
            metadata["generateName"] = generateName;
        }

        if (ns is not null)
        {
            metadata["namespace"] = ns;
        }

        metadata["uid"] = DemoId.Uid($"{resource}/{ns}/{name}/{(generateName is null ? 0 : created.ToUnixTimeMilliseconds())}");
        if (generation is { } number)
        {
            metadata["generation"] = number;
        }

        metadata["creationTimestamp"] = DemoTime.Seconds(created);
        if (labels is { Count: > 0 })
        {
            metadata["labels"] = labels;
        }

        if (annotations is { Count: > 0 })
        {
            metadata["annotations"] = annotations;
        }

        if (owner is not null)
        {
            metadata["ownerReferences"] = new JsonArray(owner);
        }

        return metadata;
    }

    /// <summary>Finishes an object that somebody applied with kubectl: the annotation with the manifest, and its managedFields.</summary>
    /// <param name="manifest">What was applied: apiVersion, kind, metadata, and the rest before defaults.</param>
    /// <param name="item">The object with its defaults; changed in place.</param>
    public static JsonObject Applied(JsonObject manifest, JsonObject item, DateTimeOffset at)
    {
        var applied = (JsonObject)manifest.DeepClone();
        var appliedMetadata = (JsonObject)applied["metadata"]!;
        appliedMetadata["annotations"] ??= new JsonObject();
        var metadata = (JsonObject)item["metadata"]!;
        var annotations = metadata["annotations"] as JsonObject;
        if (annotations is null)
        {
            annotations = [];
            metadata["annotations"] = annotations;
        }

        annotations[LastApplied] = Encoding.UTF8.GetString(JsonBytes.From(Sorted(applied)!)) + "\n";
        metadata["managedFields"] = ManagedFields.Creator("kubectl-client-side-apply", (string)manifest["apiVersion"]!, at, item);
        return item;
    }

    /// <summary>Adds a controller's entry for the parts that it keeps up to date.</summary>
    public static void NoteController(JsonObject item, string apiVersion, DateTimeOffset at, JsonObject fields, string? subresource = "status", string manager = "kube-controller-manager")
    {
        var metadata = (JsonObject)item["metadata"]!;
        if (metadata["managedFields"] is not JsonArray managed)
        {
            managed = [];
            metadata["managedFields"] = managed;
        }

        foreach (var old in managed.Where(m => (string?)m!["manager"] == manager && (string?)m["subresource"] == subresource && subresource is not null).ToList())
        {
            managed.Remove(old);
        }

        managed.Add((JsonNode)ManagedFields.Entry(manager, apiVersion, at, fields, subresource));
    }

    /// <summary>kubectl writes the annotation with sorted keys.</summary>
    private static JsonNode? Sorted(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                var sorted = new JsonObject();
                foreach (var (key, value) in map.OrderBy(p => p.Key, StringComparer.Ordinal))
                {
                    sorted[key] = Sorted(value);
                }

                return sorted;
            case JsonArray list:
                return new JsonArray([.. list.Select(Sorted)]);
            default:
                return node?.DeepClone();
        }
    }
}
