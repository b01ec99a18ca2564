using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class DnsCorefileCheckTests
{
    private static readonly DnsCorefileCheck Check = new();
    private const string ByFile = ".:53 {\n  kubernetes cluster.local\n  forward . /etc/resolv.conf\n  loop\n  reload\n}\n";

    [Fact]
    public void A_corefile_that_answers_and_forwards_passes()
    {
        var finding = Scene.Cluster().Judge(Check, Subject.Cluster);

        Assert.Equal((Verdict.Pass, "answers cluster.local, forwards the rest to 10.1.1.1"), Of(finding));
        Assert.Empty(finding.Details);
    }

    [Fact]
    public void A_file_that_leads_back_to_the_pod_is_a_loop_on_that_node()
    {
        var finding = Files("nameserver 127.0.0.53\n", "nameserver 10.1.1.1\n").Judge(Check, Subject.Cluster);

        Assert.Equal((Verdict.Fail, "a loop: \"forward . /etc/resolv.conf\" sends coredns-1 on node-a to 127.0.0.53, which in its pod is CoreDNS itself"), Of(finding));
        Assert.Contains("The other 1 server forwards elsewhere.", finding.Details);
        Assert.Equal("nameserver 127.0.0.53", finding.Exhibits[0].Lines[finding.Exhibits[0].Deciding[0]]);
        Assert.Contains(Subject.Pod("kube-system", "coredns-1"), finding.Explains);
        Assert.DoesNotContain(Subject.Pod("kube-system", "coredns-2"), finding.Explains);
    }

    [Fact]
    public void Files_with_real_servers_pass_and_are_told()
    {
        Assert.Equal(
            (Verdict.Pass, "answers cluster.local, forwards the rest to /etc/resolv.conf (10.1.1.1, 10.1.1.2)"), Of(Files("nameserver 10.1.1.1\n", "nameserver 10.1.1.2\n").Judge(Check, Subject.Cluster)));
    }

    [Fact]
    public void A_file_that_was_not_seen_is_said_and_proves_no_loop()
    {
        var finding = Scene.Cluster(ByFile).Judge(Check, Subject.Cluster);

        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains(finding.Details, d => d.StartsWith("Where /etc/resolv.conf leads was not seen in 2 of 2 pods", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("forward . 127.0.0.1", "127.0.0.1, which in its pod is CoreDNS itself")]
    [InlineData("forward . 10.96.0.10", "10.96.0.10, the service kube-system/kube-dns, which is CoreDNS again")]
    [InlineData("forward . 10.244.1.2", "10.244.1.2, the CoreDNS pod kube-system/coredns-2")]
    public void A_forward_to_itself_is_a_loop(string forward, string expected)
    {
        Assert.Equal((Verdict.Fail, $"a loop: \"{forward}\" (line 3 of the Corefile) sends questions to {expected}"), Of(Scene.Cluster($".:53 {{\n  kubernetes cluster.local\n  {forward}\n}}\n").Judge(Check, Subject.Cluster)));
    }

    [Fact]
    public void A_loopback_server_on_another_port_is_no_loop()
    {
        Assert.Equal(Verdict.Pass, Scene.Cluster(".:53 {\n  kubernetes cluster.local\n  forward . 127.0.0.1:5300\n}\n").Judge(Check, Subject.Cluster).Verdict);
    }

    [Fact]
    public void Dns_pods_that_ask_the_clusters_dns_loop_by_their_policy()
    {
        var scene = new Scene();
        scene.Given.List(Needs.ConfigMap("kube-system", "coredns"), $"{{'metadata':{{'name':'coredns','namespace':'kube-system'}},'data':{{'Corefile':{System.Text.Json.Nodes.JsonValue.Create(ByFile)!.ToJsonString()}}}}}")
            .List(Needs.Services("kube-system"), Some.Service("kube-dns", "k8s-app=kube-dns", "dns:53/UDP", "kube-system"))
            .List(Needs.Pods("kube-system"), Some.Pod("coredns-1", "k8s-app=kube-dns", ns: "kube-system", more: "{'spec':{'dnsPolicy':'ClusterFirst'}}"));

        Assert.EndsWith("the service kube-system/kube-dns, which is CoreDNS again: its dnsPolicy is ClusterFirst", scene.Judge(Check, Subject.Cluster).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_corefile_without_the_cluster_fails_and_one_without_a_forward_warns()
    {
        Assert.Equal(Verdict.Fail, Scene.Cluster(".:53 {\n  forward . 10.1.1.1\n}\n").Judge(Check, Subject.Cluster).Verdict);
        Assert.Equal((Verdict.Warn, "the Corefile forwards nothing: names outside the cluster are not answered"), Of(Scene.Cluster(".:53 {\n  kubernetes cluster.local\n}\n").Judge(Check, Subject.Cluster)));
    }

    [Fact]
    public void Another_domain_than_the_kubelets_fails()
    {
        var scene = Scene.Cluster();
        scene.Given.List(Needs.ConfigMap("kube-system", "kubelet-config"), "{'metadata':{'name':'kubelet-config','namespace':'kube-system'},'data':{'kubelet':'clusterDNS:\\n- 10.96.0.10\\nclusterDomain: corp.local\\n'}}");

        Assert.Equal((Verdict.Fail, "the kubelets give pods the domain corp.local, and the Corefile answers cluster.local: short names don't resolve"), Of(scene.Judge(Check, Subject.Cluster)));
    }

    [Fact]
    public void A_brace_that_is_not_closed_warns_while_servers_still_run()
    {
        var finding = Scene.Cluster(".:53 {\n  kubernetes cluster.local\n  forward . 10.1.1.1\n").Judge(Check, Subject.Cluster);

        Assert.Equal((Verdict.Warn, "line 1 of the Corefile can't be read: the brace is never closed; CoreDNS will not start with it again"), Of(finding));
    }

    [Fact]
    public void A_plugin_that_is_none_warns_only_where_no_server_has_started_with_it()
    {
        const string Text = ".:53 {\n  kubernetes cluster.local\n  forward . 10.1.1.1\n  fowrard . 10.1.1.1\n}\n";
        Assert.Equal(Verdict.Pass, Scene.Cluster(Text).Judge(Check, Subject.Cluster).Verdict);

        var scene = new Scene();
        scene.Given.List(Needs.ConfigMap("kube-system", "coredns"), $"{{'metadata':{{'name':'coredns','namespace':'kube-system'}},'data':{{'Corefile':{System.Text.Json.Nodes.JsonValue.Create(Text)!.ToJsonString()}}}}}")
            .List(Needs.Pods("kube-system"), Scene.Server("coredns-1", "10.244.0.2", "node-a", ready: false));
        Assert.StartsWith("the Corefile uses fowrard (line 4), which is no plugin of CoreDNS", scene.Judge(Check, Subject.Cluster).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_of_aks_that_are_not_read_or_broken_warn()
    {
        const string Text = ".:53 {\n  kubernetes cluster.local\n  forward . 10.1.1.1\n  import custom/*.override\n}\nimport custom/*.server\n";
        var scene = Scene.Cluster(Text);
        scene.Given.List(Needs.ConfigMap("kube-system", "coredns-custom"), "{'metadata':{'name':'coredns-custom','namespace':'kube-system'},'data':{'corp.conf':'x','broken.server':'corp.local {\\n','good.override':'log\\n'}}");
        var findings = scene.Run(Check, Subject.Cluster);

        Assert.Equal(["broken.server", "corp.conf"], findings.Select(f => f.Title.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.All(findings, f => Assert.Equal(Verdict.Warn, f.Verdict));
    }

    [Fact]
    public void Stub_zones_and_rewrites_are_told_not_warned_of()
    {
        var finding = Scene.Cluster(".:53 {\n  kubernetes cluster.local\n  rewrite name a.org b.org\n  forward . 10.1.1.1\n}\nconsul.local:53 {\n  forward . 10.2.2.2\n}\n").Judge(Check, Subject.Cluster);

        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains(finding.Details, d => d.StartsWith("consul.local:53 has a block of its own (line 6), forwarded to 10.2.2.2", StringComparison.Ordinal));
        Assert.Contains(finding.Details, d => d.StartsWith("Line 3 answers or changes names itself: rewrite", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cluster_without_a_corefile_is_unknown()
    {
        Assert.Equal((Verdict.Unknown, "the Corefile is not known: there is no ConfigMap kube-system/coredns with a Corefile"), Of(new Scene().Run(Check, Subject.Cluster)[0]));
    }

    private static Scene Files(string first, string second) => Scene.Cluster(ByFile)
        .Output(Place.Pod("kube-system", "coredns-1"), "resolv-conf", first).Output(Place.Pod("kube-system", "coredns-2"), "resolv-conf", second);

    private static (Verdict, string) Of(Finding finding) => (finding.Verdict, finding.Title);
}
