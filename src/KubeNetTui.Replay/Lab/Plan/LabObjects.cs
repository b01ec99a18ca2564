using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>The API objects of a lab that has just been made, and the pods in them that have namespaces of their own.</summary>
internal sealed class LabObjects
{
    private const string Version = "v1.33.4";
    private readonly Bundle _bundle = new() { Name = "lab", ServerVersion = Version };
    private readonly List<LabPod> _pods = [];
    private readonly Dictionary<string, string> _proxyUids = new(StringComparer.Ordinal);
    private readonly Dictionary<LabNode, int> _addresses = LabPlan.Nodes.ToDictionary(n => n, _ => 1);
    private readonly LabProxyMode _proxy;
    private readonly string _lab;
    private readonly DateTimeOffset _now;

    /// <param name="lab">Goes into uids: two labs on a machine have none in common.</param>
    public LabObjects(string lab, LabProxyMode proxy, DateTimeOffset now)
    {
        (_lab, _proxy, _now) = (lab, proxy, now);
        foreach (var ns in (string[])["default", "kube-system", "kube-public", "kube-node-lease", "shop"])
        {
            AddNamespace(ns);
        }

        foreach (var node in LabPlan.Nodes)
        {
            AddNode(node);
        }

        AddProxies();
        foreach (var app in LabPlan.Apps)
        {
            AddApp(app);
        }

        AddConfig();
        AddServices();
        foreach (var kind in (string[])["events", "networkpolicies.networking.k8s.io", "statefulsets.apps", "jobs.batch"])
        {
            _bundle.AddKind(kind);
        }
    }

    public Bundle Bundle => _bundle;

    public IReadOnlyList<LabPod> Pods => _pods;

    /// <summary>Uids of the kube-proxy pods, by node.</summary>
    public IReadOnlyDictionary<string, string> ProxyUids => _proxyUids;

