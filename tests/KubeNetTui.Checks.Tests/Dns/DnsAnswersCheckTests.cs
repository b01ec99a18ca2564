using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class DnsAnswersCheckTests
{
    private static readonly DnsAnswersCheck Check = new();
    private static readonly ProbeResult Lost = Scene.Met(ProbeOutcome.TimedOut);

    [Fact]
    public void Servers_and_service_that_answer_pass_with_times()
    {
        var scene = With(Forwards, Probes);

        Assert.Equal((Verdict.Pass, "2 DNS servers answer; the service answers node-a, node-b; the slowest took 4 ms"), Of(scene.Judge(Check, Subject.Cluster)));
        Assert.Equal(4, scene.Asked.OfType<ForwardedDnsNeed>().Count());
    }

    [Fact]
    public void The_server_that_does_not_answer_is_named()
    {
        var finding = With(f => f.Pod == "coredns-2" ? Lost : Forwards(f), Probes).Judge(Check, Subject.Cluster);

        Assert.Equal((Verdict.Fail, "DNS server kube-system/coredns-2 on node-b does not answer kubernetes.default.svc.cluster.local: no answer"), Of(finding));
        Assert.Contains("1 of 2 servers answers it.", finding.Details);
    }

    [Fact]
    public void A_server_that_lost_the_cluster_is_told_apart()
    {
        Assert.Equal(
            (Verdict.Fail, "DNS server kube-system/coredns-2 on node-b answers NXDOMAIN to kubernetes.default.svc.cluster.local"),
            Of(With(f => f.Pod == "coredns-2" && IsInternal(f.Query) ? Scene.Answer("NXDOMAIN") : Forwards(f), Probes).Judge(Check, Subject.Cluster)));
    }

    [Fact]
    public void The_server_whose_upstream_fails_is_named()
    {
        Assert.Equal(
            (Verdict.Fail, "coredns-2 on node-b resolves no external name (SERVFAIL), the other server does"),
            Of(With(f => f.Pod == "coredns-2" && !IsInternal(f.Query) ? Scene.Answer("SERVFAIL") : Forwards(f), Probes).Judge(Check, Subject.Cluster)));
    }

    [Fact]
    public void A_service_that_does_not_answer_one_node_is_the_way_from_there()
    {
        var finding = With(Forwards, p => p.Host == Scene.Dns && p.From.Name == "node-b" ? Lost : Probes(p)).Judge(Check, Subject.Cluster);

        Assert.Equal((Verdict.Fail, "kube-system/kube-dns (10.96.0.10) does not answer node-b over UDP; it answers node-a"), Of(finding));
        Assert.Contains(finding.Details, d => d.StartsWith("2 DNS servers answer when asked by itself", StringComparison.Ordinal) || d.StartsWith("2 DNS servers answer", StringComparison.Ordinal));
    }

    [Fact]
    public void Tcp_alone_that_fails_warns()
    {
        Assert.Equal(Verdict.Warn, With(Forwards, p => p.Method == ProbeMethod.DnsTcp ? Lost : Probes(p)).Judge(Check, Subject.Cluster).Verdict);
    }

    [Fact]
    public void Where_no_external_name_resolves_the_upstream_decides()
    {
        Func<ForwardedDnsNeed, ProbeResult?> forwards = f => IsInternal(f.Query) ? Forwards(f) : Scene.Answer("SERVFAIL");
        ProbeResult? Asked(ProbeNeed p) => p.Host == Scene.Dns && !IsInternal(p.Query) ? Scene.Answer("SERVFAIL") : Probes(p);

        Assert.Equal(
            (Verdict.Fail, "no external name is resolved (SERVFAIL), though upstream 10.1.1.1 answers node-a: CoreDNS does not get through to it"), Of(With(forwards, Asked).Judge(Check, Subject.Cluster)));
        Assert.Equal(
            (Verdict.Warn, "no external name is resolved (SERVFAIL): upstream 10.1.1.1 does not answer from nodes either"),
            Of(With(forwards, p => p.Host == "10.1.1.1" ? Lost : Asked(p)).Judge(Check, Subject.Cluster)));
        Assert.Equal(
            (Verdict.Warn, "no external name is resolved (SERVFAIL): the Corefile forwards nothing"),
            Of(With(forwards, Asked, ".:53 {\n  kubernetes cluster.local\n}\n").Judge(Check, Subject.Cluster)));
    }

    [Fact]
    public void An_external_name_that_does_not_exist_is_an_answer()
    {
        Assert.Equal(Verdict.Pass, With(f => IsInternal(f.Query) ? Forwards(f) : Scene.Answer("NXDOMAIN"), Probes).Judge(Check, Subject.Cluster).Verdict);
    }

    [Fact]
    public void A_port_forward_that_can_not_be_made_says_nothing_of_the_server()
    {
        var finding = With(_ => null, Probes).Judge(Check, Subject.Cluster);

        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains(finding.Details, d => d.StartsWith("coredns-1 was not asked by itself", StringComparison.Ordinal));
    }

    [Fact]
    public void An_answer_that_took_seconds_warns_but_not_the_making_of_a_port_forward()
    {
        Assert.Equal(Verdict.Warn, With(Forwards, p => Probes(p)! with { Took = TimeSpan.FromSeconds(2.5) }).Judge(Check, Subject.Cluster).Verdict);
        Assert.Equal(Verdict.Pass, With(f => Forwards(f)! with { Took = TimeSpan.FromSeconds(2.5) }, Probes).Judge(Check, Subject.Cluster).Verdict);
    }

    [Fact]
    public void Without_any_answer_it_is_unknown_and_without_servers_not_judged()
    {
        Assert.Equal(Verdict.Unknown, With(_ => null, _ => null).Judge(Check, Subject.Cluster).Verdict);

        var scene = new Scene();
        scene.Given.List(Needs.Pods("kube-system"), Scene.Server("coredns-1", "10.244.0.2", "node-a", ready: false));
        Assert.Equal(Verdict.NotApplicable, scene.Judge(Check, Subject.Cluster).Verdict);
    }

    private static bool IsInternal(string query) => query.StartsWith("kubernetes", StringComparison.Ordinal);

    private static ProbeResult? Forwards(ForwardedDnsNeed f) => IsInternal(f.Query) ? Scene.Answer("NOERROR", "10.96.0.1") : Scene.Answer("NOERROR", "192.0.2.80");

    private static ProbeResult? Probes(ProbeNeed p) => IsInternal(p.Query) ? Scene.Answer("NOERROR", "10.96.0.1") : Scene.Answer("NOERROR", "192.0.2.80");

    private static Scene With(Func<ForwardedDnsNeed, ProbeResult?> forwarded, Func<ProbeNeed, ProbeResult?> probes, string corefile = Scene.Corefile)
    {
        var scene = Scene.Cluster(corefile);
        (scene.Forwarded, scene.Probes) = (forwarded, probes);
        return scene;
    }

    private static (Verdict, string) Of(Finding finding) => (finding.Verdict, finding.Title);
}
