using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeVethsCheckTests
{
    private static readonly NodeVethsCheck Check = new();

    [Fact]
    public void A_healthy_node_has_the_whole_map()
    {
        var finding = new BridgeCluster().Judge(Check);
        Assert.Equal((Verdict.Pass, "2 veths of 2 pods, all on cni0, all up"), (finding.Verdict, finding.Title));
        Assert.Equal(["veth1 — shop/web-1 on cni0", "veth2 — shop/web-2 on cni0"], finding.Details);
    }

    [Fact]
    public void A_veth_that_is_down_fails_with_its_pod()
    {
        var up = BridgeCluster.Veth(8, "veth2", "02:00:00:00:01:06");
        var finding = new BridgeCluster().Change("ip-addr", up, up.Replace("\"UP\",\"LOWER_UP\"", "\"M-DOWN\"", StringComparison.Ordinal).Replace("\"operstate\":\"UP\"", "\"operstate\":\"DOWN\"", StringComparison.Ordinal)).Judge(Check);
        Assert.Equal((Verdict.Fail, "veth2 of shop/web-2 is down"), (finding.Verdict, finding.Title));
        Assert.Equal([Subject.Pod("shop", "web-2"), Subject.Service("shop", "web")], finding.Explains);
        Assert.Contains("ip link set veth2 up", finding.RemedyCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void A_veth_off_its_bridge_fails()
    {
        var finding = new BridgeCluster().Change("ip-addr", BridgeCluster.Veth(8, "veth2", "02:00:00:00:01:06"), BridgeCluster.Veth(8, "veth2", "02:00:00:00:01:06", "")).Judge(Check);
        Assert.Equal((Verdict.Fail, "veth2 of shop/web-2 is not on cni0"), (finding.Verdict, finding.Title));
        Assert.Contains("ip link set veth2 master cni0", finding.RemedyCommand, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PERMANENT", Verdict.Fail, "somebody wrote it")]
    [InlineData("REACHABLE", Verdict.Fail, "another one answers")]
    [InlineData("STALE", Verdict.Warn, "the entry is STALE")]
    public void A_neighbour_entry_with_another_MAC_sends_packets_astray(string state, Verdict verdict, string why)
    {
        var finding = new BridgeCluster().Change("ip-neigh", "\"lladdr\":\"0a:00:00:00:01:06\",\"state\":[\"STALE\"]", $"\"lladdr\":\"0a:00:00:00:99:99\",\"state\":[\"{state}\"]").Judge(Check);
        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains("packets to shop/web-2 (10.244.1.6) go to 0a:00:00:00:99:99", finding.Title, StringComparison.Ordinal);
        Assert.Contains(why, finding.Title, StringComparison.Ordinal);
        Assert.Contains("0a:00:00:00:99:99", Assert.Single(BridgeCluster.Deciding(finding)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_veth_of_no_pod_warns_only_when_all_pods_were_looked_at_and_none_comes_or_goes()
    {
        var leftover = () => new BridgeCluster().Change("ip-addr", "]\n", "," + BridgeCluster.Veth(9, "veth3", "02:00:00:00:01:07") + "]\n");
        Assert.Equal((Verdict.Warn, "veth3 is of no pod"), (leftover().Judge(Check).Verdict, leftover().Judge(Check).Title));
        Assert.Equal(Verdict.Pass, leftover().Add(Needs.Pods(null), Some.Pod("web-9", ip: "", status: "{'phase':'Pending'}")).Judge(Check).Verdict);
        Assert.Equal(Verdict.Pass, leftover().Without("ip-addr", place: Place.Pod("shop", "web-2")).Judge(Check).Verdict);
    }

    [Fact]
    public void Veths_of_other_bridges_are_nobodys_fault() =>
        Assert.Equal(Verdict.Pass, new BridgeCluster().Change("ip-addr", "]\n", "," + BridgeCluster.Veth(9, "vnode", "02:00:00:00:01:07", "\"master\":\"br0\",") + "]\n").Judge(Check).Verdict);

    [Fact]
    public void Without_the_pods_own_interfaces_the_bridge_knows_them()
    {
        var cluster = new BridgeCluster().Without("ip-addr", place: Place.Pod("shop", "web-1")).Without("ip-addr", place: Place.Pod("shop", "web-2"));
        Assert.Equal(Verdict.Pass, cluster.Judge(Check).Verdict);
        var finding = cluster.Node("bridge-fdb", "[]").Judge(Check);
        Assert.Equal(Verdict.Unknown, finding.Verdict);
        Assert.Contains("no shell on node-a", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Routes_lead_to_the_veths_of_routed_pods()
    {
        var routed = new BridgeCluster()
            .Node("ip-addr", BridgeCluster.Array(BridgeCluster.Nic("10.0.0.1"), BridgeCluster.Veth(7, "cali1", "ee:ee:ee:ee:ee:ee", ""), BridgeCluster.Veth(8, "cali2", "ee:ee:ee:ee:ee:ee", "")))
            .Node("ip-route", """[{"dst":"10.244.1.5","dev":"cali1","scope":"link","flags":[]},{"dst":"10.244.1.6","dev":"cali2","scope":"link","flags":[]}]""")
            .Without("ip-addr", place: Place.Pod("shop", "web-1")).Without("ip-addr", place: Place.Pod("shop", "web-2"));
        Assert.Equal("2 veths of 2 pods, all up", routed.Judge(Check).Title);
    }

    [Fact]
    public void Without_a_shell_it_is_unknown_and_without_pods_not_applicable()
    {
        Assert.Equal(Verdict.Unknown, new BridgeCluster().Without("ip-addr").Judge(Check).Verdict);
        Assert.Equal(Verdict.NotApplicable, new BridgeCluster().Set(Needs.Pods(null)).Node("ip-addr", BridgeCluster.Array(BridgeCluster.Nic("10.0.0.1"))).Judge(Check).Verdict);
    }
}
