using System.Text.Json.Nodes;
using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Acting;

/// <summary>What becomes of a pod when its node is drained.</summary>
internal enum DrainFate
{
    /// <summary>Evicted: its disruption budget is asked.</summary>
    Evict,

    /// <summary>Its DaemonSet would bring it back at once.</summary>
    DaemonSet,

    /// <summary>The kubelet runs it from a file; the API can't end it.</summary>
    Mirror,

    /// <summary>Done already.</summary>
    Finished,

    /// <summary>Nothing would bring it back: drained only when the person says so.</summary>
    Unmanaged,

    /// <summary>It would lose an emptyDir: drained only when the person says so.</summary>
    LocalData,
}

internal sealed record DrainPod(string Namespace, string Name, string Uid, DrainFate Fate);

/// <summary>Which pods of a node are evicted, by the rules of kubectl drain (k8s.io/kubectl/pkg/drain/filters.go).</summary>
internal static class Drain
{
    public static IReadOnlyList<DrainPod> Plan(IEnumerable<JsonNode> pods) => [.. pods.Select(p => new DrainPod(
        (string?)p["metadata"]?["namespace"] ?? "", (string?)p["metadata"]?["name"] ?? "", (string?)p["metadata"]?["uid"] ?? "", FateOf(p)))];

    /// <summary>An eviction, which the server refuses with 429 while a PodDisruptionBudget forbids it.</summary>
    public static PlannedRequest Eviction(DrainPod pod)
    {
        Selection target = new(WellKnownKinds.Pods, pod.Namespace, pod.Name, pod.Uid);
        JsonObject body = new()
        {
            ["apiVersion"] = "policy/v1", ["kind"] = "Eviction", ["metadata"] = new JsonObject { ["name"] = pod.Name, ["namespace"] = pod.Namespace },
            ["deleteOptions"] = new JsonObject { ["preconditions"] = new JsonObject { ["uid"] = pod.Uid } },
        };
        return new(target, HttpMethod.Post, PlannedRequest.PathOf(target) + "/eviction", body, PlannedRequest.Json, $"kubectl delete pod/{pod.Name} -n {pod.Namespace}");
    }

    private static DrainFate FateOf(JsonNode pod)
    {
        var owner = (pod["metadata"]?["ownerReferences"] as JsonArray)?.FirstOrDefault(o => (bool?)o?["controller"] == true);
        return (string?)pod["status"]?["phase"] is "Succeeded" or "Failed" ? DrainFate.Finished
            : pod["metadata"]?["annotations"]?["kubernetes.io/config.mirror"] is not null ? DrainFate.Mirror
            : (string?)owner?["kind"] == "DaemonSet" ? DrainFate.DaemonSet
            : owner is null ? DrainFate.Unmanaged
            : pod["spec"]?["volumes"] is JsonArray volumes && volumes.Any(v => v?["emptyDir"] is not null) ? DrainFate.LocalData
            : DrainFate.Evict;
    }
}
