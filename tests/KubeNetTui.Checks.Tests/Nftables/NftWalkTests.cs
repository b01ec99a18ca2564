using FsCheck;
using FsCheck.Fluent;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>
/// On <c>firewalld.json</c> (rules as firewalld and a security agent write them, listed by nft 1.0.6), on a real node's rules, and on small
/// made-up ones. The verdicts of the first were compared with what the kernel does with real packets.
/// </summary>
public sealed class NftWalkTests
{
    private static readonly NftRuleset Firewalld = NftRuleset.Parse(
        File.ReadAllText(Path.Combine(Captures.Root(), "tests", "KubeNetTui.Evidence.Tests", "Nftables", "firewalld.json")));

    private static readonly NftRuleset Real = NftRuleset.Parse(
        File.ReadAllText(Path.Combine(Captures.Root(), "tests", "captures", "k8s-1.33-nftables", "nodes", "node1", "nft-json")));

    private static readonly WalkNode Node = new()
    {
        Locals = new HashSet<Ip> { Ip.Parse("172.18.0.2")!.Value, Ip.Parse("10.201.0.1")!.Value }, AreLocalsComplete = true,
    };

    private static AddressSet At(string range) => AddressSet.Of(IpRange.Parse(range)!.Value);

    private static Packet Tcp(string from, string to, int port) => Packet.Tcp(At(from), At(to), port) with { InInterface = "eth0", OutInterface = "" };

    private static string Rule(string family, string chain, string expressions, string table = "t") =>
        $$$"""{"rule":{"family":"{{{family}}}","table":"{{{table}}}","chain":"{{{chain}}}","handle":7,"expr":[{{{expressions}}}]}}""";

    private static string Base(string chain, string hook, int priority = 0, string policy = "accept", string family = "inet", string table = "t", string type = "filter") =>
        $$$"""{"chain":{"family":"{{{family}}}","table":"{{{table}}}","name":"{{{chain}}}","handle":1,"type":"{{{type}}}","hook":"{{{hook}}}","prio":{{{priority}}},"policy":"{{{policy}}}"}}""";

    private static WalkResult Walk(PacketHook hook, Packet packet, params string[] items)
    {
        var ruleset = NftRuleset.Parse($$$"""{"nftables":[{{{string.Join(',', items)}}}]}""");
        Assert.Empty(ruleset.NotUnderstood);
        return new NftWalk(ruleset, Node).Walk(hook, packet);
    }

    [Theory]
    [InlineData("10.1.2.3", 10250, WalkVerdict.Accept)] // in the set "trusted"
    [InlineData("192.168.1.15", 10256, WalkVerdict.Accept)] // in a range of it, and a range of ports
    [InlineData("203.0.113.9", 10250, WalkVerdict.Reject)]
    [InlineData("203.0.113.9", 443, WalkVerdict.Accept)] // set "ports", a plain element
    [InlineData("203.0.113.9", 31000, WalkVerdict.Accept)] // and a range within a concatenation
    [InlineData("203.0.113.9", 22, WalkVerdict.Accept)]
    [InlineData("203.0.113.9", 23, WalkVerdict.Reject)]
    public void A_firewalls_input_chain_lets_in_what_its_zones_allow(string from, int port, WalkVerdict verdict)
    {
        var result = new NftWalk(Firewalld, Node).Walk(PacketHook.Input, Tcp(from, "172.18.0.2", port));

        Assert.Equal(verdict, result.Verdict);
        Assert.Equal(WalkCertainty.All, Assert.Single(result.Outcomes).Certainty);
    }

    [Fact]
    public void The_rule_that_refuses_is_the_last_of_the_trace_with_the_jumps_before_it()
    {
        var outcome = Assert.Single(new NftWalk(Firewalld, Node).Walk(PacketHook.Input, Tcp("203.0.113.9", "172.18.0.2", 10250)).Outcomes);

        Assert.Equal("inet firewalld filter_INPUT: reject with icmpx admin-prohibited", outcome.Decider!.ToString());
        Assert.Contains(outcome.Trace, s => s.Rule == "jump filter_INPUT_ZONES");
        Assert.Contains(outcome.Trace, s => s is { Chain: "filter_INPUT_ZONES", Rule: "goto filter_IN_public" });
    }

