namespace KubeNetTui.Replay;

/// <summary>What the cluster runs for itself: kube-proxy, DNS, metrics, policies, ingress, operations.</summary>
internal static class ShopSystem
{
    private const string Kubernetes = "registry.k8s.io/";

    public static TemplateSpec CoreDns => new([("k8s-app", "kube-dns")],
        new ContainerSpec("coredns", Kubernetes + "coredns/coredns:v1.12.0")
        {
            Args = ["-conf", "/etc/coredns/Corefile"],
            Ports = [new PortSpec("dns", 53, "UDP"), new PortSpec("dns-tcp", 53), new PortSpec("metrics", 9153)],
            Liveness = new ProbeSpec("/health", 8080), Readiness = new ProbeSpec("/ready", 8181), Cpu = "100m", Memory = "70Mi", MemoryLimit = "170Mi",
            Mounts = [("config-volume", "/etc/coredns")],
        })
    {
        ServiceAccount = "coredns", DnsPolicy = "Default", PriorityClass = "system-cluster-critical", Volumes = [("config-volume", "cm:coredns")],
    };

    public static void AddTo(ShopCluster cluster)
    {
        var age = cluster.Now - cluster.Birth;
        cluster.DeployDaemonSet("kube-system", "kube-proxy", new TemplateSpec([("k8s-app", "kube-proxy")],
            new ContainerSpec("kube-proxy", Kubernetes + "kube-proxy:v1.33.4")
            {
                Command = ["/usr/local/bin/kube-proxy", "--config=/var/lib/kube-proxy/config.conf", "--hostname-override=$(NODE_NAME)"],
                Cpu = "100m", Privileged = true,
                Mounts = [("kube-proxy", "/var/lib/kube-proxy"), ("xtables-lock", "/run/xtables.lock"), ("lib-modules", "/lib/modules")],
            })
        {
            HostNetwork = true, ServiceAccount = "kube-proxy", PriorityClass = "system-node-critical", TolerateAll = true,
            Volumes = [("kube-proxy", "cm:kube-proxy"), ("xtables-lock", "host:/run/xtables.lock"), ("lib-modules", "host:/lib/modules")],
        }, age);
        cluster.DeployDaemonSet("kube-system", "kube-network-policies", new TemplateSpec([("app", "kube-network-policies")],
            new ContainerSpec("kube-network-policies", Kubernetes + "networking/kube-network-policies:v0.8.0")
            {
                Args = ["/bin/netpol", "--v=2"], Cpu = "100m", Privileged = true,
            }) { HostNetwork = true, ServiceAccount = "kube-network-policies", PriorityClass = "system-node-critical", TolerateAll = true }, age);
        cluster.Deploy("kube-system", "coredns", CoreDns, ["k8s-app"], age, TimeSpan.FromHours(31), "node-a", "node-b");
        MakeCoreDnsTolerant(cluster);
        cluster.Deploy("kube-system", "metrics-server", new TemplateSpec([("k8s-app", "metrics-server")],
            new ContainerSpec("metrics-server", Kubernetes + "metrics-server/metrics-server:v0.8.0")
            {
                Args = ["--cert-dir=/tmp", "--secure-port=10250", "--kubelet-preferred-address-types=InternalIP", "--metric-resolution=15s"],
                Ports = [new PortSpec("https", 10250)], Liveness = new ProbeSpec("/livez", "https", 10, "HTTPS"),
                Readiness = new ProbeSpec("/readyz", "https", 10, "HTTPS"), Cpu = "100m", Memory = "200Mi", MemoryLimit = "400Mi",
            }) { ServiceAccount = "metrics-server", PriorityClass = "system-cluster-critical" }, ["k8s-app"], age, TimeSpan.FromDays(19), "node-c");
        cluster.Deploy("ingress-nginx", "ingress-nginx-controller", new TemplateSpec([("app.kubernetes.io/name", "ingress-nginx")],
            new ContainerSpec("controller", Kubernetes + "ingress-nginx/controller:v1.12.1")
            {
                Args = ["/nginx-ingress-controller", "--election-id=ingress-nginx-leader", "--controller-class=k8s.io/ingress-nginx", "--ingress-class=nginx"],
                Ports = [new PortSpec("http", 80), new PortSpec("https", 443)], Readiness = new ProbeSpec("/healthz", 10254),
                Liveness = new ProbeSpec("/healthz", 10254), Cpu = "100m", Memory = "90Mi", MemoryLimit = "512Mi",
            }) { ServiceAccount = "ingress-nginx" }, ["app.kubernetes.io/name"], TimeSpan.FromDays(40), TimeSpan.FromDays(12), "node-a", "node-b");
        cluster.Deploy("ops", "policy-webhook", new TemplateSpec([("app", "policy-webhook")],
            new ContainerSpec("webhook", "registry.shop.example/ops/policy-webhook:0.7.3")
            {
                Ports = [new PortSpec("https", 9443)], Readiness = new ProbeSpec("/readyz", "https", 10, "HTTPS"),
            }) { ServiceAccount = "policy-webhook" }, ["app"], TimeSpan.FromDays(37), TimeSpan.FromDays(14), "node-a", "node-c");
        cluster.DeployStatefulSet("ops", "prometheus", "prometheus", new TemplateSpec([("app", "prometheus")],
            new ContainerSpec("prometheus", "quay.io/prometheus/prometheus:v3.1.0")
            {
                Ports = [new PortSpec("web", 9090)], Readiness = new ProbeSpec("/-/ready", "web"), Cpu = "250m", Memory = "512Mi", MemoryLimit = "2Gi",
                Mounts = [("data", "/prometheus")],
            }) { ServiceAccount = "prometheus", Volumes = [("data", "empty:")] }, TimeSpan.FromDays(37), "node-c");
        cluster.DeployDaemonSet("ops", "node-exporter", new TemplateSpec([("app", "node-exporter")],
            new ContainerSpec("node-exporter", "quay.io/prometheus/node-exporter:v1.8.2")
            {
                Args = ["--path.rootfs=/host/root"], Ports = [new PortSpec("metrics", 9100, HostPort: 9100)], Mounts = [("root", "/host/root")],
                Readiness = new ProbeSpec("/", "metrics"),
            }) { HostNetwork = true, TolerateAll = true, ServiceAccount = "node-exporter", Volumes = [("root", "host:/")] }, TimeSpan.FromDays(37));
    }

    /// <summary>CoreDNS rolls with maxUnavailable 1, so that one replica of two keeps the Deployment available.</summary>
    private static void MakeCoreDnsTolerant(ShopCluster cluster)
    {
        var coredns = cluster.Find("deployments.apps", "kube-system", "coredns");
        coredns["spec"]!["strategy"]!["rollingUpdate"]!["maxUnavailable"] = 1;
        var set = cluster.List("replicasets.apps").First(s => PodView.Owner(s) == PodView.Uid(coredns));
        var pods = cluster.List("pods").Where(p => PodView.Owner(p) == PodView.Uid(set)).ToList();
        WorkloadStatus.WriteDeployment(coredns, PodView.Name(set), pods, pods, cluster.Now - TimeSpan.FromHours(30));
    }
}
