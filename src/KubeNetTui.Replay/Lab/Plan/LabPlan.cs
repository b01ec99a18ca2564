namespace KubeNetTui.Replay;

/// <summary>A node of the lab.</summary>
/// <param name="Number">1 to 3: its address is 172.30.0.(10 + number), its pods' range 10.244.<paramref name="Number"/>.0/24.</param>
internal sealed record LabNode(string Name, int Number)
{
    public string Address => $"172.30.0.{10 + Number}";

    public string PodCidr => $"10.244.{Number}.0/24";

    /// <summary>The address of the bridge <c>cni0</c>.</summary>
    public string Gateway => PodAddress(1);

    public string PodAddress(int host) => $"10.244.{Number}.{host}";
}

/// <summary>A pod with a network namespace of its own.</summary>
/// <param name="App">Its Deployment's name.</param>
/// <param name="Uid">As in the API; its processes' cgroup carries it.</param>
/// <param name="Veth">The node's end of its cable.</param>
internal sealed record LabPod(string Namespace, string Name, string App, LabNode Node, string Address, string Uid, string Veth)
{
    /// <summary><c>shop/web-7d9-x2x</c>.</summary>
    public string Key => $"{Namespace}/{Name}";

    /// <summary>What people call it where the app has one pod a node: <c>web@node-a</c>.</summary>
    public string Alias => $"{App}@{Node.Name}";
}

/// <summary>A Deployment of the lab: one pod on each node named.</summary>
internal sealed record LabApp(string Namespace, string Name, PortSpec Port, params IReadOnlyList<string> Nodes);

/// <summary>The cluster that every lab is: fixed addresses, since all of it is in namespaces of its own.</summary>
internal static class LabPlan
{
    public const string PodNetwork = "10.244.0.0/16";
    public const string ServiceNetwork = "10.96.0.0/16";
    public const string ClusterDns = "10.96.0.10";

    /// <summary>Where the API server is, beside the nodes; also their way out.</summary>
    public const string ControlPlane = "172.30.0.1";

    /// <summary>A web server and the resolver upstream, "outside".</summary>
    public const string Website = "198.51.100.10";

    public const string Upstream = "198.51.100.53";
    public const string WebsiteName = "www.example.org";
    public const int NodePort = 30090;
    public const int Mtu = 1500;

    public static IReadOnlyList<LabNode> Nodes { get; } = [new("node-a", 1), new("node-b", 2), new("node-c", 3)];

    public static IReadOnlyList<LabApp> Apps { get; } =
    [
        new("kube-system", "coredns", new PortSpec("dns", 53, "UDP"), "node-a", "node-b"),
        new("shop", "web", new PortSpec("http", 8080), "node-a", "node-b", "node-c"),
        new("shop", "api", new PortSpec("api", 9000), "node-a", "node-b"),
        new("shop", "ledger", new PortSpec("ledger", 9100), "node-b"),
        new("shop", "echo", new PortSpec("echo", 7007, "UDP"), "node-b", "node-c"),
        new("shop", "client", new PortSpec("http", 8080), "node-a"),
    ];

    public static IReadOnlyList<ServiceSpec> Services { get; } =
    [
        new("kube-system", "kube-dns", new ServicePort("dns", 53, 53, "UDP"), new ServicePort("dns-tcp", 53, 53))
        {
            ClusterIp = ClusterDns, Selector = [("k8s-app", "kube-dns")],
            Labels = [("k8s-app", "kube-dns"), ("kubernetes.io/cluster-service", "true"), ("kubernetes.io/name", "CoreDNS")],
        },
        Shop("web", "10.96.0.80", new ServicePort("http", 80, "http")),
        Shop("api", "10.96.0.90", new ServicePort("api", 9000, "api", NodePort: NodePort)) with { Type = "NodePort" },
        Shop("ledger", "10.96.0.91", new ServicePort("ledger", 9100, "ledger")),
        Shop("echo", "10.96.0.70", new ServicePort("echo", 7007, "echo", "UDP")),
    ];

    public static LabNode Node(string name) => Nodes.First(node => node.Name == name);

    public static string NodeResolv => $"nameserver {Upstream}\n";

    /// <summary>What the kubelet writes for <c>dnsPolicy: ClusterFirst</c>; NAMESPACE stands for the pod's.</summary>
    public const string PodResolv =
        $"search NAMESPACE.svc.cluster.local svc.cluster.local cluster.local\nnameserver {ClusterDns}\noptions ndots:5\n";

    private static ServiceSpec Shop(string name, string ip, ServicePort port) =>
        new("shop", name, port) { ClusterIp = ip, Selector = [("app", name)], Labels = [("app", name)] };
}
