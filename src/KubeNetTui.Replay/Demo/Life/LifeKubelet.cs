using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Scheduler and kubelets: pods get a node, start, become ready, end.</summary>
internal sealed class LifeKubelet(LifeCluster cluster, BundleRuntime? runtime)
{
    private static readonly TimeSpan Creation = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstProbe = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BackOff = TimeSpan.FromMinutes(5);

    /// <returns>True while some pod is on its way, so that the next look should come soon.</returns>
    public bool Step()
    {
        var busy = false;
        foreach (var pod in cluster.List("pods"))
        {
            busy |= Advance(pod);
        }

        return busy;
    }

    /// <summary>The container ended and is started again at once; the pod is not ready until its probe has answered.</summary>
    public void Restart(JsonObject pod)
    {
        var now = cluster.Now;
        var status = pod["status"]!["containerStatuses"]![0]!;
        var started = DemoTime.Parse((string?)status["state"]?["running"]?["startedAt"]) ?? now;
        Write(pod, facts => facts with
        {
            Started = now, Restarts = (int)status["restartCount"]! + 1, Last = new Termination(0, "Completed", started, now), Ready = false, ReadySince = now,
        });
        foreach (var item in ShopEvents.Start(pod, now))
        {
            cluster.Create("events", item);
        }

        foreach (var container in PodView.Containers(pod))
        {
            runtime?.RotateLog(PodView.Namespace(pod), PodView.Name(pod), (string)container["name"]!).Append(now, "started again, listening");
        }
    }

    private bool Advance(JsonObject pod)
    {
        var now = cluster.Now;
        var created = DemoTime.Parse((string?)pod["metadata"]!["creationTimestamp"]) ?? now;
        if (DemoTime.Parse((string?)pod["metadata"]!["deletionTimestamp"]) is { } deleted)
        {
            if (now >= deleted - TimeSpan.FromSeconds(Grace(pod)) + Drain)
            {
                cluster.Delete("pods", pod);
            }

            return true;
        }

        if (PodView.Node(pod) is null)
        {
            Schedule(pod);
            return true;
        }

        var health = ShopHealth.Of(pod);
        switch (PodView.Phase(pod))
        {
            case null:
            case "Pending":
                if (health == PodHealth.NoSandbox || pod["status"]?["containerStatuses"] is null || now < created + Creation)
                {
                    return health != PodHealth.NoSandbox && Describe(pod);
                }

                Start(pod, health);
                return true;
            case "Running" when health == PodHealth.Ends:
                return End(pod);
            case "Running" when health == PodHealth.Loops:
                Loop(pod);
                return false;
            case "Running" when health == PodHealth.Good && !PodView.IsReady(pod):
                return BecomeReady(pod);
            default:
                return false;
        }
    }

    private void Schedule(JsonObject pod)
    {
        var node = cluster.PickNode(PodView.Owner(pod));
        cluster.Modify("pods", pod, p => p["spec"]!["nodeName"] = node);
        pod["spec"]!["nodeName"] = node;
        cluster.Create("events", DemoEvent.Scheduled(pod, cluster.Now));
    }

    /// <summary>The first status after binding: ContainerCreating.</summary>
    private bool Describe(JsonObject pod)
    {
        if (pod["status"]?["containerStatuses"] is null && ShopNode.All.Any(n => n.Name == PodView.Node(pod)))
        {
            Write(pod, facts => facts with { Started = null, ReadySince = facts.Scheduled });
        }

        return true;
    }

    private void Start(JsonObject pod, PodHealth health)
    {
        var node = ShopNode.Of(PodView.Node(pod)!);
        var now = cluster.Now;
        var ip = PodView.IsHostNetwork(pod) ? node.Address : cluster.NextAddress(node);
        if (health == PodHealth.Loops)
        {
            cluster.Modify("pods", pod, p => PodStatus.Write(p, ShopHealth.Looping(p, new PodFacts { HostIp = node.Address, PodIp = ip, Scheduled = now }, now)));
            return;
        }

        Write(pod, facts => facts with { PodIp = ip, Started = now, ReadySince = facts.Scheduled });
        foreach (var item in ShopEvents.Start(pod, now))
        {
            cluster.Create("events", item);
        }
    }

