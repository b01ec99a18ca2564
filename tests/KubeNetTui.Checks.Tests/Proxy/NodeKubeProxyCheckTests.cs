using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeKubeProxyCheckTests
{
    private static readonly Subject Node = Subject.Node("node-a");

    private static readonly string Rules = File.ReadAllText(Path.Combine(Captures.Root(), "tests", "captures", "k8s-1.33-iptables", "nodes", "node1", "iptables-save"));

    private static Given Cluster(params string[] pods) => new Given().Nodes("node-a").List(Needs.Pods("kube-system"), pods)
        .List(Needs.ConfigMap("kube-system", "kube-proxy")).List(Needs.ConfigMap("kube-system", "cilium-config")).List(Needs.Services(null), Some.Service("web"));

    private static string ProxyPod(bool ready = true, string container = "{}", string state = "{'running':{}}") =>
        Some.Pod("kube-proxy-x2", "k8s-app=kube-proxy", ns: "kube-system", ready: ready, container: container, state: state, ports: "");

    private static Given Refused(Given given) => given.Says("node-a", "kube-proxy-healthz", "", 7).Says("node-a", "kube-proxy-mode", "", 7);

    [Fact]
    public void A_kube_proxy_that_says_it_is_well_passes_with_its_mode()
    {
        var finding = Cluster(ProxyPod()).KubeProxy("node-a").Says("node-a", "iptables-save", Rules).Judge(new NodeKubeProxyCheck(), Node);

        Assert.Equal((Verdict.Pass, "kube-proxy of node-a runs as iptables, healthy"), (finding.Verdict, finding.Title));
        Assert.NotEmpty(finding.Exhibits);
    }

    [Fact]
    public void Refused_on_both_ports_with_rules_left_is_a_kube_proxy_that_is_stopped_and_explains_the_services()
    {
        var finding = Refused(Cluster()).Says("node-a", "iptables-save", Rules).Judge(new NodeKubeProxyCheck(), Node);

        Assert.Equal((Verdict.Fail, "kube-proxy does not run on node-a: healthz on :10256 is refused, while rules of mode iptables are still there"), (finding.Verdict, finding.Title));
        Assert.Contains(Subject.Service("shop", "web"), finding.Explains);
        Assert.Contains("service.rules", finding.ExplainedChecks);
        Assert.Equal("exit 7", finding.Exhibits[0].Lines[0]);
    }

    [Fact]
    public void Without_rules_and_without_a_pod_it_may_be_anything() =>
        Assert.Equal(Verdict.Unknown, Refused(Cluster()).Judge(new NodeKubeProxyCheck(), Node).Verdict);

    [Fact]
    public void Refused_though_its_pod_is_Ready_says_both() =>
        Assert.Contains("runs as pod kube-system/kube-proxy-x2, and refuses", Refused(Cluster(ProxyPod())).Judge(new NodeKubeProxyCheck(), Node).Title, StringComparison.Ordinal);

    [Fact]
    public void Where_Cilium_replaces_it_none_is_normal()
    {
        var given = new Given().Nodes("node-a").List(Needs.Pods("kube-system")).List(Needs.ConfigMap("kube-system", "kube-proxy"))
            .List(Needs.ConfigMap("kube-system", "cilium-config"), "{'metadata':{'name':'cilium-config','namespace':'kube-system'},'data':{'kube-proxy-replacement':'true'}}");

        var finding = Refused(given).Judge(new NodeKubeProxyCheck(), Node);

        Assert.Equal(Verdict.NotApplicable, finding.Verdict);
        Assert.Contains("Cilium", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_that_is_not_Ready_fails_with_its_own_trouble_although_the_node_can_not_be_asked()
    {
        var finding = Cluster(ProxyPod(ready: false, state: "{'waiting':{'reason':'CrashLoopBackOff'}}")).Judge(new NodeKubeProxyCheck(), Node);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("CrashLoopBackOff", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_can_not_be_asked_is_Unknown_though_the_pod_runs()
    {
        var finding = Cluster(ProxyPod()).Refused(CommandReadings.NodeNeed("node-a", "kube-proxy-healthz")).Judge(new NodeKubeProxyCheck(), Node);

        Assert.Equal(Verdict.Unknown, finding.Verdict);
        Assert.Contains("403 Forbidden", finding.Title, StringComparison.Ordinal);
        Assert.Equal("a Role", finding.Remedy);
    }

    [Fact]
    public void Unhealthy_by_its_own_word_names_family_and_last_sync()
    {
        var finding = Cluster(ProxyPod()).Says("node-a", "kube-proxy-healthz",
            """{"lastUpdated":"2026-01-31T11:50:00Z","currentTime":"2026-01-31T12:00:00Z","healthy":false,"status":{"IPv4":{"lastUpdated":"2026-01-31T11:50:00Z","healthy":false},"IPv6":{"lastUpdated":"2026-01-31T11:59:00Z","healthy":true}}}""")
            .Judge(new NodeKubeProxyCheck(), Node);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("of IPv4: healthz says unhealthy, the last sync was at 11:50:00 UTC, 10 min before it was asked", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_that_waits_for_minutes_is_behind_and_one_of_seconds_is_not()
    {
        static string Metrics(long queued) => $"kubeproxy_sync_proxy_rules_last_timestamp_seconds 1769860000\nkubeproxy_sync_proxy_rules_last_queued_timestamp_seconds {queued}\n";
        var now = Given.Now.ToUnixTimeSeconds();

        Assert.Contains("is behind: a change waits for 5 min", Cluster().KubeProxy("node-a").Says("node-a", "kube-proxy-metrics", Metrics(now - 300)).Judge(new NodeKubeProxyCheck(), Node).Title, StringComparison.Ordinal);
        Assert.Equal(Verdict.Pass, Cluster().KubeProxy("node-a").Says("node-a", "kube-proxy-metrics", Metrics(now - 5)).Judge(new NodeKubeProxyCheck(), Node).Verdict);
    }

    [Fact]
    public void Syncs_that_take_long_warn()
    {
        var finding = Cluster().KubeProxy("node-a").Says("node-a", "kube-proxy-metrics",
            "kubeproxy_sync_proxy_rules_last_timestamp_seconds 1769860000\nkubeproxy_sync_proxy_rules_duration_seconds_sum 150\nkubeproxy_sync_proxy_rules_duration_seconds_count 10\n").Judge(new NodeKubeProxyCheck(), Node);

        Assert.Equal((Verdict.Warn, "kube-proxy of node-a takes 15 s for a sync on average: endpoints come and go that much late"), (finding.Verdict, finding.Title));
    }

    [Fact]
    public void The_mode_that_runs_is_held_against_flags_and_ConfigMap()
    {
        const string map = "{'metadata':{'name':'kube-proxy','namespace':'kube-system'},'data':{'config.conf':'mode: ipvs\\nipvs:\\n  strictARP: true\\n'}}";
        Given With(string pod) => new Given().Nodes("node-a").List(Needs.Pods("kube-system"), pod).List(Needs.ConfigMap("kube-system", "kube-proxy"), map)
            .List(Needs.ConfigMap("kube-system", "cilium-config")).KubeProxy("node-a").Says("node-a", "iptables-save", Rules);

        var fallen = With(ProxyPod(container: "{'command':['/usr/local/bin/kube-proxy','--config=/var/lib/kube-proxy/config.conf']}")).Judge(new NodeKubeProxyCheck(), Node);
        var aks = With(ProxyPod(container: "{'command':['/bin/sh','-c','kube-proxy --conntrack-max-per-core=0 --proxy-mode=iptables']}")).Judge(new NodeKubeProxyCheck(), Node);

        Assert.Equal((Verdict.Warn, "kube-proxy of node-a runs as iptables, and was told ipvs by ConfigMap kube-system/kube-proxy"), (fallen.Verdict, fallen.Title));
        Assert.Equal(Verdict.Pass, aks.Verdict);
        Assert.Contains(aks.Details, d => d.Contains("Mode iptables by the flags of pod kube-system/kube-proxy-x2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_mode_without_its_rules_fails() =>
        Assert.Contains("runs as nftables, but the rules there are of iptables", Cluster().KubeProxy("node-a", "nftables").Says("node-a", "iptables-save", Rules).Judge(new NodeKubeProxyCheck(), Node).Title, StringComparison.Ordinal);

    [Fact]
    public void A_node_that_is_being_deleted_is_no_fault()
    {
        var finding = Cluster().Says("node-a", "kube-proxy-healthz", NodeWords.Healthy.Replace("\"nodeEligible\":true", "\"nodeEligible\":false", StringComparison.Ordinal)).Judge(new NodeKubeProxyCheck(), Node);

        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains(finding.Details, d => d.Contains("being deleted", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("k8s-1.33-iptables", "iptables")]
    [InlineData("k8s-1.33-nftables", "nftables")]
    public async Task On_a_real_cluster_both_nodes_pass(string capture, string mode)
    {
        var findings = await new Captures(capture).CheckAllAsync(TestContext.Current.CancellationToken);

        Assert.All(findings.Where(f => f.CheckId == "node.kube-proxy"), f => Assert.Equal((Verdict.Pass, $"kube-proxy of {f.Subject.Name} runs as {mode}, healthy; all changes are in its rules"), (f.Verdict, f.Title)));
        Assert.Equal((Verdict.Pass, $"kube-proxy works as {mode} on all 2 nodes"), findings.Where(f => f.CheckId == "proxy.mode").Select(f => (f.Verdict, f.Title)).Single());
    }

    [Fact]
    public async Task On_the_captured_fault_node2_is_named_and_explains_the_stale_rules()
    {
        var findings = await new Captures("faults/kube-proxy-stopped").CheckAllAsync(TestContext.Current.CancellationToken);

        var found = Assert.Single(findings, f => f is { CheckId: "node.kube-proxy", Verdict: Verdict.Fail });
        Assert.Equal(Subject.Node("node2"), found.Subject);
        var ranked = CauseRanking.Rank(findings);
        Assert.Equal("node.kube-proxy", ranked[0].Finding.CheckId);
        Assert.Contains(ranked[0].Explains, f => f is { CheckId: "service.rules", Subject.Name: "web" });
    }
}