    [Fact]
    public void An_accept_ends_its_chain_and_the_next_base_chain_is_met_all_the_same()
    {
        // The agent's chain comes first (priority −5) and accepts; firewalld's, behind it, rejects.
        var result = new NftWalk(Firewalld, Node).Walk(PacketHook.Forward, Tcp("10.244.3.4", "10.244.9.1", 80) with { InInterface = "veth1", OutInterface = "eth0" });

        Assert.True(result.IsLost);
        Assert.Equal("inet firewalld", result.Telling.Decider!.Table);
        Assert.Contains(result.Telling.Trace, s => s is { Table: "ip agent", Chain: "watch" });
    }

    [Fact]
    public void A_policy_of_drop_drops_what_no_rule_takes_and_only_that()
    {
        var walk = new NftWalk(Firewalld, Node, t => t.Name == "agent");

        var dropped = walk.Walk(PacketHook.Forward, Tcp("10.9.0.1", "10.244.9.1", 80) with { InInterface = "veth1", OutInterface = "eth0" });
        var taken = walk.Walk(PacketHook.Forward, Tcp("10.244.3.4", "10.244.9.1", 80) with { InInterface = "veth1", OutInterface = "eth0" });

        Assert.Equal(WalkVerdict.Drop, dropped.Verdict);
        Assert.True(dropped.Telling.Decider!.IsPolicy);
        Assert.Equal(WalkVerdict.Accept, taken.Verdict);
    }

    [Fact]
    public void A_lower_priority_is_met_first_whatever_the_order_of_the_listing()
    {
        var result = Walk(PacketHook.Input, Tcp("10.0.0.1", "172.18.0.2", 80),
            Base("late", "input", 10), Base("early", "input", -10), Rule("inet", "late", """{"drop":null}"""), Rule("inet", "early", """{"reject":null}"""));

        Assert.Equal(WalkVerdict.Reject, result.Verdict);
        Assert.Equal("early", result.Telling.Decider!.Chain);
    }

    [Theory]
    [InlineData("""{"warp":{"factor":9}}""")]
    [InlineData("""{"match":{"op":"==","left":{"osf":{"key":"name"}},"right":"Linux"}}""")]
    [InlineData("""{"match":{"op":"==","left":{"meta":{"key":"skuid"}},"right":0}}""")]
    [InlineData("""{"quota":{"val":10,"val_unit":"mbytes"}}""")]
    [InlineData("""{"ct count":{"val":10}}""")]
    [InlineData("""{"xt":{"type":"match","name":"bpf"}}""")]
    [InlineData("""{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":"@gone"}}""")]
    public void A_match_that_is_not_understood_is_neither_drop_nor_pass(string match)
    {
        var result = Walk(PacketHook.Input, Tcp("10.0.0.1", "172.18.0.2", 80), Base("c", "input"), Rule("inet", "c", match + """,{"drop":null}"""));

        Assert.Equal(WalkVerdict.Unknown, result.Verdict);
        Assert.False(result.SomeAreLost);
        Assert.False(result.IsLost);
        Assert.All(result.Outcomes, o => Assert.Equal(WalkCertainty.Possible, o.Certainty));
    }

    [Fact]
    public void A_match_that_is_not_understood_changes_nothing_where_its_rule_only_counts()
    {
        var result = Walk(PacketHook.Input, Tcp("10.0.0.1", "172.18.0.2", 80),
            Base("c", "input"), Rule("inet", "c", """{"warp":1},{"counter":{"packets":1,"bytes":2}},{"log":null}"""));

        Assert.Equal(WalkVerdict.Accept, result.Verdict);
        Assert.Equal(WalkCertainty.All, Assert.Single(result.Outcomes).Certainty);
    }

    [Fact]
    public void Only_a_part_of_the_addresses_is_dropped_and_the_rest_goes_on()
    {
        var result = Walk(PacketHook.Forward, Tcp("10.244.0.0/16", "10.0.0.9", 80), Base("c", "forward"),
            Rule("inet", "c", """{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":{"prefix":{"addr":"10.244.7.0","len":24}}}},{"drop":null}"""));

        Assert.True(result.SomeAreLost);
        Assert.False(result.IsLost);
        Assert.Equal("10.244.7.0/24", result.Telling.Packet.Source.ToString());
        Assert.DoesNotContain(result.Outcomes.Single(o => !o.IsLost).Packet.Source.Ranges, r => r.Contains(Ip.Parse("10.244.7.1")!.Value));
    }

