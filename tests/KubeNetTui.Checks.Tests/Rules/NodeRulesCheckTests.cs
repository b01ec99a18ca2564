using FsCheck;
using FsCheck.Fluent;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>Checks of one node's rules: node-a with pods 10.244.0.5 and .6 on cni0, node-b behind eth0.</summary>
public sealed class NodeRulesCheckTests
{
    private const string Routes = """
        [{"dst":"default","gateway":"172.18.0.1","dev":"eth0"},{"dst":"10.244.0.0/24","dev":"cni0"},{"dst":"10.244.1.0/24","gateway":"172.18.0.3","dev":"eth0"},{"dst":"172.18.0.0/16","dev":"eth0"}]
        """;

    private const string Links = """
        [{"ifindex":1,"ifname":"lo","flags":["UP"],"addr_info":[{"family":"inet","local":"127.0.0.1","prefixlen":8,"scope":"host"}]},
         {"ifindex":2,"ifname":"eth0","flags":["UP"],"addr_info":[{"family":"inet","local":"172.18.0.2","prefixlen":16,"scope":"global"}]},
         {"ifindex":3,"ifname":"cni0","flags":["UP"],"addr_info":[{"family":"inet","local":"10.244.0.1","prefixlen":24,"scope":"global"}]}]
        """;

    private static readonly Subject NodeA = Subject.Node("node-a");

    [Theory]
    [InlineData("DROP", "-A FORWARD -s 10.244.0.0/16 -j ACCEPT\n-A FORWARD -d 10.244.0.0/16 -j ACCEPT", Verdict.Pass)]
    [InlineData("DROP", "-A FORWARD -i cni0 -j ACCEPT\n-A FORWARD -o cni0 -j ACCEPT", Verdict.Pass)]
    [InlineData("DROP", "", Verdict.Fail)]
    [InlineData("DROP", "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", Verdict.Fail)]
    [InlineData("DROP", "-A FORWARD -s 10.244.0.0/16 -m conntrack --ctstate NEW -j ACCEPT\n-A FORWARD -d 10.244.0.0/16 -m conntrack --ctstate NEW -j ACCEPT", Verdict.Fail)]
    [InlineData("ACCEPT", "-A FORWARD -j REJECT --reject-with icmp-host-prohibited", Verdict.Fail)]
    [InlineData("ACCEPT", "-A FORWARD -i cni0 -d 10.244.1.0/24 -j DROP", Verdict.Fail)]
    [InlineData("ACCEPT", "-A FORWARD -i docker0 -j DROP", Verdict.Pass)]
    [InlineData("ACCEPT", "-A FORWARD -s 10.244.0.5/32 -j DROP", Verdict.Pass)]
    [InlineData("ACCEPT", "-A FORWARD -o eth0 ! -d 10.0.0.0/8 -j DROP", Verdict.Fail)]
    [InlineData("ACCEPT", "-A FORWARD -o eth0 -d 8.0.0.0/8 -j DROP", Verdict.Pass)]
    [InlineData("DROP", "-A FORWARD -m bpf --bytecode \"4,48\" -j ACCEPT", Verdict.Unknown)]
    [InlineData("ACCEPT", "-A FORWARD -j cali-FORWARD\n-A cali-FORWARD -m set --match-set cali40x src -j DROP", Verdict.Pass)]
    public async Task Forwarding_is_judged_by_what_becomes_of_pods_packets(string policy, string rules, Verdict verdict) =>
        Assert.Equal(verdict, (await Judge(new NodeForwardCheck(), Save(rules, forward: policy))).Verdict);

    [Fact]
    public async Task What_leaves_the_cluster_may_be_stopped_on_purpose()
    {
        var finding = await Judge(new NodeForwardCheck(), Save("-A FORWARD -d 10.244.0.0/16 -j ACCEPT\n-A FORWARD -d 172.18.0.0/16 -j ACCEPT\n-A FORWARD -i cni0 -o eth0 -j DROP"));

        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Contains("what pods of node-a send out of the cluster", finding.Title, StringComparison.Ordinal);
        Assert.Equal("iptables -t filter -D FORWARD -i cni0 -o eth0 -j DROP", finding.RemedyCommand);
    }

