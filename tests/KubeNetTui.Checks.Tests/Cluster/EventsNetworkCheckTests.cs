using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class EventsNetworkCheckTests
{
    [Fact]
    public void Events_are_grouped_by_cause_and_name_who_is_hit()
    {
        var findings = Judge(
            Event("FailedCreatePodSandBox", "failed to create pod sandbox: no IP addresses available in range set", "a", 60, 4),
            Event("FailedCreatePodSandBox", "failed to create pod sandbox: not enough IPs available", "b", 30, 2),
            Event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", "c", 90));
        Assert.Equal(2, findings.Count);
        Assert.Equal("pods get no IP address: the range is used up: Pod shop/a, Pod shop/b", findings[0].Title);
        Assert.StartsWith("6 times", findings[0].Details[0]);
        Assert.Equal(2, findings[0].Exhibits[0].Deciding.Count);
        Assert.All(findings, f => Assert.Equal(Verdict.Warn, f.Verdict));
    }

    [Theory]
    [InlineData("FailedScheduling", "0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports.", "host ports")]
    [InlineData("FailedCreate", "Error creating: Internal error occurred: failed calling webhook \"v\": no endpoints available", "webhook")]
    [InlineData("Failed", "Failed to pull image \"r/x\": dial tcp: lookup r: no such host", "registry is not reached")]
    [InlineData("SyncLoadBalancerFailed", "Error syncing load balancer: quota", "load balancer")]
    [InlineData("NetworkNotReady", "network is not ready: cni plugin not initialized", "network is not ready")]
    [InlineData("DNSConfigForming", "Nameserver limits were exceeded", "DNS configuration")]
    public void Known_reasons_are_sorted(string reason, string message, string words) =>
        Assert.Contains(words, Assert.Single(Judge(Event(reason, message, "a", 60))).Title);

    [Theory]
    [InlineData("FailedMount", "MountVolume.SetUp failed for volume \"c\"")]
    [InlineData("Failed", "Error: ErrImageNeverPull")]
    [InlineData("BackOff", "Back-off restarting failed container")]
    [InlineData("FailedScheduling", "0/3 nodes are available: 3 Insufficient cpu.")]
    public void Warnings_without_a_network_cause_are_left_out(string reason, string message)
    {
        var finding = Assert.Single(Judge(Event(reason, message, "a", 60)));
        Assert.Equal(Verdict.Pass, finding.Verdict);
    }

    [Fact]
    public void What_is_older_than_an_hour_is_past() =>
        Assert.Equal(Verdict.Pass, Assert.Single(Judge(Event("NetworkNotReady", "x", "a", 3700))).Verdict);

    private static string Event(string reason, string message, string pod, double ago, int count = 1) =>
        "{'metadata':{'name':'" + pod + reason + "','namespace':'shop'},'type':'Warning','reason':'" + reason + "','message':"
        + System.Text.Json.JsonSerializer.Serialize(message).Replace("\\u0022", "\\\"").Replace("'", "\\u0027").Replace('"', '\'').Replace("\\'", "\\u0022")
        + $",'count':{count},'involvedObject':{{'kind':'Pod','namespace':'shop','name':'{pod}'}},'firstTimestamp':'{Given.Ago(ago + 60)}','lastTimestamp':'{Given.Ago(ago)}'}}";

    private static IReadOnlyList<Finding> Judge(params string[] events) =>
        new Given().List(Needs.Warnings(null), events).JudgeAll(new EventsNetworkCheck(), Subject.Cluster);
}
