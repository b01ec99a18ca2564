using System.Globalization;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeIpamCheckTests
{
    private static readonly NodeIpamCheck Check = new();

    [Fact]
    public void A_store_that_holds_the_pods_addresses_passes()
    {
        var finding = new BridgeCluster().Judge(Check);
        Assert.Equal((Verdict.Pass, "2 of 253 addresses given out"), (finding.Verdict, finding.Title));
    }

    [Fact]
    public void Leaked_addresses_warn_and_name_themselves()
    {
        var finding = new BridgeCluster().Change("cni-ipam", "./podnet/10.244.1.5", Leaked(20, 6) + "./podnet/10.244.1.5").Judge(Check);
        Assert.Equal((Verdict.Warn, "6 addresses are of no pod (leaked): 8 of 253 addresses given out"), (finding.Verdict, finding.Title));
        Assert.Contains("10.244.1.20", finding.Details[0], StringComparison.Ordinal);
        Assert.Equal(6, BridgeCluster.Deciding(finding).Count);
        Assert.Contains("rm /var/lib/cni/networks/podnet/10.244.1.20", finding.RemedyCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void One_or_two_more_and_those_of_waiting_pods_are_in_passing()
    {
        Assert.Equal(Verdict.Pass, new BridgeCluster().Change("cni-ipam", "./podnet/10.244.1.5", Leaked(20, 2) + "./podnet/10.244.1.5").Judge(Check).Verdict);
        var waiting = new BridgeCluster().Change("cni-ipam", "./podnet/10.244.1.5", Leaked(20, 3) + "./podnet/10.244.1.5").Add(Needs.Pods(null), Some.Pod("new", ip: "", status: "{'phase':'Pending'}"));
        Assert.Equal(Verdict.Pass, waiting.Judge(Check).Verdict);
    }

    [Fact]
    public void A_range_used_up_by_leaks_fails()
    {
        var finding = Small().Change("cni-ipam", "./podnet/10.244.1.5", Leaked(9, 6) + "./podnet/10.244.1.5").Judge(Check);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Equal("no address is left: 8 of 8 addresses given out, and 6 of them are of no pod (leaked)", finding.Title);
    }

    [Fact]
    public void A_range_too_small_fails_when_pods_wait_for_it_and_explains_them()
    {
        var full = Small("10.244.1.6").Judge(Check);
        Assert.Equal((Verdict.Warn, "no address is left: 2 of 2 addresses given out, all of them are of pods; the range is too small"), (full.Verdict, full.Title));
        var refused = Refused(Small("10.244.1.6")).Judge(Check);
        Assert.Equal(Verdict.Fail, refused.Verdict);
        Assert.Equal([Subject.Pod("shop", "new")], refused.Explains);
        Assert.Equal(["pod.sandbox"], refused.ExplainedChecks);
    }

    [Fact]
    public void More_pods_allowed_than_addresses_warns() =>
        Assert.Contains("the range has 8 addresses, and the kubelet takes up to 110 pods", Small().Judge(Check).Title, StringComparison.Ordinal);

    [Fact]
    public void Two_pods_with_one_address_fail_on_both_nodes_and_a_silent_node_warns()
    {
        var twice = new BridgeCluster().Add(Needs.Pods(null), Some.Pod("twin", ip: "10.244.1.5", node: "node-b"));
        var finding = twice.Judge(Check);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("two pods have the address 10.244.1.5: shop/web-1 here and shop/twin on node-b", finding.Title, StringComparison.Ordinal);
        Assert.Equal(Verdict.Fail, twice.Judge(Check, Subject.Node("node-b")).Verdict);
        twice.Set(Needs.Nodes(), Some.Node("node-a", "10.244.1.0/24", "10.0.0.1"), Some.Node("node-b", "10.244.2.0/24", "10.0.0.2", ready: false));
        Assert.Equal(Verdict.Warn, twice.Judge(Check).Verdict);
    }

    [Fact]
    public void Finished_and_host_network_pods_share_addresses_with_nobody()
    {
        var others = new BridgeCluster().Add(Needs.Pods(null), Some.Pod("done", ip: "10.244.1.5", status: "{'phase':'Succeeded'}"), Some.Pod("host", ip: "10.244.1.6", more: "{'spec':{'hostNetwork':true}}"));
        Assert.Equal(Verdict.Pass, others.Judge(Check).Verdict);
    }

    [Fact]
    public void Without_the_store_events_still_tell_and_else_it_is_unknown()
    {
        Assert.Equal(Verdict.Unknown, new BridgeCluster().Without("cni-ipam").Judge(Check).Verdict);
        Assert.Equal(Verdict.Fail, Refused(new BridgeCluster().Without("cni-ipam")).Judge(Check).Verdict);
        var calico = new BridgeCluster().Without("cni-ipam", SectionStatus.Absent, "not there").Change("cni-config", "host-local", "calico-ipam").Judge(Check);
        Assert.Equal(Verdict.NotApplicable, calico.Verdict);
    }

    /// <param name="last">Last address of the range, which begins with 10.244.1.5.</param>
    private static BridgeCluster Small(string last = "10.244.1.12") =>
        new BridgeCluster().Change("cni-config", "\"subnet\":\"10.244.1.0/24\"", $"\"subnet\":\"10.244.1.0/24\",\"rangeStart\":\"10.244.1.5\",\"rangeEnd\":\"{last}\"");

    private static BridgeCluster Refused(BridgeCluster cluster) => cluster
        .Add(Needs.Pods(null), Some.Pod("new", ip: "", status: "{'phase':'Pending'}"))
        .Add(Needs.Warnings(null), Some.Warning("Pod", "new", "FailedCreatePodSandBox", "failed to allocate for range 0: no IP addresses available in range set: 10.244.1.5-10.244.1.6"));

    private static string Leaked(int from, int count) =>
        string.Concat(Enumerable.Range(from, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"./podnet/10.244.1.{i}:cccccccccccccccc\n")));
}
