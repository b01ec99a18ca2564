using System.Text.Json.Nodes;

namespace KubeNetTui.Replay.Tests;

public sealed class DemoLifeTests
{
    private readonly SteppedClock _clock = new(Shop.Now);
    private readonly ObjectStore _store;
    private readonly BundleRuntime _runtime;
    private readonly ShopBundle _bundle;

    public DemoLifeTests()
    {
        _bundle = ShopBundle.Create(Shop.Now);
        _store = new ObjectStore(_bundle, _clock, 64);
        _runtime = _bundle.CreateRuntime(_clock);
    }

    [Fact]
    public async Task In_an_hour_of_life_the_faults_stay_and_none_is_added()
    {
        await using var life = Paused();
        for (var second = 0; second < 3_600; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            life.Step();
            if (second % 17 == 0)
            {
                Assert.Equal(ShopFaults.Expected, ShopFaults.Of(List));
                Assert.All(ReadyEndpoints(), pair => Assert.True(pair.Ready >= pair.Least, $"{pair.Service} has {pair.Ready} ready endpoints after {second} s"));
            }
        }

        Assert.InRange(life.Impulses, 20, 200);
        Assert.True(List("replicasets.apps").Count(s => ((string)s["metadata"]!["name"]!).StartsWith("front-", StringComparison.Ordinal)) > 1, "front never rolled");
        Assert.True(List("pods").Count < 70, "pods pile up");
        Assert.True(List("events").Count < 1_200, "events pile up");
        AssertSlicesAndRulesFollow();
    }

    [Fact]
    public async Task At_first_nothing_needs_to_be_done()
    {
        await using var life = Paused();
        var version = _store.Version;
        life.Step();
        Assert.Equal(version, _store.Version);
    }

    [Fact]
    public async Task The_same_seed_lives_the_same_life()
    {
        var names = new List<string>[2];
        for (var run = 0; run < 2; run++)
        {
            var clock = new SteppedClock(Shop.Now);
            var bundle = ShopBundle.Create(Shop.Now);
            var store = new ObjectStore(bundle, clock, 64);
            await using var life = DemoLife.Paused(bundle, store, null, new DemoLifeOptions { Clock = clock, Seed = 7 });
            for (var second = 0; second < 400; second++)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                life.Step();
            }

            names[run] = [.. store.Names("pods").Select(n => n.Name)];
        }

