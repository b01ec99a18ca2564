using System.Text;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay.Tests;

public sealed class ShopBundleTests
{
    private readonly Shop _shop = new();

    [Fact]
    public void Three_nodes_about_fifty_pods_and_about_twenty_services()
    {
        Assert.Equal(["node-a", "node-b", "node-c"], _shop.List("nodes").Select(Name));
        Assert.InRange(_shop.List("pods").Count, 45, 60);
        Assert.Equal(15, _shop.List("services").Count(s => Namespace(s) == "shop"));
    }

    [Fact]
    public void Two_bundles_of_one_moment_are_the_same_byte_for_byte()
    {
        var again = ShopBundle.Create(Shop.Now);
        Assert.Equal(_shop.Bundle.Resources, again.Resources);
        foreach (var resource in again.Resources)
        {
            Assert.Equal(_shop.Bundle.Objects(resource).Select(o => Encoding.UTF8.GetString(o.Span)), again.Objects(resource).Select(o => Encoding.UTF8.GetString(o.Span)));
        }
    }

    [Fact]
    public void Every_object_has_a_name_a_uid_of_its_own_a_version_and_a_past()
    {
        var seen = new HashSet<string>();
        foreach (var item in _shop.Bundle.Resources.SelectMany(_shop.List))
        {
            var metadata = item["metadata"]!;
            Assert.NotEmpty(Name(item));
            Assert.True(Guid.TryParse((string?)metadata["uid"], out _), Name(item));
            Assert.True(seen.Add((string)metadata["uid"]!), $"{Name(item)} shares its uid");
            Assert.True(long.Parse((string)metadata["resourceVersion"]!) > 0);
            Assert.True(DateTimeOffset.Parse((string)metadata["creationTimestamp"]!) <= Shop.Now, Name(item));
        }
    }

    [Fact]
    public void Every_owner_exists_and_is_the_one_that_its_uid_names()
    {
        var byUid = _shop.Bundle.Resources.SelectMany(_shop.List).ToDictionary(i => (string)i["metadata"]!["uid"]!);
        foreach (var item in byUid.Values)
        {
            foreach (var owner in item["metadata"]!["ownerReferences"] as JsonArray ?? [])
            {
                Assert.True(byUid.TryGetValue((string)owner!["uid"]!, out var found), $"{Name(item)}: no {owner["kind"]} {owner["name"]}");
                Assert.Equal((string)owner["name"]!, Name(found!));
            }
        }

        Assert.All(_shop.List("pods"), pod => Assert.NotNull(pod["metadata"]!["ownerReferences"]));
    }

    [Fact]
    public void Every_target_of_a_slice_is_a_pod_of_that_address_on_that_node()
    {
        var pods = _shop.List("pods").ToDictionary(p => (string)p["metadata"]!["uid"]!);
        var checkedTargets = 0;
        foreach (var slice in _shop.List("endpointslices.discovery.k8s.io"))
        {
            foreach (var endpoint in slice["endpoints"] as JsonArray ?? [])
            {
                if (endpoint!["targetRef"] is not { } target)
                {
                    continue;
                }

                var pod = pods[(string)target["uid"]!];
                Assert.Equal(Name(pod), (string)target["name"]!);
                Assert.Equal((string?)pod["status"]!["podIP"], (string?)endpoint["addresses"]![0]);
                Assert.Equal((string?)pod["spec"]!["nodeName"], (string?)endpoint["nodeName"]);
                Assert.Equal((string?)_shop.Find("nodes", null, (string)endpoint["nodeName"]!)["metadata"]!["labels"]!["topology.kubernetes.io/zone"], (string?)endpoint["zone"]);
                Assert.Equal(IsReady(pod), (bool)endpoint["conditions"]!["ready"]!);
                checkedTargets++;
            }
        }

        Assert.InRange(checkedTargets, 30, 80);
    }

