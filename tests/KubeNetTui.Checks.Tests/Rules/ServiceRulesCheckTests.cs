using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ServiceRulesCheckTests
{
    private const string Two = "web-1@node-a=10.244.0.5 web-2@node-b=10.244.1.7";
    private const string Both = "10.244.0.5:8080 10.244.1.7:8080";

    private static readonly Subject Web = Subject.Service("shop", "web");

    [Fact]
    public async Task A_service_that_is_written_everywhere_as_its_slices_say_passes()
    {
        var finding = await Judge(Rules("10.96.0.50:80", Both), Rules("10.96.0.50:80", Both));

        Assert.Equal((Verdict.Pass, "all 2 nodes send 1 frontend where the EndpointSlices say (iptables)"), (finding.Verdict, finding.Title));
    }

    [Fact]
    public async Task Session_affinity_names_each_endpoint_twice_and_is_the_same_set() =>
        Assert.Equal(Verdict.Pass, (await Judge(Rules("10.96.0.50:80", Both, affinity: true), Rules("10.96.0.50:80", Both, affinity: true), more: "{'sessionAffinity':'ClientIP'}")).Verdict);

    [Fact]
    public async Task The_node_that_sends_to_pods_that_are_gone_is_named_with_them_and_with_the_endpoints()
    {
        var finding = await Judge(Rules("10.96.0.50:80", Both), Rules("10.96.0.50:80", "10.244.0.99:8080"));

        Assert.Equal(
            (Verdict.Fail, "node-b still sends 10.96.0.50:80/tcp to 10.244.0.99:8080, which is no endpoint any more; the endpoints are 10.244.0.5:8080, 10.244.1.7:8080"),
            (finding.Verdict, finding.Title));
        Assert.Contains("Right on node-a; asked were all 2 nodes.", finding.Details);
        Assert.Equal([Web], finding.Explains);
    }

    [Fact]
    public async Task A_part_that_is_gone_fails_and_a_part_that_is_left_out_is_a_warning()
    {
        var stale = await Judge(Rules("10.96.0.50:80", Both), Rules("10.96.0.50:80", "10.244.0.5:8080 10.244.0.99:8080"));
        var lacking = await Judge(Rules("10.96.0.50:80", Both), Rules("10.96.0.50:80", "10.244.0.5:8080"));

        Assert.Equal((Verdict.Fail, "node-b sends a part of 10.96.0.50:80/tcp to 10.244.0.99:8080, which is no endpoint any more"), (stale.Verdict, stale.Title));
        Assert.Equal((Verdict.Warn, "node-b leaves 10.244.1.7:8080 out for 10.96.0.50:80/tcp; the other endpoints are used"), (lacking.Verdict, lacking.Title));
    }

    [Fact]
    public async Task The_wrong_port_of_the_right_pod_is_no_endpoint() =>
        Assert.Equal(Verdict.Fail, (await Judge(Rules("10.96.0.50:80", Both), Rules("10.96.0.50:80", "10.244.0.5:80 10.244.1.7:80"))).Verdict);

    [Fact]
    public async Task A_node_that_refuses_though_endpoints_are_ready_and_one_that_knows_nothing_of_it_fail()
    {
        var refused = await Judge(Rules("10.96.0.50:80", Both), new ProxyText().Refuse("10.96.0.50:80"));
        var missing = await Judge(Rules("10.96.0.50:80", Both), Rules("10.96.0.77:80", Both));

        Assert.Equal((Verdict.Fail, "node-b refuses 10.96.0.50:80/tcp as if it had no endpoints, though 2 endpoints are ready"), (refused.Verdict, refused.Title));
        Assert.Equal((Verdict.Fail, "node-b does not know 10.96.0.50:80/tcp: kube-proxy has written nothing for it there"), (missing.Verdict, missing.Title));
    }

    [Fact]
    public async Task Without_a_ready_endpoint_refusing_is_right_and_saying_nothing_is_a_warning()
    {
        var refused = await Judge(new ProxyText().Refuse("10.96.0.50:80"), new ProxyText().Refuse("10.96.0.50:80"), endpoints: "web-1@node-a=10.244.0.5!");
        var silent = await Judge(new ProxyText().Refuse("10.96.0.50:80"), new ProxyText(), endpoints: "");

        Assert.Equal(Verdict.Pass, refused.Verdict);
        Assert.Contains("Refused or dropped, rightly, on node-a, node-b: no endpoint is ready.", refused.Details);
        Assert.Equal((Verdict.Warn, "node-b does not refuse 10.96.0.50:80/tcp, which has no endpoints: clients wait for a time-out"), (silent.Verdict, silent.Title));
    }

    [Fact]
    public async Task The_last_endpoints_on_their_way_out_may_be_used_or_refused_and_not_beside_ready_ones()
    {
        const string Ending = "web-1@node-a=10.244.0.5~";

        Assert.Equal(Verdict.Pass, (await Judge(Rules("10.96.0.50:80", "10.244.0.5:8080"), new ProxyText().Refuse("10.96.0.50:80"), endpoints: Ending)).Verdict);
        Assert.Equal(Verdict.Fail, (await Judge(Rules("10.96.0.50:80", Both), Rules("10.96.0.50:80", Both), endpoints: Ending + " web-2@node-b=10.244.1.7")).Verdict);
    }

    [Fact]
    public async Task What_changed_seconds_ago_by_the_clusters_own_clock_is_a_warning_to_look_again()
    {
        var given = Given(Rules("10.96.0.50:80", Both), Rules("10.96.0.50:80", "10.244.0.99:8080"))
            .List(Needs.NodeLeases(), $"{{'metadata':{{'name':'node-a','namespace':'kube-node-lease'}},'spec':{{'renewTime':'{Checks.Tests.Given.Ago(3594)}'}}}}");

        // The slice was made 3,600 s ago by this machine's clock, and 6 s ago by the cluster's.
        var finding = await given.JudgeAsync(new ServiceRulesCheck(), Web);

        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.StartsWith("changed 6 s ago, and not yet written everywhere: node-b still sends", finding.Title, StringComparison.Ordinal);
        Assert.Empty(finding.Explains);
    }

    [Fact]
    public async Task Policy_Local_wants_the_nodes_own_endpoints_and_drops_where_there_are_none()
    {
        const string Local = "{'internalTrafficPolicy':'Local'}";
        var right = await Judge(Rules("10.96.0.50:80", "10.244.0.5:8080"), new ProxyText().Refuse("10.96.0.50:80", "DROP"), "web-1@node-a=10.244.0.5", Local);
        var wrong = await Judge(Rules("10.96.0.50:80", Both), Rules("10.96.0.50:80", "10.244.1.7:8080"), Two, Local);

        Assert.Equal(Verdict.Pass, right.Verdict);
        Assert.Contains("Refused or dropped, rightly, on node-b: policy Local, and no endpoint on this node.", right.Details);
        Assert.StartsWith("node-a sends a part of 10.96.0.50:80/tcp to 10.244.1.7:8080", wrong.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_external_policy_Local_only_what_comes_from_outside_counts_for_the_node_port()
    {
        static ProxyText Node(string own) => new ProxyText().Service("10.96.0.50:80", Both).Front(":30080", "KUBE-EXT-WEB")
            .Chain("-A KUBE-EXT-WEB -s 10.244.0.0/16 -j KUBE-SVC-WEB", "-A KUBE-EXT-WEB -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ", "-A KUBE-EXT-WEB -m addrtype --src-type LOCAL -j KUBE-SVC-WEB")
            .Chain(own.Length > 0 ? ["-A KUBE-EXT-WEB -j KUBE-SVL-WEB", $"-A KUBE-SVL-WEB -j KUBE-SEP-{own.Replace('.', 'X').Replace(':', 'Y')}"] : []);
        const string Local = "{'type':'NodePort','externalTrafficPolicy':'Local'}";

        Assert.Equal(Verdict.Pass, (await Judge(Node("10.244.0.5:8080"), Node("10.244.1.7:8080"), Two, Local, "http:80>8080@30080")).Verdict);
        var right = Node("10.244.0.5:8080").Chain("-A KUBE-SVL-WEB -j KUBE-SEP-10X244X1X7Y8080");
        Assert.Equal(Verdict.Pass, (await Judge(right, Node("").Refuse(":30080", "DROP", "KUBE-EXTERNAL-SERVICES"), "web-1@node-a=10.244.0.5 web-2@node-a=10.244.1.7", Local, "http:80>8080@30080")).Verdict);
        Assert.Contains("node port 30080/tcp", (await Judge(Node("10.244.1.7:8080"), Node("10.244.1.7:8080"), Two, Local, "http:80>8080@30080")).Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_balancers_addresses_are_compared_but_not_those_of_a_proxy()
    {
        const string Balanced = "{'type':'LoadBalancer'}";
        var without = Rules("10.96.0.50:80", Both);
        var with = Rules("10.96.0.50:80 203.0.113.7:80", Both);

        Assert.Equal(Verdict.Pass, (await Judge(with, with, Two, Balanced, status: "{'loadBalancer':{'ingress':[{'ip':'203.0.113.7'}]}}")).Verdict);
        Assert.Contains("203.0.113.7:80/tcp", (await Judge(with, without, Two, Balanced, status: "{'loadBalancer':{'ingress':[{'ip':'203.0.113.7','ipMode':'VIP'}]}}")).Title, StringComparison.Ordinal);
        Assert.Equal(Verdict.Pass, (await Judge(without, without, Two, Balanced, status: "{'loadBalancer':{'ingress':[{'ip':'203.0.113.7','ipMode':'Proxy'}]}}")).Verdict);
    }

    [Fact]
    public async Task Chains_of_versions_before_1_24_are_followed()
    {
        static ProxyText Old(bool local) => new ProxyText().Service("10.96.0.50:80", Both).Front(":30080", "KUBE-MARK-MASQ").Front(":30080", local ? "KUBE-XLB-WEB" : "KUBE-SVC-WEB")
            .Chain("-A KUBE-XLB-WEB -s 10.244.0.0/16 -j KUBE-SVC-WEB", "-A KUBE-XLB-WEB -m addrtype --src-type LOCAL -j KUBE-SVC-WEB", "-A KUBE-XLB-WEB -j KUBE-MARK-DROP");

        Assert.Equal(Verdict.Pass, (await Judge(Old(false), Old(false), Two, "{'type':'NodePort'}", "http:80>8080@30080")).Verdict);

        // Neither node has an endpoint: dropped by the mark, which is right with policy Local.
        var local = await Judge(Old(true), Old(true), "web-1@node-x=10.244.0.5 web-2@node-x=10.244.1.7", "{'type':'NodePort','externalTrafficPolicy':'Local'}", "http:80>8080@30080");
        Assert.Equal(Verdict.Pass, local.Verdict);
    }

    [Fact]
    public async Task A_node_may_use_only_the_endpoints_that_hints_leave_to_its_zone()
    {
        const string Slice = """
            {'metadata':{'name':'web-x','namespace':'shop','labels':{'kubernetes.io/service-name':'web'}},'addressType':'IPv4','ports':[{'name':'http','port':8080,'protocol':'TCP'}],
             'endpoints':[{'addresses':['10.244.0.5'],'conditions':{'ready':true},'nodeName':'node-a','hints':{'forZones':[{'name':'z1'}]}},
                          {'addresses':['10.244.1.7'],'conditions':{'ready':true},'nodeName':'node-b','hints':{'forZones':[{'name':'z2'}]}}]}
            """;
        Given Zoned(ProxyText a, ProxyText b) => new Given().List(Needs.Services("shop"), Some.Service("web", ports: "http:80>8080")).List(Needs.EndpointSlices("shop"), Slice)
            .List(Needs.Nodes(), Some.Node("node-a", labels: "topology.kubernetes.io/zone=z1"), Some.Node("node-b", ip: "172.18.0.3", labels: "topology.kubernetes.io/zone=z2"))
            .Output("node-a", "iptables-save", a.Iptables).Output("node-b", "iptables-save", b.Iptables);

        Assert.Equal(Verdict.Pass, (await Zoned(Rules("10.96.0.50:80", "10.244.0.5:8080"), Rules("10.96.0.50:80", "10.244.1.7:8080")).JudgeAsync(new ServiceRulesCheck(), Web)).Verdict);
        Assert.Equal(Verdict.Pass, (await Zoned(Rules("10.96.0.50:80", Both), Rules("10.96.0.50:80", Both)).JudgeAsync(new ServiceRulesCheck(), Web)).Verdict);
        Assert.Equal(Verdict.Warn, (await Zoned(Rules("10.96.0.50:80", "10.244.1.7:8080"), Rules("10.96.0.50:80", "10.244.1.7:8080")).JudgeAsync(new ServiceRulesCheck(), Web)).Verdict);
    }

    [Fact]
    public async Task In_IPVS_mode_real_servers_are_compared_and_weight_0_is_graceful_termination()
    {
        var right = await Ipvs(new ProxyText().Server("10.96.0.50:80", Both + " 10.244.0.99:8080=0"));
        var wrong = await Ipvs(new ProxyText().Server("10.96.0.50:80", "10.244.0.99:8080"));
        var drained = await Ipvs(new ProxyText().Server("10.96.0.50:80", "10.244.0.5:8080=0 10.244.1.7:8080=0"));
        var missing = await Ipvs(new ProxyText().Server("10.96.0.77:80", Both));

        Assert.Equal((Verdict.Pass, "the one node sends 1 frontend where the EndpointSlices say (ipvs)"), (right.Verdict, right.Title));
        Assert.StartsWith("node-a still sends 10.96.0.50:80/tcp to 10.244.0.99:8080", wrong.Title, StringComparison.Ordinal);
        Assert.StartsWith("node-a refuses 10.96.0.50:80/tcp", drained.Title, StringComparison.Ordinal);
        Assert.StartsWith("node-a does not know 10.96.0.50:80/tcp", missing.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IPVS_that_nothing_can_show_is_unknown_and_not_a_fault()
    {
        const string Sets = "*nat\n:PREROUTING ACCEPT [0:0]\n:KUBE-SERVICES - [0:0]\n-A KUBE-SERVICES -m set --match-set KUBE-CLUSTER-IP dst,dst -j ACCEPT\nCOMMIT\n";

        var finding = await Cluster(Two, "{}", "http:80>8080", "{}", Some.Node("node-a")).Output("node-a", "iptables-save", Sets).JudgeAsync(new ServiceRulesCheck(), Web);

        Assert.Equal(Verdict.Unknown, finding.Verdict);
        Assert.Contains("kube-proxy is in IPVS mode, and its virtual servers could not be read", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_was_cut_proves_nothing_missing()
    {
        var given = Cluster(Two, "{}", "http:80>8080", "{}", Some.Node("node-a")).Output("node-a", "iptables-save", Rules("10.96.0.77:80", Both).Iptables, cut: true);

        Assert.Equal(Verdict.Unknown, (await given.JudgeAsync(new ServiceRulesCheck(), Web)).Verdict);
    }

    [Fact]
    public async Task A_node_that_can_t_be_asked_is_unknown_and_says_why()
    {
        var given = Cluster(Two, "{}", "http:80>8080", "{}", Some.Node("node-a")).Refused(CommandReadings.NodeNeed("node-a", "iptables-save"))
            .Refused(CommandReadings.NodeNeed("node-a", "kube-proxy-mode"));

        var finding = await given.JudgeAsync(new ServiceRulesCheck(), Web);

        Assert.Equal(Verdict.Unknown, finding.Verdict);
        Assert.Contains("403 Forbidden", finding.Title, StringComparison.Ordinal);
        Assert.Equal("a Role", finding.Remedy);
    }

    [Fact]
    public async Task Without_any_rules_of_kube_proxy_it_hangs_on_who_is_there_in_its_place()
    {
        const string Empty = "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n";
        Given Bare() => Cluster(Two, "{}", "http:80>8080", "{}", Some.Node("node-a")).Output("node-a", "iptables-save", Empty).Output("node-a", "iptables-legacy-save", "").Output("node-a", "nft-json", "{\"nftables\":[]}");

        var cilium = await Bare().List(Needs.Pods("kube-system"), Some.Pod("cilium-x", "k8s-app=cilium", ns: "kube-system")).JudgeAsync(new ServiceRulesCheck(), Web);
        var proxy = await Bare().List(Needs.Pods("kube-system"), Some.Pod("kube-proxy-x", "k8s-app=kube-proxy", ns: "kube-system")).JudgeAsync(new ServiceRulesCheck(), Web);
        var nobody = await Bare().JudgeAsync(new ServiceRulesCheck(), Web);

        Assert.Equal((Verdict.NotApplicable, "Cilium serves in kube-proxy's place (pod kube-system/cilium-x): there are no rules of kube-proxy to compare"), (cilium.Verdict, cilium.Title));
        Assert.Equal((Verdict.Fail, "no node asked has any rules of kube-proxy, though 1 pod of it is there"), (proxy.Verdict, proxy.Title));
        Assert.Equal(Verdict.Unknown, nobody.Verdict);
    }

    [Theory]
    [InlineData("{'clusterIP':'None','clusterIPs':['None']}", "headless")]
    [InlineData("{'type':'ExternalName','externalName':'x.example'}", "ExternalName")]
    public async Task Services_that_have_no_rules_are_not_judged(string spec, string why)
    {
        var finding = await Judge(new ProxyText(), new ProxyText(), more: spec);

        Assert.Equal(Verdict.NotApplicable, finding.Verdict);
        Assert.StartsWith(why, finding.Title, StringComparison.Ordinal);
    }

    private static async Task<Finding> Ipvs(ProxyText text) =>
        await Cluster(Two, "{}", "http:80>8080", "{}", Some.Node("node-a")).Output("node-a", "ipvsadm", text.Ipvs).JudgeAsync(new ServiceRulesCheck(), Web);

    private static ProxyText Rules(string frontends, string endpoints, bool affinity = false) => new ProxyText().Service(frontends, endpoints, affinity);

    private static Task<Finding> Judge(ProxyText a, ProxyText b, string endpoints = Two, string more = "{}", string ports = "http:80>8080", string status = "{}") =>
        Given(a, b, endpoints, more, ports, status).JudgeAsync(new ServiceRulesCheck(), Web);

    private static Given Given(ProxyText a, ProxyText b, string endpoints = Two, string more = "{}", string ports = "http:80>8080", string status = "{}") =>
        Cluster(endpoints, more, ports, status, Some.Node("node-a"), Some.Node("node-b", ip: "172.18.0.3"))
            .Output("node-a", "iptables-save", a.Iptables).Output("node-b", "iptables-save", b.Iptables);

    private static Given Cluster(string endpoints, string more, string ports, string status, params string[] nodes) => new Given()
        .List(Needs.Services("shop"), Some.Service("web", ports: ports, more: more, status: status)).List(Needs.EndpointSlices("shop"), Some.Slice("web", endpoints))
        .List(Needs.Nodes(), nodes);
}
