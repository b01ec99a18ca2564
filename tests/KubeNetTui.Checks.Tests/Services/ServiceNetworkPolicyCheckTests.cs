using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ServiceNetworkPolicyCheckTests
{
    private static readonly ServiceNetworkPolicyCheck Check = new();
    private static readonly Subject Db = Subject.Service("shop", "db");

    [Fact]
    public void Sources_that_are_let_in_are_named_with_the_policy_that_stops_the_others()
    {
        var finding = Scene("[{'from':[{'podSelector':{'matchLabels':{'tier':'backend'}}}],'ports':[{'port':5432}]}]").Judge(Check, Db);

        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Equal("may be reached by pods tier=backend on 5432/TCP; db-clients stops all others", finding.Title);
    }

    [Fact]
    public void Without_policies_any_source_may()
    {
        var finding = Base().Judge(Check, Db);

        Assert.Equal((Verdict.Pass, "no NetworkPolicy isolates its 1 endpoint pod: any source may reach it"), (finding.Verdict, finding.Title));
    }

    [Fact]
    public void A_policy_that_lets_nobody_in_fails()
    {
        var finding = Scene("[]").Judge(Check, Db);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Equal("db-clients lets nobody reach the endpoints: no rule is for port 5432/TCP", finding.Title);
        Assert.Contains("service.vip-reach", finding.ExplainedChecks);
    }

    [Fact]
    public void A_policy_for_the_services_port_is_named_as_the_slip_that_it_is()
    {
        var finding = Scene("[{'ports':[{'port':80}]}]").Judge(Check, Db);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("they allow port 80, the service's, but the pods listen on 5432/TCP", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_selector_that_no_pod_has_lets_nobody_in()
    {
        var finding = Scene("[{'from':[{'podSelector':{'matchLabels':{'tier':'gone'}}}]}]").Judge(Check, Db);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("on 5432/TCP only pods tier=gone, which selects no pod that there is", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Unenforced_policies_warn()
    {
        var finding = Scene("[]", enforced: false).Judge(Check, Db);

        Assert.Equal(Verdict.Warn, finding.Verdict);
    }

    [Fact]
    public void A_load_balancer_whose_endpoints_let_in_pods_only_warns()
    {
        var scene = Tests.Scene.Cluster().Pods(Some.Pod("db-0", "app=db", "10.244.0.9", ports: "5432"), Some.Pod("api", "tier=backend", "10.244.0.8"))
            .Service(Some.Service("db", "app=db", "80>5432@30080", more: "{'type':'LoadBalancer'}"), Some.Slice("db", "db-0@node-a=10.244.0.9", ":5432"))
            .Policies(Tests.Scene.Policy("db-clients", "{'podSelector':{},'ingress':[{'from':[{'podSelector':{}}]}]}"));
        var finding = scene.Judge(Check, Db);

        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.StartsWith("type LoadBalancer, but db-clients lets only pods in: clients from outside are stopped", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Endpoints_that_are_no_pods_are_not_judged()
    {
        var scene = Tests.Scene.Cluster().Service(Some.Service("db", null, "80"), Some.Slice("db", "=10.20.30.40", ":80", handMade: true));

        Assert.Equal(Verdict.NotApplicable, scene.Judge(Check, Db).Verdict);
    }

    [Fact]
    public void Policies_that_may_not_be_read_are_unknown()
    {
        var scene = Base();
        scene.Given.Refused(Needs.NetworkPolicies("shop"));

        Assert.Equal(Verdict.Unknown, scene.Judge(Check, Db).Verdict);
    }

    private static Scene Base(bool enforced = true) =>
        Tests.Scene.Cluster(enforced: enforced).Pods(Some.Pod("db-0", "app=db", "10.244.0.9", ports: "5432"), Some.Pod("api", "tier=backend", "10.244.0.8"))
            .Service(Some.Service("db", "app=db", "80>5432"), Some.Slice("db", "db-0@node-a=10.244.0.9", ":5432"));

    private static Scene Scene(string ingress, bool enforced = true) =>
        Base(enforced).Policies(Tests.Scene.Policy("db-clients", $"{{'podSelector':{{'matchLabels':{{'app':'db'}}}},'ingress':{ingress}}}"));
}
