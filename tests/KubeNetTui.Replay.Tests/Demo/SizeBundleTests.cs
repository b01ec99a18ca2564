using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Replay.Tests;

public sealed class SizeBundleTests
{
    private static readonly FixedClock Clock = new(Shop.Now);

    [Fact]
    public void Counts_are_those_that_were_asked_for()
    {
        var bundle = Create(2_000, 20, 40);
        Assert.Equal(2_000, bundle.Objects("pods").Count);
        Assert.Equal(20, bundle.Objects("nodes").Count);
        Assert.Equal(40 + 2, bundle.Objects("services").Count);
    }

    [Fact]
    public void The_same_numbers_and_seed_give_the_same_bytes_and_another_seed_others()
    {
        var (one, two, other) = (Create(300, 5, 10), Create(300, 5, 10), Create(300, 5, 10, seed: 2));
        Assert.Equal(Texts(one, "pods"), Texts(two, "pods"));
        Assert.Equal(Texts(one, "endpointslices.discovery.k8s.io"), Texts(two, "endpointslices.discovery.k8s.io"));
        Assert.NotEqual(Texts(one, "pods"), Texts(other, "pods"));
    }

    [Fact]
    public void A_pod_weighs_about_ten_kilobytes_and_its_metadata_about_half()
    {
        var pods = (LazyObjects)Create(100, 5, 10).Objects("pods");
        Assert.InRange(pods.Text(0).Json.Length, 8_000, 14_000);
        Assert.InRange(pods.Text(0).MetadataLength, 3_500, 7_500);
    }

    [Fact]
    public void Names_uids_and_addresses_are_unique_and_in_their_nodes_range()
    {
        Prop.ForAll(
            Gen.Choose(1, 900).ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), Gen.Choose(1, 60).ToArbitrary(),
            (pods, nodes, services) =>
            {
                var bundle = Create(pods, nodes, services);
                Assert.Equal(pods, bundle.Objects("pods").Count);
                var items = Parse(bundle, "pods").Where(p => p["spec"]!["hostNetwork"] is null).ToList();
                pods = items.Count;
                var ranges = Parse(bundle, "nodes").ToDictionary(n => (string)n["metadata"]!["name"]!, n => (string)n["spec"]!["podCIDR"]!);
                Assert.Equal(pods, items.Count);
                Assert.Equal(pods, items.Select(p => $"{p["metadata"]!["namespace"]}/{p["metadata"]!["name"]}").Distinct().Count());
                Assert.Equal(pods, items.Select(p => (string)p["metadata"]!["uid"]!).Distinct().Count());
                Assert.Equal(pods, items.Select(p => (string)p["status"]!["podIP"]!).Distinct().Count());
                Assert.All(items, p => Assert.True(System.Net.IPNetwork.Parse(ranges[(string)p["spec"]!["nodeName"]!]).Contains(System.Net.IPAddress.Parse((string)p["status"]!["podIP"]!))));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(12));
    }

