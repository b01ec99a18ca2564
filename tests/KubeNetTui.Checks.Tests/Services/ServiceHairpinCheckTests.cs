using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ServiceHairpinCheckTests
{
    private static readonly ServiceHairpinCheck Check = new();
    private static readonly Subject Web = Subject.Service("shop", "web");

    [Fact]
    public void Endpoints_whose_ports_have_hairpin_mode_pass() => Assert.Equal(Verdict.Pass, OnlyA().Judge(Check, Web).Verdict);

    [Fact]
    public void An_endpoint_behind_a_port_without_it_fails_with_its_veth_and_node()
    {
        var finding = Off(OnlyA()).Judge(Check, Web);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("1 of 2 endpoints: veth2 (shop/web-2) on node-a", finding.Title, StringComparison.Ordinal);
        Assert.Contains("veth2", Assert.Single(BridgeCluster.Deciding(finding)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_can_not_be_asked_makes_it_unknown_not_green()
    {
        var finding = new BridgeCluster().Without("ip-addr", place: Place.Node("node-b"), problem: "no shell on node-b").Judge(Check, Web);
        Assert.Equal(Verdict.Unknown, finding.Verdict);
        Assert.Contains("shop/web-3: no shell on node-b", finding.Title, StringComparison.Ordinal);
        Assert.Equal("a shell", finding.Remedy);
    }

    [Fact]
    public void With_one_endpoint_a_connect_to_itself_is_tried()
    {
        ProbeNeed need = new(Place.Pod("shop", "web-1"), ProbeMethod.Tcp, "10.96.0.50", 80);
        var one = new BridgeCluster().Set(Needs.EndpointSlices(null), Some.Slice("web", "web-1@node-a=10.244.1.5"));
        Assert.Contains("answered", one.Value(need, new ProbeResult(ProbeOutcome.Reached, TimeSpan.FromMilliseconds(2))).Judge(Check, Web).Details[0], StringComparison.Ordinal);
        Assert.Equal(Verdict.Pass, one.Value(need, new ProbeResult(ProbeOutcome.Refused, TimeSpan.Zero)).Judge(Check, Web).Verdict);
        var silent = one.Value(need, new ProbeResult(ProbeOutcome.TimedOut, TimeSpan.FromSeconds(3))).Judge(Check, Web);
        Assert.Equal(Verdict.Warn, silent.Verdict);
        Assert.Contains("though hairpin mode is on", silent.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Headless_services_and_those_without_pods_are_not_judged()
    {
        Assert.Equal(Verdict.NotApplicable, new BridgeCluster().Set(Needs.Services(null), Some.Service("web", more: "{'clusterIP':'None','clusterIPs':['None']}")).Judge(Check, Web).Verdict);
        Assert.Equal(Verdict.NotApplicable, new BridgeCluster().Set(Needs.EndpointSlices(null), Some.Slice("web", "")).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void Routed_pods_are_not_judged()
    {
        var routed = OnlyA().Node("ip-addr", BridgeCluster.Array(BridgeCluster.Nic("10.0.0.1"), BridgeCluster.Veth(7, "cali1", "ee:ee:ee:ee:ee:ee", "")));
        Assert.Equal(Verdict.NotApplicable, routed.Judge(Check, Web).Verdict);
    }

    private static BridgeCluster OnlyA() => new BridgeCluster().Set(Needs.EndpointSlices(null), Some.Slice("web", "web-1@node-a=10.244.1.5 web-2@node-a=10.244.1.6"));

    private static BridgeCluster Off(BridgeCluster cluster) => cluster.Change(
        "ip-addr", BridgeCluster.Veth(8, "veth2", "02:00:00:00:01:06"), BridgeCluster.Veth(8, "veth2", "02:00:00:00:01:06", hairpin: false));
}
