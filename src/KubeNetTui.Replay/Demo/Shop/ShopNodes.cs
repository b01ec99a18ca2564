using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Nodes, their leases, namespaces, and what every namespace has.</summary>
internal static class ShopNodes
{
    private static readonly (string Name, double AgeDays)[] Namespaces =
    [
        ("default", 41), ("kube-system", 41), ("kube-public", 41), ("kube-node-lease", 41), ("ingress-nginx", 40), ("ops", 37), ("shop", 40),
    ];

    public static void AddTo(ShopCluster cluster)
    {
        foreach (var (name, age) in Namespaces)
        {
            AddNamespace(cluster, name, cluster.Now - TimeSpan.FromDays(age));
        }

        foreach (var node in ShopNode.All)
        {
            AddNode(cluster, node);
        }

        var id = "apiserver-" + DemoId.Suffix("apiserver") + DemoId.TemplateHash("apiserver");
        AddLease(cluster, "kube-system", id, $"{id}_{DemoId.Uid("apiserver")}", 3600, cluster.Birth, null, new JsonObject
        {
            ["apiserver.kubernetes.io/identity"] = "kube-apiserver", ["kubernetes.io/hostname"] = "control-1",
        }, "kube-apiserver");
        foreach (var name in (string[])["kube-controller-manager", "kube-scheduler"])
        {
            AddLease(cluster, "kube-system", name, $"control-1_{DemoId.Uid(name)}", 15, cluster.Birth, null, null, name);
        }

        AddLease(cluster, "ingress-nginx", "ingress-nginx-leader", "ingress-nginx-controller", 30, cluster.Now - TimeSpan.FromDays(40), null, null, "nginx-ingress-controller");
    }