    [Fact]
    public async Task Dockers_policy_is_said_to_be_Dockers_and_explains_the_nodes_pods()
    {
        var finding = await Judge(new NodeForwardCheck(), Save(":DOCKER - [0:0]\n-A FORWARD -o docker0 -j DOCKER", forward: "DROP"));

        Assert.Contains("Docker sets this policy when it starts (its own chains are there).", finding.Details);
        Assert.Contains(Subject.Pod("shop", "web-1"), finding.Explains);
        Assert.Contains("pod.egress", finding.ExplainedChecks);
        Assert.DoesNotContain("pod.", finding.ExplainedChecks);
    }

    [Fact]
    public async Task Without_routes_a_rule_on_an_interface_is_unknown_and_one_on_addresses_is_not()
    {
        static Given Bare(string rules) => Cluster().Output("node-a", "iptables-save", Save(rules));

        Assert.Equal(Verdict.Unknown, (await Bare("-A FORWARD -o eth0 -j DROP").JudgeAsync(new NodeForwardCheck(), NodeA)).Verdict);
        Assert.Equal(Verdict.Fail, (await Bare("-A FORWARD -s 10.244.0.0/16 -j DROP").JudgeAsync(new NodeForwardCheck(), NodeA)).Verdict);
    }

    [Fact]
    public async Task A_table_of_nftables_that_drops_what_iptables_accepts_is_seen()
    {
        const string Firewall = """
            {"nftables":[{"metainfo":{"version":"1.0.6","json_schema_version":1}},{"table":{"family":"inet","name":"firewall","handle":1}},
            {"chain":{"family":"inet","table":"firewall","name":"fwd","handle":1,"type":"filter","hook":"forward","prio":0,"policy":"drop"}}]}
            """;

        var finding = await Node(Save("")).Output("node-a", "nft-json", Firewall).JudgeAsync(new NodeForwardCheck(), NodeA);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("inet firewall", finding.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "ACCEPT", Verdict.Pass)]
    [InlineData("-A INPUT -p tcp -m tcp --dport 10250 -j DROP", "ACCEPT", Verdict.Fail)]
    [InlineData("-A INPUT -p tcp -m multiport --dports 22,10250:10259 -j REJECT --reject-with tcp-reset", "ACCEPT", Verdict.Fail)]
    [InlineData("-A INPUT -s 172.18.0.0/16 -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 10250 -j DROP", "ACCEPT", Verdict.Pass)]
    [InlineData("-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT", "DROP", Verdict.Fail)]
    [InlineData("-A INPUT -p tcp -m tcp --dport 10250 -j ACCEPT", "DROP", Verdict.Pass)]
    [InlineData("-A INPUT -s 172.18.0.3/32 -p tcp -m tcp --dport 10250 -j DROP", "ACCEPT", Verdict.Warn)]
    [InlineData("-A INPUT -s 172.18.0.9/32 -p tcp -m tcp --dport 10250 -j DROP", "ACCEPT", Verdict.Fail)]
    [InlineData("-A INPUT -m bpf --bytecode \"4,48\" -j DROP", "ACCEPT", Verdict.Unknown)]
    [InlineData("-A INPUT -i eth1 -j DROP", "ACCEPT", Verdict.Pass)]
    public async Task The_kubelets_port_is_judged_by_what_becomes_of_the_API_servers_packets(string rules, string policy, Verdict verdict)
    {
        var given = Node(Save(rules, input: policy)).List(Needs.EndpointSlices(null), """
            {'metadata':{'name':'kubernetes','namespace':'default','labels':{'kubernetes.io/service-name':'kubernetes'}},'addressType':'IPv4','ports':[{'name':'https','port':6443,'protocol':'TCP'}],
             'endpoints':[{'addresses':['172.18.0.9'],'conditions':{'ready':true}}]}
            """);

        var finding = await given.JudgeAsync(new NodePort10250Check(), NodeA);

        Assert.Equal(verdict, finding.Verdict);
        if (verdict == Verdict.Fail)
        {
            Assert.Equal([NodeA, Subject.Cluster], finding.Explains);
        }
    }

    [Fact]
    public async Task Ufw_says_the_same_in_its_own_words()
    {
        var finding = await Node(Save("-A INPUT -j ufw-before-input\n-A ufw-before-input -p tcp -m tcp --dport 10250 -j DROP"))
            .Output("node-a", "ufw", "Status: active\nLogging: on (low)\nDefault: deny (incoming), allow (outgoing), disabled (routed)\nNew profiles: skip\n\nTo                         Action      From\n--                         ------      ----\n10250/tcp                  DENY IN     Anywhere\n")
            .JudgeAsync(new NodePort10250Check(), NodeA);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("ufw is active and says of it: 10250/tcp DENY IN Anywhere.", finding.Details);
    }

