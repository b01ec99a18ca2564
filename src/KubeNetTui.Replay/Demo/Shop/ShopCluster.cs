using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>The cluster while it is put together: objects by resource, and the addresses given out so far.</summary>
internal sealed class ShopCluster(DateTimeOffset now)
{
    private readonly Dictionary<string, List<JsonObject>> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lastAddress = new(StringComparer.Ordinal);
    private long _resourceVersion = 48_210_000;

    public DateTimeOffset Now { get; } = now;

    /// <summary>When the cluster was made.</summary>
    public DateTimeOffset Birth { get; } = now - TimeSpan.FromDays(41);

    public long ResourceVersion => _resourceVersion;

    public IReadOnlyDictionary<string, List<JsonObject>> Objects => _objects;

    public IReadOnlyList<JsonObject> List(string resource) => _objects.TryGetValue(resource, out var list) ? list : [];

    public JsonObject Find(string resource, string? ns, string name) =>
        List(resource).First(item => PodView.Name(item) == name && (string?)item["metadata"]!["namespace"] == ns);

    /// <summary>Names a kind that has no object, so that it is served and empty.</summary>
    public void AddKind(string resource) => _objects.TryAdd(resource, []);

    public JsonObject Add(string resource, JsonObject item)
    {
        var metadata = (JsonObject)item["metadata"]!;
        _resourceVersion += 1 + DemoId.Number($"rv/{_resourceVersion}", 40);
        metadata["resourceVersion"] = _resourceVersion.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!_objects.TryGetValue(resource, out var list))
        {
            _objects[resource] = list = [];
        }