        Assert.Equal(names[0], names[1]);
        Assert.NotEqual(names[0], [.. _store.Names("pods").Select(n => n.Name)]);
    }

    [Fact]
    public async Task A_deleted_pod_is_replaced_and_the_slice_follows()
    {
        await using var life = Paused();
        var old = List("pods").First(p => (string?)p["metadata"]!["labels"]?["app"] == "catalog");
        _store.Delete("pods", "shop", (string)old["metadata"]!["name"]!);
        Run(life, 20);
        var pods = List("pods").Where(p => (string?)p["metadata"]!["labels"]?["app"] == "catalog").ToList();
        Assert.Equal(3, pods.Count);
        Assert.DoesNotContain(pods, p => (string)p["metadata"]!["name"]! == (string)old["metadata"]!["name"]!);
        AssertSlicesAndRulesFollow();
    }

    [Fact]
    public async Task A_mended_selector_gives_cart_its_endpoints()
    {
        await using var life = Paused();
        _store.Modify("services", "shop", "cart", s => s["spec"]!["selector"]!["tier"] = "backend");
        Run(life, 5);
        Assert.DoesNotContain("shop/cart: no endpoint", ShopFaults.Of(List));
        Assert.Contains("shop/cart:http cluster IP", _bundle.NodeSection("node-a", "iptables-save"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scaling_up_and_down_is_done()
    {
        await using var life = Paused();
        foreach (var replicas in (int[])[5, 1])
        {
            _store.Modify("deployments.apps", "shop", "worker", d => d["spec"]!["replicas"] = replicas);
            Run(life, 30);
            Assert.Equal(replicas, List("pods").Count(p => (string?)p["metadata"]!["labels"]?["app"] == "worker"));

            // One of them may just have been started again by the demo's own life.
            for (var i = 0; i < 30 && Ready() != replicas; i++)
            {
                Run(life, 1);
            }

            Assert.Equal(replicas, Ready());
        }

        int Ready() => (int?)_store.Get("deployments.apps", "shop", "worker")!["status"]!["readyReplicas"] ?? 0;
    }

    [Fact]
    public async Task Leases_stay_fresh_even_when_all_else_stands_still()
    {
        await using var life = DemoLife.Paused(_bundle, _store, _runtime, new DemoLifeOptions { Clock = _clock, Still = true });
        var pods = _store.Names("pods");
        Run(life, 600);
        Assert.Equal(pods, _store.Names("pods"));
        Assert.All(List("leases.coordination.k8s.io").Where(l => (string?)l["metadata"]!["namespace"] == "kube-node-lease"),
            l => Assert.InRange(_clock.GetUtcNow() - DateTimeOffset.Parse((string)l["spec"]!["renewTime"]!), TimeSpan.Zero, TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task Logs_of_web_grow_while_they_are_followed()
    {
        await using var life = Paused();
        var web = (string)List("pods").First(p => (string?)p["metadata"]!["labels"]?["app"] == "web")["metadata"]!["name"]!;
        var log = _runtime.FindLog("shop", web, "web", previous: false)!;
        var before = log.Count;
        Run(life, 120);
        Assert.True(log.Count > before);
    }

    [Fact]
    public async Task An_object_of_an_odd_shape_does_not_end_the_life()
    {
        _store.Create("deployments.apps", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "odd", ["namespace"] = "shop" }, ["spec"] = "nonsense" });
        await using (DemoLife.Start(_bundle, _store, _runtime, new DemoLifeOptions { Tick = TimeSpan.FromMilliseconds(5) }))
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        Assert.NotNull(_store.Get("deployments.apps", "shop", "odd"));
    }

    private DemoLife Paused() => DemoLife.Paused(_bundle, _store, _runtime, new DemoLifeOptions { Clock = _clock });

    private void Run(DemoLife life, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            life.Step();
        }
    }

    private List<JsonObject> List(string resource) => [.. _store.Names(resource).Select(n => _store.Get(resource, n.Namespace, n.Name)!)];

    /// <summary>Each service that is healthy, with the fewest ready endpoints that it may have at any moment.</summary>
    private IEnumerable<(string Service, int Ready, int Least)> ReadyEndpoints()
    {
        foreach (var (service, least) in ((string, int)[])[("web", 3), ("front", 2), ("catalog", 3), ("db", 3), ("geo", 2), ("mail", 2), ("stock", 2), ("feed", 2), ("tracker", 2), ("peers", 2)])
        {
            yield return (service, List("endpointslices.discovery.k8s.io").Where(s => (string?)s["metadata"]!["labels"]?["kubernetes.io/service-name"] == service)
                .SelectMany(s => s["endpoints"] as JsonArray ?? []).Count(e => (bool)e!["conditions"]!["ready"]!), least);
        }
    }

    private void AssertSlicesAndRulesFollow()
    {
        var pods = List("pods");
        foreach (var endpoint in List("endpointslices.discovery.k8s.io").SelectMany(s => s["endpoints"] as JsonArray ?? []).Where(e => e!["targetRef"] is not null))
        {
            var pod = pods.Single(p => (string)p["metadata"]!["uid"]! == (string)endpoint!["targetRef"]!["uid"]!);
            Assert.Equal((string?)pod["status"]!["podIP"], (string?)endpoint!["addresses"]![0]);
        }

        var addresses = pods.Where(p => p["spec"]!["hostNetwork"] is null && (string?)p["status"]!["phase"] is "Running").Select(p => (string?)p["status"]!["podIP"]).ToList();
        Assert.Equal(addresses.Count, addresses.Distinct().Count());
        var front = pods.First(p => (string?)p["metadata"]!["labels"]?["app"] == "front" && p["metadata"]!["deletionTimestamp"] is null);
        Assert.Contains($"--to-destination {front["status"]!["podIP"]}:8080", _bundle.NodeSection("node-b", "iptables-save"), StringComparison.Ordinal);
        Assert.NotNull(_bundle.PodSection("shop", (string)front["metadata"]!["name"]!, "ip-addr"));
    }

    private sealed class SteppedClock(DateTimeOffset start) : TimeProvider
    {
        private DateTimeOffset _now = start;

        public void Advance(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
