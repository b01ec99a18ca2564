using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class PodDnsConfigCheckTests
{
    private static readonly PodDnsConfigCheck Check = new();
    private static readonly Subject Web = Subject.Pod("shop", "web-1");
    private const string Good = "search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n";

    [Fact]
    public void The_clusters_dns_passes_and_the_cost_of_ndots_is_told()
    {
        var finding = Scene(Good).Judge(Check, Web);

        Assert.Equal((Verdict.Pass, "asks 10.96.0.10, searches shop.svc.cluster.local, svc.cluster.local, cluster.local, ndots 5"), Of(finding));
        Assert.Contains(finding.Details, d => d.Contains("6 questions (A and AAAA) before the right ones", StringComparison.Ordinal));
    }

    [Fact]
    public void Node_local_cache_passes()
    {
        Assert.Equal(Verdict.Pass, Scene(Good.Replace("10.96.0.10", "169.254.20.10", StringComparison.Ordinal)).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void Another_nameserver_fails()
    {
        Assert.Equal(
            (Verdict.Fail, "its nameserver is 10.96.0.99, and not the cluster's DNS kube-system/kube-dns at 10.96.0.10"),
            Of(Scene(Good.Replace("10.96.0.10", "10.96.0.99", StringComparison.Ordinal)).Judge(Check, Web)));
    }

    [Fact]
    public void A_kubelet_that_names_another_server_is_the_cause()
    {
        var scene = Scene(Good.Replace("10.96.0.10", "10.96.0.99", StringComparison.Ordinal));
        scene.Given.Read(Needs.Raw("/api/v1/nodes/node-a/proxy/configz"), new RawText(200, "{\"kubeletconfig\":{\"clusterDNS\":[\"10.96.0.99\"],\"clusterDomain\":\"cluster.local\"}}"));

        Assert.Equal((Verdict.Fail, "the kubelet of node-a gives pods nameserver 10.96.0.99, but the cluster's DNS is kube-system/kube-dns at 10.96.0.10"), Of(scene.Judge(Check, Web)));
    }

    [Fact]
    public void A_loopback_nameserver_is_the_pod_itself()
    {
        var finding = Scene("nameserver 127.0.0.53\n", "{'spec':{'dnsPolicy':'Default'}}").Judge(Check, Web);

        Assert.Equal((Verdict.Fail, "its nameserver 127.0.0.53 is the pod itself: the file of node-a names the stub of the node's own resolver"), Of(finding));
        Assert.Contains("/run/systemd/resolve/resolv.conf", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'spec':{'dnsPolicy':'Default'}}")]
    [InlineData("{'spec':{'dnsPolicy':'None'}}")]
    [InlineData("{'spec':{'hostNetwork':true,'dnsPolicy':'ClusterFirst'}}")]
    public void Policies_that_mean_other_servers_pass(string more)
    {
        Assert.Equal(Verdict.Pass, Scene("nameserver 192.0.2.53\n", more).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void A_search_list_of_another_domain_warns()
    {
        var finding = Scene(Good.Replace("cluster.local", "other.local", StringComparison.Ordinal)).Judge(Check, Web);

        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Contains("shop.svc.cluster.local", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void No_nameserver_at_all_fails()
    {
        Assert.Equal(Verdict.Fail, Scene("search x\n").Judge(Check, Web).Verdict);
    }

    [Fact]
    public void A_file_that_could_not_be_read_is_unknown()
    {
        var scene = Scene(null);
        scene.Given.Refused(new CommandNeed(Place.Pod("shop", "web-1"), "resolv-conf"));

        Assert.Equal((Verdict.Unknown, "its resolv.conf is not known: 403 Forbidden: not allowed"), Of(scene.Judge(Check, Web)));
    }

    private static Scene Scene(string? file, string more = "{}")
    {
        var scene = Tests.Scene.Cluster().Pods(Some.Pod("web-1", more: more));
        return file is null ? scene : scene.Output(Place.Pod("shop", "web-1"), "resolv-conf", file);
    }

    private static (Verdict, string) Of(Finding finding) => (finding.Verdict, finding.Title);
}