        list.Add(item);
        return item;
    }

    /// <summary>The next free address of a node's pod range; .1 is the bridge's own.</summary>
    public string NextAddress(ShopNode node)
    {
        var last = _lastAddress.GetValueOrDefault(node.Name, 1) + 1;
        _lastAddress[node.Name] = last;
        return node.PodAddress(last);
    }

    /// <summary>A Deployment, its ReplicaSet and one pod a node named; the pods came with the last rollout.</summary>
    /// <param name="selectorKeys">Labels that the Deployment selects by.</param>
    public void Deploy(
        string ns, string name, TemplateSpec template, IReadOnlyList<string> selectorKeys, TimeSpan age, TimeSpan podAge, params IReadOnlyList<string> nodes)
    {
        var deployment = WorkloadFactory.Deployment(ns, name, nodes.Count, template, selectorKeys, Now - age);
        var set = WorkloadFactory.ReplicaSet(deployment, 1, nodes.Count, Now - podAge);
        var pods = nodes.Select((node, i) => AddPod(set, "apps/v1", "ReplicaSet", $"{PodView.Name(set)}-{DemoId.Suffix($"{ns}/{name}/{i}")}", node, Now - podAge + TimeSpan.FromSeconds(i))).ToList();
        var settled = Now - podAge + TimeSpan.FromSeconds(20);
        WorkloadStatus.WriteReplicaSet(set, pods, settled);
        // A rollout once came to its end, whatever has become of the pods since.
        WorkloadStatus.WriteDeployment(deployment, PodView.Name(set), pods, pods, settled);
        Complete(deployment, PodView.Name(set), settled);
        Add("replicasets.apps", set);
        Add("deployments.apps", deployment);
    }

    public void DeployDaemonSet(string ns, string name, TemplateSpec template, TimeSpan age)
    {
        var set = WorkloadFactory.DaemonSet(ns, name, template, Now - age);
        var revision = DemoId.TemplateHash($"{ns}/{name}");
        var pods = ShopNode.All.Select(node =>
        {
            var created = node.Joined(Birth) + TimeSpan.FromSeconds(4);
            var podTemplate = (JsonObject)set["spec"]!["template"]!.DeepClone();
            var labels = (JsonObject)podTemplate["metadata"]!["labels"]!;
            labels["controller-revision-hash"] = revision;
            labels["pod-template-generation"] = "1";
            return AddPod(set, "apps/v1", "DaemonSet", $"{name}-{DemoId.Suffix($"{ns}/{name}/{node.Name}")}", node.Name, Max(created, Now - age), podTemplate);
        }).ToList();
        WorkloadStatus.WriteDaemonSet(set, pods, ShopNode.All.Count, Now - age + TimeSpan.FromMinutes(1));
        Add("daemonsets.apps", set);
    }

    public void DeployStatefulSet(string ns, string name, string service, TemplateSpec template, TimeSpan age, params IReadOnlyList<string> nodes)
    {
        var set = WorkloadFactory.StatefulSet(ns, name, service, nodes.Count, template, Now - age);
        var pods = nodes.Select((node, i) =>
        {
            var podTemplate = (JsonObject)set["spec"]!["template"]!.DeepClone();
            var labels = (JsonObject)podTemplate["metadata"]!["labels"]!;
            labels["apps.kubernetes.io/pod-index"] = i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            labels["controller-revision-hash"] = $"{name}-{DemoId.TemplateHash(set["spec"]!["template"]!.ToJsonString())}";
            labels["statefulset.kubernetes.io/pod-name"] = $"{name}-{i}";
            return AddPod(set, "apps/v1", "StatefulSet", $"{name}-{i}", node, Now - age + TimeSpan.FromSeconds(10 * i), podTemplate);
        }).ToList();
        WorkloadStatus.WriteStatefulSet(set, pods, Now - age + TimeSpan.FromMinutes(1));
        Add("statefulsets.apps", set);
    }

    public JsonObject AddPod(JsonObject owner, string apiVersion, string kind, string name, string nodeName, DateTimeOffset created, JsonObject? template = null)
    {
        var node = ShopNode.Of(nodeName);
        var pod = PodFactory.Create(template ?? (JsonObject)owner["spec"]!["template"]!, owner, apiVersion, kind, name, nodeName, created);
        var health = ShopHealth.Of(pod);
        var ip = PodView.IsHostNetwork(pod) ? node.Address : health == PodHealth.NoSandbox ? null : NextAddress(node);
        PodStatus.Write(pod, ShopHealth.Facts(pod, health, node, ip, created, Now));
        return Add("pods", pod);
    }

    /// <summary>A service with what the controllers keep for it.</summary>
    public JsonObject AddService(ServiceSpec spec, TimeSpan age)
    {
        var created = Now - age;
        var service = Add("services", ServiceFactory.Create(spec, created));
        if (spec.ClusterIp is not null && spec.ExternalName is null)
        {
            Add("ipaddresses.networking.k8s.io", ServiceFactory.IpAddress(service, created));
        }

        if (spec.Selector.Count == 0)
        {
            return service;
        }

        var pods = List("pods").Where(pod => PodView.Namespace(pod) == spec.Namespace).ToList();
        var changed = pods.Where(pod => PodView.Matches(pod, (JsonObject)service["spec"]!["selector"]!))
            .Select(pod => DemoTime.Parse((string?)pod["metadata"]!["creationTimestamp"]) ?? created).Append(created).Max();
        var groups = EndpointSlices.Desired(service, pods, ShopNode.ZoneOf);
        foreach (var (group, i) in groups.Select((g, i) => (g, i)))
        {
            var slice = EndpointSlices.Create(service, group, DemoId.Suffix($"slice/{spec.Namespace}/{spec.Name}/{i}"), created);
            ((JsonObject)slice["metadata"]!["annotations"]!)["endpoints.kubernetes.io/last-change-trigger-time"] = DemoTime.Seconds(changed);
            Add("endpointslices.discovery.k8s.io", slice);
        }

        Add("endpoints", EndpointSlices.CreateEndpoints(service, EndpointSlices.Subsets(groups), created));
        return service;
    }

    private static void Complete(JsonObject deployment, string set, DateTimeOffset at)
    {
        var progressing = (JsonObject)((JsonArray)deployment["status"]!["conditions"]!).First(c => (string?)c!["type"] == "Progressing")!;
        progressing["reason"] = "NewReplicaSetAvailable";
        progressing["message"] = $"ReplicaSet \"{set}\" has successfully progressed.";
        progressing["lastUpdateTime"] = DemoTime.Seconds(at);
    }

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
