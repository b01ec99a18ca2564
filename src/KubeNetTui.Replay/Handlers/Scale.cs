using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>The <c>scale</c> subresource: the replicas of a workload, seen as an <c>autoscaling/v1</c> object.</summary>
internal static class Scale
{
    public static JsonObject Of(ResourceKind kind, StoredObject item) => Of(kind, item.ToNode(kind));

    public static JsonObject Of(ResourceKind kind, JsonObject item)
    {
        var metadata = ObjectMetadata.Of(item);
        var scaled = new JsonObject();
        foreach (var name in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            if (metadata[name] is { } value)
            {
                scaled[name] = value.DeepClone();
            }
        }

        using var document = JsonDocument.Parse(JsonBytes.From(item));
        var selector = document.RootElement.At("spec", "selector");
        var text = kind.Resource == "replicationcontrollers" ? Cells.Labels(selector) : Cells.Selector(selector);
        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = scaled,
            ["spec"] = new JsonObject { ["replicas"] = document.RootElement.Number("spec", "replicas") },
            ["status"] = new JsonObject
            {
                ["replicas"] = document.RootElement.Number("status", "replicas"),
                ["selector"] = text == RowBuilder.None ? "" : text,
            },
        };
    }

    /// <summary>The workload with the replicas of a scale.</summary>
    public static JsonObject Set(JsonObject item, JsonObject scale)
    {
        if (item["spec"] is not JsonObject spec)
        {
            spec = [];
            item["spec"] = spec;
        }

        spec["replicas"] = (scale["spec"] as JsonObject)?["replicas"]?.DeepClone() ?? JsonValue.Create(0);
        if (ObjectMetadata.Text(ObjectMetadata.Of(scale), "resourceVersion") is { Length: > 0 } version)
        {
            ObjectMetadata.Of(item)["resourceVersion"] = version; // an outdated one is a conflict
        }

        return item;
    }
}
