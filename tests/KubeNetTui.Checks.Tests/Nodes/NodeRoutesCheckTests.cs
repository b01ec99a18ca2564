using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeRoutesCheckTests
{
    private const string ToB = """,{"dst":"10.244.2.0/24","gateway":"10.0.0.2","dev":"eth0","flags":[]}""";
    private static readonly NodeRoutesCheck Check = new();

    [Fact]
    public void A_route_through_the_other_node_passes()
    {
        var finding = new BridgeCluster().Judge(Check);
        Assert.Equal((Verdict.Pass, "a route to the pods of node-b"), (finding.Verdict, finding.Title));
        Assert.Contains("10.244.2.0/24", Assert.Single(BridgeCluster.Deciding(finding)), StringComparison.Ordinal);
    }

    [Fact]
    public void No_route_at_all_fails_and_says_how_to_put_it_back()
    {
        var finding = new BridgeCluster().Change("ip-route", ToB, "").Change("ip-route", """{"dst":"default","gateway":"10.0.0.254","dev":"eth0","flags":[]},""", "").Judge(Check);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("the pods of node-b can't be reached from here: no route leads to 10.244.2.0/24", finding.Title, StringComparison.Ordinal);
        Assert.Equal("ip route replace 10.244.2.0/24 via 10.0.0.2    # on node-a", finding.RemedyCommand);
        Assert.Contains(Subject.Pod("shop", "web-3"), finding.Explains);
        Assert.Contains(Subject.Pod("shop", "web-1"), finding.Explains);
    }

    [Theory]
    [InlineData("blackhole")]
    [InlineData("unreachable")]
    [InlineData("prohibit")]
    public void A_route_that_refuses_fails(string type)
    {
        var finding = new BridgeCluster().Change("ip-route", ToB, $$""",{"type":"{{type}}","dst":"10.244.2.0/24","flags":[]}""").Judge(Check);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains($"\"{type} 10.244.2.0/24\" refuses packets", finding.Title, StringComparison.Ordinal);
        Assert.Contains(type, Assert.Single(BridgeCluster.Deciding(finding)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_shorter_refusal_that_a_longer_route_overrides_is_healthy() =>
        Assert.Equal(Verdict.Pass, new BridgeCluster().Change("ip-route", ToB, ToB + """,{"type":"unreachable","dst":"10.244.0.0/16","metric":4096,"flags":[]}""").Judge(Check).Verdict);

    [Fact]
    public void Only_the_default_route_warns_where_nothing_says_more()
    {
        var finding = new BridgeCluster().Change("ip-route", ToB, "").Judge(Check);
        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Contains("only the default route (default via 10.0.0.254 dev eth0)", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_default_route_fails_where_the_other_node_has_one_back_or_a_third_is_routed()
    {
        var back = new BridgeCluster().Change("ip-route", ToB, "").Node("ip-route", """[{"dst":"10.244.1.0/24","gateway":"10.0.0.1","dev":"eth0","flags":[]}]""", node: "node-b");
        Assert.Equal(Verdict.Fail, back.Judge(Check).Verdict);
        var third = new BridgeCluster().Change("ip-route", "10.244.2.0/24", "10.244.3.0/24").Change("ip-route", "10.0.0.2", "10.0.0.3").Add(Needs.Nodes(), Some.Node("node-c", "10.244.3.0/24", "10.0.0.3"));
        Assert.Contains("pods of node-b can't be reached", third.Judge(Check).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_default_route_through_the_other_node_itself_or_a_cloud_that_routes_carries()
    {
        Assert.Equal(Verdict.Pass, new BridgeCluster().Change("ip-route", ToB, "").Change("ip-route", "10.0.0.254", "10.0.0.2").Judge(Check).Verdict);
        var cloud = Some.Node("node-a", "10.244.1.0/24", "10.0.0.1").Replace("\"conditions\":[", "\"conditions\":[{\"type\":\"NetworkUnavailable\",\"status\":\"False\",\"reason\":\"RouteCreated\"},", StringComparison.Ordinal)
            .Replace("\"spec\":{", "\"spec\":{\"providerID\":\"azure:///x\",", StringComparison.Ordinal);
        Assert.Equal(Verdict.NotApplicable, new BridgeCluster().Change("ip-route", ToB, "").Set(Needs.Nodes(), cloud, Some.Node("node-b", "10.244.2.0/24", "10.0.0.2")).Judge(Check).Verdict);
    }

    [Fact]
    public void Pods_outside_the_podCIDR_are_looked_up_by_their_own_addresses()
    {
        var pools = new BridgeCluster().Set(Needs.Pods(null), Some.Pod("web-1", ip: "10.244.1.5"), Some.Pod("web-3", ip: "192.168.7.9", node: "node-b")).Change("ip-route", "10.244.2.0/24", "192.168.7.0/26");
        Assert.Equal(Verdict.Pass, pools.Judge(Check).Verdict);
    }

    [Fact]
    public void A_route_by_an_interface_that_is_down_or_to_the_own_bridge_fails()
    {
        var down = BridgeCluster.Nic("10.0.0.1");
        Assert.Contains("eth0, which is down", new BridgeCluster().Change("ip-addr", down, down.Replace("\"UP\",\"LOWER_UP\"", "\"NO-CARRIER\",\"UP\"", StringComparison.Ordinal)).Judge(Check).Title, StringComparison.Ordinal);
        Assert.Contains("taken for this node's own", new BridgeCluster().Change("ip-route", ToB, """,{"dst":"10.244.0.0/16","dev":"cni0","flags":[]}""").Judge(Check).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_refuses_fails_and_one_for_marked_packets_is_told()
    {
        Assert.Contains("the rule \"100: from all to 10.244.2.0/24 prohibit\" refuses",
            new BridgeCluster().Change("ip-rule", "]", """,{"priority":100,"src":"all","dst":"10.244.2.0","dstlen":24,"action":"prohibit"}]""").Judge(Check).Title, StringComparison.Ordinal);
        var marked = new BridgeCluster().Change("ip-rule", "]", """,{"priority":100,"src":"all","fwmark":"0x1","table":"7"}]""").Change("ip-route", ToB, ToB + """,{"type":"blackhole","dst":"default","table":"7","flags":[]}""").Judge(Check);
        Assert.Equal(Verdict.Pass, marked.Verdict);
        Assert.Contains(marked.Details, d => d.Contains("fwmark 0x1", StringComparison.Ordinal));
    }

    [Fact]
    public void Data_planes_without_routes_on_the_node_are_not_judged() =>
        Assert.Equal(Verdict.NotApplicable, new BridgeCluster().Node("ip-addr", BridgeCluster.Array(BridgeCluster.Nic("10.0.0.1"), BridgeCluster.Nic("10.244.1.1", "cilium_host", 5))).Judge(Check).Verdict);

    [Fact]
    public void Without_a_shell_it_is_unknown() => Assert.Equal(Verdict.Unknown, new BridgeCluster().Without("ip-route").Judge(Check).Verdict);
}
