namespace KubeNetTui.Evidence.Tests;

public sealed class LinkTableTests
{
    [Fact]
    public void A_nodes_interfaces_come_with_their_bridge_veths_and_addresses()
    {
        var links = LinkTable.ParseJson(NetworkCaptures.Node("ip-addr"));

        Assert.Empty(links.NotUnderstood);
        var bridge = links.Find("cni0")!;
        Assert.Equal(("bridge", 1400, true), (bridge.Kind, bridge.Mtu, bridge.IsUp));
        Assert.Contains(bridge.Addresses, a => a is { Address: "10.244.0.1", PrefixLength: 24 } && a.Range.ToString() == "10.244.0.0/24");
        var veth = links.Find("veth2f79234c")!;
        Assert.Equal((87, 2, true, "cni0", "veth"), (veth.Index, veth.PeerIndex, veth.PeerIsElsewhere, veth.Master, veth.Kind));
        Assert.Equal(new BridgePortSettings(true, "forwarding"), veth.Port);
        Assert.Equal(veth, links.Find(87));
        Assert.Equal("k8s0", links.WithAddress("10.201.0.1")!.Name);
        Assert.Equal(5, links.PortsOf("cni0").Count());
    }

    [Fact]
    public void Plain_text_says_the_same_as_JSON_where_it_says_it()
    {
        foreach (var node in (string[])["node1", "node2"])
        {
            var json = LinkTable.ParseJson(NetworkCaptures.Node("ip-addr", node));
            var text = LinkTable.ParseText(NetworkCaptures.Node("ip-addr.txt", node));

            Assert.Empty(text.NotUnderstood);
            Assert.Equal(json.Items.Select(Plain), text.Items.Select(Plain));
            Assert.Equal(json.Items.SelectMany(l => l.Addresses), text.Items.SelectMany(l => l.Addresses));
        }

        static object Plain(NetworkLink l) =>
            (l.Index, l.Name, l.PeerIndex, l.PeerIsElsewhere, l.Mtu, l.Master, l.LinkType, l.Mac, l.State, string.Join(',', l.Flags));
    }

    [Fact]
    public void A_pods_own_end_names_the_index_of_the_nodes()
    {
        var eth0 = LinkTable.ParseJson(NetworkCaptures.Pod("client", "ip-addr")).Find("eth0")!;
        Assert.Equal((5, true, "veth"), (eth0.PeerIndex, eth0.PeerIsElsewhere, eth0.Kind));
        Assert.Equal(5, LinkTable.ParseText(NetworkCaptures.Pod("client", "ip-addr.txt")).Find("eth0")!.PeerIndex);
    }

    /// <summary>Made up after busybox 1.36 (networking/libiproute/ipaddress.c): no qdisc details, no group, no link-netnsid.</summary>
    [Fact]
    public void Busyboxs_ip_is_read_too()
    {
        var links = LinkTable.ParseText(
            """
            1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000
                link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
                inet 127.0.0.1/8 scope host lo
                   valid_lft forever preferred_lft forever
            7: eth0@if8: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1450 qdisc noqueue
                link/ether AE:00:11:22:33:44 brd ff:ff:ff:ff:ff:ff
                inet 10.42.0.7/24 brd 10.42.0.255 scope global eth0
                inet6 fe80::ac00:11ff:fe22:3344/64 scope link tentative dadfailed
            9: wg0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1420 qdisc noqueue
                link/none
                inet 10.8.0.1 peer 10.8.0.2/32 scope global wg0
            """);

        Assert.Empty(links.NotUnderstood);
        var eth0 = links.Find("eth0")!;
        Assert.Equal((8, true, "ae:00:11:22:33:44", ""), (eth0.PeerIndex, eth0.PeerIsElsewhere, eth0.Mac, eth0.State));
        Assert.True(eth0.HasCarrier);
        Assert.False(eth0.Addresses[1].IsUsable);
        Assert.Equal(new LinkAddress("10.8.0.1", 32, "global") { Peer = "10.8.0.2" }, links.Find("wg0")!.Addresses[0]);
    }

    /// <summary>Made up after iproute2 6.1 with flannel; ip -j -d writes "external" as a key without value.</summary>
    [Fact]
    public void Tunnels_come_with_what_they_were_made_with()
    {
        var links = LinkTable.ParseJson(
            """
            [{"ifindex":5,"ifname":"flannel.1","flags":["BROADCAST","UP","LOWER_UP"],"mtu":1450,"operstate":"UNKNOWN","linkinfo":{"info_kind":"vxlan",
              "info_data":{"id":1,"local":"10.0.0.1","link":"eth0","port":8472,"learning":false,"ttl":0}},"addr_info":[]},
             {"ifindex":6,"ifname":"cilium_vxlan","flags":["UP"],"mtu":1500,"linkinfo":{"info_kind":"vxlan","info_data":{"external":true,"port":8472}}},
             {"ifindex":7,"link":null,"ifname":"tunl0","flags":["NOARP"],"mtu":1480,"linkinfo":{"info_kind":"ipip","info_data":{"proto":"ipip","remote":"any","local":"any"}}},{}]
            """);

        Assert.Empty(links.NotUnderstood);
        var flannel = links.Find("flannel.1")!.Tunnel!;
        Assert.Equal((1, "10.0.0.1", "eth0", 8472, (bool?)false, false), (flannel.Id, flannel.Local, flannel.Device, flannel.Port, flannel.Learning, flannel.IsExternal));
        Assert.True(links.Find("cilium_vxlan")!.Tunnel!.IsExternal);
        Assert.Equal("", links.Find("tunl0")!.Tunnel!.Remote);
    }

    [Fact]
    public void Of_an_array_that_was_cut_off_the_items_before_the_cut_count()
    {
        var text = NetworkCaptures.Node("ip-addr");
        var whole = LinkTable.ParseJson(text).Items;
        var cut = LinkTable.ParseJson(text[..(text.Length / 2)]);

        Assert.InRange(cut.Items.Count, 2, whole.Count - 1);
        Assert.Equal(whole.Take(cut.Items.Count).Select(l => l.Name), cut.Items.Select(l => l.Name));
        Assert.Contains("no JSON from here", Assert.Single(cut.NotUnderstood).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_is_no_interface_is_kept_with_its_number()
    {
        var links = LinkTable.ParseText("1: lo: <UP> mtu 65536\nip: some error\n    inet nonsense\n");
        Assert.Equal([2, 3], links.NotUnderstood.Select(n => n.Number));
        Assert.Equal("ip: some error", links.NotUnderstood[0].Text);
    }
}
