using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Services, and the slices that no controller makes.</summary>
internal static class ShopServices
{
    /// <summary>Where <c>shop/legacy</c> points: a machine outside the cluster.</summary>
    public const string LegacyAddress = "10.20.30.40";

    public static void AddTo(ShopCluster cluster)
    {
        AddKubernetes(cluster);
        cluster.AddService(new ServiceSpec("kube-system", "kube-dns",
            new ServicePort("dns", 53, 53, "UDP"), new ServicePort("dns-tcp", 53, 53), new ServicePort("metrics", 9153, 9153))
        {
            ClusterIp = ShopNode.ClusterDns, Selector = [("k8s-app", "kube-dns")],
            Labels = [("k8s-app", "kube-dns"), ("kubernetes.io/cluster-service", "true"), ("kubernetes.io/name", "CoreDNS")],
        }, TimeSpan.FromDays(41));
        cluster.AddService(new ServiceSpec("kube-system", "metrics-server", new ServicePort("https", 443, "https"))
        {
            ClusterIp = "10.96.118.7", Selector = [("k8s-app", "metrics-server")], Labels = [("k8s-app", "metrics-server")],
        }, TimeSpan.FromDays(41));
        cluster.AddService(new ServiceSpec("ingress-nginx", "ingress-nginx-controller",
            new ServicePort("http", 80, "http", NodePort: 31180), new ServicePort("https", 443, "https", NodePort: 31543))
        {
            ClusterIp = "10.96.44.31", Type = "LoadBalancer", LoadBalancerIp = "203.0.113.20",
            Selector = [("app.kubernetes.io/name", "ingress-nginx")], Labels = [("app.kubernetes.io/name", "ingress-nginx")],
        }, TimeSpan.FromDays(40));
        cluster.AddService(new ServiceSpec("ops", "policy-webhook", new ServicePort("https", 443, 9443))
        {
            ClusterIp = "10.96.201.12", Selector = [("app", "policy-webhook")], Labels = [("app", "policy-webhook")],
        }, TimeSpan.FromDays(37));
        cluster.AddService(new ServiceSpec("ops", "prometheus", new ServicePort("web", 9090, "web"))
        {
            ClusterIp = "10.96.77.90", Selector = [("app", "prometheus")], Labels = [("app", "prometheus")],
        }, TimeSpan.FromDays(37));

        Shop(cluster, "web", "10.96.12.10", new ServicePort("http", 80, "http"));
        Add(cluster, Base("cart", "10.96.12.11", new ServicePort("http", 80, "http")) with { Selector = [("app", "cart"), ("tier", "back")] });
        Shop(cluster, "pay", "10.96.12.12", new ServicePort("http", 80, "http"));
        Shop(cluster, "search", "10.96.12.13", new ServicePort("http", 80, "http"));
        Add(cluster, Base("geo", "10.96.12.14", new ServicePort("http", 80, "http", NodePort: 31443)) with
        {
            Type = "LoadBalancer", ExternalTrafficLocal = true, HealthCheckNodePort = 32101, LoadBalancerIp = "203.0.113.30",
        });
        Add(cluster, Base("legacy", "10.96.12.15", new ServicePort("http", 80, 8080)) with { Selector = [] });
        AddLegacySlice(cluster);
        Shop(cluster, "mail", "10.96.12.16", new ServicePort("smtp", 25, "smtp"));
        Shop(cluster, "stock", "10.96.12.17", new ServicePort("http", 80, "http"));
        Shop(cluster, "feed", "10.96.12.18", new ServicePort("http", 80, "http"));
        Shop(cluster, "catalog", "10.96.12.19", new ServicePort("http", 80, 8080));
        Add(cluster, Base("front", "10.96.12.20", new ServicePort("http", 80, "http", NodePort: 30080)) with { Type = "NodePort" });
        Shop(cluster, "tracker", "10.96.12.21", new ServicePort("statsd", 8125, "statsd", "UDP"));
        Add(cluster, Base("db", null, new ServicePort("pg", 5432, "pg")));
        Add(cluster, Base("peers", null, new ServicePort("gossip", 7946, "gossip"), new ServicePort("gossip-udp", 7946, "gossip-udp", "UDP")) with { PublishNotReady = true });
        Add(cluster, new ServiceSpec("shop", "billing") { ClusterIp = "", Type = "ExternalName", ExternalName = "billing.example.com", Labels = [("app", "billing")] });
    }

