using FsCheck;
using FsCheck.Fluent;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class IptablesWalkTests
{
    private static readonly Packet Web = Packet.Tcp(At("10.244.0.5"), At("10.244.1.7"), 8080) with { InInterface = "cni0", OutInterface = "eth0" };

    [Theory]
    [InlineData("ACCEPT", "", WalkVerdict.Accept)]
    [InlineData("DROP", "", WalkVerdict.Drop)]
    [InlineData("DROP", "-A FORWARD -s 10.244.0.0/16 -j ACCEPT", WalkVerdict.Accept)]
    [InlineData("DROP", "-A FORWARD ! -s 10.244.0.0/16 -j ACCEPT", WalkVerdict.Drop)]
    [InlineData("DROP", "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", WalkVerdict.Drop)]
    [InlineData("DROP", "-A FORWARD -p tcp -m tcp --dport 8000:8999 -j ACCEPT", WalkVerdict.Accept)]
    [InlineData("DROP", "-A FORWARD -p udp -m udp --dport 8080 -j ACCEPT", WalkVerdict.Drop)]
    [InlineData("ACCEPT", "-A FORWARD -i cni0 -o eth0 -j REJECT --reject-with icmp-port-unreachable", WalkVerdict.Reject)]
    [InlineData("ACCEPT", "-A FORWARD -i docker+ -j DROP", WalkVerdict.Accept)]
    [InlineData("ACCEPT", "-A FORWARD -j LOG --log-prefix x\n-A FORWARD -j DROP", WalkVerdict.Drop)]
    [InlineData("ACCEPT", "-A FORWARD -j MARK --set-xmark 0x8000/0x8000\n-A FORWARD -m mark --mark 0x8000/0x8000 -j DROP", WalkVerdict.Drop)]
    [InlineData("ACCEPT", "-A FORWARD -m mark --mark 0x8000/0x8000 -j DROP", WalkVerdict.Accept)]
    [InlineData("ACCEPT", "-A FORWARD -j A\n-A FORWARD -j DROP\n-A A -j RETURN\n-A A -j ACCEPT", WalkVerdict.Drop)]
    [InlineData("ACCEPT", "-A FORWARD -j A\n-A FORWARD -j DROP\n-A A -g B\n-A A -j ACCEPT\n-A B -j RETURN", WalkVerdict.Drop)]
    [InlineData("DROP", "-A FORWARD -j A\n-A A -j B\n-A B -j ACCEPT", WalkVerdict.Accept)]
    [InlineData("ACCEPT", "-A FORWARD -j RETURN\n-A FORWARD -j DROP", WalkVerdict.Accept)]
    [InlineData("ACCEPT", "-A FORWARD -m addrtype --dst-type LOCAL -j DROP", WalkVerdict.Accept)]
    [InlineData("ACCEPT", "-A FORWARD -m rpfilter --invert -j DROP", WalkVerdict.Accept)]
    [InlineData("ACCEPT", "-A FORWARD -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW -j DROP", WalkVerdict.Accept)]
    public void A_packet_ends_where_the_kernel_would_end_it(string policy, string rules, WalkVerdict verdict)
    {
        var result = Walk(Web, rules, policy);

        Assert.Equal(verdict, result.Verdict);
        Assert.All(result.Outcomes, o => Assert.Equal(WalkCertainty.All, o.Certainty));
    }

    [Theory]
    [InlineData("-A FORWARD -m bpf --bytecode \"4,48\" -j DROP")]
    [InlineData("-A FORWARD -m set --match-set unread src -j DROP")]
    [InlineData("-A FORWARD --new-option -j DROP")]
    [InlineData("-A FORWARD -j NFQUEUE --queue-num 0")]
    [InlineData("-A FORWARD -m bpf --bytecode \"4,48\" -j MARK --set-xmark 0x1/0x1\n-A FORWARD -m mark --mark 0x1/0x1 -j DROP")]
    public void What_can_t_be_decided_is_never_a_pass(string rules)
    {
        var result = Walk(Web, rules);

        Assert.Equal(WalkVerdict.Unknown, result.Verdict);
        Assert.False(result.IsLost);
        Assert.False(result.IsAccepted);
        Assert.NotEmpty(result.Undecided);
    }

    [Fact]
    public void A_condition_that_can_t_be_decided_does_not_matter_where_both_ways_end_alike()
    {
        var dropped = Walk(Web, "-A FORWARD -m bpf --bytecode \"4,48\" -j DROP\n-A FORWARD -j DROP");
        var noted = Walk(Web, "-A FORWARD -m bpf --bytecode \"4,48\" -j A\n-A FORWARD -j DROP\n-A A -j LOG");

        Assert.Equal(WalkVerdict.Drop, dropped.Verdict);
        Assert.Equal(WalkVerdict.Drop, noted.Verdict);

        // Both ways have met again before the end: it is as sure as without the fork.
        Assert.Equal(WalkCertainty.All, Assert.Single(noted.Outcomes).Certainty);
    }

    [Fact]
    public void Chance_takes_every_endpoint_and_keeps_the_mark_that_masquerades()
    {
        const string Nat = """
            -A PREROUTING -m comment --comment "kubernetes service portals" -j A
            -A A -d 10.96.0.50/32 -p tcp -m tcp --dport 80 -j SVC
            -A SVC ! -s 10.244.0.0/16 -d 10.96.0.50/32 -p tcp -m tcp --dport 80 -j B
            -A SVC -m recent --rcheck --seconds 10800 --reap --name SEP1 --mask 255.255.255.255 --rsource -j SEP1
            -A SVC -m statistic --mode random --probability 0.50000000000 -j SEP1
            -A SVC -j SEP2
            -A SEP1 -s 10.244.0.5/32 -j B
            -A SEP1 -p tcp -m recent --set --name SEP1 --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.0.5:8080
            -A SEP2 -p tcp -m tcp -j DNAT --to-destination 10.244.1.7:8080
            -A B -j MARK --set-xmark 0x4000/0x4000
            """;
        var outside = Packet.Tcp(At("192.0.2.9"), At("10.96.0.50"), 80);

        var result = IptablesWalk.Run([Source(Nat, "nat", "PREROUTING", "ACCEPT")], PacketHook.Prerouting, outside, new WalkNode());

        Assert.True(result.IsAccepted);
        Assert.Equal(["10.244.0.5", "10.244.1.7"], result.Outcomes.Select(o => o.Packet.Destination.ToString()).Distinct().Order());
        Assert.All(result.Outcomes, o => Assert.Equal((0x4000u, 8080), (o.Packet.Mark.Value, o.Packet.DestinationPort!.Value.First)));
        Assert.All(result.Outcomes, o => Assert.Equal(WalkCertainty.Some, o.Certainty));
        Assert.All(result.Outcomes, o => Assert.Equal("10.96.0.50", o.Packet.OriginalDestination!.ToString()));
        Assert.All(result.Outcomes, o => Assert.True(o.Packet.State.HasFlag(ConnectionStates.Dnat)));

        // The pod that is sent to itself is masqueraded, too: hairpin.
        var own = IptablesWalk.Run([Source(Nat, "nat", "PREROUTING", "ACCEPT")], PacketHook.Prerouting, outside with { Source = At("10.244.0.5") }, new WalkNode());
        Assert.All(own.Outcomes, o => Assert.Equal(o.Packet.Destination.Equals(At("10.244.0.5")) ? 0x4000u : 0u, o.Packet.Mark.Value));
    }

    [Fact]
    public void Of_many_addresses_the_part_that_a_rule_takes_is_told_and_the_rest_goes_on()
    {
        var pods = Web with { Source = AddressSet.Of(IpRange.Parse("10.244.0.0/24")!.Value) };

        var result = Walk(pods, "-A FORWARD -s 10.244.0.64/26 -j DROP\n-A FORWARD -s 10.244.0.64/26 -j REJECT --reject-with icmp-port-unreachable");

        Assert.Equal(WalkVerdict.Unknown, result.Verdict);
        Assert.True(result.SomeAreLost);
        Assert.Equal(2, result.Outcomes.Count);
        Assert.Equal(("10.244.0.64/26", WalkVerdict.Drop), (result.Telling.Packet.Source.ToString(), result.Telling.Verdict));
        Assert.Equal("10.244.0.0/26, 10.244.0.128/25", result.Outcomes.Single(o => o.Verdict == WalkVerdict.Accept).Packet.Source.ToString());
    }

    [Fact]
    public void Sets_decide_where_they_were_read()
    {
        var sets = IpsetSave.Parse("create pods hash:net family inet\nadd pods 10.244.0.0/16\nadd pods 10.244.0.5 nomatch\ncreate ports hash:ip,port family inet\nadd ports 10.244.1.7,tcp:8080\ncreate all list:set size 8\nadd all ports\n");
        var node = new WalkNode { Sets = sets };

        Assert.Equal(WalkVerdict.Accept, Walk(Web, "-A FORWARD -m set --match-set pods src -j DROP", node: node).Verdict);
        Assert.Equal(WalkVerdict.Drop, Walk(Web, "-A FORWARD -m set --match-set pods dst -j DROP", node: node).Verdict);
        Assert.Equal(WalkVerdict.Drop, Walk(Web, "-A FORWARD -m set --match-set ports dst,dst -j DROP", node: node).Verdict);
        Assert.Equal(WalkVerdict.Accept, Walk(Web, "-A FORWARD -m set ! --match-set ports dst,dst -j DROP", node: node).Verdict);
        Assert.Equal(WalkVerdict.Drop, Walk(Web, "-A FORWARD -m set --match-set all dst,dst -j DROP", node: node).Verdict);
        Assert.Equal(WalkVerdict.Unknown, Walk(Web, "-A FORWARD -m set --match-set nothere dst -j DROP", node: node).Verdict);
    }

    [Fact]
    public void Both_back_ends_are_met_and_the_one_that_drops_is_named()
    {
        IptablesSource[] sources = [Source("", "filter", "FORWARD", "ACCEPT"), Source("-A FORWARD -j DROP", "filter", "FORWARD", "ACCEPT", "iptables-legacy-save")];

        var result = IptablesWalk.Run(sources, PacketHook.Forward, Web, new WalkNode());

        Assert.Equal(WalkVerdict.Drop, result.Verdict);
        Assert.Equal("iptables-legacy-save", result.Telling.Decider!.Source);
    }

    [Fact]
    public void Rules_that_were_cut_off_leave_a_pass_unknown_and_a_drop_sure()
    {
        var text = "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -s 10.0.0.1/32 -j DROP\n";
        var source = Source(new CommandOutput(text, IsCut: true), "iptables-save");

        Assert.Equal(WalkVerdict.Unknown, IptablesWalk.Run([source], PacketHook.Forward, Web, new WalkNode()).Verdict);
        Assert.True(IptablesWalk.Run([source], PacketHook.Forward, Web with { Source = At("10.0.0.1") }, new WalkNode()).SomeAreLost);
    }

    [Fact]
    public void An_interface_that_is_not_known_is_decided_by_no_rule_that_asks_for_it()
    {
        var nowhere = Web with { OutInterface = null };

        Assert.Equal(WalkVerdict.Unknown, Walk(nowhere, "-A FORWARD -o eth1 -j DROP").Verdict);
        Assert.Equal(WalkVerdict.Accept, Walk(Web with { OutInterface = "cali+" }, "-A FORWARD -o eth1 -j DROP").Verdict);
        Assert.Equal(WalkVerdict.Drop, Walk(Web with { OutInterface = "cali+" }, "-A FORWARD -o ca+ -j DROP").Verdict);
    }

    [Fact]
    public void The_nat_table_is_asked_for_new_connections_alone()
    {
        const string Nat = "-A PREROUTING -j DNAT --to-destination 10.0.0.9:1";

        var first = IptablesWalk.Run([Source(Nat, "nat", "PREROUTING", "ACCEPT")], PacketHook.Prerouting, Web, new WalkNode());
        var later = IptablesWalk.Run([Source(Nat, "nat", "PREROUTING", "ACCEPT")], PacketHook.Prerouting, Web with { State = ConnectionStates.Established }, new WalkNode());

        Assert.Equal("10.0.0.9", first.Outcomes[0].Packet.Destination.ToString());
        Assert.Equal("10.244.1.7", later.Outcomes[0].Packet.Destination.ToString());
    }

    [Fact]
    public void Chains_that_call_each_other_and_chains_that_are_not_there_end_unknown()
    {
        Assert.Equal(WalkVerdict.Unknown, Walk(Web, "-A FORWARD -j A\n-A A -j B\n-A B -j A").Verdict);
        Assert.Equal(WalkVerdict.Unknown, Walk(Web, "-A FORWARD -j GONE").Verdict);
    }

    [Fact]
    public void Random_rules_are_walked_as_a_plain_interpreter_walks_them()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var rules = Random(random);
            var expected = Plain(rules, "FORWARD", random.Next(2) == 0 ? "DROP" : "ACCEPT", out var policy);
            Assert.Equal(expected, Walk(Web, string.Join('\n', rules.Select(r => r.Text)), policy).Verdict);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    /// <summary>Rules of which it is known beforehand whether they match <see cref="Web"/>.</summary>
    private static List<(string Chain, bool Matches, string Target, string Text)> Random(Random random)
    {
        (string Text, bool Matches)[] matches =
        [
            ("-s 10.244.0.0/16", true), ("! -s 10.244.0.0/16", false), ("-d 10.244.1.7/32", true), ("-i cni0", true), ("! -i eth+", true), ("-p tcp -m tcp --dport 80", false),
            ("-p tcp -m multiport --dports 80,8080", true), ("-m conntrack --ctstate NEW", true), ("-m conntrack ! --ctstate NEW", false), ("-m comment --comment x", true),
        ];
        string[] chains = ["FORWARD", "A", "B"];
        string[][] targets = [["ACCEPT", "DROP", "RETURN", "LOG", "A", "B"], ["ACCEPT", "DROP", "RETURN", "LOG", "B"], ["ACCEPT", "DROP", "RETURN", "LOG"]];
        List<(string, bool, string, string)> rules = [];
        for (var i = 0; i < 14; i++)
        {
            var chain = random.Next(3);
            var first = matches[random.Next(matches.Length)];
            var second = matches[random.Next(matches.Length)];
            var target = targets[chain][random.Next(targets[chain].Length)];
            rules.Add((chains[chain], first.Matches && second.Matches, target, $"-A {chains[chain]} {first.Text} {second.Text} -j {target}"));
        }

        return rules;
    }

    private static WalkVerdict Plain(List<(string Chain, bool Matches, string Target, string Text)> rules, string chain, string policy, out string used)
    {
        used = policy;
        return Run(chain) ?? (policy == "DROP" ? WalkVerdict.Drop : WalkVerdict.Accept);

        WalkVerdict? Run(string name)
        {
            foreach (var (_, _, target, _) in rules.Where(r => r.Chain == name && r.Matches))
            {
                switch (target)
                {
                    case "ACCEPT": return WalkVerdict.Accept;
                    case "DROP": return WalkVerdict.Drop;
                    case "RETURN": return null;
                    case "LOG": continue;
                }

                if (Run(target) is { } verdict)
                {
                    return verdict;
                }
            }

            return null;
        }
    }

    private static WalkResult Walk(Packet packet, string rules, string policy = "ACCEPT", WalkNode? node = null) =>
        IptablesWalk.Run([Source(rules, "filter", "FORWARD", policy)], PacketHook.Forward, packet, node ?? new WalkNode { AreLocalsComplete = true });

    private static IptablesSource Source(string rules, string table, string chain, string policy, string name = "iptables-save") => Source(
        new CommandOutput($"*{table}\n:{chain} {policy} [0:0]\n:A - [0:0]\n:B - [0:0]\n:SVC - [0:0]\n:SEP1 - [0:0]\n:SEP2 - [0:0]\n{rules}\nCOMMIT\n"), name);

    private static IptablesSource Source(CommandOutput output, string name)
    {
        var need = CommandReadings.NodeNeed("node-a", name);
        return new IptablesSource(name, new Section(need, SectionStatus.Read, need.Command, "node-a", Given.Now, TimeSpan.Zero, Value: output), output, IptablesRuleset.Parse(output.Text));
    }

    private static AddressSet At(string ip) => AddressSet.Of(Ip.Parse(ip)!.Value);
}