    private void AddNamespace(string name)
    {
        _bundle.Add("namespaces", new JsonObject
        {
            ["metadata"] = Meta.Of("namespaces", null, name, _now, new JsonObject { ["kubernetes.io/metadata.name"] = name }),
            ["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") },
            ["status"] = new JsonObject { ["phase"] = "Active" },
        });
        AddAccount(name, "default");
    }

    private void AddAccount(string ns, string name) =>
        _bundle.Add("serviceaccounts", new JsonObject { ["metadata"] = Meta.Of("serviceaccounts", ns, name, _now) });

    private void AddNode(LabNode node)
    {
        // The shop's nodes are described in full; only where they are differs.
        var item = ShopNodes.Describe(
            new ShopNode(node.Name, node.Number, node.Address, "lab", 0), _now, _now, [LabImage, "registry.k8s.io/kube-proxy:" + Version], node.PodCidr);
        _bundle.Add("nodes", item);
        _bundle.Add("leases.coordination.k8s.io", new JsonObject
        {
            ["metadata"] = Meta.Of("leases", "kube-node-lease", node.Name, _now, owner: new JsonObject
            {
                ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = node.Name, ["uid"] = PodView.Uid(item),
            }),
            ["spec"] = new JsonObject { ["holderIdentity"] = node.Name, ["leaseDurationSeconds"] = 40, ["renewTime"] = DemoTime.Micro(_now) },
        });
    }

    /// <summary>Privileged, with the node's network and processes: also the way by which the node is asked.</summary>
    private void AddProxies()
    {
        AddAccount("kube-system", "kube-proxy");
        var template = new TemplateSpec([("k8s-app", "kube-proxy")], new ContainerSpec("kube-proxy", "registry.k8s.io/kube-proxy:" + Version)
        {
            Command = ["/usr/local/bin/kube-proxy", "--config=/var/lib/kube-proxy/config.conf", "--hostname-override=$(NODE_NAME)"],
            Cpu = "100m", Privileged = true, Mounts = [("kube-proxy", "/var/lib/kube-proxy"), ("xtables-lock", "/run/xtables.lock")],
        })
        {
            HostNetwork = true, ServiceAccount = "kube-proxy", PriorityClass = "system-node-critical", TolerateAll = true,
            Volumes = [("kube-proxy", "cm:kube-proxy"), ("xtables-lock", "host:/run/xtables.lock")],
        };
        var set = WorkloadFactory.DaemonSet("kube-system", "kube-proxy", template, _now);
        set["spec"]!["template"]!["spec"]!["hostPID"] = true;
        var pods = LabPlan.Nodes.Select(node =>
        {
            var pod = PodFactory.Create(
                (JsonObject)set["spec"]!["template"]!, set, "apps/v1", "DaemonSet", $"kube-proxy-{DemoId.Suffix($"{_lab}/{node.Name}")}", node.Name, _now);
            pod["metadata"]!["uid"] = _proxyUids[node.Name] = DemoId.Uid($"{_lab}/kube-proxy/{node.Name}");
            pod["spec"]!["hostPID"] = true;
            PodStatus.Write(pod, Running(node, node.Address));
            _bundle.Add("pods", pod);
            return pod;
        }).ToList();
        WorkloadStatus.WriteDaemonSet(set, pods, LabPlan.Nodes.Count, _now);
        _bundle.Add("daemonsets.apps", set);
    }

    private void AddApp(LabApp app)
    {
        var deployment = WorkloadFactory.Deployment(app.Namespace, app.Name, app.Nodes.Count, Template(app), [LabelKey(app)], _now);
        var set = WorkloadFactory.ReplicaSet(deployment, 1, app.Nodes.Count, _now);
        var pods = app.Nodes.Select(LabPlan.Node).Select(node =>
        {
            var name = $"{PodView.Name(set)}-{DemoId.Suffix($"{_lab}/{app.Name}/{node.Name}")}";
            var pod = PodFactory.Create((JsonObject)set["spec"]!["template"]!, set, "apps/v1", "ReplicaSet", name, node.Name, _now);
            pod["metadata"]!["uid"] = DemoId.Uid($"{_lab}/pods/{app.Namespace}/{name}");
            var address = node.PodAddress(++_addresses[node]);
            PodStatus.Write(pod, Running(node, address));
            _bundle.Add("pods", pod);
            _pods.Add(new LabPod(app.Namespace, name, app.Name, node, address, PodView.Uid(pod)!, DemoId.Veth($"{_lab}/{app.Namespace}/{name}")));
            return pod;
        }).ToList();
        WorkloadStatus.WriteReplicaSet(set, pods, _now);
        WorkloadStatus.WriteDeployment(deployment, PodView.Name(set), pods, pods, _now);
        _bundle.Add("replicasets.apps", set);
        _bundle.Add("deployments.apps", deployment);
    }

    private const string LabImage = "kubenettui.example/lab-server:1";

    private static string LabelKey(LabApp app) => app.Name == "coredns" ? "k8s-app" : "app";

    private static TemplateSpec Template(LabApp app) => app.Name == "coredns"
        ? new TemplateSpec([("k8s-app", "kube-dns")], new ContainerSpec("coredns", "registry.k8s.io/coredns/coredns:v1.12.0")
        {
            Args = ["-conf", "/etc/coredns/Corefile"], Ports = [new PortSpec("dns", 53, "UDP"), new PortSpec("dns-tcp", 53)],
            Mounts = [("config-volume", "/etc/coredns")],
        })
        {
            ServiceAccount = "coredns", DnsPolicy = "Default", PriorityClass = "system-cluster-critical", Volumes = [("config-volume", "cm:coredns")],
        }
        : new TemplateSpec([("app", app.Name)], new ContainerSpec(app.Name, LabImage) { Ports = [app.Port] });

    private PodFacts Running(LabNode node, string address) => new()
    {
        HostIp = node.Address, PodIp = address, Scheduled = _now, Started = _now, Ready = true, ReadySince = _now,
    };

    private void AddConfig()
    {
        AddAccount("kube-system", "coredns");
        AddMap("coredns", "Corefile", LabConfig.Corefile);
        AddMap("kube-proxy", "config.conf", LabConfig.KubeProxy(_proxy));
    }

    private void AddMap(string name, string key, string value) => _bundle.Add("configmaps", new JsonObject
    {
        ["metadata"] = Meta.Of("configmaps", "kube-system", name, _now), ["data"] = new JsonObject { [key] = value },
    });

    /// <summary>The slices of those with a selector come from the lab's controller, at once.</summary>
    private void AddServices()
    {
        foreach (var spec in LabPlan.Services)
        {
            var service = ServiceFactory.Create(spec, _now);
            _bundle.Add("services", service);
        }

        var kubernetes = new ServiceSpec("default", "kubernetes", new ServicePort("https", 443, 6443))
        {
            ClusterIp = "10.96.0.1", Labels = [("component", "apiserver"), ("provider", "kubernetes")], Manager = "kube-apiserver",
        };
        _bundle.Add("services", ServiceFactory.Create(kubernetes, _now));
        _bundle.Add("endpointslices.discovery.k8s.io", new JsonObject
        {
            ["metadata"] = Meta.Of("endpointslices", "default", "kubernetes", _now, new JsonObject { ["kubernetes.io/service-name"] = "kubernetes" }, generation: 1),
            ["addressType"] = "IPv4",
            ["endpoints"] = new JsonArray(new JsonObject
            {
                ["addresses"] = new JsonArray(LabPlan.ControlPlane), ["conditions"] = new JsonObject { ["ready"] = true },
            }),
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["protocol"] = "TCP", ["port"] = 6443 }),
        });
        _bundle.Add("endpoints", new JsonObject
        {
            ["metadata"] = Meta.Of("endpoints", "default", "kubernetes", _now, new JsonObject { ["endpointslice.kubernetes.io/skip-mirror"] = "true" }),
            ["subsets"] = new JsonArray(new JsonObject
            {
                ["addresses"] = new JsonArray(new JsonObject { ["ip"] = LabPlan.ControlPlane }),
                ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = 6443, ["protocol"] = "TCP" }),
            }),
        });
    }
}
