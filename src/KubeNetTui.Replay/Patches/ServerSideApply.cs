using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// Server-side apply without conflicts: what a manager applies is merged in, and what it applied before and no longer names
/// is taken out. What each manager applied is kept in <c>managedFields</c>; lists count as one field there.
/// </summary>
internal static class ServerSideApply
{
    public static void Apply(JsonObject target, JsonObject applied, string manager, string time, bool byMergeKeys)
    {
        var metadata = ObjectMetadata.Of(target);
        var entries = metadata["managedFields"] as JsonArray ?? [];
        metadata.Remove("managedFields");
        var before = entries.OfType<JsonObject>().FirstOrDefault(entry =>
            ObjectMetadata.Text(entry, "manager") == manager && ObjectMetadata.Text(entry, "operation") == "Apply");
        var fields = Fields(applied);
        foreach (var name in (ReadOnlySpan<string>)["f:apiVersion", "f:kind"])
        {
            fields.Remove(name);
        }

        if (fields["f:metadata"] is JsonObject named)
        {
            foreach (var name in (ReadOnlySpan<string>)["f:name", "f:namespace"])
            {
                named.Remove(name);
            }
        }

        if (before?["fieldsV1"] is JsonObject earlier)
        {
            RemoveGone(target, earlier, fields);
            entries.Remove(before);
        }

        if (byMergeKeys)
        {
            StrategicMergePatch.Apply(target, applied);
        }
        else
        {
            MergePatch.Apply(target, applied);
        }

        entries.Add((JsonNode)new JsonObject
        {
            ["manager"] = manager,
            ["operation"] = "Apply",
            ["apiVersion"] = applied["apiVersion"]?.DeepClone(),
            ["time"] = time,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = fields,
        });
        metadata = ObjectMetadata.Of(target);
        metadata.Remove("managedFields");
        metadata["managedFields"] = entries.Parent is null ? entries : entries.DeepClone();
    }

    private static JsonObject Fields(JsonObject applied)
    {
        var fields = new JsonObject();
        foreach (var (name, value) in applied)
        {
            fields["f:" + name] = value is JsonObject inner ? Fields(inner) : new JsonObject();
        }

        return fields;
    }

    private static void RemoveGone(JsonObject target, JsonObject before, JsonObject now)
    {
        foreach (var (field, inner) in before)
        {
            if (!field.StartsWith("f:", StringComparison.Ordinal) || inner is not JsonObject innerBefore)
            {
                continue;
            }

            var name = field[2..];
            if (now[field] is JsonObject innerNow)
            {
                if (target[name] is JsonObject innerTarget)
                {
                    RemoveGone(innerTarget, innerBefore, innerNow);
                }
            }
            else
            {
                target.Remove(name);
            }
        }
    }
}
