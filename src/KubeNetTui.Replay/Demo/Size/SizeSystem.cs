using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>What a generated cluster has besides its teams: the API server's service, DNS, namespaces.</summary>
internal static class SizeSystem
{
    /// <summary>resourceVersion of all of it.</summary>
    public const long Version = 9_000;

    public const int DnsReplicas = 2;

    /// <summary>With fewer pods there is no DNS.</summary>
    public const int Least = 10;

    public static IReadOnlyList<JsonObject> DnsPods(SizePlan plan)
    {
        if (!plan.HasDns)
        {
            return [];
        }

        var born = plan.Now - TimeSpan.FromDays(90);
        var set = WorkloadFactory.ReplicaSet(DnsDeployment(born), 1, DnsReplicas, born);
        return [.. Enumerable.Range(0, DnsReplicas).Select(i =>
        {
            var node = i % plan.Options.Nodes;
            var pod = PodFactory.Create((JsonObject)set["spec"]!["template"]!, set, "apps/v1", "ReplicaSet",
                $"{PodView.Name(set)}-{DemoId.Suffix($"size/dns/{i}")}", plan.NodeNames[node], born.AddSeconds(i));
            PodStatus.Write(pod, new PodFacts
            {
                HostIp = SizePlan.Address(SizePlan.NodeIp(node)), PodIp = SizePlan.Address(plan.NodeRange(node) + (uint)(plan.Options.Pods / plan.Options.Nodes) + 3 + (uint)i),
                Scheduled = born, Started = born.AddSeconds(2), Ready = true, ReadySince = born.AddSeconds(6),
            });
            return Versioned(pod);
        })];
    }

    /// <summary>kube-proxy's DaemonSet; its pods are the way into a node.</summary>
    public static JsonObject Proxy(SizePlan plan) => Versioned(WorkloadFactory.DaemonSet("kube-system", "kube-proxy", new TemplateSpec([("k8s-app", "kube-proxy")],
        new ContainerSpec("kube-proxy", "registry.k8s.io/kube-proxy:v1.33.4") { Command = ["/usr/local/bin/kube-proxy", "--config=/var/lib/kube-proxy/config.conf"], Cpu = "100m", Privileged = true })
        { HostNetwork = true, ServiceAccount = "kube-proxy", PriorityClass = "system-node-critical", TolerateAll = true }, plan.Now - TimeSpan.FromDays(90)));

    public static string ProxyName(int node) => "kube-proxy-" + DemoId.Suffix(string.Create(CultureInfo.InvariantCulture, $"size/proxy/{node}"));

    /// <summary>The pod of one node, written when it is read.</summary>
    public static JsonObject ProxyPod(SizePlan plan, JsonObject proxy, int node)
    {
        var born = plan.Now - TimeSpan.FromDays(90);
        var address = SizePlan.Address(SizePlan.NodeIp(node));
        var pod = PodFactory.Create((JsonObject)proxy["spec"]!["template"]!, proxy, "apps/v1", "DaemonSet", ProxyName(node), plan.NodeNames[node], born);
        PodStatus.Write(pod, new PodFacts { HostIp = address, PodIp = address, Scheduled = born, Started = born.AddSeconds(2), Ready = true, ReadySince = born.AddSeconds(3) });
        return Versioned(pod);
    }

    public static void AddTo(SizePlan plan, IReadOnlyList<JsonObject> dnsPods, Action<string, JsonObject> add)
    {
        var born = plan.Now - TimeSpan.FromDays(90);
        foreach (var name in (IEnumerable<string>)["default", "kube-system", "kube-public", "kube-node-lease", .. plan.Namespaces])
        {
            var item = new JsonObject
            {
                ["metadata"] = Meta.Of("namespaces", null, name, born, new JsonObject { ["kubernetes.io/metadata.name"] = name }),
                ["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") },
                ["status"] = new JsonObject { ["phase"] = "Active" },
            };
            ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator("kube-apiserver", "v1", born, new JsonObject { ["metadata"] = item["metadata"]!.DeepClone() });
            add("namespaces", Versioned(item));
        }

