using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;

namespace KubeNetTui.Collect.Tests;

public sealed class LiveClusterTests
{
    private static async Task UntilAsync(Func<bool> reached, string what)
    {
        for (int i = 0; i < 1200; i++)
        {
            if (reached())
            {
                return;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"not within a minute: {what}");
    }

    [Fact]
    public async Task Only_the_stores_that_are_asked_for_are_started()
    {
        await using ReplayedCluster replayed = await ReplayedCluster.StartAsync();
        await using ApiClient client = replayed.Connect();
        await using LiveCluster cluster = new(client, "shop", TimeProvider.System);

        Assert.Empty(cluster.Stores);
        _ = cluster.Services;
        _ = cluster.Services;

        Assert.Equal(Needs.Services("shop"), Assert.Single(cluster.Stores).Need);
    }

    [Fact]
    public async Task Changes_are_told_object_by_object()
    {
        await using ReplayedCluster replayed = await ReplayedCluster.StartAsync();
        await using ApiClient client = replayed.Connect();
        await using LiveCluster cluster = new(client, "shop", TimeProvider.System);
        int told = 0;
        cluster.Changed += () => Interlocked.Increment(ref told);
        LiveStore<Service> services = cluster.Services;
        await UntilAsync(() => services.Status.State == LiveState.Live && services.Objects.Count == 1, "one service");
        long cursor = 0;
        Assert.Equal("shop/web", Assert.Single(services.Drain(ref cursor)).Key);
        Assert.Empty(services.Drain(ref cursor));

        replayed.Server.Store.Create("services", ReplayedCluster.Service("cart", "app", "cart"));
        replayed.Server.Store.Delete("services", "shop", "web");
        Dictionary<string, Service?> changes = [];
        await UntilAsync(
            () =>
            {
                foreach (KeyValuePair<string, Service?> change in services.Drain(ref cursor))
                {
                    changes[change.Key] = change.Value;
                }

                return changes.Count == 2;
            },
            "two changes");

        Assert.NotNull(changes["shop/cart"]);
        Assert.Null(changes["shop/web"]);
        Assert.True(told > 0);
    }

    [Fact]
    public async Task The_stores_are_evidence_without_the_objects_JSON()
    {
        await using ReplayedCluster replayed = await ReplayedCluster.StartAsync();
        await using ApiClient client = replayed.Connect();
        await using LiveCluster cluster = new(client, null, TimeProvider.System);
        LiveStore<Service> services = cluster.Services;
        LiveStore<EndpointSlice> slices = cluster.EndpointSlices;
        await UntilAsync(() => services.Status.State == LiveState.Live && slices.Status.State == LiveState.Live, "live");

        IEvidence evidence = cluster.Evidence();

        Assert.Equal("web", Assert.Single(evidence.Services("shop").Items).Name);
        Assert.Equal(0, evidence.Services(null).Items[0].Raw.Length);
        Assert.Single(evidence.EndpointSlices("shop").Items);
        Assert.Equal(SectionStatus.NotAsked, evidence.Find(Needs.Pods("shop"))?.Status);
        Assert.Same(services.Section, services.Section);
    }

    [Fact]
    public async Task A_store_that_is_refused_says_so_and_what_it_needs()
    {
        await using ReplayedCluster replayed = await ReplayedCluster.StartAsync(new Refusing(r => r.Resource == "nodes"));
        await using ApiClient client = replayed.Connect();
        await using LiveCluster cluster = new(client, "shop", TimeProvider.System);
        LiveStore<Node> nodes = cluster.Nodes;
        await UntilAsync(() => nodes.Status.State == LiveState.Refused, "refused");

        Section section = cluster.Evidence().Find(Needs.Nodes())!;

        Assert.Equal(SectionStatus.Denied, section.Status);
        Assert.StartsWith("permission", section.Problem);
        Assert.Contains("kubectl auth can-i list nodes", section.HowToGet);
        Assert.False(cluster.Evidence().Nodes().IsRead);
    }

    [Fact]
    public async Task Watches_that_break_leave_the_objects_and_come_back()
    {
        await using ReplayedCluster replayed = await ReplayedCluster.StartAsync();
        await using ApiClient client = replayed.Connect();
        await using LiveCluster cluster = new(client, "shop", TimeProvider.System);
        LiveStore<Service> services = cluster.Services;
        await UntilAsync(() => services.Status.State == LiveState.Live, "live");

        replayed.Server.Faults.DropWatches();
        Assert.Single(cluster.Evidence().Services("shop").Items);
        replayed.Server.Store.Create("services", ReplayedCluster.Service("late", "app", "late"));

        await UntilAsync(() => services.Objects.Count == 2, "the change after the watch broke");
        Assert.Equal("", services.Problem);
    }

    [Fact]
    public async Task What_stands_around_an_object_is_read_by_EndpointSlice_and_selector()
    {
        await using ReplayedCluster replayed = await ReplayedCluster.StartAsync();
        await using ApiClient client = replayed.Connect();
        RelatedObjects related = new(new ApiEvidenceSource(client, TimeProvider.System));
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        Related<EndpointOfService> endpoints = await related.EndpointsOfServiceAsync("shop", "web", cancellation);
        Related<Service> services = await related.ServicesOfPodAsync("shop", new LabelSet([new("app", "web"), new("x", "y")]), cancellation);
        Related<Service> none = await related.ServicesOfPodAsync("shop", new LabelSet([new("app", "other")]), cancellation);
        Related<Pod> pods = await related.PodsOfNodeAsync("node-a", cancellation);

        Assert.Equal(["ready", "serving, terminating"], endpoints.Items.Select(e => e.State));
        Assert.Equal(("10.0.0.1", "web-1", "node-a", "zone-1"), (endpoints.Items[0].Address, endpoints.Items[0].Pod, endpoints.Items[0].Node, endpoints.Items[0].Zone));
        Assert.Equal(["http 8080/TCP"], endpoints.Items[0].Ports);
        Assert.Equal("web", Assert.Single(services.Items).Name);
        Assert.Empty(none.Items);
        Assert.Equal(3, pods.Items.Count);
    }

    [Fact]
    public async Task What_may_not_be_read_around_an_object_is_told()
    {
        await using ReplayedCluster replayed = await ReplayedCluster.StartAsync(new Refusing(r => r.Resource == "events"));
        await using ApiClient client = replayed.Connect();

        Related<KubeEvent> events = await new RelatedObjects(new ApiEvidenceSource(client, TimeProvider.System))
            .EventsOfAsync("Pod", "shop", "web-1", TestContext.Current.CancellationToken);

        Assert.Empty(events.Items);
        Assert.StartsWith("permission", events.Problem);
        Assert.Contains("list", events.HowToGet);
    }
}
