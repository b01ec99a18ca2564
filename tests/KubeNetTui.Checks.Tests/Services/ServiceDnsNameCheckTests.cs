using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ServiceDnsNameCheckTests
{
    private static readonly ServiceDnsNameCheck Check = new();
    private static readonly Subject Web = Subject.Service("shop", "web");

    [Fact]
    public void A_name_that_is_the_virtual_ip_passes()
    {
        var scene = Scene(Some.Service("web"), Tests.Scene.Answer("NOERROR", "10.96.0.50"));

        Assert.Equal((Verdict.Pass, "web.shop.svc.cluster.local is 10.96.0.50, answered in 4 ms"), Of(scene.Judge(Check, Web)));
        var probe = Assert.Single(scene.Asked.OfType<ProbeNeed>());
        Assert.Equal((ProbeMethod.Dns, Tests.Scene.Dns, "web.shop.svc.cluster.local A"), (probe.Method, probe.Host, probe.Query));
    }

    [Fact]
    public void A_name_that_the_dns_does_not_know_fails()
    {
        var finding = Scene(Some.Service("web"), Tests.Scene.Answer("NXDOMAIN")).Judge(Check, Web);

        Assert.Equal((Verdict.Fail, "web.shop.svc.cluster.local does not exist for the cluster's DNS (NXDOMAIN), but the service has 10.96.0.50"), Of(finding));
    }

    [Fact]
    public void A_service_made_just_now_may_not_be_known_yet()
    {
        Assert.Equal(Verdict.Warn, Scene(Some.Service("web", age: 20), Tests.Scene.Answer("NXDOMAIN")).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void Another_address_fails_and_names_it()
    {
        Assert.Equal((Verdict.Fail, "web.shop.svc.cluster.local is 10.9.9.9, but the service has 10.96.0.50"), Of(Scene(Some.Service("web"), Tests.Scene.Answer("NOERROR", "10.9.9.9")).Judge(Check, Web)));
    }

    [Fact]
    public void That_dns_does_not_answer_is_not_the_names_fault()
    {
        var finding = Scene(Some.Service("web"), Tests.Scene.Met(ProbeOutcome.TimedOut)).Judge(Check, Web);

        Assert.Equal(Verdict.Unknown, finding.Verdict);
        Assert.Contains("dns.pods", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_headless_service_is_all_its_ready_pods()
    {
        Assert.Equal((Verdict.Pass, "web.shop.svc.cluster.local has all 2 ready pods, answered in 4 ms"), Of(Headless(Tests.Scene.Answer("NOERROR", "10.244.1.5", "10.244.0.5")).Judge(Check, Web)));

        var finding = Headless(Tests.Scene.Answer("NOERROR", "10.244.0.5", "10.244.0.77")).Judge(Check, Web);
        Assert.Equal((Verdict.Warn, "web.shop.svc.cluster.local differs from the ready pods: without 10.244.1.5, with 10.244.0.77, which is no ready pod"), Of(finding));

        Assert.Equal(Verdict.Fail, Headless(Tests.Scene.Answer("NXDOMAIN")).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void A_headless_service_is_asked_for_over_tcp_and_pods_not_ready_count_where_they_are_published()
    {
        var scene = Headless(Tests.Scene.Answer("NOERROR", "10.244.0.5", "10.244.1.5", "10.244.1.6"), ",'publishNotReadyAddresses':true");

        Assert.Equal(Verdict.Pass, scene.Judge(Check, Web).Verdict);
        Assert.Equal(ProbeMethod.DnsTcp, Assert.Single(scene.Asked.OfType<ProbeNeed>()).Method);
    }

    [Fact]
    public void A_headless_service_without_ready_pods_has_no_name()
    {
        var scene = Scene(Some.Service("web", more: "{'clusterIP':'None','clusterIPs':['None']}"), Tests.Scene.Answer("NXDOMAIN"), Some.Slice("web", "web-1@node-a=10.244.0.5!"));

        Assert.Equal(Verdict.NotApplicable, scene.Judge(Check, Web).Verdict);
    }

    [Fact]
    public void An_alias_that_resolves_passes_and_one_that_does_not_fails()
    {
        Assert.Equal((Verdict.Pass, "web.shop.svc.cluster.local is the alias of db.example.org, which is 192.0.2.7"), Of(Scene(Alias("web", "db.example.org"), Tests.Scene.Answer("NOERROR", "db.example.org.", "192.0.2.7")).Judge(Check, Web)));
        Assert.Equal((Verdict.Fail, "web.shop.svc.cluster.local is the alias of 10.1.2.3, which has no address (NXDOMAIN)"), Of(Scene(Alias("web", "10.1.2.3"), Tests.Scene.Answer("NXDOMAIN", "10.1.2.3.")).Judge(Check, Web)));
    }

    [Fact]
    public void An_alias_that_leads_back_to_itself_fails_without_any_question()
    {
        var scene = Tests.Scene.Cluster().Service(Alias("web", "other.ops.svc.cluster.local"));
        scene.Given.List(Needs.Services("ops"), Alias("other", "web.shop.svc.cluster.local.", "ops"));

        Assert.Equal((Verdict.Fail, "its alias leads back to itself: shop/web → ops/other → shop/web"), Of(scene.Judge(Check, Web)));
    }

    [Fact]
    public void Without_a_probe_it_is_unknown()
    {
        Assert.Equal(Verdict.Unknown, Scene(Some.Service("web"), null).Judge(Check, Web).Verdict);
    }

    private static string Alias(string name, string target, string ns = "shop") => Some.Service(name, null, "80", ns, $"{{'type':'ExternalName','externalName':'{target}','clusterIP':'','clusterIPs':[]}}");

    private static Scene Headless(ProbeResult answer, string more = "") => Scene(
        Some.Service("web", more: $"{{'clusterIP':'None','clusterIPs':['None']{more}}}"), answer, Some.Slice("web", "web-1@node-a=10.244.0.5 web-2@node-b=10.244.1.5 web-3@node-b=10.244.1.6!"));

    private static Scene Scene(string service, ProbeResult? answer, params string[] slices)
    {
        var scene = Tests.Scene.Cluster().Service(service, slices);
        scene.Probes = _ => answer;
        return scene;
    }

    private static (Verdict, string) Of(Finding finding) => (finding.Verdict, finding.Title);
}
