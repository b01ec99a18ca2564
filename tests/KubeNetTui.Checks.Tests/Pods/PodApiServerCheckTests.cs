using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class PodApiServerCheckTests
{
    private static readonly PodApiServerCheck Check = new();
    private static readonly Subject Web = Subject.Pod("shop", "web-1");
    private static readonly ProbeResult Lost = Scene.Met(ProbeOutcome.TimedOut);
    private static readonly ProbeResult Forbidden = Scene.Reached("HTTP/1.1 403 Forbidden") with { HttpStatus = 403 };

    [Fact]
    public void A_403_proves_that_the_network_works()
    {
        var finding = With(Healthy).Judge(Check, Web);

        Assert.Equal((Verdict.Pass, "10.96.0.1:443 answers HTTP/1.1 403 Forbidden in 3 ms"), Of(finding));
        Assert.Contains(finding.Details, d => d.Contains("pod.rbac", StringComparison.Ordinal));
    }

    [Fact]
    public void Servers_that_are_reached_by_themselves_only_leave_the_service_at_fault()
    {
        Assert.Equal(
            (Verdict.Fail, "API servers are reached by their own addresses, but not through the service 10.96.0.1 (no answer): the service does not work on node-a"),
            Of(With(p => p.Host == "10.96.0.1" ? Lost : Healthy(p)).Judge(Check, Web)));
    }

    [Fact]
    public void One_server_that_is_not_reached_is_named()
    {
        Assert.Equal((Verdict.Fail, "1 of 2 API servers is not reached from the pod: 172.18.0.12:6443 (no answer)"), Of(With(p => p.Host == "172.18.0.12" ? Lost : Healthy(p)).Judge(Check, Web)));
    }

    [Fact]
    public void What_the_node_reaches_and_the_pod_does_not_is_the_pods_way()
    {
        Assert.Equal((Verdict.Fail, "its node node-a reaches the API server, the pod does not (no answer): the pod's way is at fault"), Of(With(p => p.From.Kind == PlaceKind.Pod ? Lost : Healthy(p)).Judge(Check, Web)));
        Assert.Equal((Verdict.Fail, "neither the pod (no answer) nor its node node-a reaches the API server"), Of(With(_ => Lost).Judge(Check, Web)));
    }

    [Fact]
    public void A_policy_that_keeps_it_away_is_meant()
    {
        var finding = With(p => p.From.Kind == PlaceKind.Pod ? Lost : Healthy(p)).Policies(Scene.Policy("inside", "{'podSelector':{},'policyTypes':['Egress'],'egress':[{'to':[{'namespaceSelector':{}}]}]}")).Judge(Check, Web);

        Assert.Equal(Verdict.NotApplicable, finding.Verdict);
        Assert.StartsWith("a NetworkPolicy keeps it from the API server", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Something_else_that_answers_is_told()
    {
        Assert.Equal(Verdict.Fail, With(p => p.Host == "10.96.0.1" ? Scene.Met(ProbeOutcome.BadAnswer) : Healthy(p)).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void Without_probes_or_the_service_it_is_unknown()
    {
        Assert.Equal(Verdict.Unknown, With(_ => null).Judge(Check, Web).Verdict);
        Assert.Equal((Verdict.Unknown, "the service default/kubernetes was not tried from the pod: 404 not found"), Of(With(p => p.Host == "10.96.0.1" ? null : Healthy(p)).Judge(Check, Web)));
    }

    private static ProbeResult? Healthy(ProbeNeed p) => p.Method == ProbeMethod.Https ? Forbidden : Scene.Reached();

    private static Scene With(Func<ProbeNeed, ProbeResult?> probes)
    {
        var scene = Scene.Cluster().Pods(Some.Pod("web-1"));
        scene.Given.List(Needs.Services("default"), Some.Service("kubernetes", null, "https:443>6443", "default", "{'clusterIP':'10.96.0.1','clusterIPs':['10.96.0.1']}"))
            .List(Needs.EndpointSlices("default"), Some.Slice("kubernetes", "=172.18.0.11 =172.18.0.12", "https:6443", "default", handMade: true));
        scene.Probes = probes;
        return scene;
    }

    private static (Verdict, string) Of(Finding finding) => (finding.Verdict, finding.Title);
}
