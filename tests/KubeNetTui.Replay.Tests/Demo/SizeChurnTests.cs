using System.Text.Json.Nodes;

namespace KubeNetTui.Replay.Tests;

public sealed class SizeChurnTests
{
    private static readonly FixedClock Clock = new(Shop.Now);
    private readonly SizeBundle _bundle = SizeBundle.Create(new SizeOptions { Pods = 400, Nodes = 4, Services = 8 }, Clock);
    private readonly ObjectStore _store;

    public SizeChurnTests() => _store = new ObjectStore(_bundle, Clock, 4096);

    [Fact]
    public async Task Watches_are_told_of_as_many_events_as_were_asked_for()
    {
        var (pods, slices) = (Table("pods"), Table("endpointslices.discovery.k8s.io"));
        var before = _store.Version;
        await using var churn = SizeChurn.Paused(_bundle, _store, Clock);
        churn.Step(500);
        List<Change> seen = [.. pods.ChangesAfter(before, out _, out _)!, .. slices.ChangesAfter(before, out _, out _)!];
        Assert.Equal(churn.Events, seen.Count);
        Assert.InRange(seen.Count, 500, 502);
        Assert.Equal(seen.Count, seen.Select(c => c.Version).Distinct().Count());
        Assert.Equal(_store.Version, seen.Max(c => c.Version));
        Assert.Equal([ChangeType.Added, ChangeType.Modified, ChangeType.Deleted], seen.Select(c => c.Type).Distinct().Order());
    }

    [Fact]
    public async Task A_container_that_restarts_counts_up_and_all_else_of_its_pod_stays()
    {
        var before = All("pods");
        await using var churn = SizeChurn.Paused(_bundle, _store, Clock);
        churn.Step(50);
        var changed = All("pods").Where(p => (int)p["status"]!["containerStatuses"]![0]!["restartCount"]! == 1).ToList();
        Assert.Equal(50, changed.Count);
        foreach (var pod in changed)
        {
            var old = before.Single(p => PodView.Name(p) == PodView.Name(pod));
            Assert.NotEqual((string?)old["metadata"]!["resourceVersion"], (string?)pod["metadata"]!["resourceVersion"]);
            Assert.Equal(PodView.Uid(old), PodView.Uid(pod));
            Assert.Equal(old["spec"]!.ToJsonString(), pod["spec"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Pods_are_replaced_without_the_cluster_growing_and_slices_name_the_pods_that_are_there()
    {
        var before = All("pods").Select(PodView.Uid).ToHashSet();
        await using var churn = SizeChurn.Paused(_bundle, _store, Clock);
        churn.Step(4_000);
        var pods = All("pods");
        Assert.Equal(400, pods.Count);
        Assert.Contains(pods, p => !before.Contains(PodView.Uid(p)));
        var uids = pods.Select(PodView.Uid).ToHashSet();
        Assert.Equal(400, uids.Count);
        var targets = All("endpointslices.discovery.k8s.io").SelectMany(s => (s["endpoints"] as JsonArray ?? []).Select(e => (string?)e!["targetRef"]?["uid"]).OfType<string>()).ToList();
        Assert.NotEmpty(targets);
        Assert.All(targets, uid => Assert.Contains(uid, uids));
    }

    [Fact]
    public async Task The_pods_of_the_first_service_share_the_lines_and_number_them_without_a_gap()
    {
        var runtime = new BundleRuntime(_bundle, Clock);
        await using var chatter = SizeChatter.Paused(_bundle, runtime, Clock);
        for (var i = 0; i < 400; i++)
        {
            chatter.Step(2_500);
        }

        var pods = All("pods").Where(p => (string?)p["metadata"]!["labels"]?["app"] == _bundle.Plan.ServiceNames[0]).ToList();
        Assert.Equal(_bundle.Plan.PodsOf(0), pods.Count);
        var logs = pods.Select(p => runtime.FindLog(PodView.Namespace(p), PodView.Name(p), "app", previous: false)!).ToList();
        Assert.Equal(1_000_000, logs.Sum(l => l.Count));
        foreach (var log in logs)
        {
            var numbers = log.Read().Select(l => int.Parse(l.Text.Split("line=")[1].Split(' ')[0])).ToList();
            Assert.InRange(numbers.Count, 5_000, 10_001);
            Assert.Equal(Enumerable.Range(log.Count - numbers.Count + 1, numbers.Count), numbers);
        }
    }

    [Fact]
    public async Task Who_follows_a_log_that_forgets_gets_every_line_that_comes_after()
    {
        var log = new ContainerLog(10);
        await using var lines = log.FollowAsync(0, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        List<string> seen = [];
        for (var i = 0; i < 200; i++)
        {
            log.Append(Shop.Now, $"{i}");
            if (i % 5 == 4)
            {
                Assert.True(await lines.MoveNextAsync());
                seen.AddRange(lines.Current.Select(l => l.Text));
            }
        }

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), seen);
        Assert.InRange(log.Read().Count, 10, 20);
    }

    private ResourceTable Table(string resource) => _store.Table(_store.Kinds.Find(resource)!);

    private List<JsonObject> All(string resource) => [.. Table(resource).Items.Select(i => (JsonObject)JsonNode.Parse(i.Json.Span)!)];
}
