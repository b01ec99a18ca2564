using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Writes a pod's status as the kubelet reports it, and the kubelet's entry in managedFields.</summary>
internal static class PodStatus
{
    public static void Write(JsonObject pod, PodFacts facts)
    {
        var spec = (JsonObject)pod["spec"]!;
        var uid = (string)pod["metadata"]!["uid"]!;
        var containers = ((JsonArray)spec["containers"]!).Select(c => (JsonObject)c!).ToList();
        var names = string.Join(' ', containers.Select(c => (string)c["name"]!));
        var status = new JsonObject { ["phase"] = facts switch { { Finished: true, Last.ExitCode: 0 } => "Succeeded", { Finished: true } => "Failed", { Started: null, Restarts: 0, Last: null } => "Pending", _ => "Running" } };
        status["conditions"] = Conditions(facts, names);
        status["hostIP"] = facts.HostIp;
        status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = facts.HostIp });
        if (facts.PodIp is not null)
        {
            status["podIP"] = facts.PodIp;
            status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = facts.PodIp });
        }

        status["startTime"] = DemoTime.Seconds(facts.Scheduled);
        if (spec["initContainers"] is JsonArray inits)
        {
            status["initContainerStatuses"] = new JsonArray([.. inits.Select(c => Container(uid, (JsonObject)c!, OfInit((JsonObject)c!, facts)))]);
        }

        status["containerStatuses"] = new JsonArray([.. containers.Select(c => Container(uid, c, facts))]);
        status["qosClass"] = containers.All(c => c["resources"] is not JsonObject { Count: > 0 }) ? "BestEffort" : "Burstable";
        if (pod["status"]?["ephemeralContainerStatuses"] is { } debugging)
        {
            status["ephemeralContainerStatuses"] = debugging.DeepClone();
        }

        pod["status"] = status;
        NoteKubelet(pod, facts);
    }

    /// <summary>An init container has ended well when the others have started; a sidecar runs, and is not started again with them.</summary>
    private static PodFacts OfInit(JsonObject container, PodFacts facts)
    {
        if (facts.Started is null && facts.Last is null)
        {
            return facts with { WaitingReason = "PodInitializing", WaitingMessage = null };
        }

        var began = facts.Scheduled.AddSeconds(1);
        return (string?)container["restartPolicy"] == "Always"
            ? facts with { Started = began, Restarts = 0, Last = null, Ready = !facts.Finished }
            : facts with { Started = null, Restarts = 0, Finished = true, Ready = true, Last = new Termination(0, "Completed", began, began.AddSeconds(1)) };
    }

    private static JsonArray Conditions(PodFacts facts, string names)
    {
        var created = DemoTime.Seconds(facts.Scheduled);
        var ready = DemoTime.Seconds(facts.ReadySince ?? facts.Scheduled);
        var sandbox = facts.PodIp is not null && !facts.Finished;
        var conditions = new JsonArray(
            Condition("PodReadyToStartContainers", sandbox, facts.Started is { } started && facts.Restarts == 0 ? DemoTime.Seconds(started) : created),
            Condition("Initialized", true, created, facts.Finished ? "PodCompleted" : null));
        foreach (var type in (string[])["Ready", "ContainersReady"])
        {
            conditions.Add((JsonNode)(facts.Ready
                ? Condition(type, true, ready)
                : facts.Finished
                    ? Condition(type, false, ready, "PodCompleted")
                    : Condition(type, false, ready, "ContainersNotReady", $"containers with unready status: [{names}]")));
        }

        conditions.Add((JsonNode)Condition("PodScheduled", true, created));
        return conditions;
    }

    private static JsonObject Condition(string type, bool status, string since, string? reason = null, string? message = null)
    {
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = status ? "True" : "False",
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = since,
        };
        if (reason is not null)
        {
            condition["reason"] = reason;
        }

        if (message is not null)
        {
            condition["message"] = message;
        }

        return condition;
    }

    private static JsonObject Container(string uid, JsonObject container, PodFacts facts)
    {
        var name = (string)container["name"]!;
        var image = (string)container["image"]!;
        var id = "containerd://" + DemoId.Hex($"{uid}/{name}/{facts.Restarts}");
        var lastId = "containerd://" + DemoId.Hex($"{uid}/{name}/{facts.Restarts - 1}");
        var status = new JsonObject { ["name"] = name, ["state"] = State(facts, id), ["lastState"] = new JsonObject() };
        if (facts is { Last: { } last, Finished: false })
        {
            status["lastState"] = new JsonObject { ["terminated"] = Terminated(last, facts.Started is null ? id : lastId) };
        }

        status["ready"] = facts.Ready;
        status["restartCount"] = facts.Restarts;
        status["image"] = image;
        var pulled = facts.Started is not null || facts.Last is not null;
        status["imageID"] = pulled ? $"{Repository(image)}@sha256:{DemoId.Hex("image/" + image)}" : "";
        if (pulled)
        {
            status["containerID"] = id;
        }

        status["started"] = facts.Started is not null;
        if (pulled)
        {
            status["resources"] = container["resources"]?.DeepClone() ?? new JsonObject();
        }

        if (container["volumeMounts"] is JsonArray mounts)
        {
            status["volumeMounts"] = new JsonArray([.. mounts.Select(m => MountStatus((JsonObject)m!))]);
        }

        return status;
    }

    /// <summary>The image without its tag, which may be missing; a registry's port is no tag.</summary>
    private static string Repository(string image) =>
        image.LastIndexOf(':') is >= 0 and var at && at > image.LastIndexOf('/') ? image[..at] : image;

    private static JsonObject State(PodFacts facts, string id)
    {
        if (facts is { Finished: true, Last: { } end })
        {
            return new JsonObject { ["terminated"] = Terminated(end, id) };
        }

        if (facts.Started is { } started)
        {
            return new JsonObject { ["running"] = new JsonObject { ["startedAt"] = DemoTime.Seconds(started) } };
        }

        var waiting = new JsonObject { ["reason"] = facts.WaitingReason };
        if (facts.WaitingMessage is not null)
        {
            waiting["message"] = facts.WaitingMessage;
        }

        return new JsonObject { ["waiting"] = waiting };
    }

    private static JsonObject Terminated(Termination end, string id) => new()
    {
        ["exitCode"] = end.ExitCode,
        ["reason"] = end.Reason,
        ["startedAt"] = DemoTime.Seconds(end.Started),
        ["finishedAt"] = DemoTime.Seconds(end.Finished),
        ["containerID"] = id,
    };

    private static JsonObject MountStatus(JsonObject mount)
    {
        var status = new JsonObject { ["name"] = mount["name"]!.DeepClone(), ["mountPath"] = mount["mountPath"]!.DeepClone() };
        if (mount["readOnly"] is { } readOnly)
        {
            status["readOnly"] = readOnly.DeepClone();
            status["recursiveReadOnly"] = "Disabled";
        }

        return status;
    }

    private static void NoteKubelet(JsonObject pod, PodFacts facts)
    {
        var metadata = (JsonObject)pod["metadata"]!;
        var managed = (metadata["managedFields"] as JsonArray) ?? [];
        metadata["managedFields"] = managed.Parent is null ? managed : (managed = (JsonArray)managed.DeepClone());
        foreach (var old in managed.Where(m => (string?)m!["manager"] == "kubelet").ToList())
        {
            managed.Remove(old);
        }

        var set = new JsonObject();
        foreach (var (key, value) in (JsonObject)pod["status"]!)
        {
            if (key is "qosClass")
            {
                continue;
            }

            set[key] = key == "conditions"
                ? new JsonArray([.. ((JsonArray)value!).Where(c => (string?)c!["type"] != "PodScheduled").Select(c => c!.DeepClone())])
                : value?.DeepClone();
        }

        var times = new[] { facts.Scheduled, facts.Started ?? facts.Scheduled, facts.ReadySince ?? facts.Scheduled };
        managed.Add((JsonNode)ManagedFields.Entry("kubelet", "v1", times.Max(), new JsonObject { ["status"] = set }, "status"));
    }
}
