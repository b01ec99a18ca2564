using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>What goes on all the time: leases and heartbeats, events that repeat or are forgotten, logs, the half-hourly job.</summary>
internal sealed class LifeChores(LifeCluster cluster, BundleRuntime? runtime, Random random)
{
    private static readonly TimeSpan EventLife = TimeSpan.FromHours(1);
    private static readonly (string Reason, int Seconds)[] Repeating = [("Unhealthy", 20), ("FailedCreatePodSandBox", 14), ("BackOff", 30)];
    private readonly Dictionary<string, DateTimeOffset> _due = new(StringComparer.Ordinal);

    /// <summary>Leases and node status only.</summary>
    public void Beat()
    {
        Every("leases", 10, RenewLeases);
        Every("heartbeat", 300, Heartbeat);
    }

    public void Step()
    {
        Beat();
        Every("events", 60, Expire);
        Every("job", 20, RunCleanup);
        foreach (var (reason, seconds) in Repeating)
        {
            Every(reason, seconds, () => Repeat(reason, Math.Max(1, seconds / 5)));
        }

        if (runtime is not null)
        {
            Write(runtime);
        }
    }

    private void Every(string chore, int seconds, Action act)
    {
        var now = cluster.Now;
        if (!_due.TryGetValue(chore, out var due))
        {
            // Staggered, so that not everything happens in one second.
            _due[chore] = now + TimeSpan.FromSeconds(seconds * random.NextDouble());
            return;
        }

        if (now >= due)
        {
            _due[chore] = now + TimeSpan.FromSeconds(seconds);
            act();
        }
    }

    private void RenewLeases()
    {
        cluster.Forget();
        foreach (var lease in cluster.List("leases.coordination.k8s.io"))
        {
            cluster.Modify("leases.coordination.k8s.io", lease, l =>
            {
                l["spec"]!["renewTime"] = DemoTime.Micro(cluster.Now);
                if (l["metadata"]!["managedFields"] is JsonArray { Count: > 0 } managed)
                {
                    managed[0]!["time"] = DemoTime.Seconds(cluster.Now);
                }
            });
        }
    }

    private void Heartbeat()
    {
        cluster.Forget();
        foreach (var node in cluster.List("nodes"))
        {
            cluster.Modify("nodes", node, n =>
            {
                foreach (var condition in (JsonArray)n["status"]!["conditions"]!)
                {
                    if ((string?)condition!["type"] != "NetworkUnavailable")
                    {
                        condition["lastHeartbeatTime"] = DemoTime.Seconds(cluster.Now);
                    }
                }
            });
        }
    }

    /// <summary>The API server forgets events after an hour.</summary>
    private void Expire()
    {
        cluster.Forget();
        foreach (var item in cluster.List("events"))
        {
            var at = DemoTime.Parse((string?)item["lastTimestamp"]) ?? DemoTime.Parse((string?)item["eventTime"]);
            if (at is { } time && cluster.Now - time > EventLife)
            {
                cluster.Delete("events", item);
            }
        }
    }

    /// <summary>Counts up the events of faults that are still there.</summary>
    private void Repeat(string reason, int times)
    {
        cluster.Forget();
        var pods = cluster.List("pods").ToDictionary(p => PodView.Uid(p)!, StringComparer.Ordinal);
        foreach (var item in cluster.List("events").Where(e => (string?)e["reason"] == reason))
        {
            if ((string?)item["involvedObject"]?["uid"] is { } uid && pods.TryGetValue(uid, out var pod) && !PodView.IsReady(pod))
            {
                cluster.Modify("events", item, e => DemoEvent.Repeat(e, cluster.Now, reason == "Unhealthy" ? times : 1));
            }
        }

        if (reason == "Unhealthy")
        {
            BeginUnhealthy(pods.Values);
        }
    }

