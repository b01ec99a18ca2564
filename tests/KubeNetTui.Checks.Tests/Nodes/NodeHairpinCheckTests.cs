using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeHairpinCheckTests
{
    private static readonly NodeHairpinCheck Check = new();

    [Fact]
    public void All_ports_on_passes_and_says_what_is_configured()
    {
        var finding = new BridgeCluster().Judge(Check);
        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains(finding.Details, d => d.Contains("hairpinMode is true in /etc/cni/net.d/10-podnet.conflist", StringComparison.Ordinal));
        Assert.Contains(finding.Details, d => d.Contains("promiscuous-bridge", StringComparison.Ordinal));
    }

    [Fact]
    public void One_port_off_fails_and_names_the_veth_and_its_pod()
    {
        var finding = Off().Judge(Check);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("off on 1 veth of 2 of cni0: veth2 (shop/web-2)", finding.Title, StringComparison.Ordinal);
        Assert.Contains("\"ifname\":\"veth2\"", Assert.Single(BridgeCluster.Deciding(finding)), StringComparison.Ordinal);
        Assert.Equal([Subject.Pod("shop", "web-2"), Subject.Service("shop", "web")], finding.Explains);
        Assert.Equal("bridge link set dev veth2 hairpin on", finding.RemedyCommand);
    }

    [Fact]
    public void A_port_of_a_pod_behind_no_service_warns_only() =>
        Assert.Equal(Verdict.Warn, Off().Set(Needs.EndpointSlices(null), Some.Slice("web", "web-1@node-a=10.244.1.5")).Judge(Check).Verdict);

    [Fact]
    public void A_promiscuous_bridge_does_as_well()
    {
        var finding = Off().Change("ip-addr", BridgeCluster.Bridge("10.244.1.1"), BridgeCluster.Bridge("10.244.1.1", flags: "\"UP\",\"PROMISC\"")).Judge(Check);
        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains("promiscuous", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Ports_of_other_bridges_do_not_count()
    {
        var foreign = BridgeCluster.Veth(9, "vnode", "02:00:00:00:09:09", "\"master\":\"docker0\",", hairpin: false);
        Assert.Equal(Verdict.Pass, new BridgeCluster().Change("ip-addr", "]\n", "," + foreign + "," + BridgeCluster.Bridge("172.17.0.1", "docker0", 10) + "]\n").Judge(Check).Verdict);
    }

    [Fact]
    public void Routed_pods_have_no_bridge_ports()
    {
        var finding = new BridgeCluster().Node("ip-addr", BridgeCluster.Array(BridgeCluster.Nic("10.0.0.1"), BridgeCluster.Veth(7, "cali1", "ee:ee:ee:ee:ee:ee", ""))).Judge(Check);
        Assert.Equal(Verdict.NotApplicable, finding.Verdict);
        Assert.Contains("no bridge", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Sysfs_of_another_network_namespace_is_not_believed()
    {
        // As on the captures' node2: the files are of interfaces that node-a does not have.
        var plain = new BridgeCluster().Without("ip-addr", SectionStatus.Absent, "no -j").Node("ip-addr.txt",
            """
            3: cni0: <UP,LOWER_UP> mtu 1500 state UP
                inet 10.244.1.1/24 scope global cni0
            7: veth1@if2: <UP,LOWER_UP> mtu 1500 master cni0 state UP
                link/ether 02:00:00:00:01:05 link-netnsid 0
            """).Node("hairpin", "/sys/class/net/vethother/brport/hairpin_mode:0\n");
        Assert.Equal(Verdict.Unknown, plain.Judge(Check).Verdict);
        plain.Node("hairpin", "/sys/class/net/veth1/brport/hairpin_mode:0\n");
        Assert.Equal(Verdict.Fail, plain.Judge(Check).Verdict);
        plain.Node("hairpin", "/sys/class/net/veth1/brport/hairpin_mode:1\n");
        Assert.Equal(Verdict.Pass, plain.Judge(Check).Verdict);
    }

    [Fact]
    public void Without_a_shell_it_is_unknown()
    {
        var finding = new BridgeCluster().Without("ip-addr").Judge(Check);
        Assert.Equal(Verdict.Unknown, finding.Verdict);
        Assert.Contains("no shell on node-a", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_capture_with_hairpin_off_node1_fails_and_node2_passes()
    {
        var findings = await new Captures("faults/hairpin-off").CheckAllAsync(TestContext.Current.CancellationToken);
        var bad = Assert.Single(findings, f => f is { CheckId: "node.hairpin", Verdict: Verdict.Fail });
        Assert.Equal(Subject.Node("node1"), bad.Subject);
        Assert.Contains("off on all 5 veths of cni0", bad.Title, StringComparison.Ordinal);
        Assert.Contains(findings, f => f is { CheckId: "node.hairpin", Verdict: Verdict.Pass } && f.Subject == Subject.Node("node2"));
        Assert.All(findings.Where(f => f is { CheckId: "service.hairpin", Verdict: Verdict.Fail }), f => Assert.Contains(f.Subject, bad.Explains));
        var web = Assert.Single(findings, f => f.CheckId == "service.hairpin" && f.Subject == Subject.Service("demo", "web"));
        Assert.Contains("2 of 3 endpoints", web.Title, StringComparison.Ordinal);
        Assert.Contains(findings, f => f is { CheckId: "service.hairpin", Verdict: Verdict.Pass } && f.Subject == Subject.Service("kube-system", "kube-dns"));
    }

    private static BridgeCluster Off() => new BridgeCluster().Change(
        "ip-addr", BridgeCluster.Veth(8, "veth2", "02:00:00:00:01:06"), BridgeCluster.Veth(8, "veth2", "02:00:00:00:01:06", hairpin: false));
}
