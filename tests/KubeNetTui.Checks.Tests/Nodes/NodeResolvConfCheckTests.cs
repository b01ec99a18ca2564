using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeResolvConfCheckTests
{
    private static readonly NodeResolvConfCheck Check = new();

    [Fact]
    public void The_servers_behind_the_stub_pass_although_etc_names_the_stub()
    {
        var finding = new BridgeCluster().Judge(Check);
        Assert.Equal((Verdict.Pass, "pods take their DNS from /run/systemd/resolve/resolv.conf: 10.0.0.253"), (finding.Verdict, finding.Title));
    }

    [Fact]
    public void A_stub_fails_where_a_pod_takes_its_DNS_from_the_node()
    {
        var finding = Stub().Add(Needs.Pods(null), CoreDns()).Judge(Check);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("names 127.0.0.53: in a pod that is the pod itself; kube-system/coredns-1 would ask itself", finding.Title, StringComparison.Ordinal);
        Assert.Contains("10.0.0.253", Assert.Single(finding.Details), StringComparison.Ordinal);
        Assert.Equal(["nameserver 127.0.0.53", "resolvConf: /etc/resolv.conf"], BridgeCluster.Deciding(finding));
        Assert.Contains(Subject.Pod("kube-system", "coredns-1"), finding.Explains);
        Assert.Contains(Subject.Cluster, finding.Explains);
    }

    [Fact]
    public void A_stub_that_no_pod_uses_warns() => Assert.Equal(Verdict.Warn, Stub().Judge(Check).Verdict);

    [Fact]
    public void Another_file_is_judged_by_the_pods_that_got_it()
    {
        var cluster = new BridgeCluster().Kubelet("/etc/kubernetes/resolv.conf");
        Assert.Equal(Verdict.NotApplicable, cluster.Judge(Check).Verdict);
        cluster.Add(Needs.Pods(null), CoreDns().Replace("kube-system", "shop", StringComparison.Ordinal));
        Assert.Equal(Verdict.Unknown, cluster.Judge(Check).Verdict);
        Assert.Equal(Verdict.Pass, cluster.OnPod("coredns-1", "resolv-conf", "nameserver 10.0.0.253\n").Judge(Check).Verdict);
        Assert.Equal(Verdict.Fail, cluster.OnPod("coredns-1", "resolv-conf", "nameserver 127.0.0.1\n").Judge(Check).Verdict);
    }

    [Fact]
    public void A_file_that_is_not_there_fails_and_one_without_servers_warns()
    {
        Assert.Equal(Verdict.Fail, new BridgeCluster().Without("systemd-resolv-conf", SectionStatus.Absent, "No such file").Judge(Check).Verdict);
        Assert.Equal(Verdict.Warn, new BridgeCluster().Node("systemd-resolv-conf", "search here\n").Judge(Check).Verdict);
        Assert.Equal(Verdict.Warn, new BridgeCluster().Node("systemd-resolv-conf", "nameserver 10.0.0.253\nnameserver 127.0.0.1\n").Judge(Check).Verdict);
    }

    [Fact]
    public void Without_the_kubelets_configuration_a_stub_is_unknown_and_real_servers_pass()
    {
        Assert.Equal(Verdict.Unknown, new BridgeCluster().WithoutKubelet().Judge(Check).Verdict);
        Assert.Equal(Verdict.Pass, new BridgeCluster().WithoutKubelet().Node("resolv-conf", "nameserver 10.0.0.253\n").Judge(Check).Verdict);
    }

    [Fact]
    public void Without_a_shell_it_is_unknown() => Assert.Equal(Verdict.Unknown, new BridgeCluster().Without("systemd-resolv-conf").Judge(Check).Verdict);

    private static BridgeCluster Stub() => new BridgeCluster().Kubelet("/etc/resolv.conf");

    private static string CoreDns() => Some.Pod("coredns-1", "k8s-app=kube-dns", "10.244.1.7", ns: "kube-system", more: "{'spec':{'dnsPolicy':'Default'}}");
}