    /// <summary>A pod that somebody replaced has the same fault, and an event of its own for it.</summary>
    private void BeginUnhealthy(IEnumerable<JsonObject> pods)
    {
        foreach (var pod in pods.Where(p => ShopHealth.Of(p) == PodHealth.Answers503 && PodView.Phase(p) == "Running"))
        {
            if (cluster.List("events").All(e => (string?)e["involvedObject"]?["uid"] != PodView.Uid(pod) || (string?)e["reason"] != "Unhealthy"))
            {
                cluster.Event(pod, "v1", "Pod", "Warning", "Unhealthy", ShopEvents.Unhealthy, "kubelet", PodView.Node(pod), ShopEvents.ContainerPath(pod));
            }
        }
    }

    /// <summary>The CronJob <c>cleanup</c> at its half hour: a Job whose pod ends well; the three newest are kept.</summary>
    private void RunCleanup()
    {
        cluster.Forget();
        FinishJobs();
        if (cluster.List("cronjobs.batch").FirstOrDefault(c => PodView.Name(c) == "cleanup" && PodView.Namespace(c) == "shop") is not { } cronJob)
        {
            return;
        }

        var now = cluster.Now;
        var half = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, now.Minute / 30 * 30, 0, TimeSpan.Zero);
        if (DemoTime.Parse((string?)cronJob["status"]?["lastScheduleTime"]) >= half)
        {
            return;
        }

        var job = WorkloadFactory.Job(cronJob, half);
        job["status"] = new JsonObject { ["startTime"] = DemoTime.Seconds(now), ["active"] = 1, ["terminating"] = 0, ["uncountedTerminatedPods"] = new JsonObject(), ["ready"] = 0 };
        cluster.Create("jobs.batch", job);
        var pod = PodFactory.Create((JsonObject)job["spec"]!["template"]!, job, "batch/v1", "Job", $"{PodView.Name(job)}-{DemoId.Suffix(PodView.Name(job))}", "node-c", now);
        cluster.Create("pods", pod);
        cluster.Event(job, "batch/v1", "Job", "Normal", "SuccessfulCreate", $"Created pod: {PodView.Name(pod)}", "job-controller");
        cluster.Modify("cronjobs.batch", cronJob, c => ((JsonObject)c["status"]!)["lastScheduleTime"] = DemoTime.Seconds(half));
        foreach (var old in cluster.List("jobs.batch").Where(j => PodView.Owner(j) == PodView.Uid(cronJob)).OrderByDescending(PodView.Name, StringComparer.Ordinal).Skip(3).ToList())
        {
            foreach (var done in cluster.PodsOf(old).ToList())
            {
                cluster.Delete("pods", done);
            }

            cluster.Delete("jobs.batch", old);
        }
    }

    private void FinishJobs()
    {
        foreach (var job in cluster.List("jobs.batch").Where(j => (int?)j["status"]?["active"] > 0))
        {
            if (!cluster.PodsOf(job).Any(p => PodView.Phase(p) == "Succeeded"))
            {
                continue;
            }

            var at = DemoTime.Seconds(cluster.Now);
            cluster.Modify("jobs.batch", job, j =>
            {
                var status = (JsonObject)j["status"]!;
                status.Remove("active");
                status["succeeded"] = 1;
                status["completionTime"] = at;
                status["conditions"] = new JsonArray([.. ((string[])["SuccessCriteriaMet", "Complete"]).Select(type => new JsonObject
                {
                    ["type"] = type, ["status"] = "True", ["lastProbeTime"] = at, ["lastTransitionTime"] = at, ["reason"] = "CompletionsReached",
                    ["message"] = "Reached expected number of succeeded pods",
                })]);
            });
            cluster.Event(job, "batch/v1", "Job", "Normal", "Completed", "Job completed", "job-controller");
        }
    }

    /// <summary>A few containers write a line.</summary>
    private void Write(BundleRuntime log)
    {
        var pods = cluster.List("pods");
        for (var i = 0; i < 6 && pods.Count > 0; i++)
        {
            var pod = pods[random.Next(pods.Count)];
            if (pod["status"]?["containerStatuses"]?[0]?["state"]?["running"] is not null && ShopLogs.Next(pod, cluster.Now, random) is { } line)
            {
                log.LogOf(PodView.Namespace(pod), PodView.Name(pod), (string)PodView.Containers(pod).First()["name"]!).Append(cluster.Now, line);
            }
        }
    }
}
