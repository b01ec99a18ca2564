using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeCidrOverlapCheckTests
{
    private static readonly NodeCidrOverlapCheck Check = new();

    [Fact]
    public void Ranges_that_are_apart_pass() => Assert.Equal(Verdict.Pass, new BridgeCluster().Judge(Check).Verdict);

    [Fact]
    public void Two_nodes_with_one_pod_range_fail()
    {
        var finding = new BridgeCluster().Set(Needs.Nodes(), Some.Node("node-a", "10.244.1.0/24", "10.0.0.1"), Some.Node("node-b", "10.244.0.0/16", "10.0.0.2")).Judge(Check);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("podCIDR 10.244.1.0/24 of this node and 10.244.0.0/16 of node-b overlap", finding.Title, StringComparison.Ordinal);
        Assert.Contains(BridgeCluster.Deciding(finding), l => l.Contains("10.244.1.0/24", StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_or_a_service_in_the_pod_range_fails()
    {
        Assert.Contains("address 10.244.1.77 of node node-b", new BridgeCluster().Set(Needs.Nodes(), Some.Node("node-a", "10.244.1.0/24", "10.0.0.1"), Some.Node("node-b", "", "10.244.1.77")).Judge(Check).Title, StringComparison.Ordinal);
        Assert.Contains("service address 10.244.1.50 of shop/web", new BridgeCluster().Set(Needs.Services(null), Some.Service("web", more: "{'clusterIPs':['10.244.1.50']}")).Judge(Check).Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.244.2.1", Verdict.Fail, "10.244.2.0/24 on docker0 overlaps the pod range 10.244.2.0/24 of node-b")]
    [InlineData("10.96.0.1", Verdict.Warn, "service address 10.96.0.50 of shop/web")]
    [InlineData("172.17.0.1", Verdict.Pass, "no overlap")]
    public void Dockers_bridge_must_be_apart(string ip, Verdict verdict, string title)
    {
        var finding = new BridgeCluster().Change("ip-addr", "]\n", "," + BridgeCluster.Bridge(ip, "docker0", 9) + "]\n").Judge(Check);
        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains(title, finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_podCIDR_that_no_pod_is_in_does_not_count()
    {
        var azure = new BridgeCluster().Set(Needs.Nodes(), Some.Node("node-a", "10.0.0.0/24", "10.0.0.1"), Some.Node("node-b", "10.0.0.0/24", "10.0.0.2"));
        Assert.Equal(Verdict.Pass, azure.Judge(Check).Verdict);
    }

    [Fact]
    public void What_can_not_be_read_makes_it_unknown_unless_the_API_alone_shows_the_fault()
    {
        Assert.Equal(Verdict.Unknown, new BridgeCluster().Without("ip-addr").Judge(Check).Verdict);
        Assert.Equal(Verdict.Fail, new BridgeCluster().Without("ip-addr").Set(Needs.Nodes(), Some.Node("node-a", "10.244.1.0/24", "10.0.0.1"), Some.Node("node-b", "10.244.1.0/24", "10.0.0.2"))
            .Set(Needs.Pods(null)).Judge(Check).Verdict);
    }
}
