using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Namespace <c>shop</c>: what is sold, and what is wrong.</summary>
internal static class ShopWorkloads
{
    private const string Registry = "registry.shop.example/";

    public static void AddTo(ShopCluster cluster)
    {
        string[] app = ["app"];
        cluster.Deploy("shop", "web", Http("web", "front", "2.8.1"), app, Days(40), Days(5.2), "node-a", "node-a", "node-a");
        cluster.Deploy("shop", "cart", Http("cart", "backend", "1.14.0"), app, Days(39), Hours(26), "node-a", "node-c");
        cluster.Deploy("shop", "pay", Http("pay", "backend", "3.2.0") with { Containers = [Container("pay", "3.2.0") with { Readiness = new ProbeSpec("/ready", "http", 5) }] },
            app, Days(39), Days(2.1), "node-b", "node-c");
        cluster.Deploy("shop", "search", Http("search", "backend", "5.0.0") with
        {
            Containers = [Container("search", "5.0.0") with { Ports = [new PortSpec("web", 8080)], Readiness = new ProbeSpec("/healthz", "web") }],
        }, app, Days(38), Hours(4.4), "node-a", "node-b");
        cluster.Deploy("shop", "geo", Http("geo", "front", "0.9.3"), app, Days(21), Days(8), "node-a", "node-b");
        cluster.Deploy("shop", "mail", Http("mail", "backend", "1.3.7") with
        {
            // No probe: the kubelet takes a running process for a ready one, whatever address it listens on.
            Containers = [Container("mail", "1.3.7") with { Ports = [new PortSpec("smtp", 2525)], Readiness = null, Env = [("LISTEN", "127.0.0.1:2525")] }],
        }, app, Days(30), Days(1.4), "node-b", "node-c");
        cluster.Deploy("shop", "stock", Http("stock", "backend", "2.0.4"), app, Days(36), Days(3.6), "node-a", "node-c");
        cluster.Deploy("shop", "feed", Http("feed", "backend", "1.1.0"), app, Days(12), Days(1.1), "node-a", "node-c");
        cluster.Deploy("shop", "catalog", Http("catalog", "backend", "4.6.2"), app, Days(40), Days(9.3), "node-a", "node-b", "node-c");
        cluster.Deploy("shop", "front", Http("front", "front", "7.1.0"), app, Days(40), Hours(1.9), "node-a", "node-c", "node-a");
        cluster.Deploy("shop", "tracker", new TemplateSpec([("app", "tracker"), ("tier", "backend")],
            new ContainerSpec("tracker", Registry + "tracker:1.0.8") { Ports = [new PortSpec("statsd", 8125, "UDP"), new PortSpec("health", 8126)], Readiness = new ProbeSpec(null, 8126) }),
            app, Days(33), Days(6.5), "node-a", "node-c");
        cluster.Deploy("shop", "ads", new TemplateSpec([("app", "ads"), ("tier", "batch")],
            new ContainerSpec("ads", Registry + "ads:0.4.2") { Env = [("UPSTREAM", "http://bids.example.net/"), ("KEEPALIVE", "off")], Cpu = "200m" }),
            app, Days(4), Days(4), "node-b");
        cluster.Deploy("shop", "worker", new TemplateSpec([("app", "worker"), ("tier", "batch")],
            new ContainerSpec("worker", Registry + "worker:2.2.0") { Cpu = "100m" })
        {
            InitContainers =
            [
                new ContainerSpec("wait-for-db", "docker.io/library/busybox:1.37") { Command = ["sh", "-c", "until nc -z db 5432; do sleep 1; done"] },
                new ContainerSpec("shipper", Registry + "shipper:0.9.2") { IsSidecar = true, Cpu = "20m" },
            ],
        }, app, Days(35), Hours(7), "node-a", "node-c");
        cluster.DeployStatefulSet("shop", "db", "db", new TemplateSpec([("app", "db"), ("tier", "data")],
            new ContainerSpec("postgres", "docker.io/library/postgres:17.2")
            {
                Ports = [new PortSpec("pg", 5432)], Readiness = new ProbeSpec(null, "pg"), Cpu = "250m", Memory = "256Mi", MemoryLimit = "1Gi",
                Mounts = [("data", "/var/lib/postgresql/data")],
            }) { Volumes = [("data", "empty:")] }, Days(40), "node-a", "node-b", "node-c");
        cluster.DeployStatefulSet("shop", "peers", "peers", new TemplateSpec([("app", "peers"), ("tier", "backend")],
            new ContainerSpec("peers", Registry + "peers:1.9.1") { Ports = [new PortSpec("gossip", 7946), new PortSpec("gossip-udp", 7946, "UDP")], Readiness = new ProbeSpec(null, "gossip") }),
            Days(28), "node-a", "node-c");
        AddJobs(cluster);
    }