    [Theory]
    [InlineData("[7:420] -A FORWARD -s 10.244.0.5/32 -j DROP", Verdict.Fail, "drops what pods of node-a send to pods of other nodes (tcp 10.244.0.5 → 10.244.1.0/24:1:65535): filter FORWARD: -A FORWARD -s 10.244.0.5/32 -j DROP (7 packets so far)")]
    [InlineData("-A FORWARD -p udp -m udp --dport 53 -j DROP", Verdict.Warn, "--dport 53 -j DROP")]
    [InlineData("-A FORWARD -p tcp -m tcp --dport 8080 -j DROP", Verdict.Fail, "--dport 8080 -j DROP")]
    [InlineData("-A OUTPUT -d 10.244.0.0/24 -j REJECT --reject-with icmp-port-unreachable", Verdict.Fail, "rejects what node-a itself sends to its pods (the kubelet's probes)")]
    [InlineData("-A FORWARD -m limit --limit 100/sec -j RETURN\n-A FORWARD -m hashlimit --hashlimit-above 1/sec --hashlimit-name x -j DROP", Verdict.Warn, "hashlimit")]
    [InlineData("-A FORWARD -i docker0 -j DROP", Verdict.Pass, "no rule of others stops")]
    [InlineData("-A FORWARD -s 10.244.0.0/16 -j ACCEPT\n-A FORWARD -d 10.244.0.0/16 -j ACCEPT\n-A FORWARD -j DROP", Verdict.Pass, "no rule of others stops")]
    [InlineData("-A FORWARD -j KUBE-FORWARD\n-A KUBE-FORWARD -m conntrack --ctstate NEW -j DROP", Verdict.Pass, "no rule of others stops")]
    [InlineData("-A INPUT -p tcp -m tcp --dport 8472 -j DROP", Verdict.Pass, "no rule of others stops")]
    [InlineData("-A FORWARD -m bpf --bytecode \"4,48\" -j DROP", Verdict.Unknown, "could not be decided")]
    public async Task A_rule_of_others_counts_by_what_it_takes(string rules, Verdict verdict, string title)
    {
        var given = Node(Save(":KUBE-FORWARD - [0:0]\n" + rules)).List(Needs.EndpointSlices(null), Some.Slice("web", "web-1@node-b=10.244.1.7"));

        var findings = await given.JudgeAllAsync(new NodeForeignRulesCheck(), NodeA);

        Assert.Equal(verdict, findings[0].Verdict);
        Assert.Contains(title, findings[0].Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_rule_in_raw_is_met_before_all_others()
    {
        var given = Node("*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -m tcp --dport 10250 -j DROP\nCOMMIT\n" + Save(""));

        var finding = Assert.Single(await given.JudgeAllAsync(new NodeForeignRulesCheck(), NodeA));

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("raw PREROUTING", finding.Title, StringComparison.Ordinal);
        Assert.Contains("node.port-10250", finding.ExplainedChecks);
    }

    [Fact]
    public async Task Rules_of_kube_proxy_in_both_back_ends_fail_and_those_of_others_do_not()
    {
        var rules = new ProxyText().Service("10.96.0.50:80", "10.244.0.5:8080").Iptables;
        var both = await Node(rules).Output("node-a", "iptables-legacy-save", rules.Replace("v1.8.9 (nf_tables)", "v1.8.9 (legacy)", StringComparison.Ordinal)).JudgeAsync(new NodeIptablesBackendCheck(), NodeA);
        var others = await Node(rules).Output("node-a", "iptables-legacy-save", "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -i docker0 -j ACCEPT\nCOMMIT\n").JudgeAsync(new NodeIptablesBackendCheck(), NodeA);
        var alone = await Node(rules).Output("node-a", "iptables-legacy-save", "").JudgeAsync(new NodeIptablesBackendCheck(), NodeA);
        var unseen = await Node(rules).JudgeAsync(new NodeIptablesBackendCheck(), NodeA);

        Assert.Equal((Verdict.Fail, "kube-proxy's rules are in both back ends of iptables, nf_tables and legacy: packets meet both, and one of them is stale"), (both.Verdict, both.Title));
        Assert.Equal((Verdict.Pass, "Kubernetes' rules are in nf_tables alone"), (others.Verdict, others.Title));
        Assert.Equal(Verdict.Pass, alone.Verdict);
        Assert.Equal(Verdict.Unknown, unseen.Verdict);
    }

    [Fact]
    public async Task Chains_that_nothing_calls_and_chains_that_were_flushed_fail()
    {
        var rules = new ProxyText().Service("10.96.0.50:80", "10.244.0.5:8080").Iptables;
        var right = await Node(rules).Output("node-a", "kube-proxy-mode", "iptables").JudgeAsync(new NodeIptablesCheck(), NodeA);
        var uncalled = await Node(string.Join('\n', rules.Split('\n').Where(l => !l.Contains("-A PREROUTING", StringComparison.Ordinal)))).JudgeAsync(new NodeIptablesCheck(), NodeA);
        var flushed = await Node("*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n").Output("node-a", "kube-proxy-mode", "iptables").JudgeAsync(new NodeIptablesCheck(), NodeA);
        var nft = await Node("*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n").Output("node-a", "kube-proxy-mode", "nftables").JudgeAsync(new NodeIptablesCheck(), NodeA);
        var cut = await Cluster().Output("node-a", "iptables-save", rules, cut: true).JudgeAsync(new NodeIptablesCheck(), NodeA);
        var refused = await Cluster().Refused(CommandReadings.NodeNeed("node-a", "iptables-save")).JudgeAsync(new NodeIptablesCheck(), NodeA);

        Assert.Equal(Verdict.Pass, right.Verdict);
        Assert.EndsWith("KUBE-SERVICES has 2", right.Title, StringComparison.Ordinal);
        Assert.Equal((Verdict.Fail, "nat PREROUTING does not call KUBE-SERVICES: kube-proxy's rules are there and no packet meets them"), (uncalled.Verdict, uncalled.Title));
        Assert.Equal((Verdict.Fail, "kube-proxy says that it uses iptables, and there is no chain KUBE-SERVICES with rules in nat"), (flushed.Verdict, flushed.Title));
        Assert.Equal(Verdict.Pass, nft.Verdict);
        Assert.Equal(Verdict.Unknown, cut.Verdict);
        Assert.Equal((Verdict.Unknown, "a Role"), (refused.Verdict, refused.Remedy));
    }

    [Fact]
    public async Task IPVS_is_judged_by_its_servers_its_dummy_interface_and_by_ARP_where_something_announces()
    {
        const string Right = "10.244.0.5:8080 10.244.1.7:8080=0";
        const string Bound = """[{"ifindex":9,"ifname":"kube-ipvs0","flags":[],"addr_info":[{"family":"inet","local":"10.96.0.50","prefixlen":32,"scope":"global"}]}]""";
        static Given Ipvs(string servers, string links) => Cluster().List(Needs.Services(null), Some.Service("web")).List(Needs.EndpointSlices(null), Some.Slice("web", "web-1@node-a=10.244.0.5"))
            .Output("node-a", "ipvsadm", new ProxyText().Server("10.96.0.50:80", servers).Ipvs).Output("node-a", "ip-addr", links)
            .Output("node-a", "sysctl", "net.ipv4.conf.all.arp_ignore = 0\nnet.ipv4.conf.all.arp_announce = 0\n");
        var speaker = Some.Pod("speaker-x", "app=metallb,component=speaker", ip: "172.18.0.2", ns: "metallb-system");

        var right = await Ipvs(Right, Bound).JudgeAsync(new NodeIpvsCheck(), NodeA);
        var stale = await Ipvs("10.244.0.99:8080", Bound).JudgeAsync(new NodeIpvsCheck(), NodeA);
        var unbound = await Ipvs(Right, Links).JudgeAsync(new NodeIpvsCheck(), NodeA);
        var announced = await Ipvs(Right, Bound).List(Needs.Pods(null), speaker).JudgeAsync(new NodeIpvsCheck(), NodeA);
        var none = await Node(Save("")).Output("node-a", "kube-proxy-mode", "iptables").JudgeAsync(new NodeIpvsCheck(), NodeA);
        var unread = await Node(Save("")).Output("node-a", "kube-proxy-mode", "ipvs").JudgeAsync(new NodeIpvsCheck(), NodeA);

        Assert.Equal((Verdict.Pass, "1 virtual server; all 1 that services ask for are as the slices say"), (right.Verdict, right.Title));
        Assert.Equal((Verdict.Fail, "1 virtual server of 1 is not as the slices say: shop/web 10.96.0.50:80/tcp has 10.244.0.99:8080, by the slices 10.244.0.5:8080"), (stale.Verdict, stale.Title));
        Assert.Equal((Verdict.Fail, "there is no interface kube-ipvs0: packets to cluster IPs never reach IPVS"), (unbound.Verdict, unbound.Title));
        Assert.Equal(Verdict.Warn, announced.Verdict);
        Assert.Contains("ARP is not strict here", announced.Title, StringComparison.Ordinal);
        Assert.Equal(Verdict.NotApplicable, none.Verdict);
        Assert.Equal(Verdict.Unknown, unread.Verdict);
    }

    [Fact]
    public void Outputs_that_are_nonsense_never_make_a_check_of_rules_throw()
    {
        var sections = new Dictionary<string, string>
        {
            ["iptables-save"] = new ProxyText().Service("10.96.0.50:80 :30080", "10.244.0.5:8080 10.244.1.7:8080", affinity: true).Iptables + Save("-A FORWARD -s 10.244.0.5/32 -j DROP"),
            ["iptables-legacy-save"] = Save("-A INPUT -j DROP"), ["ipvsadm"] = new ProxyText().Server("10.96.0.50:80", "10.244.0.5:8080").Ipvs, ["ip-route"] = Routes, ["ip-addr"] = Links,
            ["ipset"] = "create s hash:ip,port family inet\nadd s 10.0.0.1,tcp:80\n", ["nft-json"] = "{\"nftables\":[]}", ["kube-proxy-mode"] = "ipvs", ["sysctl"] = "net.ipv4.conf.all.arp_ignore = 0\n",
        };
        ICheck[] checks = [new NodeForwardCheck(), new NodePort10250Check(), new NodeForeignRulesCheck(), new NodeIptablesBackendCheck(), new NodeIptablesCheck(), new NodeIpvsCheck()];
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var given = Cluster().List(Needs.Services(null), Some.Service("web", ports: "http:80>8080@30080")).List(Needs.EndpointSlices(null), Some.Slice("web", "web-1@node-a=10.244.0.5"));
            foreach (var (name, text) in sections.Where(_ => random.Next(8) > 0))
            {
                given.Output("node-a", name, Mutate(text, random), random.Next(6) == 0 ? 1 : 0, random.Next(6) == 0);
            }

            foreach (var check in checks)
            {
                Assert.NotEmpty(given.JudgeAllAsync(check, NodeA).GetAwaiter().GetResult());
            }

            Assert.NotEmpty(given.JudgeAllAsync(new ServiceRulesCheck(), Subject.Service("shop", "web")).GetAwaiter().GetResult());
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    private static string Mutate(string text, Random random)
    {
        var letters = text.ToCharArray().ToList();
        for (var i = 0; i < 6 && letters.Count > 20; i++)
        {
            var at = random.Next(letters.Count);
            switch (random.Next(3))
            {
                case 0: letters[at] = (char)random.Next(1, 300); break;
                case 1: letters.RemoveRange(at, Math.Min(random.Next(12), letters.Count - at)); break;
                default: letters.InsertRange(at, letters.GetRange(random.Next(letters.Count - 10), 10)); break;
            }
        }

        return new string([.. letters]);
    }

    private static Task<Finding> Judge(ICheck check, string rules) => Node(rules).JudgeAsync(check, NodeA);

    private static Given Node(string rules) => Cluster().Output("node-a", "iptables-save", rules).Output("node-a", "ip-route", Routes).Output("node-a", "ip-addr", Links);

    private static Given Cluster() => new Given()
        .List(Needs.Nodes(), Some.Node("node-a", "10.244.0.0/24", "172.18.0.2"), Some.Node("node-b", "10.244.1.0/24", "172.18.0.3"))
        .List(Needs.Pods(null), Some.Pod("web-1", ip: "10.244.0.5", node: "node-a"), Some.Pod("web-2", ip: "10.244.0.6", node: "node-a"), Some.Pod("web-3", ip: "10.244.1.7", node: "node-b"));

    private static string Save(string rules, string forward = "ACCEPT", string input = "ACCEPT") =>
        $"# Generated by iptables-save v1.8.9 (nf_tables) on Fri Nov 20 23:49:54 2026\n*filter\n:INPUT {input} [0:0]\n:FORWARD {forward} [0:0]\n:OUTPUT ACCEPT [0:0]\n:cali-FORWARD - [0:0]\n:ufw-before-input - [0:0]\n{rules}\nCOMMIT\n";
}