    [Fact]
    public void Addresses_cluster_ips_and_node_ports_are_claimed_once()
    {
        Unique(_shop.List("pods").Where(p => p["spec"]!["hostNetwork"] is null && p["status"]!["podIP"] is not null).Select(p => (string)p["status"]!["podIP"]!));
        Unique(_shop.List("services").Select(s => (string?)s["spec"]!["clusterIP"]).Where(ip => ip is not null and not "None").Select(ip => ip!));
        Unique(_shop.List("services").SelectMany(s => (s["spec"]!["ports"] as JsonArray ?? []).Select(p => (int?)p!["nodePort"]).Append((int?)s["spec"]!["healthCheckNodePort"]))
            .OfType<int>().Where(p => p > 0).Select(p => p.ToString()));
        Unique(_shop.List("pods").SelectMany(pod => Containers(pod).SelectMany(c => c["ports"] as JsonArray ?? [])
            .Where(p => p!["hostPort"] is not null).Select(p => $"{pod["spec"]!["nodeName"]}:{p!["hostPort"]}")));
    }

    [Fact]
    public void Pod_addresses_lie_in_the_range_of_their_node()
    {
        foreach (var pod in _shop.List("pods").Where(p => p["status"]!["podIP"] is not null))
        {
            var node = _shop.Find("nodes", null, (string)pod["spec"]!["nodeName"]!);
            var ip = (string)pod["status"]!["podIP"]!;
            var cidr = (string)node["spec"]!["podCIDR"]!;
            Assert.True(pod["spec"]!["hostNetwork"] is not null
                ? ip == (string)node["status"]!["addresses"]![0]!["address"]!
                : ip.StartsWith(cidr[..cidr.LastIndexOf(".0/", StringComparison.Ordinal)] + ".", StringComparison.Ordinal), Name(pod));
        }
    }

    [Fact]
    public void Leases_are_fresh_and_conditions_say_ready()
    {
        foreach (var node in _shop.List("nodes"))
        {
            var lease = _shop.Find("leases.coordination.k8s.io", "kube-node-lease", Name(node));
            Assert.InRange(Shop.Now - DateTimeOffset.Parse((string)lease["spec"]!["renewTime"]!), TimeSpan.Zero, TimeSpan.FromSeconds(30));
            Assert.All((JsonArray)node["status"]!["conditions"]!, c => Assert.Equal((string)c!["type"]! == "Ready" ? "True" : "False", (string)c["status"]!));
        }
    }

    [Fact]
    public void Managed_fields_name_what_the_managers_set()
    {
        var web = _shop.PodsOf("web")[0];
        var managed = (JsonArray)web["metadata"]!["managedFields"]!;
        Assert.Equal(["kube-controller-manager", "kubelet"], managed.Select(m => (string)m!["manager"]!));
        Assert.NotNull(managed[0]!["fieldsV1"]!["f:spec"]!["f:containers"]!["k:{\"name\":\"web\"}"]!["f:readinessProbe"]!["f:httpGet"]);
        Assert.NotNull(managed[1]!["fieldsV1"]!["f:status"]!["f:podIPs"]![$"k:{{\"ip\":\"{web["status"]!["podIP"]}\"}}"]);
    }

    [Fact]
    public void Statuses_of_workloads_agree_with_their_pods()
    {
        foreach (var set in _shop.List("replicasets.apps"))
        {
            var pods = _shop.List("pods").Where(p => (string?)p["metadata"]!["ownerReferences"]![0]!["uid"] == (string)set["metadata"]!["uid"]!).ToList();
            Assert.Equal((int)set["spec"]!["replicas"]!, pods.Count);
            Assert.Equal(pods.Count(IsReady), (int?)set["status"]!["readyReplicas"] ?? 0);
        }
    }

    private static void Unique(IEnumerable<string> values)
    {
        var list = values.ToList();
        Assert.NotEmpty(list);
        Assert.Equal(list.Count, list.Distinct().Count());
    }

    private static string Name(JsonObject item) => (string)item["metadata"]!["name"]!;

    private static string? Namespace(JsonObject item) => (string?)item["metadata"]!["namespace"];

    private static IEnumerable<JsonObject> Containers(JsonObject pod) => ((JsonArray)pod["spec"]!["containers"]!).Select(c => (JsonObject)c!);

    private static bool IsReady(JsonObject pod) => ((JsonArray)pod["status"]!["conditions"]!).Any(c => (string)c!["type"]! == "Ready" && (string)c["status"]! == "True");
}