    private static void AddJobs(ShopCluster cluster)
    {
        var now = cluster.Now;
        var cleanup = WorkloadFactory.CronJob("shop", "cleanup", "*/30 * * * *", new TemplateSpec([("app", "cleanup")],
            new ContainerSpec("cleanup", Registry + "cleanup:1.0.1") { Args = ["--older-than=30d"] }) { RestartPolicy = "OnFailure" }, now - Days(25));
        var half = now.AddMinutes(-(now.Minute % 30)).AddSeconds(-now.Second);
        for (var i = 2; i >= 0; i--)
        {
            AddJob(cluster, cleanup, half - TimeSpan.FromMinutes(30 * i), "node-c", done: true);
        }

        cleanup["status"] = new JsonObject
        {
            ["lastScheduleTime"] = DemoTime.Seconds(half), ["lastSuccessfulTime"] = DemoTime.Seconds(half.AddSeconds(8)),
        };
        cluster.Add("cronjobs.batch", cleanup);

        var report = WorkloadFactory.CronJob("shop", "report", "10 * * * *", new TemplateSpec([("app", "report"), ("tier", "batch")],
            new ContainerSpec("report", Registry + "report:1.6.0") { Cpu = "100m" }) { RestartPolicy = "Never" }, now - Days(18));
        var due = now - TimeSpan.FromMinutes(23);
        due = due.AddSeconds(-due.Second);
        var job = AddJob(cluster, report, due, "node-b", done: false);
        report["status"] = new JsonObject
        {
            ["active"] = new JsonArray(new JsonObject
            {
                ["kind"] = "Job", ["namespace"] = "shop", ["name"] = PodView.Name(job), ["uid"] = PodView.Uid(job), ["apiVersion"] = "batch/v1",
                ["resourceVersion"] = job["metadata"]!["resourceVersion"]!.DeepClone(),
            }),
            ["lastScheduleTime"] = DemoTime.Seconds(due),
        };
        cluster.Add("cronjobs.batch", report);
    }

    private static JsonObject AddJob(ShopCluster cluster, JsonObject cronJob, DateTimeOffset at, string node, bool done)
    {
        var job = WorkloadFactory.Job(cronJob, at);
        cluster.AddPod(job, "batch/v1", "Job", $"{PodView.Name(job)}-{DemoId.Suffix(PodView.Name(job))}", node, at.AddSeconds(1));
        var finished = DemoTime.Seconds(at.AddSeconds(8));
        job["status"] = done
            ? new JsonObject
            {
                ["conditions"] = new JsonArray([.. ((string[])["SuccessCriteriaMet", "Complete"]).Select(type => new JsonObject
                {
                    ["type"] = type, ["status"] = "True", ["lastProbeTime"] = finished, ["lastTransitionTime"] = finished,
                    ["reason"] = "CompletionsReached", ["message"] = "Reached expected number of succeeded pods",
                })]),
                ["startTime"] = DemoTime.Seconds(at), ["completionTime"] = finished, ["succeeded"] = 1, ["terminating"] = 0,
                ["uncountedTerminatedPods"] = new JsonObject(), ["ready"] = 0,
            }
            : new JsonObject
            {
                ["startTime"] = DemoTime.Seconds(at), ["active"] = 1, ["terminating"] = 0,
                ["uncountedTerminatedPods"] = new JsonObject(), ["ready"] = 0,
            };
        Meta.NoteController(job, "batch/v1", done ? at.AddSeconds(8) : at, new JsonObject { ["status"] = job["status"]!.DeepClone() });
        return cluster.Add("jobs.batch", job);
    }

    private static TemplateSpec Http(string name, string tier, string version) =>
        new([("app", name), ("tier", tier)], Container(name, version));

    private static ContainerSpec Container(string name, string version) => new(name, $"{Registry}{name}:{version}")
    {
        Ports = [new PortSpec("http", 8080)],
        Readiness = new ProbeSpec("/healthz", "http", 5),
    };

    private static TimeSpan Days(double days) => TimeSpan.FromDays(days);

    private static TimeSpan Hours(double hours) => TimeSpan.FromHours(hours);
}
