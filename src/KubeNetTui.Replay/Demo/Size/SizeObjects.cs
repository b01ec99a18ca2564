using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Everything of a generated cluster but its pods: nodes, leases, workloads, services and their slices.</summary>
internal sealed class SizeObjects(SizePlan plan, TimeProvider clock)
{
    /// <summary>The controller's limit, <c>--max-endpoints-per-slice</c>.</summary>
    public const int EndpointsPerSlice = 100;

    private const long NodeVersion = 1_000_000;
    private const long ServiceVersion = 2_000_000;
    private const long SliceVersion = 3_000_000;
    private readonly List<(int Service, int First)> _slices = [];

    public void AddTo(Dictionary<string, IReadOnlyList<ReadOnlyMemory<byte>>> lists, IReadOnlyList<JsonObject> dnsPods)
    {
        var fixedObjects = new Dictionary<string, List<JsonObject>>(StringComparer.Ordinal) { ["configmaps"] = [], ["events"] = Events() };
        SizeSystem.AddTo(plan, dnsPods, (resource, item) =>
        {
            if (!fixedObjects.TryGetValue(resource, out var list))
            {
                fixedObjects[resource] = list = [];
            }

            list.Add(item);
        });
        for (var service = 0; service < plan.Options.Services; service++)
        {
            for (var i = 0; i < SlicesOf(plan, service); i++)
            {
                _slices.Add((service, i * EndpointsPerSlice));
            }
        }

        var services = plan.Options.Services;
        Add(lists, fixedObjects, "nodes", plan.Options.Nodes, i => ("", plan.NodeNames[i], NodeVersion + i), NodeText());
        Add(lists, fixedObjects, "leases.coordination.k8s.io", plan.Options.Nodes, i => ("kube-node-lease", plan.NodeNames[i], NodeVersion + i), LeaseText);
        Add(lists, fixedObjects, "services", services, i => (plan.NamespaceOf(i), plan.ServiceNames[i], ServiceVersion + i), ServiceText);
        Add(lists, fixedObjects, "deployments.apps", services, i => (plan.NamespaceOf(i), plan.ServiceNames[i], ServiceVersion + i), OwnerText(DeploymentObject()));
        Add(lists, fixedObjects, "replicasets.apps", services, i => (plan.NamespaceOf(i), plan.SetNames[i], ServiceVersion + i), OwnerText(SetObject()));
        Add(lists, fixedObjects, "endpointslices.discovery.k8s.io", _slices.Count, i => (plan.NamespaceOf(_slices[i].Service), SliceName(i), SliceVersion + i), SliceText);
        foreach (var (resource, items) in fixedObjects.Where(pair => !lists.ContainsKey(pair.Key)))
        {
            lists[resource] = [.. items.Select(item => (ReadOnlyMemory<byte>)JsonBytes.From(item))];
        }
    }

    /// <summary>Generated objects, then the few fixed ones of the same kind.</summary>
    private static void Add(
        Dictionary<string, IReadOnlyList<ReadOnlyMemory<byte>>> lists, Dictionary<string, List<JsonObject>> fixedObjects, string resource, int count,
        Func<int, (string, string, long)> key, Func<int, LazyText> text)
    {
        var others = fixedObjects.GetValueOrDefault(resource) ?? [];
        lists[resource] = new LazyObjects(
            count + others.Count,
            i => i < count ? key(i) : (PodView.Namespace(others[i - count]), PodView.Name(others[i - count]), SizeSystem.Version),
            i => i < count ? text(i) : SizeSystem.Text(others[i - count]));
    }

