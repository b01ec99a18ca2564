using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeOverlayCheckTests
{
    private const string Fdb = """{"mac":"06:00:00:00:00:02","ifname":"flannel.1","dst":"10.0.0.2","flags":["self"],"state":"permanent"}""";
    private const string Neighbour = """{"dst":"10.244.2.0","dev":"flannel.1","lladdr":"06:00:00:00:00:02","state":["PERMANENT"]}""";
    private static readonly NodeOverlayCheck Check = new();

    [Fact]
    public void A_VXLAN_that_knows_every_node_and_fits_passes()
    {
        var finding = Flannel().Judge(Check);
        Assert.Equal((Verdict.Pass, "flannel.1 (vxlan 1) is up, MTU 1450, 1 node behind it"), (finding.Verdict, finding.Title));
    }

    [Fact]
    public void A_missing_forwarding_or_neighbour_entry_fails_with_the_node_behind_it()
    {
        var fdb = Flannel().Node("bridge-fdb", "[]").Judge(Check);
        Assert.Equal(Verdict.Fail, fdb.Verdict);
        Assert.Contains("no forwarding entry for 06:00:00:00:00:02: packets for node-b go nowhere", fdb.Title, StringComparison.Ordinal);
        Assert.Contains(Subject.Pod("shop", "web-3"), fdb.Explains);
        Assert.Contains("no neighbour entry for 10.244.2.0", Flannel().Node("ip-neigh", "[]").Judge(Check).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_leads_to_another_node_fails_and_to_an_unknown_address_warns()
    {
        Assert.Contains("which is node-c", Flannel().Add(Needs.Nodes(), Some.Node("node-c", "", "10.0.0.3")).Change("bridge-fdb", "10.0.0.2", "10.0.0.3").Judge(Check).Title, StringComparison.Ordinal);
        Assert.Equal(Verdict.Warn, Flannel().Change("bridge-fdb", "10.0.0.2", "172.16.0.2").Judge(Check).Verdict);
    }

    [Fact]
    public void An_MTU_that_does_not_fit_below_fails_and_another_than_1500_is_no_fault()
    {
        var finding = Flannel(mtu: 1500).Judge(Check);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("MTU 1500 and 50 bytes of vxlan header are more than 1500", finding.Title, StringComparison.Ordinal);
        Assert.Contains("mtu 1450", finding.RemedyCommand, StringComparison.Ordinal);
        Assert.Equal(Verdict.Pass, Flannel(mtu: 8950, nic: 9001).Judge(Check).Verdict);
    }

    [Fact]
    public void A_device_that_is_down_fails() =>
        Assert.Contains("flannel.1 (vxlan) is down", Flannel(flags: "").Judge(Check).Title, StringComparison.Ordinal);

    [Fact]
    public void Entries_that_could_not_be_read_make_it_unknown_and_learning_needs_none()
    {
        Assert.Equal(Verdict.Unknown, Flannel().Without("bridge-fdb").Judge(Check).Verdict);
        Assert.Equal(Verdict.Pass, Flannel().Change("ip-addr", "\"learning\":false", "\"learning\":true").Node("bridge-fdb", "[]").Judge(Check).Verdict);
    }

    [Fact]
    public void Devices_whose_agent_decides_per_packet_are_judged_by_their_state_alone()
    {
        var cilium = Flannel(mtu: 1500).Change("ip-addr", "\"learning\":false", "\"external\":null").Node("bridge-fdb", "[]");
        Assert.Equal(Verdict.Pass, cilium.Judge(Check).Verdict);
    }

    [Fact]
    public void An_IPIP_route_to_the_wrong_node_fails()
    {
        var tunl = BridgeCluster.Nic("10.244.1.64", "tunl0", 5, 1480).Replace("\"link_type\"", "\"linkinfo\":{\"info_kind\":\"ipip\",\"info_data\":{\"remote\":\"any\"}},\"link_type\"", StringComparison.Ordinal);
        var calico = () => new BridgeCluster().Change("ip-addr", "]\n", "," + tunl + "]\n").Change("ip-route", "\"gateway\":\"10.0.0.2\",\"dev\":\"eth0\"", "\"gateway\":\"10.0.0.2\",\"dev\":\"tunl0\"");
        Assert.Equal(Verdict.Pass, calico().Judge(Check).Verdict);
        Assert.Contains("sent to node-c", calico().Add(Needs.Nodes(), Some.Node("node-c", "", "10.0.0.3")).Change("ip-route", "10.0.0.2", "10.0.0.3").Judge(Check).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_overlay_it_does_not_apply() => Assert.Equal(Verdict.NotApplicable, new BridgeCluster().Judge(Check).Verdict);

    [Fact]
    public void Without_a_shell_it_is_unknown() => Assert.Equal(Verdict.Unknown, new BridgeCluster().Without("ip-addr").Judge(Check).Verdict);

    /// <summary>Made up after flannel 0.25: directed entries, learning off.</summary>
    private static BridgeCluster Flannel(int mtu = 1450, int nic = 1500, string flags = "\"UP\",\"LOWER_UP\"") => new BridgeCluster()
        .Change("ip-addr", BridgeCluster.Nic("10.0.0.1"), BridgeCluster.Nic("10.0.0.1", mtu: nic))
        .Change("ip-addr", "]\n", $$$""",{"ifindex":5,"ifname":"flannel.1","flags":["BROADCAST",{{{(flags.Length > 0 ? flags : "\"M\"")}}}],"mtu":{{{mtu}}},"operstate":"UNKNOWN","link_type":"ether","address":"06:00:00:00:00:01","linkinfo":{"info_kind":"vxlan","info_data":{"id":1,"local":"10.0.0.1","link":"eth0","port":8472,"learning":false}},"addr_info":[{"family":"inet","local":"10.244.1.0","prefixlen":32,"scope":"global"}]}]""" + "\n")
        .Change("ip-route", "\"gateway\":\"10.0.0.2\",\"dev\":\"eth0\",\"flags\":[]", "\"gateway\":\"10.244.2.0\",\"dev\":\"flannel.1\",\"flags\":[\"onlink\"]")
        .Node("ip-neigh", $"[{Neighbour}]").Node("bridge-fdb", $"[{Fdb}]");
}