    [Fact]
    public void Two_halves_that_together_are_all_leave_none_behind()
    {
        static string Drop(string prefix) =>
            Rule("inet", "c", """{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":{"prefix":{"addr":"X","len":25}}}},{"drop":null}""".Replace("X", prefix, StringComparison.Ordinal));
        var result = Walk(PacketHook.Forward, Tcp("10.244.7.0/24", "10.0.0.9", 80), Base("c", "forward"), Drop("10.244.7.0"), Drop("10.244.7.128"));

        Assert.True(result.IsLost);
    }

    [Fact]
    public void A_mark_set_by_one_chain_is_seen_by_a_later_one()
    {
        var result = Walk(PacketHook.Forward, Tcp("10.244.7.1", "10.0.0.9", 80), Base("a", "forward", -1), Base("b", "forward"),
            Rule("inet", "a", """{"mangle":{"key":{"meta":{"key":"mark"}},"value":{"|":[{"meta":{"key":"mark"}},16384]}}}"""),
            Rule("inet", "b", """{"match":{"op":"==","left":{"&":[{"meta":{"key":"mark"}},65280]},"right":16384}},{"drop":null}"""));

        Assert.Equal(WalkVerdict.Drop, result.Verdict);
        Assert.Equal(0x4000u, result.Telling.Packet.Mark.Value);
    }

    [Fact]
    public void A_goto_does_not_come_back_and_a_return_does()
    {
        string[] chains =
        [
            Base("c", "input", policy: "drop"), """{"chain":{"family":"inet","table":"t","name":"x","handle":2}}""",
            Rule("inet", "x", """{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":80}},{"return":null}"""),
        ];

        var jumped = Walk(PacketHook.Input, Tcp("10.0.0.1", "172.18.0.2", 80), [.. chains, Rule("inet", "c", """{"jump":{"target":"x"}}"""), Rule("inet", "c", """{"accept":null}""")]);
        var gone = Walk(PacketHook.Input, Tcp("10.0.0.1", "172.18.0.2", 80), [.. chains, Rule("inet", "c", """{"goto":{"target":"x"}}"""), Rule("inet", "c", """{"accept":null}""")]);

        Assert.Equal(WalkVerdict.Accept, jumped.Verdict);
        Assert.Equal(WalkVerdict.Drop, gone.Verdict);
    }

