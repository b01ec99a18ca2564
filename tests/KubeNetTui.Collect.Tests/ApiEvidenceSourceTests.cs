using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;

namespace KubeNetTui.Collect.Tests;

public sealed class ApiEvidenceSourceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<List<Section>> ReadAsync(ApiClient client, EvidenceOptions? options, params Need[] needs)
    {
        List<Section> sections = [];
        await foreach (Section section in new ApiEvidenceSource(client, TimeProvider.System, options).CollectAsync(needs, Cancellation))
        {
            sections.Add(section);
        }

        return sections;
    }

    private static async Task<Section> OneAsync(ApiClient client, Need need) => Assert.Single(await ReadAsync(client, null, need));

    [Fact]
    public async Task Every_need_is_answered_once_with_where_and_how()
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync();
        await using ApiClient client = cluster.Connect();

        List<Section> sections = await ReadAsync(
            client, null, Needs.Pods("shop"), Needs.Services(null), Needs.Nodes(), Needs.Pods("shop"), Needs.Raw("/livez"), Needs.Reach);

        Assert.Equal(5, sections.Count);
        Assert.All(sections, s => Assert.Equal(SectionStatus.Read, s.Status));
        Assert.All(sections, s => Assert.Contains("context small", s.Where));
        Assert.All(sections, s => Assert.DoesNotContain(cluster.Server.Token, s.Where));
        ObjectList<Pod> pods = Assert.IsType<ObjectList<Pod>>(sections.Single(s => s.Need == Needs.Pods("shop")).Value);
        Assert.Equal(["web-1", "web-2"], pods.Items.Select(p => p.Name).Order());
        Assert.Null(Assert.IsType<ReachEvidence>(sections.Single(s => s.Need is ReachNeed).Value).FirstFailure);
    }

    [Fact]
    public async Task Objects_keep_their_JSON_up_to_the_bound_and_are_all_read_beyond_it()
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync(extraPods: 20);
        await using ApiClient client = cluster.Connect();

        Section section = Assert.Single(await ReadAsync(client, new EvidenceOptions { RawObjects = 5 }, Needs.Pods(null)));

        ObjectList<Pod> pods = Assert.IsType<ObjectList<Pod>>(section.Value);
        Assert.Equal(23, pods.Count);
        Assert.Equal(5, pods.Items.Count(p => p.Raw.Length > 0));
    }

    [Fact]
    public async Task What_a_server_says_of_a_kubelet_that_it_does_not_reach_is_evidence_and_no_failure_to_read()
    {
        DirectoryInfo root = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "KubeNetTui.sln")))
        {
            root = root.Parent!;
        }

        Bundle bundle = Bundle.FromFolder(Path.Combine(root.FullName, "tests", "captures", "faults", "port-10250-dropped"));
        await using ReplayServer server = await ReplayServer.StartAsync(bundle, new ReplayOptions { Access = AccessPolicy.AllowAll }, Cancellation);
        await using ApiClient client = new(new ConnectionSettings { Server = server.Url, ContextName = "fault", Credentials = new CredentialSettings { Token = server.Token } });

        Section dropped = await OneAsync(client, Needs.Raw("/api/v1/nodes/node2/proxy/healthz"));
        Section well = await OneAsync(client, Needs.Raw("/api/v1/nodes/node1/proxy/healthz"));

        Assert.Equal(SectionStatus.Read, dropped.Status);
        RawText said = Assert.IsType<RawText>(dropped.Value);
        Assert.Equal(503, said.HttpStatus);
        Assert.Contains("dial tcp 10.201.0.2:10250: i/o timeout", said.Text, StringComparison.Ordinal);
        Assert.Equal(200, Assert.IsType<RawText>(well.Value).HttpStatus);
    }

    [Fact]
    public async Task A_log_is_read_line_by_line()
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync();
        await using ApiClient client = cluster.Connect();

        Section log = await OneAsync(client, Needs.Log("shop", "web-1", "web", previous: false));

        Assert.Equal(["one", "two"], Assert.IsType<LogText>(log.Value).Lines);
    }

    [Fact]
    public async Task A_log_of_an_instance_that_never_was_is_absent()
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync();
        await using ApiClient client = cluster.Connect();

        Section log = await OneAsync(client, Needs.Log("shop", "web-1", "web", previous: true));

        Assert.Equal(SectionStatus.Absent, log.Status);
        Assert.Contains("describe pod", log.HowToGet);
    }

    [Fact]
    public async Task A_refused_list_says_which_right_is_missing_and_how_to_ask_for_it()
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync(new Refusing(r => r.Resource == "endpointslices"));
        await using ApiClient client = cluster.Connect();

        Section section = await OneAsync(client, Needs.EndpointSlices("shop"));

        Assert.Equal(SectionStatus.Denied, section.Status);
        Assert.StartsWith("permission", section.Problem);
        Assert.Equal(
            "needs \"list\" on endpointslices.discovery.k8s.io in namespace shop: kubectl auth can-i list endpointslices.discovery.k8s.io -n shop",
            section.HowToGet);
    }

    [Fact]
    public async Task A_list_over_all_namespaces_that_is_refused_brings_those_of_the_namespaces_asked()
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync(
            new Refusing(r => r is { Resource: "pods" or "nodes", Namespace: "" }));
        await using ApiClient client = cluster.Connect();

        List<Section> sections = await ReadAsync(
            client, new EvidenceOptions { Namespaces = ["shop"] }, Needs.Pods(null), Needs.Nodes());

        Assert.Equal(SectionStatus.Denied, sections.Single(s => s.Need == Needs.Pods(null)).Status);
        Assert.Equal(SectionStatus.Denied, sections.Single(s => s.Need == Needs.Nodes()).Status);
        Section shop = sections.Single(s => s.Need == Needs.Pods("shop"));
        Assert.Equal(2, Assert.IsType<ObjectList<Pod>>(shop.Value).Count);
        Assert.Equal(3, sections.Count);
        Assert.Contains("in all namespaces: kubectl auth can-i list pods -A", sections.Single(s => s.Need == Needs.Pods(null)).HowToGet);
    }

    [Fact]
    public async Task A_kind_that_is_not_served_is_absent()
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync();
        await using ApiClient client = cluster.Connect();

        Section section = await OneAsync(client, new ListNeed("example.com", "v1", "widgets"));

        Assert.Equal(SectionStatus.Absent, section.Status);
        Assert.Contains("not served", section.HowToGet);
    }

    [Theory]
    [InlineData(FaultKind.HalfJson)]
    [InlineData(FaultKind.StopMidStream)]
    [InlineData(FaultKind.Html)]
    public async Task An_answer_that_is_none_fails_that_section_and_no_other(FaultKind kind)
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync();
        await using ApiClient client = cluster.Connect();
        using IDisposable _ = cluster.Server.Faults.Add(new Fault("/pods", kind));

        List<Section> sections = await ReadAsync(client, null, Needs.Pods("shop"), Needs.Services("shop"));

        Assert.Equal(SectionStatus.Read, sections.Single(s => s.Need == Needs.Services("shop")).Status);
        Section failed = sections.Single(s => s.Need == Needs.Pods("shop"));
        Assert.Equal(SectionStatus.Failed, failed.Status);
        Assert.NotEmpty(failed.Problem!);
        Assert.Null(failed.Value);
    }

    [Fact]
    public async Task Who_is_not_known_to_the_server_is_denied_with_the_step()
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync();
        await using ApiClient client = new(cluster.Connect().Settings with { Credentials = new CredentialSettings { Token = "wrong" } });

        Section section = await OneAsync(client, Needs.Pods("shop"));

        Assert.Equal(SectionStatus.Denied, section.Status);
        Assert.StartsWith("login", section.Problem);
    }

    [Fact]
    public async Task The_way_to_a_server_that_is_gone_is_evidence_too()
    {
        ReplayedCluster cluster = await ReplayedCluster.StartAsync();
        await using ApiClient client = cluster.Connect();
        await cluster.DisposeAsync();

        Section reach = await OneAsync(client, Needs.Reach);

        ReachEvidence way = Assert.IsType<ReachEvidence>(reach.Value);
        Assert.Equal(ReachStepKind.Connect, way.FirstFailure?.Kind);
        Assert.Equal(SectionStatus.Failed, (await OneAsync(client, Needs.Nodes())).Status);
    }

    [Fact]
    public async Task Whoever_cancels_gets_a_cancellation_and_nothing_else()
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync();
        await using ApiClient client = cluster.Connect();
        using IDisposable _ = cluster.Server.Faults.Add(new Fault("/pods", FaultKind.Slow, Delay: TimeSpan.FromMinutes(5)));
        using CancellationTokenSource stop = new();
        ApiEvidenceSource source = new(client, TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (Section section in source.CollectAsync([Needs.Services("shop"), Needs.Pods("shop")], stop.Token))
            {
                Assert.Equal(Needs.Services("shop"), section.Need);
                await stop.CancelAsync();
            }
        });
    }

    [Fact]
    public async Task What_was_read_once_is_not_read_again_and_all_namespaces_hold_each()
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync();
        await using ApiClient client = cluster.Connect();
        RememberingSource source = new(new ApiEvidenceSource(client, TimeProvider.System));
        await foreach (Section _ in source.CollectAsync([Needs.Pods(null), Needs.Nodes()], Cancellation))
        {
        }

        long requests = client.Traffic.Requests;
        EvidenceStore store = new(DateTimeOffset.UnixEpoch);
        await foreach (Section section in source.CollectAsync([Needs.Pods("shop"), Needs.Nodes()], Cancellation))
        {
            store.Add(section);
        }

        Assert.Equal(requests, client.Traffic.Requests);
        Assert.Equal(2, store.Pods("shop").Items.Count);
        Assert.Single(store.Nodes().Items);
    }
}
