using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeCniCheckTests
{
    private static readonly NodeCniCheck Check = new();

    [Fact]
    public void A_configuration_with_its_programs_passes_and_says_which_is_in_force()
    {
        var finding = new BridgeCluster().Change("cni-config", "]]}}]}\n", "]]}}]}\n# /etc/cni/net.d/99-old.conf\n{\"name\":\"old\",\"type\":\"ptp\"}\n").Judge(Check);
        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains("10-podnet.conflist (podnet: bridge) is in force", finding.Title, StringComparison.Ordinal);
        Assert.Contains("99-old.conf (old) is there too", Assert.Single(finding.Details), StringComparison.Ordinal);
    }

    [Fact]
    public void No_configuration_fails_where_no_pod_gets_an_address_and_warns_where_they_do()
    {
        var stuck = Stuck().Node("cni-config", "").Judge(Check);
        Assert.Equal(Verdict.Fail, stuck.Verdict);
        Assert.Contains("no CNI is configured", stuck.Title, StringComparison.Ordinal);
        Assert.Contains(Subject.Pod("shop", "new"), stuck.Explains);
        Assert.Equal(Verdict.Warn, new BridgeCluster().Node("cni-config", "").Judge(Check).Verdict);
    }

    [Fact]
    public void A_missing_program_fails_where_pods_wait_and_warns_where_they_do_not()
    {
        var stuck = Stuck().Change("cni-bin", "host-local", "other").Judge(Check);
        Assert.Equal(Verdict.Fail, stuck.Verdict);
        Assert.Contains("names host-local, which is not in /opt/cni/bin: no new pod gets an address", stuck.Title, StringComparison.Ordinal);
        Assert.Equal(Verdict.Warn, new BridgeCluster().Change("cni-bin", "host-local", "other").Judge(Check).Verdict);
        Assert.Equal(Verdict.Fail, Stuck().Change("cni-bin", "-rwxr-xr-x 1 root root 1 Jan 1 2026 bridge", "-rw-r--r-- 1 root root 1 Jan 1 2026 bridge").Judge(Check).Verdict);
    }

    [Fact]
    public void A_broken_file_before_the_one_in_force_warns()
    {
        var finding = new BridgeCluster().Change("cni-config", "# /etc/cni/net.d/10-podnet.conflist", "# /etc/cni/net.d/05-x.conf\n{\"name\"\n# /etc/cni/net.d/10-podnet.conflist").Judge(Check);
        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Contains("05-x.conf is no configuration", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_elsewhere_is_no_fault_where_pods_get_addresses()
    {
        var elsewhere = new BridgeCluster().Without("cni-config", SectionStatus.Absent, "/etc/cni/net.d is not there").Judge(Check);
        Assert.Equal(Verdict.Unknown, elsewhere.Verdict);
        Assert.Contains("pods of this node get addresses", elsewhere.Title, StringComparison.Ordinal);
        var none = Stuck().Set(Needs.Nodes(), Some.Node("node-a", ready: false)).Without("cni-config", SectionStatus.Absent, "/etc/cni/net.d is not there").Judge(Check);
        Assert.Equal(Verdict.Fail, none.Verdict);
    }

    [Fact]
    public void A_cut_or_missing_output_is_unknown()
    {
        Assert.Equal(Verdict.Unknown, new BridgeCluster().Node("cni-config", "# /etc/cni/net.d/10-x", isCut: true).Judge(Check).Verdict);
        Assert.Equal(Verdict.Unknown, new BridgeCluster().Without("cni-config").Judge(Check).Verdict);
        Assert.Contains("is not known", Assert.Single(new BridgeCluster().Without("cni-bin").Judge(Check).Details), StringComparison.Ordinal);
    }

    private static BridgeCluster Stuck() => new BridgeCluster()
        .Add(Needs.Pods(null), Some.Pod("new", ip: "", status: "{'phase':'Pending'}"))
        .Add(Needs.Warnings(null), Some.Warning("Pod", "new", "FailedCreatePodSandBox", "plugin type=\"bridge\" failed (add)"));
}
