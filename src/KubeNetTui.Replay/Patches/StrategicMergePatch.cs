using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// Strategic merge patch: as a merge patch, but lists whose elements have a key are merged by it
/// (the <c>patchMergeKey</c> tags of staging/src/k8s.io/api).
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string SetOrder = "$setElementOrder/";
    private const string DeletePrimitives = "$deleteFromPrimitiveList/";

    private static readonly Dictionary<string, string[]> MergeKeys = new(StringComparer.Ordinal)
    {
        ["containers"] = ["name"],
        ["initContainers"] = ["name"],
        ["ephemeralContainers"] = ["name"],
        ["env"] = ["name"],
        ["volumes"] = ["name"],
        ["volumeMounts"] = ["mountPath"],
        ["volumeDevices"] = ["devicePath"],
        ["imagePullSecrets"] = ["name"],
        ["secrets"] = ["name"],
        ["webhooks"] = ["name"],
        ["resourceClaims"] = ["name"],
        ["hostAliases"] = ["ip"],
        ["podIPs"] = ["ip"],
        ["hostIPs"] = ["ip"],
        ["topologySpreadConstraints"] = ["topologyKey"],
        ["conditions"] = ["type"],
        ["addresses"] = ["type"],
        ["ownerReferences"] = ["uid"],
        // Of a container or of a Service: which one it is the elements tell.
        ["ports"] = ["containerPort", "port"],
    };

    private static readonly HashSet<string> PrimitiveSets = ["finalizers"];

    public static void Apply(JsonObject target, JsonObject patch)
    {
        if (patch[Directive] is JsonValue replace && replace.GetValue<string>() == "replace")
        {
            target.Clear();
        }

        if (patch[RetainKeys] is JsonArray retained)
        {
            var names = retained.Select(Text).ToHashSet();
            foreach (var name in target.Select(member => member.Key).Where(name => !names.Contains(name)).ToList())
            {
                target.Remove(name);
            }
        }

        foreach (var (name, value) in patch)
        {
            if (name.StartsWith('$'))
            {
                ApplyDirective(target, name, value);
                continue;
            }

            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject inner when Text(inner[Directive]) == "delete":
                    target.Remove(name);
                    break;
                case JsonObject inner:
                    if (target[name] is not JsonObject existing)
                    {
                        existing = [];
                        target[name] = existing;
                    }

                    Apply(existing, inner);
                    break;
                case JsonArray list:
                    ApplyList(target, name, list, patch[SetOrder + name] as JsonArray);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }

    private static void ApplyDirective(JsonObject target, string name, JsonNode? value)
    {
        if (name.StartsWith(DeletePrimitives, StringComparison.Ordinal) && value is JsonArray gone
            && target[name[DeletePrimitives.Length..]] is JsonArray list)
        {
            var texts = gone.Select(Text).ToHashSet();
            foreach (var element in list.Where(element => texts.Contains(Text(element))).ToList())
            {
                list.Remove(element);
            }
        }
    }

    private static void ApplyList(JsonObject target, string name, JsonArray patch, JsonArray? order)
    {
        var key = KeyOf(name, patch);
        if (target[name] is not JsonArray list)
        {
            list = [];
            target[name] = list;
        }

        if (key is null)
        {
            if (PrimitiveSets.Contains(name))
            {
                foreach (var element in patch.Where(element => !list.Any(known => JsonNode.DeepEquals(known, element))))
                {
                    list.Add(element?.DeepClone());
                }
            }
            else
            {
                target[name] = patch.DeepClone();
            }

            return;
        }

        if (patch.Any(element => Text((element as JsonObject)?[Directive]) == "replace"))
        {
            target[name] = new JsonArray([.. patch.Where(element => Text((element as JsonObject)?[Directive]) != "replace").Select(element => element?.DeepClone())]);
            return;
        }

        foreach (var element in patch.OfType<JsonObject>())
        {
            var existing = list.OfType<JsonObject>().FirstOrDefault(known => JsonNode.DeepEquals(known[key], element[key]));
            if (Text(element[Directive]) == "delete")
            {
                list.Remove(existing);
            }
            else if (existing is not null)
            {
                Apply(existing, element);
            }
            else
            {
                var added = new JsonObject();
                Apply(added, element);
                list.Add((JsonNode)added);
            }
        }

        Reorder(list, key, order);
    }

    private static void Reorder(JsonArray list, string key, JsonArray? order)
    {
        if (order is null)
        {
            return;
        }

        var places = order.OfType<JsonObject>().Select(element => element[key]).ToList();
        var elements = list.ToList();
        list.Clear();
        foreach (var element in elements.OrderBy(element =>
            places.FindIndex(place => JsonNode.DeepEquals(place, (element as JsonObject)?[key])) is var index and >= 0 ? index : int.MaxValue))
        {
            list.Add(element);
        }
    }

    /// <summary>The merge key of a list; null: the list is one value.</summary>
    private static string? KeyOf(string name, JsonArray patch)
    {
        if (!MergeKeys.TryGetValue(name, out var keys) || patch.Any(element => element is not JsonObject))
        {
            return null;
        }

        return keys.FirstOrDefault(key => patch.OfType<JsonObject>().All(element => element.ContainsKey(key) || Text(element[Directive]) == "replace"));
    }

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
}
