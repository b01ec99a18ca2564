using System.Text;
using System.Text.Json.Nodes;
using KubeNetTui.Evidence;

namespace KubeNetTui.Collect.Tests;

public sealed class DebugPodTests
{
    private static readonly CommandNeed Uname = CommandReadings.NodeNeed("node-a", "uname");

    [Fact]
    public async Task It_is_noted_down_before_it_is_made_and_removed_after_use()
    {
        await using var cluster = await ShellCluster.StartAsync([], nodes: 2);
        var footprint = new RecordingFootprint { WhenPlanned = item => Assert.Null(PodOf(cluster, item)) };
        List<DebugPodRequest> asked = [];
        var options = new NodeShellOptions { Footprint = footprint, Consent = (request, _) => Yes(asked, request) };
        await using (var source = new ClusterEvidenceSource(cluster.Client, TimeProvider.System, options))
        {
            var other = CommandReadings.NodeNeed("node-b", "uname");
            var sections = await ShellCluster.CollectAsync(source, Uname, other);
            Assert.All(sections.Values, s => Assert.Equal(SectionStatus.Read, s.Status));
            Assert.StartsWith("node node-a via debug pod kube-system/kubenettui-debug-node-a-", sections[Uname].Where);
            Assert.Equal(2, footprint.Planned.Count);
            var pod = PodOf(cluster, footprint.Planned.First(p => p.Node == "node-a"))!;
            Assert.Equal("node-a", (string?)pod["spec"]!["nodeName"]);
            Assert.Equal(footprint.Planned[0].Owner, (string?)pod["metadata"]!["labels"]![DebugPod.OwnerLabel]);
            Assert.Equal(600, (int)pod["spec"]!["activeDeadlineSeconds"]!);
            Assert.Equal("Exists", (string?)pod["spec"]!["tolerations"]![0]!["operator"]);
        }

        Assert.Equal(footprint.Planned.Select(p => p.Name).Order(), footprint.Removed.Select(p => p.Name).Order());
        Assert.All(footprint.Planned, item => Assert.Null(PodOf(cluster, item)));
        var request = Assert.Single(asked);
        Assert.Equal(["node-a", "node-b"], request.Nodes.Order());
        Assert.Contains("hostPID: true", request.Manifest);
        Assert.Contains("kubenettui.io/owner", request.Manifest);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_consent_or_without_a_place_to_note_it_none_is_made(bool agreed)
    {
        await using var cluster = await ShellCluster.StartAsync([]);
        var footprint = new RecordingFootprint { WhenPlanned = _ => throw new IOException("No space left on device") };
        var options = new NodeShellOptions { Footprint = footprint, Consent = (_, _) => ValueTask.FromResult(agreed) };
        var section = (await cluster.CollectAsync(options, Uname))[Uname];
        Assert.Equal(SectionStatus.Failed, section.Status);
        Assert.Contains(agreed ? "No space left on device" : "not agreed to", section.Problem);
        Assert.Equal(0, CountPods(cluster));
    }

    [Fact]
    public async Task One_that_may_not_be_made_says_which_permission_is_missing_and_is_not_kept_in_the_notes()
    {
        await using var cluster = await ShellCluster.StartAsync([], access: new Refusing(r => r is { Verb: "create", Resource: "pods" }));
        var footprint = new RecordingFootprint();
        var options = new NodeShellOptions { Footprint = footprint, Consent = (_, _) => ValueTask.FromResult(true) };
        var section = (await cluster.CollectAsync(options, Uname))[Uname];
        Assert.Equal(SectionStatus.Denied, section.Status);
        Assert.Contains("kubectl auth can-i create pods -n kube-system", section.HowToGet);
        Assert.Single(footprint.Removed);
    }

    [Theory]
    [InlineData("""{"status":{"phase":"Running","containerStatuses":[{"state":{"running":{}}}]}}""", true, false, "Running")]
    [InlineData("""{"status":{"phase":"Pending","containerStatuses":[{"state":{"waiting":{"reason":"ImagePullBackOff","message":"no such host"}}}]}}""", false, true, "ImagePullBackOff no such host")]
    [InlineData("""{"status":{"phase":"Pending","containerStatuses":[{"state":{"waiting":{"reason":"ContainerCreating"}}}]}}""", false, false, "ContainerCreating")]
    [InlineData("""{"status":{"phase":"Failed","message":"Pod was rejected: node affinity"}}""", false, true, "Failed Pod was rejected: node affinity")]
    [InlineData("""{"metadata":{}}""", false, false, "Pending")]
    [InlineData("<html>", false, false, "its status could not be read")]
    [InlineData("[]", false, false, "its status could not be read")]
    public void Its_state_says_whether_waiting_is_of_use(string json, bool runs, bool lost, string state) =>
        Assert.Equal((runs, state, lost), DebugPodProvider.State(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public async Task What_does_not_carry_the_owners_label_is_never_deleted()
    {
        var stranger = ShellCluster.Agent("kubenettui-debug-node-a-123456");
        await using var cluster = await ShellCluster.StartAsync([stranger]);
        var item = new FootprintObject("", "", "Pod", "kube-system", "kubenettui-debug-node-a-123456", "0123456789abcdef", "node-a", default);
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Equal(LeftoverOutcome.NotOurs, await Leftovers.RemoveAsync(cluster.Client, item, cancellation));
        Assert.Equal(LeftoverOutcome.Gone, await Leftovers.RemoveAsync(cluster.Client, item with { Name = "gone" }, cancellation));
        Assert.Equal(1, CountPods(cluster));
    }

    [Theory]
    [InlineData("ip-10-0-0-4.eu-west-1.compute.internal")]
    [InlineData("AKS-nodepool1-12345678-vmss000000")]
    [InlineData("x")]
    [InlineData("a-very-long-name-of-a-node-that-has-more-letters-than-a-pod-may-have-in-its-name")]
    public void Its_name_is_a_DNS_label(string node)
    {
        var name = DebugPod.NameFor(node);
        Assert.Matches("^kubenettui-debug-[a-z0-9]([-a-z0-9]*[a-z0-9])?$", name);
        Assert.True(name.Length <= 63, name);
    }

    private static ValueTask<bool> Yes(List<DebugPodRequest> asked, DebugPodRequest request)
    {
        asked.Add(request);
        return ValueTask.FromResult(true);
    }

    private static JsonNode? PodOf(ShellCluster cluster, FootprintObject item) => Pods(cluster).FirstOrDefault(p => (string?)p["metadata"]!["name"] == item.Name);

    private static int CountPods(ShellCluster cluster) => Pods(cluster).Count;

    private static List<JsonObject> Pods(ShellCluster cluster) =>
        [.. cluster.Server.Store.Names("pods").Select(n => cluster.Server.Store.Get("pods", n.Namespace, n.Name)).OfType<JsonObject>()];

    private sealed class RecordingFootprint : IFootprint
    {
        private readonly Lock _lock = new();

        public List<FootprintObject> Planned { get; } = [];

        public List<FootprintObject> Removed { get; } = [];

        public Action<FootprintObject> WhenPlanned { get; init; } = static _ => { };

        public Task PlanAsync(FootprintObject item, CancellationToken cancellation)
        {
            lock (_lock)
            {
                WhenPlanned(item);
                Planned.Add(item);
            }

            return Task.CompletedTask;
        }

        public Task RemovedAsync(FootprintObject item, CancellationToken cancellation)
        {
            lock (_lock)
            {
                Removed.Add(item);
            }

            return Task.CompletedTask;
        }

        public void Probed(ProbeSent probe)
        {
        }
    }
}