    /// <summary>Heartbeats: the lease every 10 s, the status every 5 min.</summary>
    private static void AddNode(ShopCluster cluster, ShopNode node)
    {
        var joined = node.Joined(cluster.Birth);
        var heartbeat = cluster.Now - TimeSpan.FromSeconds(30 + DemoId.Number("heartbeat/" + node.Name, 200));
        var images = cluster.List("pods").Where(p => PodView.Node(p) == node.Name).SelectMany(PodView.Containers).Select(c => (string)c["image"]!).Distinct();
        var item = Describe(node, joined, heartbeat, images, node.PodCidr);
        cluster.Add("nodes", item);
        AddLease(cluster, "kube-node-lease", node.Name, node.Name, 40, joined, new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = node.Name, ["uid"] = PodView.Uid(item),
        }, null, "kubelet", TimeSpan.FromSeconds(1 + (2 * node.Number)));
    }

    /// <summary>A ready node of 4 processors.</summary>
    public static JsonObject Describe(ShopNode node, DateTimeOffset joined, DateTimeOffset heartbeat, IEnumerable<string> images, string podCidr)
    {
        var labels = new JsonObject
        {
            ["beta.kubernetes.io/arch"] = "amd64", ["beta.kubernetes.io/os"] = "linux", ["kubernetes.io/arch"] = "amd64",
            ["kubernetes.io/hostname"] = node.Name, ["kubernetes.io/os"] = "linux", ["node.kubernetes.io/instance-type"] = "m4",
            ["topology.kubernetes.io/region"] = "here", ["topology.kubernetes.io/zone"] = node.Zone,
        };
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("nodes", null, node.Name, joined, labels, new JsonObject
            {
                ["node.alpha.kubernetes.io/ttl"] = "0", ["volumes.kubernetes.io/controller-managed-attach-detach"] = "true",
            }),
            ["spec"] = new JsonObject { ["podCIDR"] = podCidr, ["podCIDRs"] = new JsonArray(podCidr) },
        };
        ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator("kubelet", "v1", joined, new JsonObject { ["metadata"] = item["metadata"]!.DeepClone() });
        item["status"] = Status(node, joined, heartbeat, images);
        Meta.NoteController(item, "v1", joined.AddSeconds(1), new JsonObject { ["spec"] = item["spec"]!.DeepClone() }, null);
        Meta.NoteController(item, "v1", heartbeat, new JsonObject { ["status"] = item["status"]!.DeepClone() }, manager: "kubelet");
        return item;
    }

    private static JsonObject Status(ShopNode node, DateTimeOffset joined, DateTimeOffset heartbeat, IEnumerable<string> pulled)
    {
        JsonObject Condition(string type, bool status, string reason, string message) => new()
        {
            ["type"] = type, ["status"] = status ? "True" : "False", ["lastHeartbeatTime"] = DemoTime.Seconds(type == "NetworkUnavailable" ? joined.AddSeconds(20) : heartbeat),
            ["lastTransitionTime"] = DemoTime.Seconds(joined.AddSeconds(type is "Ready" ? 24 : type == "NetworkUnavailable" ? 20 : 0)), ["reason"] = reason, ["message"] = message,
        };
        var images = pulled.Append("registry.k8s.io/pause:3.10")
            .Select(image => new JsonObject
            {
                ["names"] = new JsonArray($"{image[..image.LastIndexOf(':')]}@sha256:{DemoId.Hex("image/" + image)}", image),
                ["sizeBytes"] = 4_000_000 + DemoId.Number("size/" + image, 150_000_000),
            })
            .OrderByDescending(i => (int)i["sizeBytes"]!);
        return new JsonObject
        {
            ["capacity"] = new JsonObject
            {
                ["cpu"] = "4", ["ephemeral-storage"] = "101430960Ki", ["hugepages-1Gi"] = "0", ["hugepages-2Mi"] = "0", ["memory"] = "16374792Ki", ["pods"] = "110",
            },
            ["allocatable"] = new JsonObject
            {
                ["cpu"] = "3920m", ["ephemeral-storage"] = "93478772582", ["hugepages-1Gi"] = "0", ["hugepages-2Mi"] = "0", ["memory"] = "15236104Ki", ["pods"] = "110",
            },
            ["conditions"] = new JsonArray(
                Condition("NetworkUnavailable", false, "RouteCreated", "RouteController created a route"),
                Condition("MemoryPressure", false, "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
                Condition("DiskPressure", false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                Condition("PIDPressure", false, "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
                Condition("Ready", true, "KubeletReady", "kubelet is posting ready status")),
            ["addresses"] = new JsonArray(
                new JsonObject { ["type"] = "InternalIP", ["address"] = node.Address },
                new JsonObject { ["type"] = "Hostname", ["address"] = node.Name }),
            ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = 10250 } },
            ["nodeInfo"] = new JsonObject
            {
                ["machineID"] = DemoId.Hex("machine/" + node.Name)[..32], ["systemUUID"] = DemoId.Uid("machine/" + node.Name), ["bootID"] = DemoId.Uid("boot/" + node.Name),
                ["kernelVersion"] = "6.12.30", ["osImage"] = "Debian GNU/Linux 13 (trixie)", ["containerRuntimeVersion"] = "containerd://2.0.5",
                ["kubeletVersion"] = "v1.33.4", ["kubeProxyVersion"] = "", ["operatingSystem"] = "linux", ["architecture"] = "amd64",
            },
            ["images"] = new JsonArray([.. images]),
        };
    }

    private static void AddNamespace(ShopCluster cluster, string name, DateTimeOffset created)
    {
        var labels = new JsonObject { ["kubernetes.io/metadata.name"] = name };
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("namespaces", null, name, created, labels),
            ["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") },
            ["status"] = new JsonObject { ["phase"] = "Active" },
        };
        if (name is "shop" or "ops" or "ingress-nginx")
        {
            var manifest = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } };
            Meta.Applied(manifest, item, created);
        }
        else
        {
            ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator("kube-apiserver", "v1", created, new JsonObject { ["metadata"] = item["metadata"]!.DeepClone() });
        }

        cluster.Add("namespaces", item);
        ShopConfig.Add(cluster, name, "kube-root-ca.crt", created.AddSeconds(1), ("ca.crt", ShopConfig.RootCa), "kube-controller-manager",
            ("kubernetes.io/description", "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters."));
        cluster.Add("serviceaccounts", new JsonObject { ["metadata"] = Meta.Of("serviceaccounts", name, "default", created.AddSeconds(1)) });
    }

    private static void AddLease(
        ShopCluster cluster, string ns, string name, string holder, int seconds, DateTimeOffset created, JsonObject? owner, JsonObject? labels, string manager, TimeSpan renewedAgo = default)
    {
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("leases", ns, name, created, labels, owner: owner),
            ["spec"] = new JsonObject
            {
                ["holderIdentity"] = holder, ["leaseDurationSeconds"] = seconds,
                ["renewTime"] = DemoTime.Micro(cluster.Now - renewedAgo - TimeSpan.FromMicroseconds(DemoId.Number("lease/" + name, 900_000))),
            },
        };
        ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator(manager, "coordination.k8s.io/v1", cluster.Now, item);
        cluster.Add("leases.coordination.k8s.io", item);
    }
}