        add("services", Versioned(ServiceFactory.Create(new ServiceSpec("default", "kubernetes", new ServicePort("https", 443, 6443))
        {
            ClusterIp = "10.96.0.1", Labels = [("component", "apiserver"), ("provider", "kubernetes")], Manager = "kube-apiserver",
        }, born)));
        add("endpointslices.discovery.k8s.io", Versioned(new JsonObject
        {
            ["metadata"] = Meta.Of("endpointslices", "default", "kubernetes", born, new JsonObject { ["kubernetes.io/service-name"] = "kubernetes" }, generation: 1),
            ["addressType"] = "IPv4",
            ["endpoints"] = new JsonArray(new JsonObject { ["addresses"] = new JsonArray("172.16.0.5"), ["conditions"] = new JsonObject { ["ready"] = true } }),
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["protocol"] = "TCP", ["port"] = 6443 }),
        }));
        add("endpoints", Versioned(new JsonObject
        {
            ["metadata"] = Meta.Of("endpoints", "default", "kubernetes", born, new JsonObject { ["endpointslice.kubernetes.io/skip-mirror"] = "true" }),
            ["subsets"] = new JsonArray(new JsonObject
            {
                ["addresses"] = new JsonArray(new JsonObject { ["ip"] = "172.16.0.5" }),
                ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = 6443, ["protocol"] = "TCP" }),
            }),
        }));
        if (plan.HasProxies)
        {
            var proxy = Proxy(plan);
            var count = plan.Options.Nodes;
            proxy["status"] = new JsonObject
            {
                ["currentNumberScheduled"] = count, ["numberMisscheduled"] = 0, ["desiredNumberScheduled"] = count, ["numberReady"] = count,
                ["observedGeneration"] = 1, ["updatedNumberScheduled"] = count, ["numberAvailable"] = count,
            };
            add("daemonsets.apps", proxy);
        }

        if (dnsPods.Count > 0)
        {
            AddDns(plan, dnsPods, add, born);
        }
    }

    public static LazyText Text(JsonObject item)
    {
        var json = JsonBytes.From(item);
        return new LazyText(json, JsonBytes.From(item["metadata"]!).Length);
    }

    private static void AddDns(SizePlan plan, IReadOnlyList<JsonObject> pods, Action<string, JsonObject> add, DateTimeOffset born)
    {
        var deployment = DnsDeployment(born);
        var set = WorkloadFactory.ReplicaSet(deployment, 1, DnsReplicas, born);
        WorkloadStatus.WriteReplicaSet(set, [.. pods], born.AddSeconds(8));
        WorkloadStatus.WriteDeployment(deployment, PodView.Name(set), [.. pods], [.. pods], born.AddSeconds(8));
        add("deployments.apps", Versioned(deployment));
        add("replicasets.apps", Versioned(set));
        var service = ServiceFactory.Create(new ServiceSpec("kube-system", "kube-dns",
            new ServicePort("dns", 53, 53, "UDP"), new ServicePort("dns-tcp", 53, 53), new ServicePort("metrics", 9153, 9153))
        {
            ClusterIp = "10.96.0.10", Selector = [("k8s-app", "kube-dns")], Labels = [("k8s-app", "kube-dns"), ("kubernetes.io/name", "CoreDNS")],
        }, born);
        add("services", Versioned(service));
        foreach (var group in EndpointSlices.Desired(service, pods, _ => null))
        {
            add("endpointslices.discovery.k8s.io", Versioned(EndpointSlices.Create(service, group, DemoId.Suffix("size/dns"), born)));
        }

        add("configmaps", Versioned(new JsonObject
        {
            ["metadata"] = Meta.Of("configmaps", "kube-system", "coredns", born), ["data"] = new JsonObject { ["Corefile"] = ShopConfig.Corefile },
        }));
    }

    private static JsonObject DnsDeployment(DateTimeOffset born) =>
        WorkloadFactory.Deployment("kube-system", "coredns", DnsReplicas, ShopSystem.CoreDns, ["k8s-app"], born);

    private static JsonObject Versioned(JsonObject item)
    {
        item["metadata"]!["resourceVersion"] = Version.ToString(CultureInfo.InvariantCulture);
        return item;
    }
}
