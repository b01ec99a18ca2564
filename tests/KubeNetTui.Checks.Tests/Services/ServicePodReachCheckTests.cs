using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ServicePodReachCheckTests
{
    private static readonly ServicePodReachCheck Check = new();
    private static readonly Subject Web = Subject.Service("shop", "web");

    [Fact]
    public void Endpoints_that_answer_from_their_own_and_from_another_node_pass()
    {
        var scene = Scene(_ => Tests.Scene.Reached());
        var finding = scene.Judge(Check, Web);

        Assert.Equal((Verdict.Pass, "2 endpoints reached by 4 connections, the slowest in 3 ms"), Of(finding));
        Assert.Equal(
            [("node-a", "10.244.0.5"), ("node-a", "10.244.1.5"), ("node-b", "10.244.0.5"), ("node-b", "10.244.1.5")],
            scene.Asked.OfType<ProbeNeed>().Select(p => (p.From.Name, p.Host)).Order());
    }

    [Fact]
    public void An_endpoint_that_refuses_has_nobody_listening()
    {
        var finding = Scene(p => p.Host == "10.244.1.5" ? Tests.Scene.Met(ProbeOutcome.Refused, 1) : Tests.Scene.Reached()).Judge(Check, Web);

        Assert.Equal((Verdict.Fail, "shop/web-2 (10.244.1.5:8080) refuses the connection: the packet arrives, but nobody listens on that address and port"), Of(finding));
    }

    [Fact]
    public void What_its_own_node_reaches_and_another_does_not_is_lost_between_them()
    {
        var finding = Scene(p => p.Host == "10.244.1.5" && p.From.Name == "node-a" ? Tests.Scene.Met(ProbeOutcome.TimedOut) : Tests.Scene.Reached()).Judge(Check, Web);

        Assert.Equal((Verdict.Fail, "shop/web-2 (10.244.1.5:8080) answers its own node node-b, and node-a gets no answer: lost between the nodes or in node-b's FORWARD chain"), Of(finding));
        Assert.Contains("node.forward", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_not_even_its_own_node_reaches_is_lost_there()
    {
        var finding = Scene(p => p.Host == "10.244.1.5" ? Tests.Scene.Met(ProbeOutcome.TimedOut) : Tests.Scene.Reached()).Judge(Check, Web);

        Assert.Equal((Verdict.Fail, "shop/web-2 (10.244.1.5:8080) gives no answer even from its own node node-b: lost on the node itself (interface, route, rules there)"), Of(finding));
    }

    [Fact]
    public void A_source_that_a_policy_stops_is_no_fault()
    {
        var finding = Scene(p => p.From.Name == "node-a" && p.Host == "10.244.1.5" || p.From.Name == "node-b" && p.Host == "10.244.0.5" ? Tests.Scene.Met(ProbeOutcome.TimedOut) : Tests.Scene.Reached())
            .Policies(Tests.Scene.Policy("only-pods", "{'podSelector':{},'ingress':[{'from':[{'podSelector':{}}]}]}")).Judge(Check, Web);

        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains(finding.Details, d => d.Contains("and that is meant: only-pods isolates its ingress", StringComparison.Ordinal));
    }

    [Fact]
    public void A_probe_that_was_not_made_proves_nothing()
    {
        Assert.Equal(Verdict.Unknown, Scene(_ => null).Judge(Check, Web).Verdict);
        Assert.Equal((Verdict.Pass, "2 endpoints reached by 2 connections, the slowest in 3 ms, 2 not tried"), Of(Scene(p => p.From.Name == "node-a" ? Tests.Scene.Reached() : null).Judge(Check, Web)));
    }

    [Fact]
    public void Udp_and_services_without_ready_endpoints_are_not_tried()
    {
        var scene = Tests.Scene.Cluster().Pods(Pods).Service(Some.Service("web", ports: "dns:53>8080/UDP"), Some.Slice("web", "web-1@node-a=10.244.0.5", "dns:8080/UDP"));
        Assert.Equal(Verdict.NotApplicable, scene.Judge(Check, Web).Verdict);
        Assert.Empty(scene.Asked.OfType<ProbeNeed>());

        scene = Tests.Scene.Cluster().Pods(Pods).Service(Some.Service("web"), Some.Slice("web", "web-1@node-a=10.244.0.5!"));
        Assert.Equal((Verdict.NotApplicable, "it has no ready endpoint; service.endpoints says why"), Of(scene.Judge(Check, Web)));
    }

    [Fact]
    public void A_service_with_many_endpoints_is_tried_at_a_few_on_different_nodes()
    {
        var endpoints = string.Join(' ', Enumerable.Range(1, 30).Select(i => $"web-{i}@node-{(i <= 28 ? 'a' : 'b')}=10.244.{(i <= 28 ? 0 : 1)}.{i}"));
        var scene = Tests.Scene.Cluster().Service(Some.Service("web"), Some.Slice("web", endpoints));
        scene.Probes = _ => Tests.Scene.Reached();
        scene.Judge(Check, Web);

        Assert.Equal(4, scene.Asked.OfType<ProbeNeed>().Select(p => p.Host).Distinct().Count());
        Assert.Contains(scene.Asked.OfType<ProbeNeed>(), p => p.Host.StartsWith("10.244.1.", StringComparison.Ordinal));
    }

    private static readonly string[] Pods = [Some.Pod("web-1"), Some.Pod("web-2", ip: "10.244.1.5", node: "node-b")];

    private static Scene Scene(Func<ProbeNeed, ProbeResult?> probes)
    {
        var scene = Tests.Scene.Cluster().Pods(Pods).Service(Some.Service("web"), Some.Slice("web", "web-1@node-a=10.244.0.5 web-2@node-b=10.244.1.5"));
        scene.Probes = probes;
        return scene;
    }

    private static (Verdict, string) Of(Finding finding) => (finding.Verdict, finding.Title);
}
