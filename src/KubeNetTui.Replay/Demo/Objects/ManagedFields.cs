using System.Text;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// <c>metadata.managedFields</c> as the API server would keep them: half of what a real list weighs, and what every client has to skip.
/// </summary>
internal static class ManagedFields
{
    /// <summary>Structs that are no pointers: their <c>f:</c> entry has no <c>.</c> of its own.</summary>
    private static readonly HashSet<string> Structs =
        ["metadata", "spec", "status", "template", "strategy", "updateStrategy", "source", "jobTemplate", "loadBalancer"];

    /// <summary>Maps and lists that are replaced as a whole (<c>x-kubernetes-list-type: atomic</c> and its like).</summary>
    private static readonly HashSet<string> Atomic =
    [
        "selector", "matchLabels", "podSelector", "tolerations", "containerStatuses", "initContainerStatuses", "hostIPs", "sources", "nodeSelector", "args",
        "command", "endpoints", "subsets", "rules", "ingress", "egress", "policyTypes", "addresses", "images", "securityContext",
        "nodeInfo", "topologySpreadConstraints",
    ];

    /// <summary>Lists whose elements are known by a key (<c>x-kubernetes-list-map-keys</c>).</summary>
    private static readonly Dictionary<string, string[]> ListKeys = new(StringComparer.Ordinal)
    {
        ["containers"] = ["name"],
        ["initContainers"] = ["name"],
        ["volumes"] = ["name"],
        ["env"] = ["name"],
        ["volumeMounts"] = ["mountPath"],
        ["conditions"] = ["type"],
        ["podIPs"] = ["ip"],
        ["ownerReferences"] = ["uid"],
        ["webhooks"] = ["name"],
    };

    /// <param name="fields">The part of the object that this manager set.</param>
    public static JsonObject Entry(
        string manager, string apiVersion, DateTimeOffset time, JsonObject fields, string? subresource = null, string operation = "Update")
    {
        var entry = new JsonObject
        {
            ["manager"] = manager,
            ["operation"] = operation,
            ["apiVersion"] = apiVersion,
            ["time"] = DemoTime.Seconds(time),
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = Of(fields, top: true),
        };
        if (subresource is not null)
        {
            entry["subresource"] = subresource;
        }

        return entry;
    }

    /// <summary>The entry of whoever created the object: all of it but its status and what the server itself filled in.</summary>
    public static JsonArray Creator(string manager, string apiVersion, DateTimeOffset time, JsonObject item)
    {
        var fields = new JsonObject();
        foreach (var (key, value) in item)
        {
            if (key is "metadata")
            {
                var metadata = new JsonObject();
                foreach (var name in (string[])["annotations", "generateName", "labels", "ownerReferences"])
                {
                    if (value![name] is { } part)
                    {
                        metadata[name] = part.DeepClone();
                    }
                }

                if (metadata.Count > 0)
                {
                    fields[key] = metadata;
                }
            }
            else if (key is not ("apiVersion" or "kind" or "status") && value is not null)
            {
                fields[key] = value.DeepClone();
            }
        }

        // Not a collection expression: that calls the generic Add, which trimming cannot follow.
        return new JsonArray(Entry(manager, apiVersion, time, fields));
    }

    private static JsonObject Of(JsonObject value, bool top = false)
    {
        var result = new JsonObject();
        if (!top)
        {
            result["."] = new JsonObject();
        }

        foreach (var (key, child) in value)
        {
            result["f:" + key] = child switch
            {
                JsonObject map when !Atomic.Contains(key) => Of(map, Structs.Contains(key)),
                JsonArray list when !Atomic.Contains(key) => OfList(key, list),
                _ => new JsonObject(),
            };
        }

        return result;
    }

    private static JsonObject OfList(string name, JsonArray list)
    {
        var keys = name == "ports"
            ? list.Count > 0 && list[0] is JsonObject port && port.ContainsKey("containerPort") ? ["containerPort", "protocol"] : ["port", "protocol"]
            : ListKeys.GetValueOrDefault(name);
        if (keys is null || list.Any(item => item is not JsonObject map || !keys.All(map.ContainsKey)))
        {
            return [];
        }

        var result = new JsonObject { ["."] = new JsonObject() };
        foreach (var item in list)
        {
            var map = (JsonObject)item!;
            var key = new JsonObject();
            foreach (var part in keys)
            {
                key[part] = map[part]!.DeepClone();
            }

            result["k:" + Encoding.UTF8.GetString(JsonBytes.From(key))] = Of(map);
        }

        return result;
    }
}
