using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeSysctlsCheckTests
{
    private static readonly NodeSysctlsCheck Check = new();

    [Fact]
    public void A_node_with_all_settings_passes()
    {
        var finding = new BridgeCluster().Judge(Check);
        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains(BridgeCluster.Deciding(finding), l => l == "net.ipv4.ip_forward = 1");
    }

    [Theory]
    [InlineData("net.ipv4.ip_forward = 1", "net.ipv4.ip_forward = 0", "forwards nothing")]
    [InlineData("conf.cni0.forwarding = 1", "conf.cni0.forwarding = 0", "packets from pods are not forwarded")]
    [InlineData("conf.eth0.forwarding = 1", "conf.eth0.forwarding = 0", "packets from other nodes are not forwarded")]
    [InlineData("bridge-nf-call-iptables = 1", "bridge-nf-call-iptables = 0", "bypass the rules")]
    public void A_setting_that_stops_pods_fails_and_explains_them(string from, string to, string title)
    {
        var finding = new BridgeCluster().Change("sysctl", from, to).Judge(Check);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains(title, finding.Title, StringComparison.Ordinal);
        Assert.Contains(BridgeCluster.Deciding(finding), l => l.EndsWith(to, StringComparison.Ordinal));
        Assert.Contains(Subject.Pod("shop", "web-1"), finding.Explains);
        Assert.Contains(Subject.Service("shop", "web"), finding.Explains);
        Assert.DoesNotContain(Subject.Pod("shop", "web-3"), finding.Explains);
        Assert.Contains("sysctl -w", finding.RemedyCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_module_br_netfilter_bridged_packets_bypass_the_rules()
    {
        var finding = new BridgeCluster().Change("sysctl", "net.bridge.bridge-nf-call-iptables = 1\n", "").Judge(Check);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("modprobe br_netfilter", finding.RemedyCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_list_of_settings_proves_nothing_missing()
    {
        var cluster = new BridgeCluster();
        cluster.Node("sysctl", "net.ipv4.ip_forward = 1\n", isCut: true);
        Assert.Equal(Verdict.Pass, cluster.Judge(Check).Verdict);
        Assert.Equal(Verdict.Unknown, new BridgeCluster().Node("sysctl", "net.ipv4.tcp_rmem = 1\n", isCut: true).Judge(Check).Verdict);
    }

    [Fact]
    public void Bridge_settings_do_not_matter_without_a_bridge_or_where_the_bridge_has_its_own()
    {
        var routed = new BridgeCluster().Change("sysctl", "bridge-nf-call-iptables = 1", "bridge-nf-call-iptables = 0")
            .Node("ip-addr", BridgeCluster.Array(BridgeCluster.Nic("10.0.0.1"), BridgeCluster.Veth(7, "cali1", "ee:ee:ee:ee:ee:ee", "")));
        Assert.Equal(Verdict.Pass, routed.Judge(Check).Verdict);
        var own = new BridgeCluster().Change("sysctl", "bridge-nf-call-iptables = 1", "bridge-nf-call-iptables = 0").Change("ip-addr", "\"nf_call_iptables\":0", "\"nf_call_iptables\":1");
        Assert.Equal(Verdict.Pass, own.Judge(Check).Verdict);
    }

    [Fact]
    public void IPv6_bridging_matters_only_where_pods_have_IPv6()
    {
        var off = new BridgeCluster().Change("sysctl", "call-ip6tables = 1", "call-ip6tables = 0");
        Assert.Equal(Verdict.Pass, off.Judge(Check).Verdict);
        off.Add(Needs.Pods(null), Some.Pod("six", ip: "10.244.1.9", status: "{'podIPs':[{'ip':'10.244.1.9'},{'ip':'fd00::9'}]}"));
        Assert.Contains("IPv6", off.Judge(Check).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_rp_filter_alone_is_healthy_and_with_martians_a_warning()
    {
        var strict = new BridgeCluster().Change("sysctl", "conf.eth0.rp_filter = 0", "conf.eth0.rp_filter = 1");
        Assert.Equal(Verdict.Pass, strict.Judge(Check).Verdict);
        var finding = strict.Node("kernel-log", "[1] IPv4: martian source 10.244.1.5 from 10.9.0.1, on dev eth0\n").Judge(Check);
        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Contains("martian", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_rp_filter_on_Ciliums_interfaces_warns()
    {
        var finding = new BridgeCluster().Node("ip-addr", BridgeCluster.Array(BridgeCluster.Nic("10.0.0.1"), BridgeCluster.Nic("10.244.1.1", "cilium_host", 5), BridgeCluster.Veth(7, "lxc1", "ee:ee:ee:ee:ee:ee", "")))
            .Change("sysctl", "net.ipv4.ip_forward = 1", "net.ipv4.ip_forward = 1\nnet.ipv4.conf.lxc1.rp_filter = 1").Judge(Check);
        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Contains("lxc1", finding.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nf_conntrack_max = 262144", "nf_conntrack_max = 65536", "65,536")]
    [InlineData("port_range = 32768\t60999", "port_range = 32768\t33000", "only 233 local ports")]
    public void Too_little_room_warns(string from, string to, string title)
    {
        var finding = new BridgeCluster().Change("sysctl", from, to).Judge(Check);
        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Contains(title, finding.Title, StringComparison.Ordinal);
        Assert.Empty(finding.Explains);
    }

    [Fact]
    public void Local_ports_that_reach_into_NodePorts_warn_unless_reserved()
    {
        var cluster = new BridgeCluster().Set(Needs.Services(null), Some.Service("web", ports: "http:80>8080@31080")).Change("sysctl", "32768\t60999", "1024\t60999");
        Assert.Contains("31080 of shop/web", cluster.Judge(Check).Title, StringComparison.Ordinal);
        cluster.Change("sysctl", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports = 30000-32767\nnet.ipv4.ip_local_port_range");
        Assert.Equal(Verdict.Pass, cluster.Judge(Check).Verdict);
    }

    [Fact]
    public void Without_a_shell_it_is_unknown_and_says_what_would_give_it()
    {
        var finding = new BridgeCluster().Without("sysctl").Judge(Check);
        Assert.Equal((Verdict.Unknown, "a shell"), (finding.Verdict, finding.Remedy));
        Assert.Contains("no shell on node-a", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Windows_node_is_not_judged() =>
        Assert.Equal(Verdict.NotApplicable, new BridgeCluster().Set(Needs.Nodes(), Some.Node("node-a").Replace("\"status\":{", "\"status\":{\"nodeInfo\":{\"operatingSystem\":\"windows\"},", StringComparison.Ordinal)).Judge(Check).Verdict);
}
