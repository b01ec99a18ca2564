using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ProxyModeCheckTests
{
    private static Given Cluster(string map = "") => new Given().Nodes("node-a", "node-b", "node-c").List(Needs.Pods("kube-system"))
        .List(Needs.ConfigMap("kube-system", "kube-proxy"), map.Length > 0 ? [map] : []).List(Needs.ConfigMap("kube-system", "cilium-config"));

    private static Finding Judge(Given given) => given.Judge(new ProxyModeCheck(), Subject.Cluster);

    [Fact]
    public void One_mode_everywhere_passes() =>
        Assert.Equal((Verdict.Pass, "kube-proxy works as ipvs on all 3 nodes"), Judge(Cluster().KubeProxy("node-a", "ipvs").KubeProxy("node-b", "ipvs").KubeProxy("node-c", "ipvs")) is var f ? (f.Verdict, f.Title) : default);

    [Fact]
    public void The_node_of_another_mode_is_named()
    {
        var finding = Judge(Cluster().KubeProxy("node-a", "ipvs").KubeProxy("node-b", "iptables").KubeProxy("node-c", "ipvs"));

        Assert.Equal((Verdict.Fail, "kube-proxy works as ipvs on 2 nodes, and as iptables on node-b"), (finding.Verdict, finding.Title));
        Assert.Contains(Subject.Node("node-b"), finding.Explains);
    }

    [Fact]
    public void A_node_that_could_not_be_asked_is_not_counted_as_agreeing()
    {
        var finding = Judge(Cluster().KubeProxy("node-a").KubeProxy("node-b").Refused(CommandReadings.NodeNeed("node-c", "kube-proxy-mode")));

        Assert.Equal(Verdict.Unknown, finding.Verdict);
        Assert.Contains("on node-c it is not known", finding.Title, StringComparison.Ordinal);
        Assert.Equal("a Role", finding.Remedy);
    }

    [Fact]
    public void A_ConfigMap_that_says_another_mode_warns()
    {
        var finding = Judge(Cluster("{'metadata':{'name':'kube-proxy','namespace':'kube-system'},'data':{'config.conf':'mode: nftables'}}").KubeProxy("node-a").KubeProxy("node-b").KubeProxy("node-c"));

        Assert.Equal((Verdict.Warn, "kube-proxy works as iptables, and ConfigMap kube-system/kube-proxy says nftables"), (finding.Verdict, finding.Title));
    }

    [Fact]
    public void An_empty_mode_is_iptables() =>
        Assert.Equal(Verdict.Pass, Judge(Cluster("{'metadata':{'name':'kube-proxy','namespace':'kube-system'},'data':{'config.conf':'mode: \\\"\\\"'}}").KubeProxy("node-a").KubeProxy("node-b").KubeProxy("node-c")).Verdict);

    [Fact]
    public void A_Windows_node_has_a_mode_of_its_own()
    {
        var given = new Given().List(Needs.Nodes(), Some.Node("node-a"), Some.Node("win-1").Replace("\"status\":{", "\"status\":{\"nodeInfo\":{\"operatingSystem\":\"windows\"},", StringComparison.Ordinal))
            .List(Needs.Pods("kube-system")).List(Needs.ConfigMap("kube-system", "kube-proxy")).List(Needs.ConfigMap("kube-system", "cilium-config")).KubeProxy("node-a").KubeProxy("win-1", "kernelspace");

        Assert.Equal("kube-proxy works as iptables on the one node", Judge(given).Title);
    }

    [Fact]
    public void Where_Cilium_replaces_it_there_is_no_mode() =>
        Assert.Equal(Verdict.NotApplicable, Judge(new Given().Nodes("node-a").List(Needs.Pods("kube-system")).List(Needs.ConfigMap("kube-system", "kube-proxy"))
            .List(Needs.ConfigMap("kube-system", "cilium-config"), "{'metadata':{'name':'cilium-config','namespace':'kube-system'},'data':{'kube-proxy-replacement':'strict'}}")).Verdict);

    [Fact]
    public void Nothing_known_is_Unknown_and_so_are_nodes_that_can_not_be_listed()
    {
        Assert.Equal(Verdict.Unknown, Judge(Cluster()).Verdict);
        Assert.Equal(Verdict.Unknown, Judge(new Given().Refused(Needs.Nodes())).Verdict);
    }
}
