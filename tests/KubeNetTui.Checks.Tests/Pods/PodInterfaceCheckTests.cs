using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class PodInterfaceCheckTests
{
    private static readonly PodInterfaceCheck Check = new();
    private static readonly Subject Web = Subject.Pod("shop", "web-1");
    private static readonly PodNet Net = new();

    [Fact]
    public void A_veth_on_its_bridge_passes_with_both_ends_named()
    {
        Assert.Equal((Verdict.Pass, "eth0 ↔ veth7 on node-a, on bridge cni0; both up, MTU 1450"), Of(Net));
    }

    [Fact]
    public void A_routed_veth_passes_with_its_route()
    {
        var net = Net with { Node = Net.Node.Replace("'master':'cni0',", "", StringComparison.Ordinal), NodeRoutes = "[{'dst':'10.244.0.5','dev':'veth7','scope':'link','flags':[]},{'dst':'10.244.0.0/24','type':'blackhole','flags':[]}]" };

        Assert.Equal((Verdict.Pass, "eth0 ↔ veth7 on node-a, with the route 10.244.0.5 dev veth7; both up, MTU 1450"), Of(net));
    }

    [Fact]
    public void The_nodes_end_set_down_fails()
    {
        var net = Net with { Node = Net.Node.Replace("'veth7','flags':['BROADCAST','UP','LOWER_UP']", "'veth7','flags':['BROADCAST']", StringComparison.Ordinal) };

        Assert.Equal((Verdict.Fail, "veth7, the node's end of eth0, is down on node-a"), Of(net));
    }

    [Fact]
    public void The_pods_end_set_down_fails()
    {
        var net = Net with { Own = Net.Own.Replace("'eth0','flags':['BROADCAST','UP','LOWER_UP']", "'eth0','flags':['BROADCAST']", StringComparison.Ordinal) };

        Assert.Equal((Verdict.Fail, "eth0 in the pod is down"), Of(net));
    }

    [Fact]
    public void Two_mtus_fail_and_another_one_at_both_ends_does_not()
    {
        var net = Net with { Own = Net.Own.Replace("1450", "1500", StringComparison.Ordinal) };
        Assert.Equal((Verdict.Fail, "MTU 1500 at eth0 in the pod, 1450 at veth7 on node-a: packets larger than 1450 are lost between the two"), Of(net));

        net = Net with { Own = Net.Own.Replace("1450", "9000", StringComparison.Ordinal), Node = Net.Node.Replace("1450", "9000", StringComparison.Ordinal) };
        Assert.Equal(Verdict.Pass, Of(net).Item1);
    }

    [Fact]
    public void A_veth_that_is_off_its_bridge_fails()
    {
        var net = Net with { Node = Net.Node.Replace("'ifname':'veth7','flags':['BROADCAST','UP','LOWER_UP'],'mtu':1450,'operstate':'UP','master':'cni0'", "'ifname':'veth7','flags':['BROADCAST','UP','LOWER_UP'],'mtu':1450,'operstate':'UP'", StringComparison.Ordinal) };

        Assert.Equal((Verdict.Fail, "veth7, the node's end of eth0, is off its bridge: node-a sends 10.244.0.5 to cni0, and veth7 is no port of it"), Of(net));
    }

    [Fact]
    public void Cilium_needs_neither_bridge_nor_route()
    {
        var net = Net with
        {
            Node = "[{'ifindex':4,'ifname':'cilium_host','flags':['UP','LOWER_UP'],'mtu':1450,'operstate':'UP','link_type':'ether','linkinfo':{'info_kind':'veth'}},"
                + "{'ifindex':7,'link_index':2,'ifname':'lxc7','flags':['UP','LOWER_UP'],'mtu':1450,'operstate':'UP','link_type':'ether','link_netnsid':2,'linkinfo':{'info_kind':'veth'}}]",
            NodeRoutes = "[{'dst':'10.244.0.0/24','dev':'cilium_host','flags':[]}]",
        };

        Assert.Equal(Verdict.Pass, Of(net).Item1);
    }

    [Fact]
    public void A_bridge_that_is_down_fails()
    {
        var net = Net with { Node = Net.Node.Replace("'cni0','flags':['BROADCAST','UP','LOWER_UP']", "'cni0','flags':['BROADCAST']", StringComparison.Ordinal) };

        Assert.Equal((Verdict.Fail, "bridge cni0, which veth7 is a port of, is down on node-a"), Of(net));
    }

    [Fact]
    public void An_address_other_than_the_apis_fails()
    {
        var net = Net with { Own = Net.Own.Replace("'10.244.0.5'", "'10.244.0.99'", StringComparison.Ordinal) };

        Assert.Equal((Verdict.Fail, "none of its interfaces has the address 10.244.0.5 that the API says; it has 10.244.0.99 on eth0"), Of(net));
    }

    [Fact]
    public void The_other_end_that_is_not_there_fails()
    {
        var net = Net with { Own = Net.Own.Replace("'link_index':7", "'link_index':70", StringComparison.Ordinal) };

        Assert.Equal((Verdict.Fail, "the other end of eth0 (interface 70) is not on node-a"), Of(net));
    }

    [Fact]
    public void A_card_of_its_own_has_no_other_end()
    {
        var net = Net with { Own = Net.Own.Replace("'link_index':7,", "", StringComparison.Ordinal).Replace("'link_netnsid':0,", "", StringComparison.Ordinal).Replace("veth", "macvlan", StringComparison.Ordinal) };

        Assert.Equal((Verdict.Pass, "eth0 (macvlan) is up with 10.244.0.5, MTU 1450"), Of(net));
    }

    [Fact]
    public void Host_network_pods_have_no_interface_of_their_own()
    {
        Assert.Equal(Verdict.NotApplicable, Net.Scene(Some.Pod("web-1", more: "{'spec':{'hostNetwork':true}}")).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void Without_the_pods_or_the_nodes_interfaces_it_is_unknown()
    {
        var scene = Net.Scene();
        scene.Given.Refused(new CommandNeed(Place.Node("node-a"), "ip-addr"));
        var finding = scene.Judge(Check, Web);
        Assert.Equal((Verdict.Unknown, "a Role"), (finding.Verdict, finding.Remedy));
        Assert.Contains("403 Forbidden", finding.Title, StringComparison.Ordinal);

        scene = Net.Scene();
        scene.Given.Refused(new CommandNeed(Place.Pod("shop", "web-1"), "ip-addr"));
        Assert.Equal(Verdict.Unknown, scene.Judge(Check, Web).Verdict);
    }

    private static (Verdict, string) Of(PodNet net)
    {
        var finding = net.Scene().Judge(Check, Web);
        return (finding.Verdict, finding.Title);
    }
}