    private static ServiceSpec Base(string name, string? ip, params IReadOnlyList<ServicePort> ports) =>
        new("shop", name, ports) { ClusterIp = ip, Selector = [("app", name)], Labels = [("app", name)] };

    private static void Shop(ShopCluster cluster, string name, string ip, ServicePort port) => Add(cluster, Base(name, ip, port));

    private static void Add(ShopCluster cluster, ServiceSpec spec) =>
        cluster.AddService(spec, TimeSpan.FromDays(12 + DemoId.Number("age/" + spec.Name, 27)));

    /// <summary>The API server keeps its own service, slice and Endpoints, without a controller.</summary>
    private static void AddKubernetes(ShopCluster cluster)
    {
        cluster.AddService(new ServiceSpec("default", "kubernetes", new ServicePort("https", 443, 6443))
        {
            ClusterIp = "10.96.0.1", Labels = [("component", "apiserver"), ("provider", "kubernetes")], Manager = "kube-apiserver",
        }, cluster.Now - cluster.Birth);
        var ports = new JsonArray(new JsonObject { ["name"] = "https", ["protocol"] = "TCP", ["port"] = 6443 });
        var slice = new JsonObject
        {
            ["metadata"] = Meta.Of("endpointslices", "default", "kubernetes", cluster.Birth, new JsonObject { ["kubernetes.io/service-name"] = "kubernetes" }, generation: 1),
            ["addressType"] = "IPv4",
            ["endpoints"] = new JsonArray(new JsonObject { ["addresses"] = new JsonArray(ShopNode.ApiServer), ["conditions"] = new JsonObject { ["ready"] = true } }),
            ["ports"] = ports,
        };
        ((JsonObject)slice["metadata"]!)["managedFields"] = ManagedFields.Creator("kube-apiserver", "discovery.k8s.io/v1", cluster.Birth, slice);
        cluster.Add("endpointslices.discovery.k8s.io", slice);
        var endpoints = new JsonObject
        {
            ["metadata"] = Meta.Of("endpoints", "default", "kubernetes", cluster.Birth, new JsonObject { ["endpointslice.kubernetes.io/skip-mirror"] = "true" }),
            ["subsets"] = new JsonArray(new JsonObject
            {
                ["addresses"] = new JsonArray(new JsonObject { ["ip"] = ShopNode.ApiServer }),
                ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = 6443, ["protocol"] = "TCP" }),
            }),
        };
        ((JsonObject)endpoints["metadata"]!)["managedFields"] = ManagedFields.Creator("kube-apiserver", "v1", cluster.Birth, endpoints);
        cluster.Add("endpoints", endpoints);
    }

    private static void AddLegacySlice(ShopCluster cluster)
    {
        var created = cluster.Now - TimeSpan.FromDays(11);
        var labels = new JsonObject { ["endpointslice.kubernetes.io/managed-by"] = "staff", ["kubernetes.io/service-name"] = "legacy" };
        var slice = new JsonObject
        {
            ["metadata"] = Meta.Of("endpointslices", "shop", "legacy-1", created, labels, generation: 1),
            ["addressType"] = "IPv4",
            ["endpoints"] = new JsonArray(new JsonObject { ["addresses"] = new JsonArray(LegacyAddress), ["conditions"] = new JsonObject { ["ready"] = true } }),
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "http", ["protocol"] = "TCP", ["port"] = 8080 }),
        };
        var manifest = new JsonObject { ["apiVersion"] = "discovery.k8s.io/v1", ["kind"] = "EndpointSlice" };
        foreach (var (key, value) in slice)
        {
            manifest[key] = key == "metadata"
                ? new JsonObject { ["name"] = "legacy-1", ["namespace"] = "shop", ["labels"] = labels.DeepClone() }
                : value!.DeepClone();
        }

        cluster.Add("endpointslices.discovery.k8s.io", Meta.Applied(manifest, slice, created));
    }
}
