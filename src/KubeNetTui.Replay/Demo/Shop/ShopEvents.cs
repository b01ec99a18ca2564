using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Events of the last hour (older ones are gone, as the API server keeps them no longer).</summary>
internal static class ShopEvents
{
    public static void AddTo(ShopCluster cluster)
    {
        var now = cluster.Now;
        var pods = cluster.List("pods").ToList();
        foreach (var pod in pods)
        {
            var created = DemoTime.Parse((string?)pod["metadata"]!["creationTimestamp"])!.Value;
            switch (ShopHealth.Of(pod))
            {
                case PodHealth.Answers503:
                    var ready = DemoTime.Parse((string?)Ready(pod)["lastTransitionTime"])!.Value;
                    cluster.Add("events", DemoEvent.Create(pod, "v1", "Pod", "Warning", "Unhealthy", Unhealthy, "kubelet", PodView.Node(pod), ready,
                        now.AddSeconds(-3 - DemoId.Number(PodView.Name(pod), 4)), (int)((now - ready).TotalSeconds / 5), ContainerPath(pod)));
                    break;
                case PodHealth.Loops:
                    AddLoop(cluster, pod, created);
                    break;
                case PodHealth.NoSandbox:
                    cluster.Add("events", DemoEvent.Scheduled(pod, created));
                    cluster.Add("events", DemoEvent.Create(pod, "v1", "Pod", "Warning", "FailedCreatePodSandBox", NoSandbox(pod, cluster), "kubelet", PodView.Node(pod),
                        created.AddSeconds(2), now.AddSeconds(-9), (int)((now - created).TotalSeconds / 14)));
                    break;
                default:
                    if (now - created < TimeSpan.FromMinutes(59) && created <= now)
                    {
                        AddStart(cluster, pod, created);
                    }

                    break;
            }
        }

        foreach (var job in cluster.List("jobs.batch").ToList())
        {
            AddJob(cluster, job);
        }
    }

    public const string Unhealthy = "Readiness probe failed: HTTP probe failed with statuscode: 503";

    /// <summary>The bridge plugin's words around those of its IPAM plugin; <c>range</c> is what the node's pods have used up.</summary>
    public static string NoSandbox(JsonObject pod, ShopCluster cluster)
    {
        var node = ShopNode.Of(PodView.Node(pod)!);
        var last = cluster.List("pods").Count(p => PodView.Node(p) == node.Name && PodView.HasOwnNetwork(p)) + 1;
        return "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "
            + $"\"{DemoId.Hex("sandbox/" + PodView.Uid(pod))}\": plugin type=\"bridge\" name=\"podnet\" failed (add): "
            + $"failed to allocate for range 0: not enough IPs available in range set: {node.PodAddress(2)}-{node.PodAddress(last)}";
    }

    /// <summary>What a kubelet says of a pod that came up.</summary>
    public static IEnumerable<JsonObject> Start(JsonObject pod, DateTimeOffset at)
    {
        var node = PodView.Node(pod);
        var container = PodView.Containers(pod).First();
        var path = ContainerPath(pod);
        yield return DemoEvent.Create(pod, "v1", "Pod", "Normal", "Pulled", $"Container image \"{container["image"]}\" already present on machine", "kubelet", node, at, at, 1, path);
        yield return DemoEvent.Create(pod, "v1", "Pod", "Normal", "Created", $"Created container: {container["name"]}", "kubelet", node, at, at, 1, path);
        yield return DemoEvent.Create(pod, "v1", "Pod", "Normal", "Started", $"Started container {container["name"]}", "kubelet", node, at, at, 1, path);
    }

    public static string ContainerPath(JsonObject pod) => $"spec.containers{{{PodView.Containers(pod).First()["name"]}}}";

    private static void AddStart(ShopCluster cluster, JsonObject pod, DateTimeOffset created)
    {
        cluster.Add("events", DemoEvent.Scheduled(pod, created));
        foreach (var item in Start(pod, created.AddSeconds(1)))
        {
            cluster.Add("events", item);
        }
    }

    private static void AddLoop(ShopCluster cluster, JsonObject pod, DateTimeOffset created)
    {
        var now = cluster.Now;
        var tries = (int)pod["status"]!["containerStatuses"]![0]!["restartCount"]!;
        cluster.Add("events", DemoEvent.Create(pod, "v1", "Pod", "Normal", "Pulled", $"Container image \"{PodView.Containers(pod).First()["image"]}\" already present on machine", "kubelet",
            PodView.Node(pod), created.AddSeconds(1), now.AddSeconds(-138), tries + 1, ContainerPath(pod)));
        cluster.Add("events", DemoEvent.Create(pod, "v1", "Pod", "Warning", "BackOff",
            $"Back-off restarting failed container coredns in pod {PodView.Name(pod)}_kube-system({PodView.Uid(pod)})", "kubelet",
            PodView.Node(pod), created.AddSeconds(12), now.AddSeconds(-7), tries * 24, ContainerPath(pod)));
    }

    private static void AddJob(ShopCluster cluster, JsonObject job)
    {
        var created = DemoTime.Parse((string?)job["metadata"]!["creationTimestamp"])!.Value;
        if (cluster.Now - created > TimeSpan.FromMinutes(59))
        {
            return;
        }

        var pod = cluster.List("pods").First(p => PodView.Owner(p) == PodView.Uid(job));
        cluster.Add("events", DemoEvent.Create(job, "batch/v1", "Job", "Normal", "SuccessfulCreate", $"Created pod: {PodView.Name(pod)}", "job-controller", null, created, created));
        if (job["status"]!["completionTime"] is { } end)
        {
            var at = DemoTime.Parse((string?)end)!.Value;
            cluster.Add("events", DemoEvent.Create(job, "batch/v1", "Job", "Normal", "Completed", "Job completed", "job-controller", null, at, at));
        }
    }

    private static JsonObject Ready(JsonObject pod) =>
        (JsonObject)((JsonArray)pod["status"]!["conditions"]!).First(c => (string?)c!["type"] == "Ready")!;
}
