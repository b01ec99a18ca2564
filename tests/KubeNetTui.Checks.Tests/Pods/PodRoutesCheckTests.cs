using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class PodRoutesCheckTests
{
    private static readonly PodRoutesCheck Check = new();
    private static readonly Subject Web = Subject.Pod("shop", "web-1");
    private static readonly PodNet Net = new();

    [Fact]
    public void A_way_out_and_a_way_back_pass()
    {
        Assert.Equal((Verdict.Pass, "out by default via 10.244.0.1 dev eth0 (REACHABLE); back by 10.244.0.0/24 dev cni0"), Of(Net));
    }

    [Fact]
    public void A_pod_without_default_route_fails()
    {
        Assert.Equal((Verdict.Fail, "the pod has no default route: it reaches its own range and nothing else"), Of(Net with { Routes = "[{'dst':'10.244.0.0/24','dev':'eth0','flags':[]}]" }));
        Assert.Equal((Verdict.Fail, "the pod has no default route: it reaches its own range and nothing else"), Of(Net with { Routes = "[]" }));
    }

    [Fact]
    public void A_default_route_that_refuses_fails()
    {
        Assert.Equal((Verdict.Fail, "the pod's default route is blackhole default: it refuses all that leaves the pod"), Of(Net with { Routes = "[{'type':'blackhole','dst':'default','flags':[]}]" }));
    }

    [Fact]
    public void A_gateway_that_does_not_answer_fails()
    {
        var (verdict, title) = Of(Net with { Neighbours = "[{'dst':'10.244.0.1','dev':'eth0','state':['FAILED']}]" });

        Assert.Equal(Verdict.Fail, verdict);
        Assert.StartsWith("the gateway 10.244.0.1 does not answer the pod", title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{'dst':'10.244.0.1','dev':'eth0','lladdr':'bb:00:00:00:00:01','state':['STALE']}]")]
    public void A_gateway_that_was_not_asked_lately_is_no_fault(string neighbours)
    {
        Assert.Equal(Verdict.Pass, Of(Net with { Neighbours = neighbours }).Item1);
    }

    [Fact]
    public void A_gateway_in_the_nodes_range_that_is_no_address_of_it_fails()
    {
        var net = Net with { Node = Net.Node.Replace("'10.244.0.1'", "'10.244.0.254'", StringComparison.Ordinal), Neighbours = "[]" };

        Assert.Equal((Verdict.Fail, "the pod's gateway 10.244.0.1 is the address of no interface on node-a; bridge cni0 has 10.244.0.254"), Of(net));
    }

    [Fact]
    public void A_gateway_that_no_interface_has_is_calicos_way()
    {
        var net = Net with
        {
            Routes = "[{'dst':'default','gateway':'169.254.1.1','dev':'eth0','flags':[]},{'dst':'169.254.1.1','dev':'eth0','scope':'link','flags':[]}]",
            Neighbours = "[{'dst':'169.254.1.1','dev':'eth0','lladdr':'ee:ee:ee:ee:ee:ee','state':['REACHABLE']}]",
            Node = Net.Node.Replace("'master':'cni0',", "", StringComparison.Ordinal),
            NodeRoutes = "[{'dst':'10.244.0.5','dev':'veth7','scope':'link','flags':[]},{'dst':'10.244.0.0/24','type':'blackhole','flags':[]}]",
            NodeNeighbours = "[{'dst':'10.244.0.5','dev':'veth7','lladdr':'aa:00:00:00:00:05','state':['REACHABLE']}]",
        };

        Assert.Equal((Verdict.Pass, "out by default via 169.254.1.1 dev eth0 (REACHABLE); back by 10.244.0.5 dev veth7"), Of(net));
    }

    [Fact]
    public void A_wrong_address_for_the_gateway_fails_with_the_right_one()
    {
        var (verdict, title) = Of(Net with { Neighbours = "[{'dst':'10.244.0.1','dev':'eth0','lladdr':'de:ad:00:00:00:01','state':['PERMANENT']}]" });

        Assert.Equal((Verdict.Fail, "the pod takes de:ad:00:00:00:01 for its gateway 10.244.0.1, but cni0 of node-a is bb:00:00:00:00:01: what leaves the pod goes astray"), (verdict, title));
    }

    [Fact]
    public void A_wrong_address_for_the_pod_fails_and_names_who_has_it()
    {
        var (verdict, title) = Of(Net with { NodeNeighbours = "[{'dst':'10.244.0.5','dev':'cni0','lladdr':'cc:00:00:00:00:06','state':['REACHABLE']}]" });

        Assert.Equal((Verdict.Fail, "node-a takes cc:00:00:00:00:06 (veth6) for 10.244.0.5, but the pod's eth0 is aa:00:00:00:00:05: what is for the pod goes to another"), (verdict, title));
    }

    [Theory]
    [InlineData("[]", "node-a has no route to 10.244.0.5: what is for the pod is lost on its own node")]
    [InlineData("[{'dst':'10.244.0.0/24','type':'blackhole','flags':[]}]", "node-a refuses (blackhole 10.244.0.0/24) to 10.244.0.5: what is for the pod is lost on its own node")]
    [InlineData("[{'dst':'default','gateway':'172.18.0.1','dev':'eth0','flags':[]}]", "node-a has no route of its own, and sends it out by default via 172.18.0.1 dev eth0 to 10.244.0.5: what is for the pod is lost on its own node")]
    [InlineData("[{'dst':'10.244.0.5','dev':'veth6','scope':'link','flags':[]}]", "node-a sends 10.244.0.5 to veth6, but the pod is behind veth7 on cni0")]
    public void A_way_back_that_is_missing_or_leads_elsewhere_fails(string routes, string expected)
    {
        Assert.Equal((Verdict.Fail, expected), Of(Net with { NodeRoutes = routes }));
    }

    [Fact]
    public void Routes_in_a_table_of_the_plugins_own_are_not_missed()
    {
        Assert.Equal(Verdict.Pass, Of(Net with { NodeRoutes = "[{'dst':'default','gateway':'172.18.0.1','dev':'eth0','flags':[]},{'dst':'10.244.0.5','dev':'veth7','table':'252','flags':[]}]" }).Item1);
    }

    [Fact]
    public void Without_routes_it_is_unknown()
    {
        var scene = Net.Scene();
        scene.Given.Refused(new CommandNeed(Place.Pod("shop", "web-1"), "ip-route"));
        Assert.Equal(Verdict.Unknown, scene.Judge(Check, Web).Verdict);

        scene = Net.Scene();
        scene.Given.Refused(new CommandNeed(Place.Node("node-a"), "ip-route"));
        Assert.Equal((Verdict.Unknown, "a Role"), (scene.Judge(Check, Web).Verdict, scene.Judge(Check, Web).Remedy));
    }

    private static (Verdict, string) Of(PodNet net)
    {
        var finding = net.Scene().Judge(Check, Web);
        return (finding.Verdict, finding.Title);
    }
}