    [Fact]
    public void Keys_say_what_the_texts_say_and_metadata_ends_where_they_say()
    {
        var bundle = Create(120, 7, 12);
        foreach (var resource in bundle.Resources)
        {
            if (bundle.Objects(resource) is not LazyObjects lazy)
            {
                continue;
            }

            for (var i = 0; i < lazy.Count; i++)
            {
                var (text, key) = (lazy.Text(i), lazy.Key(i));
                var item = JsonNode.Parse(text.Json)!;
                var metadata = JsonNode.Parse(text.Json.AsSpan(StoredObject.MetadataStart, text.MetadataLength))!;
                Assert.True(JsonNode.DeepEquals(item["metadata"], metadata));
                Assert.Equal((key.Namespace, key.Name, key.Version.ToString()), ((string?)metadata["namespace"] ?? "", (string)metadata["name"]!, (string)metadata["resourceVersion"]!));
                Assert.DoesNotContain('@', Encoding.UTF8.GetString(text.Json).Replace("@sha256", "", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Slices_hold_at_most_100_endpoints_and_all_pods_that_their_selector_matches()
    {
        var bundle = Create(1_000, 10, 4);
        var slices = Parse(bundle, "endpointslices.discovery.k8s.io").Where(s => ((string)s["metadata"]!["namespace"]!).StartsWith("team", StringComparison.Ordinal)).ToList();
        Assert.All(slices, s => Assert.True((s["endpoints"] as JsonArray)?.Count is null or <= 100));
        Assert.Equal(988, slices.Sum(s => (s["endpoints"] as JsonArray)?.Count ?? 0));
        var pods = Parse(bundle, "pods").ToDictionary(p => (string)p["metadata"]!["uid"]!);
        foreach (var endpoint in slices.SelectMany(s => (JsonArray)s["endpoints"]!))
        {
            var pod = pods[(string)endpoint!["targetRef"]!["uid"]!];
            Assert.Equal((string)pod["status"]!["podIP"]!, (string)endpoint["addresses"]![0]!);
            Assert.Equal((string)pod["metadata"]!["name"]!, (string)endpoint["targetRef"]!["name"]!);
        }
    }

    [Fact]
    public void The_faults_found_in_the_objects_are_those_that_the_bundle_names()
    {
        var bundle = Create(1_500, 10, 300);
        var lists = bundle.Resources.ToDictionary(r => r, r => (IReadOnlyList<JsonObject>)Parse(bundle, r));
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var service in lists["services"])
        {
            var (ns, name) = ((string)service["metadata"]!["namespace"]!, (string)service["metadata"]!["name"]!);
            var slices = lists["endpointslices.discovery.k8s.io"].Where(s => (string?)s["metadata"]!["labels"]!["kubernetes.io/service-name"] == name && (string?)s["metadata"]!["namespace"] == ns).ToList();
            var endpoints = slices.SelectMany(s => s["endpoints"] as JsonArray ?? []).ToList();
            var fault = endpoints.Count == 0 ? SizeFault.Selector
                : endpoints.All(e => !(bool)e!["conditions"]!["ready"]!) ? SizeFault.NotReady
                : slices.All(s => s["ports"] is null) ? SizeFault.PortName : SizeFault.None;
            if (fault != SizeFault.None)
            {
                found.Add($"{ns}/{name} {fault}");
            }
        }

        Assert.Equal(6, bundle.Faults.Count);
        Assert.Equal(bundle.Faults.Select(f => $"{f.Namespace}/{f.Service} {f.Fault}").Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public void A_hundred_and_fifty_thousand_pods_have_names_of_their_own_and_hold_no_text()
    {
        var pods = (LazyObjects)Create(150_000, 1_000, 2_000).Objects("pods");
        var names = new HashSet<(string, string)>();
        for (var i = 0; i < pods.Count; i++)
        {
            Assert.True(names.Add((pods.Key(i).Namespace, pods.Key(i).Name)));
        }

        Assert.Equal((string)JsonNode.Parse(pods.Text(123_456).Json)!["metadata"]!["name"]!, pods.Key(123_456).Name);
    }

    [Fact]
    public void Each_node_has_a_way_in_and_sections_that_agree_with_the_objects()
    {
        var bundle = Create(400, 10, 20);
        var pods = Parse(bundle, "pods");
        var proxies = pods.Where(p => (string?)p["metadata"]!["labels"]?["k8s-app"] == "kube-proxy").ToList();
        Assert.Equal(10, proxies.Select(p => (string)p["spec"]!["nodeName"]!).Distinct().Count());
        Assert.All(proxies, p => Assert.True((bool)p["spec"]!["containers"]![0]!["securityContext"]!["privileged"]!));

        var rules = bundle.NodeSection("node-0003", "iptables-save")!;
        foreach (var service in Parse(bundle, "services"))
        {
            Assert.Contains($"-d {(string)service["spec"]!["clusterIP"]!}/32 ", rules, StringComparison.Ordinal);
        }

        var onNode = pods.Count(p => (string)p["spec"]!["nodeName"]! == "node-0003" && p["spec"]!["hostNetwork"] is null && (string)p["metadata"]!["namespace"]! != "kube-system");
        Assert.Equal(onNode, bundle.NodeSection("node-0003", "hairpin")!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var pod = pods.First(p => (string)p["metadata"]!["namespace"]! != "kube-system");
        var link = JsonNode.Parse(bundle.PodSection((string)pod["metadata"]!["namespace"]!, (string)pod["metadata"]!["name"]!, "ip-addr")!)!;
        Assert.Equal((string?)pod["status"]!["podIP"], (string?)link[1]!["addr_info"]![0]!["local"]);
        Assert.Null(bundle.NodeSection("node-9999", "sysctl"));
    }

    [Theory]
    [InlineData("tcp", "10.96.0.1", 443, "", "reached")]
    [InlineData("tcp", "10.96.1.1", 80, "", "reached")]
    [InlineData("tcp", "10.96.1.1", 81, "", "refused")]
    [InlineData("dns", "10.96.0.10", 53, "accounts-0000.team-000.svc.cluster.local A", "reached 1 dig NOERROR 10.96.1.0")]
    [InlineData("dns", "10.96.0.10", 53, "nosuch.team-000.svc.cluster.local A", "reached 1 dig NXDOMAIN")]
    [InlineData("http", "kubernetes.default.svc.cluster.local", 443, "/", "reached 1 nc HTTP/1.1 200 OK")]
    public void Probes_meet_what_the_objects_promise(string kind, string host, int port, string query, string answer) =>
        Assert.StartsWith(answer, Create(400, 10, 20).ProbeFromNode("node-0000", new ProbeQuestion(kind, host, port, query)), StringComparison.Ordinal);

    [Theory]
    [InlineData(150_001, 100, 100)]
    [InlineData(0, 1, 1)]
    [InlineData(10, 0, 1)]
    public void Sizes_that_can_not_be_are_refused(int pods, int nodes, int services) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(pods, nodes, services));

    private static SizeBundle Create(int pods, int nodes, int services, int seed = 1) =>
        SizeBundle.Create(new SizeOptions { Pods = pods, Nodes = nodes, Services = services, Seed = seed }, Clock);

    private static List<string> Texts(SizeBundle bundle, string resource) => [.. bundle.Objects(resource).Select(o => Encoding.UTF8.GetString(o.Span))];

    private static List<JsonObject> Parse(SizeBundle bundle, string resource) => [.. bundle.Objects(resource).Select(o => (JsonObject)JsonNode.Parse(o.Span)!)];

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
