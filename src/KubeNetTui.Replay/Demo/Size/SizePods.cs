using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Pods of a generated cluster: two containers, filled-in status, managedFields; about 10 KB each.</summary>
internal sealed class SizePods
{
    private const string Registry = "registry.example.com/platform/services/";
    private readonly SizePlan _plan;
    private readonly ObjectTemplate<SizePod> _ready;
    private readonly ObjectTemplate<SizePod> _notReady;

    public SizePods(SizePlan plan)
    {
        _plan = plan;
        _ready = Template(ready: true);
        _notReady = Template(ready: false);
    }

    public LazyText Write(SizePod pod) => (_plan.FaultOf(_plan.ServiceOf(pod.Index)) == SizeFault.NotReady ? _notReady : _ready).Fill(in pod);

    private ObjectTemplate<SizePod> Template(bool ready)
    {
        // A real pod from the demo's factories, whose names are the marks.
        var set = SetObject();
        var moment = DateTimeOffset.UnixEpoch;
        var pod = PodFactory.Create((JsonObject)set["spec"]!["template"]!, set, "apps/v1", "ReplicaSet", "@name@", "@node@", moment);
        PodStatus.Write(pod, new PodFacts
        {
            HostIp = "@host@", PodIp = "@ip@", Scheduled = moment, Started = moment.AddSeconds(2), Ready = ready, ReadySince = moment.AddSeconds(9),
        });
        var metadata = (JsonObject)pod["metadata"]!;
        var uid = (string)metadata["uid"]!;
        metadata["resourceVersion"] = "@version@";
        metadata["uid"] = "@uid@";
        Mark(pod, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["1970-01-01T00:00:00Z"] = "@created@",
            ["1970-01-01T00:00:02Z"] = "@started@",
            ["1970-01-01T00:00:09Z"] = "@settled@",
            ["containerd://" + DemoId.Hex(uid + "/app/0")] = "containerd://@first@",
            ["containerd://" + DemoId.Hex(uid + "/proxy/0")] = "containerd://@second@",
        });
        pod["status"]!["containerStatuses"]![0]!["restartCount"] = "@#restarts@";
        return new ObjectTemplate<SizePod>(pod, Fillers());
    }

    /// <summary>The ReplicaSet that owns the pods of a service; names are marks.</summary>
    internal static JsonObject SetObject()
    {
        var deployment = DeploymentObject();
        var set = WorkloadFactory.ReplicaSet(deployment, 1, 1, DateTimeOffset.UnixEpoch);
        var hash = (string)set["metadata"]!["labels"]!["pod-template-hash"]!;
        Mark(set, new Dictionary<string, string>(StringComparer.Ordinal) { [hash] = "@hash@", ["@app@-" + hash] = "@set@" });
        set["metadata"]!["uid"] = "@setuid@";
        return set;
    }

    internal static JsonObject DeploymentObject()
    {
        var template = new TemplateSpec(
            [("app", "@app@"), ("app.kubernetes.io/part-of", "platform"), ("app.kubernetes.io/version", "4.17.2"), ("team", "@ns@")],
            new ContainerSpec("app", Registry + "app:4.17.2-20260114.3")
            {
                Ports = [new PortSpec("http", 8080), new PortSpec("metrics", 9090)], Readiness = new ProbeSpec("/healthz/ready", "http"),
                Liveness = new ProbeSpec("/healthz/live", "http"), Cpu = "250m", Memory = "256Mi", MemoryLimit = "512Mi",
                Args = ["--listen=:8080", "--log-format=json", "--shutdown-delay=10s", "--config=/etc/app/config.yaml"],
                Env =
                [
                    ("SERVICE_NAME", "@app@"), ("SERVICE_NAMESPACE", "@ns@"), ("LOG_LEVEL", "info"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.observability.svc.cluster.local:4317"),
                    ("OTEL_RESOURCE_ATTRIBUTES", "service.name=@app@,service.namespace=@ns@"), ("DATABASE_URL", "postgres://db.@ns@.svc.cluster.local:5432/@app@?sslmode=disable"),
                    ("CACHE_URL", "redis://cache.@ns@.svc.cluster.local:6379/0"), ("GOMEMLIMIT", "460MiB"), ("FEATURE_FLAGS", "checkout-v2,async-mail,new-prices"),
                    ("HTTP_READ_TIMEOUT", "15s"), ("HTTP_WRITE_TIMEOUT", "30s"), ("MAX_CONNECTIONS", "400"),
                ],
                Mounts = [("config", "/etc/app"), ("tmp", "/tmp")],
            },
            new ContainerSpec("proxy", Registry + "proxy:1.31.4")
            {
                Ports = [new PortSpec("proxy-admin", 15000), new PortSpec("proxy-in", 15006)], Readiness = new ProbeSpec("/ready", 15021, 5),
                Cpu = "100m", Memory = "64Mi", MemoryLimit = "256Mi", Args = ["proxy", "sidecar", "--log-level=warning", "--concurrency=2"],
                Env =
                [
                    ("PROXY_CONFIG", "{\"drainDuration\":\"45s\"}"), ("CLUSTER_ID", "Kubernetes"), ("CA_ADDR", "ca.platform.svc.cluster.local:15012"),
                    ("TRUST_DOMAIN", "cluster.local"), ("ISTIO_META_WORKLOAD_NAME", "@app@"), ("ISTIO_META_MESH_ID", "cluster.local"),
                ],
                Mounts = [("proxy-config", "/etc/proxy"), ("proxy-certs", "/var/run/certs")],
            })
        {
            Volumes = [("config", "cm:@app@"), ("tmp", "empty:"), ("proxy-config", "cm:proxy"), ("proxy-certs", "empty:")],
        };
        return WorkloadFactory.Deployment("@ns@", "@app@", 1, template, ["app"], DateTimeOffset.UnixEpoch);
    }

    /// <summary>Replaces strings by marks, also inside names of fields (managedFields keep keys in them).</summary>
    internal static void Mark(JsonObject item, Dictionary<string, string> marks)
    {
        foreach (var (key, value) in item.ToList())
        {
            var name = key;
            foreach (var (from, to) in marks)
            {
                name = name.Replace(from, to, StringComparison.Ordinal);
            }

            if (name != key)
            {
                var index = item.IndexOf(key);
                item.RemoveAt(index);
                item.Insert(index, name, value);
            }

            switch (value)
            {
                case JsonObject child:
                    Mark(child, marks);
                    break;
                case JsonArray list:
                    foreach (var child in list.OfType<JsonObject>())
                    {
                        Mark(child, marks);
                    }

                    break;
                case JsonValue text when text.TryGetValue<string>(out var old) && marks.TryGetValue(old, out var mark):
                    item[name] = mark;
                    break;
            }
        }
    }

    private Dictionary<string, HoleWriter<SizePod>> Fillers()
    {
        var plan = _plan;
        return new Dictionary<string, HoleWriter<SizePod>>(StringComparer.Ordinal)
        {
            ["name"] = (Span<byte> d, in SizePod pod) => Holes.Text(d, plan.PodName(pod.Index, pod.Life)),
            ["ns"] = (Span<byte> d, in SizePod pod) => Holes.Text(d, plan.NamespaceOf(plan.ServiceOf(pod.Index))),
            ["app"] = (Span<byte> d, in SizePod pod) => Holes.Text(d, plan.ServiceNames[plan.ServiceOf(pod.Index)]),
            ["set"] = (Span<byte> d, in SizePod pod) => Holes.Text(d, plan.SetNames[plan.ServiceOf(pod.Index)]),
            ["hash"] = (Span<byte> d, in SizePod pod) => Holes.Text(d, plan.SetNames[plan.ServiceOf(pod.Index)][^10..]),
            ["setuid"] = (Span<byte> d, in SizePod pod) => Holes.Uid(d, plan.Uid(plan.ServiceOf(pod.Index), SizeUids.Set)),
            ["uid"] = (Span<byte> d, in SizePod pod) => Holes.Uid(d, plan.Uid(pod.Index, SizeUids.PodOf(pod.Life))),
            ["version"] = (Span<byte> d, in SizePod pod) => Holes.Number(d, pod.Version > 0 ? pod.Version : SizeBundle.FirstPodVersion + pod.Index),
            ["node"] = (Span<byte> d, in SizePod pod) => Holes.Text(d, plan.NodeNames[plan.NodeOf(pod.Index)]),
            ["host"] = (Span<byte> d, in SizePod pod) => Holes.Address(d, SizePlan.NodeIp(plan.NodeOf(pod.Index))),
            ["ip"] = (Span<byte> d, in SizePod pod) => Holes.Address(d, plan.PodIp(pod.Index)),
            ["created"] = (Span<byte> d, in SizePod pod) => Holes.Time(d, Created(pod)),
            ["started"] = (Span<byte> d, in SizePod pod) => Holes.Time(d, Created(pod).AddSeconds(2)),
            ["settled"] = (Span<byte> d, in SizePod pod) => Holes.Time(d, Created(pod).AddSeconds(9)),
            ["first"] = (Span<byte> d, in SizePod pod) => Holes.Hex(d, plan.Mix(pod.Index, 8) + (ulong)pod.Restarts),
            ["second"] = (Span<byte> d, in SizePod pod) => Holes.Hex(d, plan.Mix(pod.Index, 9)),
            ["#restarts"] = (Span<byte> d, in SizePod pod) => Holes.Number(d, pod.Restarts),
        };

        DateTimeOffset Created(in SizePod pod) => pod.Born ?? plan.Created(pod.Index);
    }
}

/// <summary>Purposes of <see cref="SizePlan.Uid"/>: two kinds never draw the same.</summary>
internal static class SizeUids
{
    public const int Pod = 0;
    public const int Set = 100;
    public const int Deployment = 200;
    public const int Service = 300;
    public const int Slice = 400;
    public const int Node = 500;
    public const int Lease = 600;

    /// <summary>Of the pod that has taken the first one's place, and of the one after it.</summary>
    public static int PodOf(int life) => life == 0 ? Pod : 1000 + (2 * life);
}