    private bool BecomeReady(JsonObject pod)
    {
        var started = DemoTime.Parse((string?)pod["status"]!["containerStatuses"]?[0]?["state"]?["running"]?["startedAt"]);
        if (started is { } at && cluster.Now >= at + FirstProbe)
        {
            Write(pod, facts => facts with { Ready = true, ReadySince = cluster.Now });
        }

        return true;
    }

    private bool End(JsonObject pod)
    {
        var started = DemoTime.Parse((string?)pod["status"]!["containerStatuses"]?[0]?["state"]?["running"]?["startedAt"]) ?? cluster.Now;
        if (cluster.Now >= started + FirstProbe)
        {
            Write(pod, facts => facts with { Started = null, Finished = true, ReadySince = cluster.Now, Last = new Termination(0, "Completed", started, cluster.Now) });
        }

        return true;
    }

    /// <summary>One more try of a container in CrashLoopBackOff; it ends within a second.</summary>
    private void Loop(JsonObject pod)
    {
        var status = pod["status"]?["containerStatuses"]?[0];
        var end = DemoTime.Parse((string?)status?["lastState"]?["terminated"]?["finishedAt"]);
        if (end is null || cluster.Now < end + BackOff)
        {
            return;
        }

        var now = cluster.Now;
        Write(pod, facts => facts with { Restarts = (int)status!["restartCount"]! + 1, Last = new Termination(1, "Error", now.AddSeconds(-1), now), ReadySince = now });
    }

    private void Write(JsonObject pod, Func<PodFacts, PodFacts> change) => cluster.Modify("pods", pod, current =>
    {
        if (PodView.Node(current) is { } node && ShopNode.All.Any(n => n.Name == node))
        {
            PodStatus.Write(current, change(Facts(current)));
        }
    });

    /// <summary>What the status says, read back.</summary>
    private static PodFacts Facts(JsonObject pod)
    {
        var node = ShopNode.Of(PodView.Node(pod)!);
        var status = pod["status"]?["containerStatuses"]?[0];
        var scheduled = DemoTime.Parse((string?)pod["status"]?["startTime"]) ?? DemoTime.Parse((string?)pod["metadata"]!["creationTimestamp"]) ?? DateTimeOffset.UnixEpoch;
        var last = status?["lastState"]?["terminated"];
        var ready = (pod["status"]?["conditions"] as JsonArray)?.FirstOrDefault(c => (string?)c!["type"] == "Ready");
        return new PodFacts
        {
            HostIp = node.Address,
            PodIp = PodView.Ip(pod),
            Scheduled = scheduled,
            Started = DemoTime.Parse((string?)status?["state"]?["running"]?["startedAt"]),
            Ready = (string?)ready?["status"] == "True",
            ReadySince = DemoTime.Parse((string?)ready?["lastTransitionTime"]),
            Restarts = (int?)status?["restartCount"] ?? 0,
            Last = last is null ? null : new Termination((int)last["exitCode"]!, (string)last["reason"]!, DemoTime.Parse((string?)last["startedAt"]) ?? scheduled, DemoTime.Parse((string?)last["finishedAt"]) ?? scheduled),
            WaitingReason = (string?)status?["state"]?["waiting"]?["reason"] ?? "ContainerCreating",
            WaitingMessage = (string?)status?["state"]?["waiting"]?["message"],
        };
    }

    private static int Grace(JsonObject pod) => (int?)pod["metadata"]!["deletionGracePeriodSeconds"] ?? 30;

    /// <summary>Asks a pod to end, as an API server does for a controller: it keeps running and serving for its grace period.</summary>
    public static void MarkDeleted(JsonObject pod, DateTimeOffset now)
    {
        var grace = (int?)pod["spec"]?["terminationGracePeriodSeconds"] ?? 30;
        var metadata = (JsonObject)pod["metadata"]!;
        metadata["deletionTimestamp"] = DemoTime.Seconds(now.AddSeconds(grace));
        metadata["deletionGracePeriodSeconds"] = grace;
        metadata["generation"] = ((int?)metadata["generation"] ?? 1) + 1;
    }

}
