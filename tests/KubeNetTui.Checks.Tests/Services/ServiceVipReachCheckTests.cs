using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ServiceVipReachCheckTests
{
    private static readonly ServiceVipReachCheck Check = new();
    private static readonly Subject Web = Subject.Service("shop", "web");

    [Fact]
    public void A_virtual_ip_that_answers_from_nodes_and_a_pod_passes()
    {
        var scene = Scene(_ => Tests.Scene.Reached());

        Assert.Equal((Verdict.Pass, "10.96.0.50 answers from node-a, node-b, shop/client"), Of(scene.Judge(Check, Web)));
        Assert.All(scene.Asked.OfType<ProbeNeed>(), p => Assert.Equal(("10.96.0.50", 80), (p.Host, p.Port)));
    }

    [Fact]
    public void The_node_that_differs_is_named()
    {
        var finding = Scene(p => p.From.Name == "node-b" ? Tests.Scene.Met(ProbeOutcome.Refused, 1) : Tests.Scene.Reached()).Judge(Check, Web);

        Assert.Equal((Verdict.Fail, "10.96.0.50:80 from node-b: refused; it answers from node-a, shop/client"), Of(finding));
        Assert.Contains("service.rules", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_alone_that_does_not_reach_it_is_told_of_its_own_way_out()
    {
        var finding = Scene(p => p.From.Kind == PlaceKind.Pod ? Tests.Scene.Met(ProbeOutcome.TimedOut) : Tests.Scene.Reached()).Judge(Check, Web);

        Assert.Equal((Verdict.Fail, "10.96.0.50:80 from shop/client: no answer; it answers from node-a, node-b"), Of(finding));
        Assert.Contains(finding.Details, d => d.StartsWith("Nodes reach it, the pod on node-b does not", StringComparison.Ordinal));
    }

    [Fact]
    public void An_endpoint_that_asks_itself_is_told_of_hairpin()
    {
        var scene = Tests.Scene.Cluster().Pods(Some.Pod("web-1")).Service(Some.Service("web"), Some.Slice("web", "web-1@node-a=10.244.0.5"));
        scene.Probes = p => p.From.Kind == PlaceKind.Pod ? Tests.Scene.Met(ProbeOutcome.TimedOut) : Tests.Scene.Reached();

        Assert.Contains(scene.Judge(Check, Web).Details, d => d.Contains("service.hairpin", StringComparison.Ordinal));
    }

    [Fact]
    public void With_internal_traffic_policy_local_only_nodes_with_an_endpoint_are_asked()
    {
        var scene = Scene(_ => Tests.Scene.Reached(), "{'internalTrafficPolicy':'Local'}");
        scene.Judge(Check, Web);

        Assert.DoesNotContain(scene.Asked.OfType<ProbeNeed>(), p => p.From.Name is "node-b" or "client");
    }

    [Fact]
    public void A_source_that_a_policy_stops_is_no_fault()
    {
        var finding = Scene(p => p.From.Name == "node-a" ? Tests.Scene.Reached() : Tests.Scene.Met(ProbeOutcome.TimedOut))
            .Policies(Tests.Scene.Policy("closed", "{'podSelector':{'matchLabels':{'app':'web'}},'ingress':[]}")).Judge(Check, Web);

        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains(finding.Details, d => d.StartsWith("2 sources not let in", StringComparison.Ordinal));
    }

    [Fact]
    public void Headless_services_and_those_without_endpoints_have_nothing_to_answer()
    {
        Assert.Equal(Verdict.NotApplicable, Scene(_ => null, "{'clusterIP':'None','clusterIPs':['None']}").Judge(Check, Web).Verdict);
        Assert.Equal(Verdict.NotApplicable, Tests.Scene.Cluster().Service(Some.Service("web"), Some.Slice("web", "web-1@node-a=10.244.0.5!")).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void Without_probes_it_is_unknown_and_says_what_to_type()
    {
        var finding = Scene(_ => null).Judge(Check, Web);

        Assert.Equal(Verdict.Unknown, finding.Verdict);
        Assert.Contains(finding.Details, d => d.Contains("nc -vz -w 3 10.96.0.50 80", StringComparison.Ordinal));
    }

    private static Scene Scene(Func<ProbeNeed, ProbeResult?> probes, string more = "{}")
    {
        var scene = Tests.Scene.Cluster().Pods(Some.Pod("web-1"), Some.Pod("client", "app=client", "10.244.1.9", node: "node-b"))
            .Service(Some.Service("web", more: more), Some.Slice("web", "web-1@node-a=10.244.0.5"));
        scene.Probes = probes;
        return scene;
    }

    private static (Verdict, string) Of(Finding finding) => (finding.Verdict, finding.Title);
}
