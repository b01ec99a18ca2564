using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Questions that controllers ask of a pod.</summary>
internal static class PodView
{
    public static string Name(JsonObject item) => (string)item["metadata"]!["name"]!;

    public static string Namespace(JsonObject item) => (string?)item["metadata"]!["namespace"] ?? "";

    public static string? Uid(JsonObject item) => (string?)item["metadata"]!["uid"];

    public static string? Node(JsonObject pod) => (string?)pod["spec"]?["nodeName"];

    public static string? Ip(JsonObject pod) => (string?)pod["status"]?["podIP"];

    public static string? Phase(JsonObject pod) => (string?)pod["status"]?["phase"];

    public static bool IsHostNetwork(JsonObject pod) => (bool?)pod["spec"]?["hostNetwork"] ?? false;

    public static bool IsTerminating(JsonObject pod) => pod["metadata"]?["deletionTimestamp"] is not null;

    /// <summary>Succeeded or Failed: it has no network any more.</summary>
    public static bool IsFinished(JsonObject pod) => Phase(pod) is "Succeeded" or "Failed";

    public static bool IsReady(JsonObject pod) =>
        pod["status"]?["conditions"] is JsonArray conditions
        && conditions.Any(c => (string?)c!["type"] == "Ready" && (string?)c["status"] == "True");

    /// <summary>Has a network namespace of its own on its node.</summary>
    public static bool HasOwnNetwork(JsonObject pod) => Ip(pod) is not null && !IsHostNetwork(pod) && !IsFinished(pod);

    /// <summary>The controller's uid, or null.</summary>
    public static string? Owner(JsonObject item) =>
        (item["metadata"]?["ownerReferences"] as JsonArray)?.FirstOrDefault(o => (bool?)o!["controller"] ?? false) is { } owner
            ? (string?)owner["uid"]
            : null;

    /// <summary>All of <paramref name="selector"/> in the object's labels; false for an empty or missing selector.</summary>
    public static bool Matches(JsonObject item, JsonObject? selector)
    {
        if (selector is not { Count: > 0 })
        {
            return false;
        }

        var labels = item["metadata"]?["labels"] as JsonObject;
        return selector.All(pair => labels?[pair.Key] is { } value && (string?)value == (string?)pair.Value);
    }

    public static IEnumerable<JsonObject> Containers(JsonObject pod) => ((JsonArray)pod["spec"]!["containers"]!).Select(c => (JsonObject)c!);
}
