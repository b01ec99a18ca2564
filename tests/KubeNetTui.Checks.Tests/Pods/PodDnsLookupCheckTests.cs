using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class PodDnsLookupCheckTests
{
    private static readonly PodDnsLookupCheck Check = new();
    private static readonly Subject Web = Subject.Pod("shop", "web-1");
    private const string Upstream = "10.1.1.1";
    private static readonly ProbeResult Lost = Scene.Met(ProbeOutcome.TimedOut);

    [Fact]
    public void Names_that_resolve_pass_over_udp_and_tcp()
    {
        var scene = With(Healthy);

        Assert.Equal((Verdict.Pass, "10.96.0.10 answers names of the cluster and outside, the slowest in 4 ms"), Of(scene.Judge(Check, Web)));
        Assert.Contains(scene.Asked.OfType<ProbeNeed>(), p => p is { Method: ProbeMethod.DnsTcp, From.Kind: PlaceKind.Pod });
        Assert.Contains(scene.Asked.OfType<ProbeNeed>(), p => p is { Host: Upstream, From.Kind: PlaceKind.Node });
    }

    [Fact]
    public void What_the_node_gets_and_the_pod_does_not_is_the_pods_way()
    {
        Assert.Equal(
            (Verdict.Fail, "its nameserver 10.96.0.10 answers the node node-a, but not the pod (no answer)"),
            Of(With(p => p.From.Kind == PlaceKind.Pod ? Lost : Healthy(p)).Judge(Check, Web)));
    }

    [Fact]
    public void What_neither_gets_is_the_clusters_dns()
    {
        Assert.Equal(
            (Verdict.Fail, "its nameserver 10.96.0.10 answers neither the pod (no answer) nor its node node-a (no answer)"),
            Of(With(p => p.Host == Scene.Dns ? Lost : Healthy(p)).Judge(Check, Web)));
    }

    [Fact]
    public void A_policy_that_forbids_it_is_named()
    {
        var finding = With(p => p.From.Kind == PlaceKind.Pod ? Lost : Healthy(p)).Policies(Scene.Policy("closed", "{'podSelector':{},'policyTypes':['Egress'],'egress':[{'ports':[{'port':443}]}]}")).Judge(Check, Web);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.StartsWith("its nameserver 10.96.0.10 is not reached (no answer): NetworkPolicy closed isolates its egress", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_where_names_alone_are_at_fault_do_they_explain_egress()
    {
        Assert.Empty(With(p => p.From.Kind == PlaceKind.Pod ? Lost : Healthy(p)).Judge(Check, Web).Explains);
        Assert.Equal([Web], With(p => p.Host == Scene.Dns ? Lost : Healthy(p)).Judge(Check, Web).Explains);
    }

    [Fact]
    public void Udp_that_is_lost_while_tcp_works_is_told()
    {
        Assert.Equal(
            (Verdict.Fail, "its nameserver 10.96.0.10 answers over TCP, but not over UDP (no answer)"),
            Of(With(p => p is { Method: ProbeMethod.Dns, From.Kind: PlaceKind.Pod } ? Lost : Healthy(p)).Judge(Check, Web)));
        Assert.Equal(Verdict.Warn, With(p => p.Method == ProbeMethod.DnsTcp ? Lost : Healthy(p)).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void A_dns_that_does_not_know_the_cluster_fails()
    {
        Assert.Equal(
            (Verdict.Fail, "the cluster's DNS 10.96.0.10 answers NXDOMAIN to kubernetes.default.svc.cluster.local: it does not know the cluster's own names"),
            Of(With(p => p.Query.StartsWith("kubernetes", StringComparison.Ordinal) ? Scene.Answer("NXDOMAIN") : Healthy(p)).Judge(Check, Web)));
    }

    [Fact]
    public void External_names_that_fail_are_told_apart_by_who_hears_the_upstream()
    {
        ProbeResult Fails(ProbeNeed p) => p.Host == Scene.Dns && p.Query.StartsWith("example", StringComparison.Ordinal) ? Scene.Answer("SERVFAIL") : Healthy(p);

        Assert.Equal(
            (Verdict.Fail, "10.96.0.10 resolves no external name (SERVFAIL), though upstream 10.1.1.1 answers the pod itself: the cluster's DNS does not forward"), Of(With(Fails).Judge(Check, Web)));
        Assert.Equal(
            (Verdict.Fail, "10.96.0.10 resolves no external name (SERVFAIL); upstream 10.1.1.1 answers the node node-a and not pods: their way out is at fault"),
            Of(With(p => p is { Host: Upstream, From.Kind: PlaceKind.Pod } ? Lost : Fails(p)).Judge(Check, Web)));
        Assert.Equal(
            (Verdict.Warn, "10.96.0.10 resolves no external name (SERVFAIL); upstream 10.1.1.1 does not answer the node either"),
            Of(With(p => p.Host == Upstream ? Lost : Fails(p)).Judge(Check, Web)));
    }

    [Fact]
    public void An_external_name_that_does_not_exist_is_an_answer()
    {
        Assert.Equal(Verdict.Pass, With(p => p.Query.StartsWith("example", StringComparison.Ordinal) ? Scene.Answer("NXDOMAIN") : Healthy(p)).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void A_pod_with_the_nodes_nameserver_need_not_know_the_cluster()
    {
        var scene = With(p => p.Query.StartsWith("kubernetes", StringComparison.Ordinal) ? Scene.Answer("NXDOMAIN") : Healthy(p), "{'spec':{'dnsPolicy':'Default'}}")
            .Output(Place.Pod("shop", "web-1"), "resolv-conf", "nameserver 192.0.2.53\n");

        Assert.Equal((Verdict.Pass, "192.0.2.53 answers names, the slowest in 4 ms"), Of(scene.Judge(Check, Web)));
        Assert.DoesNotContain(scene.Asked.OfType<ProbeNeed>(), p => p.Query.StartsWith("kubernetes", StringComparison.Ordinal));
    }

    [Fact]
    public void A_slow_answer_warns()
    {
        Assert.Equal(Verdict.Warn, With(p => Healthy(p) with { Took = TimeSpan.FromSeconds(5.1) }).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void Without_probes_it_is_unknown_and_says_what_to_type()
    {
        var finding = With(_ => null).Judge(Check, Web);

        Assert.Equal(Verdict.Unknown, finding.Verdict);
        Assert.Contains(finding.Details, d => d.Contains("dig +tries=1 +time=3 @10.96.0.10", StringComparison.Ordinal));
    }

    private static ProbeResult Healthy(ProbeNeed p) =>
        p.Query.StartsWith("kubernetes", StringComparison.Ordinal) ? Scene.Answer("NOERROR", "10.96.0.1") : Scene.Answer("NOERROR", "192.0.2.80");

    private static Scene With(Func<ProbeNeed, ProbeResult?> probes, string more = "{}")
    {
        var scene = Scene.Cluster().Pods(Some.Pod("web-1", more: more));
        scene.Probes = probes;
        return scene;
    }

    private static (Verdict, string) Of(Finding finding) => (finding.Verdict, finding.Title);
}
