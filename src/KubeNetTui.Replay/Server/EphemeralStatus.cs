using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>What a kubelet reports of debug containers: they run at once, but for images that can't be pulled.</summary>
internal static class EphemeralStatus
{
    /// <summary>An image of this host can't be had: what a name typed wrong looks like.</summary>
    private const string NoSuchHost = "no-such-registry.example";

    public static void Start(JsonObject pod, DateTimeOffset now)
    {
        if (pod["spec"]?["ephemeralContainers"] is not JsonArray { Count: > 0 } containers || pod["status"] is not JsonObject status)
        {
            return;
        }

        var statuses = status["ephemeralContainerStatuses"] as JsonArray ?? [];
        foreach (var container in containers.OfType<JsonObject>().Where(c => !statuses.Any(s => (string?)s?["name"] == (string?)c["name"])))
        {
            var (name, image) = ((string)container["name"]!, (string?)container["image"] ?? "");
            var pulled = !image.StartsWith(NoSuchHost, StringComparison.Ordinal);
            statuses.Add((JsonNode)new JsonObject
            {
                ["name"] = name, ["lastState"] = new JsonObject(), ["ready"] = false, ["restartCount"] = 0, ["image"] = image, ["imageID"] = "",
                ["state"] = pulled
                    ? new JsonObject { ["running"] = new JsonObject { ["startedAt"] = Timestamps.Format(now) } }
                    : new JsonObject
                    {
                        ["waiting"] = new JsonObject { ["reason"] = "ImagePullBackOff", ["message"] = $"Back-off pulling image \"{image}\"" },
                    },
            });
        }

        if (statuses.Parent is null)
        {
            status["ephemeralContainerStatuses"] = statuses;
        }
    }

    public static void End(JsonObject pod, string container, int code, DateTimeOffset now)
    {
        var status = (pod["status"]?["ephemeralContainerStatuses"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(s => (string?)s["name"] == container);
        if (status is null)
        {
            return;
        }

        var started = (string?)status["state"]?["running"]?["startedAt"];
        status["state"] = new JsonObject
        {
            ["terminated"] = new JsonObject
            {
                ["exitCode"] = code, ["reason"] = code == 0 ? "Completed" : "Error", ["startedAt"] = started ?? Timestamps.Format(now), ["finishedAt"] = Timestamps.Format(now),
            },
        };
    }
}
