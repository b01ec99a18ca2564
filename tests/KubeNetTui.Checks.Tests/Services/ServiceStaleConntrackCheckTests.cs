using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ServiceStaleConntrackCheckTests
{
    private static readonly ServiceStaleConntrackCheck Check = new();
    private static readonly Subject Web = Subject.Service("shop", "web");

    [Fact]
    public void Connections_to_todays_endpoints_pass_also_terminating_ones()
    {
        Assert.Equal(Verdict.Pass, Udp("dnat-udp 4 0 10.96.0.50 53 10.244.1.5 5353").Judge(Check, Web).Verdict);
        Assert.Equal(Verdict.Pass, Udp("dnat-udp 4 0 10.96.0.50 53 10.244.1.6 5353").Set(Needs.EndpointSlices(null), Some.Slice("web", "web-1@node-a=10.244.1.5 web-2@node-a=10.244.1.6-", "dns:5353/UDP")).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void UDP_to_an_address_that_is_no_endpoint_fails_with_the_node_and_the_line()
    {
        var finding = Udp("dnat-udp 4 2 10.96.0.50 53 10.244.9.9 5353").Judge(Check, Web);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("on node-a 4 tracked connections to 10.96.0.50:53/UDP go to 10.244.9.9, which is no endpoint", finding.Title, StringComparison.Ordinal);
        Assert.Equal(["dnat-udp 4 2 10.96.0.50 53 10.244.9.9 5353"], BridgeCluster.Deciding(finding));
        Assert.Contains("conntrack -D -p udp --orig-dst 10.96.0.50", finding.RemedyCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void UDP_that_no_rule_has_sent_on_fails() =>
        Assert.Contains("before there was a rule", Udp("silent-udp 1 1 10.96.0.50 53").Judge(Check, Web).Title, StringComparison.Ordinal);

    [Fact]
    public void TCP_to_a_pod_that_is_gone_is_told_and_no_fault()
    {
        var finding = new BridgeCluster().Node("conntrack-summary", "total 1 0\ndnat-tcp 1 0 10.96.0.50 80 10.244.9.9 8080\nend\n").Node("conntrack-summary", "total 0 0\nend\n", node: "node-b").Judge(Check, Web);
        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains("10.244.9.9", Assert.Single(finding.Details), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_ports_and_other_services_do_not_count() =>
        Assert.Equal(Verdict.Pass, Udp("dnat-udp 4 2 10.96.0.50 54 10.244.9.9 5353\ndnat-udp 4 2 10.96.0.51 53 10.244.9.9 5353").Judge(Check, Web).Verdict);

    [Fact]
    public void A_node_without_a_shell_or_a_count_that_was_cut_is_unknown()
    {
        Assert.Equal(Verdict.Unknown, Udp("").Without("conntrack-summary", place: Place.Node("node-b")).Judge(Check, Web).Verdict);
        Assert.Equal(Verdict.Unknown, Udp("cut 9 0 dnat-udp").Judge(Check, Web).Verdict);
        Assert.Equal(Verdict.Pass, Udp("cut 9 0 src").Judge(Check, Web).Verdict);
    }

    [Fact]
    public void Where_the_node_can_not_count_the_table_itself_is_read()
    {
        var cluster = Udp("").Without("conntrack-summary", SectionStatus.Absent, "awk is not installed")
            .Node("proc-nf-conntrack", "ipv4 2 udp 17 29 src=10.244.1.9 dst=10.96.0.50 sport=4000 dport=53 [UNREPLIED] src=10.244.9.9 dst=10.244.1.9 sport=5353 dport=4000 mark=0 use=1\n");
        Assert.Contains("10.244.9.9", cluster.Judge(Check, Web).Title, StringComparison.Ordinal);
    }

    private static BridgeCluster Udp(string lines) => new BridgeCluster()
        .Set(Needs.Services(null), Some.Service("web", ports: "dns:53>5353/UDP"))
        .Set(Needs.EndpointSlices(null), Some.Slice("web", "web-1@node-a=10.244.1.5", "dns:5353/UDP"))
        .Node("conntrack-summary", $"total 4 2\n{lines}\nend\n").Node("conntrack-summary", "total 0 0\nend\n", node: "node-b");
}
