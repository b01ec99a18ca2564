using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Status of the objects that own pods, counted from the pods.</summary>
internal static class WorkloadStatus
{
    /// <summary>How many pods are there, ready and available (ready for minReadySeconds, which is 0 here).</summary>
    public static (int Total, int Ready) Count(IEnumerable<JsonObject> pods)
    {
        var list = pods.ToList();
        return (list.Count, list.Count(PodView.IsReady));
    }

    /// <returns>True when something changed.</returns>
    public static bool WriteReplicaSet(JsonObject set, IReadOnlyCollection<JsonObject> pods, DateTimeOffset now)
    {
        var (total, ready) = Count(pods.Where(pod => !PodView.IsTerminating(pod)));
        var status = new JsonObject { ["replicas"] = total };
        if (total > 0)
        {
            status["fullyLabeledReplicas"] = total;
        }

        if (ready > 0)
        {
            status["readyReplicas"] = ready;
            status["availableReplicas"] = ready;
        }

        status["observedGeneration"] = (int)(set["metadata"]!["generation"] ?? 1);
        return Put(set, "apps/v1", status, now);
    }

    /// <param name="current">Pods of the newest ReplicaSet.</param>
    /// <param name="all">Pods of all of them.</param>
    public static bool WriteDeployment(
        JsonObject deployment, string currentSet, IReadOnlyCollection<JsonObject> current, IReadOnlyCollection<JsonObject> all, DateTimeOffset now)
    {
        var desired = (int)deployment["spec"]!["replicas"]!;
        var live = all.Where(pod => !PodView.IsTerminating(pod)).ToList();
        var (total, ready) = Count(live);
        var updated = current.Count(pod => !PodView.IsTerminating(pod));
        var before = deployment["status"] as JsonObject;
        var status = new JsonObject { ["observedGeneration"] = (int)(deployment["metadata"]!["generation"] ?? 1) };
        Count(status, "replicas", total);
        Count(status, "updatedReplicas", updated);
        Count(status, "readyReplicas", ready);
        Count(status, "availableReplicas", ready);
        Count(status, "unavailableReplicas", Math.Max(0, Math.Max(total, desired) - ready));

        // A quarter of the replicas, rounded down, may be unavailable (rollingUpdate.maxUnavailable 25%).
        var available = ready >= desired - Math.Max(MaxUnavailable(deployment, desired), 0);
        var done = updated == desired && total == desired && ready >= Math.Min(desired, 1);
        var completed = done || (before?["conditions"] is JsonArray old && total == updated
            && old.Any(c => (string?)c!["reason"] == "NewReplicaSetAvailable" && ((string?)c["message"])!.Contains('"' + currentSet + '"', StringComparison.Ordinal)));
        status["conditions"] = new JsonArray(
            Condition(before, "Available", available, available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                available ? "Deployment has minimum availability." : "Deployment does not have minimum availability.", now),
            Condition(before, "Progressing", true, completed ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
                $"ReplicaSet \"{currentSet}\" {(completed ? "has successfully progressed" : "is progressing")}.", now));
        return Put(deployment, "apps/v1", status, now);
    }

    public static bool WriteDaemonSet(JsonObject set, IReadOnlyCollection<JsonObject> pods, int nodes, DateTimeOffset now)
    {
        var (total, ready) = Count(pods.Where(pod => !PodView.IsTerminating(pod)));
        var status = new JsonObject
        {
            ["currentNumberScheduled"] = total,
            ["numberMisscheduled"] = 0,
            ["desiredNumberScheduled"] = nodes,
            ["numberReady"] = ready,
            ["observedGeneration"] = (int)(set["metadata"]!["generation"] ?? 1),
            ["updatedNumberScheduled"] = total,
        };
        Count(status, "numberAvailable", ready);
        Count(status, "numberUnavailable", nodes - ready);
        return Put(set, "apps/v1", status, now);
    }

    public static bool WriteStatefulSet(JsonObject set, IReadOnlyCollection<JsonObject> pods, DateTimeOffset now)
    {
        var (total, ready) = Count(pods.Where(pod => !PodView.IsTerminating(pod)));
        var revision = $"{set["metadata"]!["name"]}-{DemoId.TemplateHash(set["spec"]!["template"]!.ToJsonString())}";
        var status = new JsonObject { ["observedGeneration"] = (int)(set["metadata"]!["generation"] ?? 1), ["replicas"] = total };
        Count(status, "readyReplicas", ready);
        Count(status, "currentReplicas", total);
        Count(status, "updatedReplicas", total);
        status["currentRevision"] = revision;
        status["updateRevision"] = revision;
        status["collisionCount"] = 0;
        status["availableReplicas"] = ready;
        return Put(set, "apps/v1", status, now);
    }

    /// <summary>How many pods may be missing while a Deployment rolls; percentages are rounded down.</summary>
    public static int MaxUnavailable(JsonObject deployment, int desired) =>
        Share(deployment["spec"]!["strategy"]?["rollingUpdate"]?["maxUnavailable"], desired, up: false);

    /// <summary>How many pods more there may be while a Deployment rolls; percentages are rounded up.</summary>
    public static int MaxSurge(JsonObject deployment, int desired) =>
        Share(deployment["spec"]!["strategy"]?["rollingUpdate"]?["maxSurge"], desired, up: true);

    private static int Share(JsonNode? value, int desired, bool up)
    {
        if (value is not JsonValue scalar)
        {
            return up ? 1 : 0;
        }

        if (scalar.TryGetValue<int>(out var number))
        {
            return number;
        }

        return scalar.TryGetValue<string>(out var text) && text.EndsWith('%') && int.TryParse(text.AsSpan(0, text.Length - 1), out var percent)
            ? ((desired * percent) + (up ? 99 : 0)) / 100
            : 0;
    }

    private static void Count(JsonObject status, string name, int value)
    {
        if (value > 0)
        {
            status[name] = value;
        }
    }

    private static JsonObject Condition(JsonObject? before, string type, bool state, string reason, string message, DateTimeOffset now)
    {
        var old = (before?["conditions"] as JsonArray)?.FirstOrDefault(c => (string?)c!["type"] == type) as JsonObject;
        var text = state ? "True" : "False";
        var same = old is not null && (string?)old["status"] == text;
        var exact = same && (string?)old!["reason"] == reason && (string?)old["message"] == message;
        return new JsonObject
        {
            ["type"] = type,
            ["status"] = text,
            ["lastUpdateTime"] = exact ? old!["lastUpdateTime"]!.DeepClone() : DemoTime.Seconds(now),
            ["lastTransitionTime"] = same ? old!["lastTransitionTime"]!.DeepClone() : DemoTime.Seconds(now),
            ["reason"] = reason,
            ["message"] = message,
        };
    }

    private static bool Put(JsonObject item, string apiVersion, JsonObject status, DateTimeOffset now)
    {
        if (JsonNode.DeepEquals(item["status"], status))
        {
            return false;
        }

        item["status"] = status;
        Meta.NoteController(item, apiVersion, now, new JsonObject { ["status"] = status.DeepClone() });
        return true;
    }
}
