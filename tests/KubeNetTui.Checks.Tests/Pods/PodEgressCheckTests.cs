using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class PodEgressCheckTests
{
    private static readonly PodEgressCheck Check = new();
    private static readonly Subject Web = Subject.Pod("shop", "web-1");
    private static readonly ProbeResult Lost = Scene.Met(ProbeOutcome.TimedOut);

    [Fact]
    public void A_status_line_from_outside_passes()
    {
        Assert.Equal((Verdict.Pass, "example.com:443 is reached by name: HTTP/1.1 200 OK, 3 ms"), Of(With(Healthy).Judge(Check, Web)));
    }

    [Fact]
    public void The_address_that_dns_gives_is_tried_as_well_from_pod_and_node()
    {
        var scene = With(Healthy);
        scene.Judge(Check, Web);

        Assert.Equal(2, scene.Asked.OfType<ProbeNeed>().Count(p => p is { Method: ProbeMethod.Tcp, Host: "192.0.2.80", Port: 443 }));
    }

    [Fact]
    public void A_proxy_that_wants_a_login_warns()
    {
        Assert.Equal(Verdict.Warn, With(p => p is { Method: ProbeMethod.Https, From.Kind: PlaceKind.Pod } ? Status(407, "Proxy Authentication Required") : Healthy(p)).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void What_is_reached_by_address_and_not_by_name_has_no_name()
    {
        var scene = With(p => p.Method == ProbeMethod.Https && p.From.Kind == PlaceKind.Pod ? Scene.Met(ProbeOutcome.NameFailed)
            : p is { Method: ProbeMethod.Dns, From.Kind: PlaceKind.Pod } ? Lost : Healthy(p));

        Assert.Equal((Verdict.Fail, "192.0.2.80:443 is reached by its address, but example.com is not resolved: the network is well, names are not"), Of(scene.Judge(Check, Web)));
    }

    [Fact]
    public void One_destination_that_does_not_answer_is_its_own_affair()
    {
        Assert.Equal((Verdict.Pass, "kubernetes.io:443 is reached; example.com is not (no answer), which is that destination's affair"), Of(With(p => p.Host is "example.com" or "192.0.2.80" ? Lost : Healthy(p)).Judge(Check, Web)));
    }

    [Fact]
    public void A_policy_that_closes_it_is_meant()
    {
        var scene = With(p => p.From.Kind == PlaceKind.Pod && p.Method != ProbeMethod.Dns ? Lost : Healthy(p)).Policies(Scene.Policy("inside", "{'podSelector':{},'policyTypes':['Egress'],'egress':[{'to':[{'namespaceSelector':{}}]}]}"));
        var finding = scene.Judge(Check, Web);

        Assert.Equal(Verdict.NotApplicable, finding.Verdict);
        Assert.StartsWith("a NetworkPolicy closes its way out of the cluster: inside isolates its egress", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_with_an_address_range_closes_it_only_where_the_address_is_known()
    {
        var scene = With(p => p.Method == ProbeMethod.Dns || p.From.Kind == PlaceKind.Pod ? Lost : Healthy(p)).Policies(Scene.Policy("ranges", "{'podSelector':{},'policyTypes':['Egress'],'egress':[{'to':[{'ipBlock':{'cidr':'203.0.113.0/24'}}]}]}"));

        Assert.Equal(Verdict.Fail, scene.Judge(Check, Web).Verdict);
    }

    [Fact]
    public void Where_the_node_gets_out_the_pods_way_is_at_fault()
    {
        Assert.Equal(
            (Verdict.Fail, "its node node-a gets out, the pod does not (no answer from 192.0.2.80): the pod's way is at fault"),
            Of(With(p => p.From.Kind == PlaceKind.Pod && p.Method != ProbeMethod.Dns ? Lost : Healthy(p)).Judge(Check, Web)));
    }

    [Fact]
    public void Where_nobody_gets_out_it_is_a_warning()
    {
        Assert.Equal(
            (Verdict.Warn, "neither the pod (no answer) nor its node node-a (no answer) gets out of the cluster"),
            Of(With(p => p.Method == ProbeMethod.Dns ? Healthy(p) : Lost).Judge(Check, Web)));
    }

    [Fact]
    public void Without_probes_it_is_unknown()
    {
        Assert.Equal(Verdict.Unknown, With(_ => null).Judge(Check, Web).Verdict);
    }

    private static ProbeResult Healthy(ProbeNeed p) => p.Method switch
    {
        ProbeMethod.Dns => Scene.Answer("NOERROR", "192.0.2.80"),
        ProbeMethod.Https => Status(200, "OK"),
        _ => Scene.Reached(),
    };

    private static ProbeResult Status(int code, string words) => Scene.Reached($"HTTP/1.1 {code} {words}") with { HttpStatus = code };

    private static Scene With(Func<ProbeNeed, ProbeResult?> probes)
    {
        var scene = Scene.Cluster().Pods(Some.Pod("web-1"));
        scene.Probes = probes;
        return scene;
    }

    private static (Verdict, string) Of(Finding finding) => (finding.Verdict, finding.Title);
}
