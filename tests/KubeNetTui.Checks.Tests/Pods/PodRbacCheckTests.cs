using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class PodRbacCheckTests
{
    private static readonly PodRbacCheck Check = new();
    private static readonly Subject Op = Subject.Pod("shop", "op-1");
    private static readonly AccessNeed Question = new("system:serviceaccount:shop:op", "list", "apps", "deployments", "shop");

    private const string Refusal =
        "E0131 reflector.go:158] failed to list *v1.Deployment: deployments.apps is forbidden: User \\\"system:serviceaccount:shop:op\\\" cannot list resource \\\"deployments\\\" in API group \\\"apps\\\" in the namespace \\\"shop\\\"";

    [Fact]
    public void A_refusal_in_the_log_that_still_holds_fails_with_the_role_and_binding_that_would_allow_it()
    {
        var scene = With(Refusal);
        scene.Given.Read(Question, new AccessAnswer(false, "no binding"));
        var finding = scene.Judge(Check, Op);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Equal("its account shop/op may not list deployments.apps in shop: no binding names the account", finding.Title);
        Assert.Equal(
            "kubectl create role op-deployments -n shop --verb=list --resource=deployments.apps && kubectl create rolebinding op-deployments -n shop --role=op-deployments --serviceaccount=shop:op", finding.RemedyCommand);
        Assert.Equal(Refusal, finding.Exhibits[0].Lines[finding.Exhibits[0].Deciding[0]]);
    }

    [Fact]
    public void A_refusal_that_is_allowed_by_now_passes()
    {
        var scene = With(Refusal);
        scene.Given.Read(Question, new AccessAnswer(true, "RBAC: allowed by RoleBinding op"));

        Assert.Equal((Verdict.Pass, "shop/op was refused to list deployments.apps in shop, and may by now"), Of(scene.Judge(Check, Op)));
    }

    [Fact]
    public void Where_access_may_not_be_asked_roles_and_bindings_decide()
    {
        var scene = With(Refusal);
        scene.Given.List(Needs.Roles("shop"), Role("op", "['get']")).List(Needs.RoleBindings("shop"), Binding("op", "op", "shop"));
        var finding = scene.Judge(Check, Op);

        Assert.Equal((Verdict.Fail, "its account shop/op may not list deployments.apps in shop: Role shop/op, which it has, does not allow it"), Of(finding));
        Assert.Contains(finding.Details, d => d.Contains("authorizers beside RBAC", StringComparison.Ordinal));

        scene = With(Refusal);
        scene.Given.List(Needs.Roles("shop"), Role("op", "['get','list']")).List(Needs.RoleBindings("shop"), Binding("op", "op", "shop"));
        Assert.Equal(Verdict.Pass, scene.Judge(Check, Op).Verdict);
    }

    [Fact]
    public void A_binding_to_the_namesake_in_another_namespace_is_the_slip()
    {
        var scene = With(Refusal);
        scene.Given.List(Needs.Roles("shop"), Role("op", "['list']")).List(Needs.RoleBindings("shop"), Binding("op", "op", "default"));

        Assert.Equal((Verdict.Fail, "its account shop/op may not list deployments.apps in shop: RoleBinding shop/op would allow it, but to the account of this name in default"), Of(scene.Judge(Check, Op)));
    }

    [Fact]
    public void A_binding_to_a_role_that_is_not_there_is_named()
    {
        var scene = With(Refusal);
        scene.Given.List(Needs.RoleBindings("shop"), Binding("op", "gone", "shop"));

        Assert.Equal((Verdict.Fail, "its account shop/op may not list deployments.apps in shop: RoleBinding shop/op names Role gone, which is not there"), Of(scene.Judge(Check, Op)));
    }

    [Fact]
    public void Roles_that_may_not_be_read_leave_it_unknown()
    {
        var scene = With(Refusal);
        scene.Given.Refused(Needs.Roles("shop"));

        Assert.Equal(Verdict.Unknown, scene.Judge(Check, Op).Verdict);
    }

    [Fact]
    public void Without_a_sign_nothing_is_asked()
    {
        var scene = With("started");

        Assert.Equal((Verdict.NotApplicable, "nothing says that its account shop/op was refused anything (log and events looked at)"), Of(scene.Judge(Check, Op)));
        Assert.DoesNotContain(scene.Asked, n => n is AccessNeed);
    }

    [Fact]
    public void The_log_of_a_healthy_pod_under_the_default_account_is_not_read()
    {
        var scene = new Scene().Pods(Some.Pod("op-1"));

        Assert.Equal(Verdict.NotApplicable, scene.Judge(Check, Op).Verdict);
        Assert.DoesNotContain(scene.Asked, n => n is LogNeed);
    }

    [Fact]
    public void What_a_dns_server_watches_is_asked_without_a_sign()
    {
        var scene = Scene.Cluster();
        scene.Given.Read(new AccessNeed("system:serviceaccount:kube-system:coredns", "list", "discovery.k8s.io", "endpointslices", null), new AccessAnswer(false, ""))
            .Read(new AccessNeed("system:serviceaccount:kube-system:coredns", "list", "", "services", null), new AccessAnswer(true, ""))
            .Read(new AccessNeed("system:serviceaccount:kube-system:coredns", "list", "", "namespaces", null), new AccessAnswer(true, ""));

        Assert.Equal(
            (Verdict.Fail, "its account kube-system/coredns may not list endpointslices.discovery.k8s.io in the whole cluster: no binding names the account"), Of(scene.Judge(Check, Subject.Pod("kube-system", "coredns-1"))));
    }

    private static string Role(string name, string verbs) =>
        $"{{'metadata':{{'name':'{name}','namespace':'shop'}},'rules':[{{'verbs':{verbs},'apiGroups':['apps'],'resources':['deployments']}}]}}";

    private static string Binding(string name, string role, string account) =>
        $"{{'metadata':{{'name':'{name}','namespace':'shop'}},'roleRef':{{'kind':'Role','name':'{role}'}},'subjects':[{{'kind':'ServiceAccount','name':'op','namespace':'{account}'}}]}}";

    private static Scene With(params string[] log)
    {
        var scene = new Scene().Pods(Some.Pod("op-1", more: "{'spec':{'serviceAccountName':'op'}}"));
        scene.Given.Read(Needs.Log("shop", "op-1", "main", previous: false), new LogText(log));
        return scene;
    }

    private static (Verdict, string) Of(Finding finding) => (finding.Verdict, finding.Title);
}