    [Fact]
    public void Chains_that_jump_in_a_circle_or_nowhere_are_not_known()
    {
        var circle = Walk(PacketHook.Input, Tcp("10.0.0.1", "172.18.0.2", 80), Base("c", "input"), Rule("inet", "c", """{"jump":{"target":"x"}}"""), Rule("inet", "x", """{"jump":{"target":"x"}}"""));
        var nowhere = Walk(PacketHook.Input, Tcp("10.0.0.1", "172.18.0.2", 80), Base("c", "input"), Rule("inet", "c", """{"jump":{"target":"gone"}}"""));

        Assert.Equal(WalkVerdict.Unknown, circle.Verdict);
        Assert.Equal(WalkVerdict.Unknown, nowhere.Verdict);
        Assert.Contains("chain gone is not in the listing", nowhere.Undecided.Single().Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_listing_that_was_cut_proves_nothing()
    {
        var cut = NftRuleset.Parse("""{"nftables":[{"chain":{"family":"inet","table":"t","name":"c","type":"filter","hook":"input","prio":0,"policy":"drop"}},{"rule":""");

        Assert.Equal(WalkVerdict.Unknown, new NftWalk(cut, Node).Walk(PacketHook.Input, Tcp("10.0.0.1", "172.18.0.2", 80)).Verdict);
    }

    [Fact]
    public void Tables_of_iptables_are_left_to_the_walk_of_iptables_and_dormant_ones_to_nobody()
    {
        string[] items =
        [
            Base("INPUT", "input", policy: "drop", family: "ip", table: "filter"),
            """{"table":{"family":"inet","name":"asleep","handle":9,"flags":["dormant"]}}""", Base("c", "input", policy: "drop", table: "asleep"),
        ];
        var ruleset = NftRuleset.Parse($$$"""{"nftables":[{{{string.Join(',', items)}}}]}""");

        Assert.Equal(WalkVerdict.Accept, NftWalk.BesideIptables(ruleset, Node).Walk(PacketHook.Input, Tcp("10.0.0.1", "172.18.0.2", 80)).Verdict);
        Assert.Equal(WalkVerdict.Drop, NftWalk.BesideIptables(ruleset, Node, ["filter"]).Walk(PacketHook.Input, Tcp("10.0.0.1", "172.18.0.2", 80)).Verdict);
    }

    [Fact]
    public void A_service_of_kube_proxy_is_sent_to_each_of_its_endpoints()
    {
        var result = new NftWalk(Real, Node, t => t.Name == "kube-proxy").Walk(PacketHook.Prerouting, Tcp("10.244.0.5", "10.96.208.120", 80));

        Assert.Equal(WalkVerdict.Accept, result.Verdict);
        Assert.Equal(["10.244.0.8", "10.244.0.9", "10.244.1.8"], result.Outcomes.Select(o => o.Packet.Destination.ToString()).Order(StringComparer.Ordinal));
        Assert.All(result.Outcomes, o => Assert.Equal((8080, WalkCertainty.Some), (o.Packet.DestinationPort!.Value.First, o.Certainty)));
        Assert.All(result.Outcomes, o => Assert.Equal(0u, o.Packet.Mark.Value));
    }

    [Fact]
    public void A_pod_that_meets_itself_through_its_service_is_marked_for_masquerading()
    {
        var result = new NftWalk(Real, Node, t => t.Name == "kube-proxy").Walk(PacketHook.Prerouting, Tcp("10.244.0.8", "10.96.208.120", 80));

        Assert.Equal(0x4000u, result.Outcomes.Single(o => o.Packet.Destination.ToString() == "10.244.0.8").Packet.Mark.Value);
        Assert.Equal(0u, result.Outcomes.Single(o => o.Packet.Destination.ToString() == "10.244.1.8").Packet.Mark.Value);
    }

    [Fact]
    public void A_node_port_is_taken_on_the_nodes_address_and_no_other()
    {
        var walk = new NftWalk(Real, Node, t => t.Name == "kube-proxy");

        Assert.Equal(3, walk.Walk(PacketHook.Prerouting, Tcp("203.0.113.9", "10.201.0.1", 30080)).Outcomes.Count(o => o.Packet.DestinationPort is { First: 8080 }));
        Assert.Equal("172.18.0.2", Assert.Single(walk.Walk(PacketHook.Prerouting, Tcp("203.0.113.9", "172.18.0.2", 30080)).Outcomes).Packet.Destination.ToString());
    }

    [Fact]
    public void A_service_without_endpoints_is_refused_and_an_address_of_no_service_dropped()
    {
        var walk = new NftWalk(Real, Node, t => t.Name == "kube-proxy");

        Assert.Equal(WalkVerdict.Reject, walk.Walk(PacketHook.Forward, Tcp("10.244.0.5", "10.96.251.225", 80)).Verdict);
        Assert.Equal(WalkVerdict.Drop, walk.Walk(PacketHook.Forward, Tcp("10.244.0.5", "10.96.77.77", 80)).Verdict);
        Assert.Equal(WalkVerdict.Accept, walk.Walk(PacketHook.Forward, Tcp("10.244.0.5", "10.244.1.8", 8080)).Verdict);
    }

    [Fact]
    public void No_ruleset_and_no_packet_make_a_walk_throw()
    {
        string[] parts = ["10.244.0.8", "10.96.208.120", "@service-ips", "new", "vmap", "goto", "jump", "ip", "dport", "endpoint", "\"tcp\"", "0"];
        var json = File.ReadAllText(Path.Combine(Captures.Root(), "tests", "captures", "k8s-1.33-nftables", "nodes", "node1", "nft-json"));
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var text = json;
            for (var i = 0; i < 4; i++)
            {
                var at = random.Next(text.Length - 200);
                text = text[..at] + text[at..].Replace(parts[random.Next(parts.Length)], parts[random.Next(parts.Length)], StringComparison.Ordinal);
            }

            var walk = new NftWalk(NftRuleset.Parse(text), Node);
            foreach (var hook in Enum.GetValues<PacketHook>())
            {
                var packet = Tcp("10.244.0.0/16", "10.96.208.120", 80) with { InInterface = random.Next(2) == 0 ? null : "cni+", DestinationPort = random.Next(3) == 0 ? null : PortRange.Of(80) };
                Assert.NotEmpty(walk.Walk(hook, packet).Outcomes);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }
}