    private Func<int, LazyText> NodeText()
    {
        var node = new ShopNode("@name@", 0, "@ip@", "@zone@", 0);
        var item = ShopNodes.Describe(node, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(1), [], "@cidr@");
        item["metadata"]!["uid"] = "@uid@";
        item["metadata"]!["resourceVersion"] = "@version@";
        SizePods.Mark(item, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["1970-01-01T00:00:00Z"] = "@born@", ["1970-01-01T00:00:20Z"] = "@born@", ["1970-01-01T00:00:24Z"] = "@born@", ["1970-01-01T00:00:01Z"] = "@beat@",
        });
        var template = new ObjectTemplate<int>(item, new Dictionary<string, HoleWriter<int>>(StringComparer.Ordinal)
        {
            ["name"] = (Span<byte> d, in int i) => Holes.Text(d, plan.NodeNames[i]),
            ["uid"] = (Span<byte> d, in int i) => Holes.Uid(d, plan.Uid(i, SizeUids.Node)),
            ["version"] = (Span<byte> d, in int i) => Holes.Number(d, NodeVersion + i),
            ["ip"] = (Span<byte> d, in int i) => Holes.Address(d, SizePlan.NodeIp(i)),
            ["zone"] = (Span<byte> d, in int i) => Holes.Text(d, Zone(i)),
            ["cidr"] = (Span<byte> d, in int i) => Cidr(d, i),
            ["born"] = (Span<byte> d, in int i) => Holes.Time(d, plan.Now - TimeSpan.FromHours(90 * 24 - (i % 2000))),
            ["beat"] = (Span<byte> d, in int i) => Holes.Time(d, clock.GetUtcNow() - TimeSpan.FromSeconds(i % 200)),
        });
        return i => template.Fill(in i);
    }

    private static string Zone(int node) => (node % 3) switch { 0 => "z1", 1 => "z2", _ => "z3" };

    private int Cidr(Span<byte> destination, int node)
    {
        var at = Holes.Address(destination, plan.NodeRange(node));
        destination[at++] = (byte)'/';
        return at + Holes.Number(destination[at..], plan.PodPrefix);
    }

    private LazyText LeaseText(int node)
    {
        var born = plan.Now - TimeSpan.FromDays(80);
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("leases", "kube-node-lease", plan.NodeNames[node], born, owner: new JsonObject
            {
                ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = plan.NodeNames[node], ["uid"] = plan.Uid(node, SizeUids.Node).ToString(),
            }),
            ["spec"] = new JsonObject
            {
                ["holderIdentity"] = plan.NodeNames[node], ["leaseDurationSeconds"] = 40, ["renewTime"] = DemoTime.Micro(clock.GetUtcNow() - TimeSpan.FromMilliseconds(node * 7 % 9000)),
            },
        };
        return Finish(item, plan.Uid(node, SizeUids.Lease), NodeVersion + node);
    }

    private LazyText ServiceText(int service)
    {
        var fault = plan.FaultOf(service);
        var name = plan.ServiceNames[service];
        var item = ServiceFactory.Create(
            new ServiceSpec(plan.NamespaceOf(service), name, new ServicePort("http", 80, fault == SizeFault.PortName ? "web" : "http"), new ServicePort("metrics", 9090, fault == SizeFault.PortName ? "stats" : "metrics"))
            {
                ClusterIp = SizePlan.Address(SizePlan.ServiceIp(service)), Labels = [("app", name)],
                Selector = fault == SizeFault.Selector ? [("app", name), ("tier", "api")] : [("app", name)],
            }, plan.Now - TimeSpan.FromDays(60));
        return Finish(item, plan.Uid(service, SizeUids.Service), ServiceVersion + service);
    }

    /// <summary>The slice that has a service's pod number <paramref name="pod"/>.</summary>
    public static string SliceOf(SizePlan plan, int service, int pod)
    {
        var slice = 0;
        for (var before = 0; before < service; before++)
        {
            slice += SlicesOf(plan, before);
        }

        return SliceName(plan, service, slice + (pod / EndpointsPerSlice));
    }

    /// <summary>A selector that matches nothing leaves one empty slice.</summary>
    private static int SlicesOf(SizePlan plan, int service) =>
        plan.FaultOf(service) == SizeFault.Selector ? 1 : Math.Max(1, (plan.PodsOf(service) + EndpointsPerSlice - 1) / EndpointsPerSlice);

    private static string SliceName(SizePlan plan, int service, int slice) => string.Create(CultureInfo.InvariantCulture,
        $"{plan.ServiceNames[service]}-{(char)('b' + (slice % 19))}{slice:x4}");

    private string SliceName(int slice) => SliceName(plan, _slices[slice].Service, slice);

    private LazyText SliceText(int slice)
    {
        var (service, first) = _slices[slice];
        var fault = plan.FaultOf(service);
        var ready = fault != SizeFault.NotReady;
        var count = fault == SizeFault.Selector ? 0 : Math.Min(EndpointsPerSlice, plan.PodsOf(service) - first);
        var name = plan.ServiceNames[service];
        var ns = plan.NamespaceOf(service);
        var endpoints = new JsonArray();
        for (var i = 0; i < count; i++)
        {
            var pod = plan.PodAt(service, first + i);
            endpoints.Add((JsonNode)new JsonObject
            {
                ["addresses"] = new JsonArray(SizePlan.Address(plan.PodIp(pod))),
                ["conditions"] = new JsonObject { ["ready"] = ready, ["serving"] = ready, ["terminating"] = false },
                ["targetRef"] = new JsonObject { ["kind"] = "Pod", ["namespace"] = ns, ["name"] = plan.PodName(pod), ["uid"] = plan.Uid(pod, SizeUids.Pod).ToString() },
                ["nodeName"] = plan.NodeNames[plan.NodeOf(pod)],
                ["zone"] = Zone(plan.NodeOf(pod)),
            });
        }

        var owner = new JsonObject { ["name"] = name, ["uid"] = plan.Uid(service, SizeUids.Service).ToString() };
        var created = plan.Now - TimeSpan.FromDays(60);
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("endpointslices", ns, SliceName(slice), created, new JsonObject
            {
                ["app"] = name, ["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io", ["kubernetes.io/service-name"] = name,
            }, owner: PodFactory.OwnerReference("v1", "Service", owner), generateName: name + "-", generation: 1),
            ["addressType"] = "IPv4",
            ["endpoints"] = count == 0 ? null : endpoints,
            ["ports"] = count == 0 || fault == SizeFault.PortName
                ? null
                : new JsonArray(
                    new JsonObject { ["name"] = "http", ["protocol"] = "TCP", ["port"] = 8080 },
                    new JsonObject { ["name"] = "metrics", ["protocol"] = "TCP", ["port"] = 9090 }),
        };
        return Finish(item, plan.Uid(slice, SizeUids.Slice), SliceVersion + slice);
    }

    private Func<int, LazyText> OwnerText(JsonObject item)
    {
        item["metadata"]!["resourceVersion"] = "@version@";
        SizePods.Mark(item, new Dictionary<string, string>(StringComparer.Ordinal) { ["1970-01-01T00:00:00Z"] = "@created@" });
        var template = new ObjectTemplate<int>(item, new Dictionary<string, HoleWriter<int>>(StringComparer.Ordinal)
        {
            ["ns"] = (Span<byte> d, in int i) => Holes.Text(d, plan.NamespaceOf(i)),
            ["app"] = (Span<byte> d, in int i) => Holes.Text(d, plan.ServiceNames[i]),
            ["set"] = (Span<byte> d, in int i) => Holes.Text(d, plan.SetNames[i]),
            ["hash"] = (Span<byte> d, in int i) => Holes.Text(d, plan.SetNames[i][^10..]),
            ["setuid"] = (Span<byte> d, in int i) => Holes.Uid(d, plan.Uid(i, SizeUids.Set)),
            ["uid"] = (Span<byte> d, in int i) => Holes.Uid(d, plan.Uid(i, SizeUids.Deployment)),
            ["version"] = (Span<byte> d, in int i) => Holes.Number(d, ServiceVersion + i),
            ["created"] = (Span<byte> d, in int _) => Holes.Time(d, plan.Now - TimeSpan.FromDays(60)),
        });
        return i => Counted(template.Fill(in i), i);
    }

    /// <summary>Replica counts are numbers, where a mark can't stand: they are put in by parsing. Few of these are ever read.</summary>
    private LazyText Counted(LazyText text, int service)
    {
        var item = (JsonObject)JsonNode.Parse(text.Json)!;
        var pods = plan.PodsOf(service);
        var ready = plan.FaultOf(service) == SizeFault.NotReady ? 0 : pods;
        item["spec"]!["replicas"] = pods;
        item["status"] = new JsonObject { ["observedGeneration"] = 1, ["replicas"] = pods, ["readyReplicas"] = ready, ["availableReplicas"] = ready };
        if (item["spec"]!["strategy"] is not null)
        {
            item["status"]!["updatedReplicas"] = pods;
        }

        return new LazyText(JsonBytes.From(item), text.MetadataLength);
    }

    private static JsonObject DeploymentObject()
    {
        var deployment = SizePods.DeploymentObject();
        deployment["metadata"]!["uid"] = "@uid@";
        return deployment;
    }

    private static JsonObject SetObject()
    {
        var set = SizePods.SetObject();
        set["metadata"]!["ownerReferences"]![0]!["uid"] = "@uid@";
        return set;
    }

    /// <summary>What the kubelet says of the first pod of each service that is not ready.</summary>
    private List<JsonObject> Events()
    {
        var events = new List<JsonObject>();
        for (var service = 0; service < plan.Options.Services; service++)
        {
            if (plan.FaultOf(service) != SizeFault.NotReady)
            {
                continue;
            }

            var index = plan.PodAt(service, 0);
            var pod = new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = plan.PodName(index), ["namespace"] = plan.NamespaceOf(service), ["uid"] = plan.Uid(index, SizeUids.Pod).ToString() },
            };
            var item = DemoEvent.Create(pod, "v1", "Pod", "Warning", "Unhealthy", ShopEvents.Unhealthy, "kubelet", plan.NodeNames[plan.NodeOf(index)],
                plan.Now - TimeSpan.FromMinutes(40), plan.Now.AddSeconds(-5), 480, "spec.containers{app}");
            item["metadata"]!["resourceVersion"] = SizeSystem.Version.ToString(CultureInfo.InvariantCulture);
            events.Add(item);
        }

        return events;
    }

    private static LazyText Finish(JsonObject item, Guid uid, long version)
    {
        item["metadata"]!["uid"] = uid.ToString();
        item["metadata"]!["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return SizeSystem.Text(item);
    }
}
