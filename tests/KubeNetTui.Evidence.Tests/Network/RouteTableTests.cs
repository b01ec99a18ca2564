namespace KubeNetTui.Evidence.Tests;

public sealed class RouteTableTests
{
    [Fact]
    public void Routes_of_all_tables_are_read_with_their_kinds()
    {
        var routes = RouteTable.ParseJson(NetworkCaptures.Node("ip-route"));

        Assert.Empty(routes.NotUnderstood);
        Assert.Contains(routes.Items, r => r is { Kind: RouteKind.Unreachable, Metric: 4096, Refuses: true } && r.Destination.ToString() == "10.244.0.0/16");
        Assert.Contains(routes.Items, r => r is { Kind: RouteKind.Local, Table: "local", Device: "cni0" } && r.Destination.ToString() == "10.244.0.1");
        Assert.Contains(routes.Items, r => r is { Destination.IsDefault: true, IsV6: false, Gateway: "192.0.2.1", Device: "eth0" });
    }

    [Fact]
    public void Plain_text_says_the_same_as_JSON()
    {
        foreach (var node in (string[])["node1", "node2"])
        {
            // The text was taken without "table all".
            var json = RouteTable.ParseJson(NetworkCaptures.Node("ip-route", node)).Items.Where(r => r.Table == "main" && !r.IsV6);
            var text = RouteTable.ParseText(NetworkCaptures.Node("ip-route.txt", node));
            Assert.Empty(text.NotUnderstood);
            Assert.Equal(json.Select(Plain), text.Items.Select(Plain));
        }

        static object Plain(NetworkRoute r) => (r.ToString(), r.Kind, r.Table, r.Protocol, r.Scope, r.Source, r.Metric);
    }

    /// <summary>Made up after iproute2 6.1 and busybox 1.36.</summary>
    [Fact]
    public void Several_next_hops_metrics_and_families_are_read()
    {
        var routes = RouteTable.ParseText(
            """
            default proto bird metric 32
            	nexthop via 10.0.0.1 dev eth0 weight 1
            	nexthop via 10.0.0.2 dev eth1 weight 2
            10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink
            blackhole 10.244.3.64/26 proto bird
            10.9.0.0/16 via inet6 fe80::1 dev eth0 mtu lock 1400
            default via fe80::1 dev eth0 proto ra metric 1024 pref medium
            local 10.0.0.5 dev eth0 table local proto kernel scope host src 10.0.0.5
            10.8.0.0/16 dev eth2 dead linkdown
            """);

        Assert.Empty(routes.NotUnderstood);
        Assert.Equal([new NextHop("10.0.0.1", "eth0", 1), new NextHop("10.0.0.2", "eth1", 2)], routes.Items[0].NextHops);
        Assert.Equal(("10.0.0.1", "eth0"), (routes.Items[0].Gateway, routes.Items[0].Device));
        Assert.Equal(["onlink"], routes.Items[1].Flags);
        Assert.True(routes.Items[2].Refuses);
        Assert.Equal(("fe80::1", 1400, false), (routes.Items[3].Gateway, routes.Items[3].Mtu, routes.Items[3].IsV6));
        Assert.True(routes.Items[4].IsV6);
        Assert.Equal("local", routes.Items[5].Table);
        Assert.True(routes.Items[6].IsDead);
    }

    [Theory]
    [InlineData("10.244.1.9", "10.244.1.0/24 via 10.201.0.2 dev k8s0")]
    [InlineData("10.244.7.9", "unreachable 10.244.0.0/16")]
    [InlineData("10.244.0.9", "10.244.0.0/24 dev cni0")]
    [InlineData("10.244.0.1", "local 10.244.0.1 dev cni0")]
    [InlineData("8.8.8.8", "default via 192.0.2.1 dev eth0")]
    public void The_longest_prefix_of_the_first_rules_table_wins(string address, string route)
    {
        Assert.True(IpPrefix.TryParse(address, out var to));
        var found = RouteLookup.Find(
            RouteTable.ParseJson(NetworkCaptures.Node("ip-route")), RoutingRules.ParseJson(NetworkCaptures.Node("ip-rule")), to);
        Assert.Equal(route, found.Route!.ToString());
        Assert.Empty(found.Conditional);
    }

    [Fact]
    public void A_dead_route_is_passed_over_and_the_lower_metric_wins()
    {
        var routes = RouteTable.ParseText("10.1.0.0/16 dev a dead\n10.1.0.0/16 dev b metric 100\n10.1.0.0/16 dev c metric 50\n");
        Assert.True(IpPrefix.TryParse("10.1.2.3", out var to));
        Assert.Equal("c", routes.Best(to, "main")!.Device);
        Assert.Null(routes.Best(to, "local"));
    }

    [Fact]
    public void Rules_for_some_packets_are_told_and_do_not_decide()
    {
        var rules = RoutingRules.ParseText(
            """
            0:	from all lookup local
            100:	from all fwmark 0x200/0xf00 lookup 2004
            110:	from 10.9.0.0/16 lookup 110
            200:	from all to 10.244.9.0/24 prohibit
            32766:	from all lookup main
            """);
        var routes = RouteTable.ParseText("default via 10.0.0.1 dev eth0\nlocal default dev lo table 2004\ndefault via 10.9.0.1 dev eth1 table 110\n");
        Assert.True(IpPrefix.TryParse("10.244.9.1", out var refused));
        Assert.True(IpPrefix.TryParse("1.1.1.1", out var outside));
        Assert.True(IpPrefix.TryParse("10.9.0.5", out var source));

        Assert.True(RouteLookup.Find(routes, rules, refused).IsRefusedByRule);
        var found = RouteLookup.Find(routes, rules, outside);
        Assert.Equal("eth0", found.Route!.Device);
        Assert.Equal(["100: from all fwmark 0x200/0xf00 lookup 2004", "110: from 10.9.0.0/16 lookup 110"], found.Conditional.Select(r => r.ToString()));
        Assert.Equal("eth1", RouteLookup.Find(routes, rules, outside, source).Route!.Device);
    }

    [Fact]
    public void Rules_as_JSON_say_the_same_as_text()
    {
        var json = RoutingRules.ParseJson("""[{"priority":0,"src":"all","table":"local"},{"priority":100,"src":"all","fwmark":"0x200","fwmask":"0xf00","table":"2004"},{"priority":110,"src":"10.9.0.0","srclen":16,"table":"110"},{"priority":32766,"src":"all","table":"main"}]""");
        var text = RoutingRules.ParseText("0:\tfrom all lookup local\n100:\tfrom all fwmark 0x200/0xf00 lookup 2004\n110:\tfrom 10.9.0.0/16 lookup 110\n32766:\tfrom all lookup main\n");
        Assert.Equal(text.Items.Select(r => r.ToString()), json.Items.Select(r => r.ToString()));
    }
}
