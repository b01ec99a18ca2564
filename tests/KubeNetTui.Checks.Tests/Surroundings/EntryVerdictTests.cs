using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>Ingresses and routes of the Gateway API, with what keeps their verdicts from false alarms.</summary>
public sealed class EntryVerdictTests
{
    private const string Listener = "{'name':'http','protocol':'HTTP','port':80}";
    private const string Accepted = "{'parentRef':{'name':'edge'},'controllerName':'c','conditions':[{'type':'Accepted','status':'True'},{'type':'ResolvedRefs','status':'True'}]}";

    private static string Edge => $"{{'metadata':{{'name':'edge','namespace':'shop'}},'spec':{{'gatewayClassName':'c','listeners':[{Listener}]}}}}";

    [Fact]
    public void An_ingress_whose_services_answer_passes() =>
        Assert.Equal((Verdict.Pass, ""), Judge("web", "80", new Around().With("web", "web-1@a=10.0.0.1").WithClass("nginx")));

    [Theory]
    [InlineData("gone", "80", Verdict.Fail, "service gone is missing")]
    [InlineData("web", "81", Verdict.Fail, "web has no port 81")]
    [InlineData("web", "'http'", Verdict.Pass, "")]
    [InlineData("web", "'grpc'", Verdict.Fail, "web has no port grpc")]
    [InlineData("pay", "80", Verdict.Fail, "pay: 0 of 2 endpoints ready")]
    [InlineData("cart", "80", Verdict.Fail, "cart: no endpoints")]
    [InlineData("search", "80", Verdict.Fail, "search: no pod has port web")]
    [InlineData("ending", "80", Verdict.Warn, "ending: only terminating endpoints")]
    public void A_backend_is_judged_by_its_service_its_port_and_its_endpoints(string service, string port, Verdict verdict, string reason)
    {
        var around = new Around().WithClass("nginx").With("web", "web-1@a=10.0.0.1").With("pay", "pay-1@a=10.0.0.2! pay-2@a=10.0.0.3!").With("cart", "")
            .With("search", "s-1@a=10.0.0.4", "http:80>web", "").With("ending", "e-1@a=10.0.0.5~");
        Assert.Equal((verdict, reason), Judge(service, port, around));
    }

    [Fact]
    public void What_may_not_be_read_is_unknown_and_never_green()
    {
        Assert.Equal(Verdict.Unknown, Judge("web", "80", new Around().WithClass("nginx").Unread("services")).Item1);
        Assert.Equal(Verdict.Unknown, Judge("web", "80", new Around().WithClass("nginx").With("web", "web-1@a=10.0.0.1").Unread("endpointslices")).Item1);
        Assert.Equal((Verdict.Pass, ""), Judge("web", "80", new Around().With("web", "web-1@a=10.0.0.1").Unread("ingressclasses", "secrets"), "'tls':[{'secretName':'t'}],"));
    }

    [Fact]
    public void A_class_that_is_not_there_fails_unless_a_controller_has_taken_the_ingress_all_the_same()
    {
        var around = new Around().With("web", "web-1@a=10.0.0.1");
        Assert.Equal((Verdict.Fail, "there is no class nginx"), Judge("web", "80", around));
        Assert.Equal((Verdict.Pass, ""), Judge("web", "80", around, status: "{'loadBalancer':{'ingress':[{'ip':'192.0.2.1'}]}}"));
    }

    [Fact]
    public void Without_a_class_it_depends_on_a_default_and_on_the_old_annotation()
    {
        var around = new Around().With("web", "web-1@a=10.0.0.1").WithClass("nginx");
        Assert.Equal((Verdict.Warn, "no class, and none is the default"), Judge("web", "80", around, name: ""));
        Assert.Equal((Verdict.Warn, "no class: made before the default one"), Judge("web", "80", around.WithClass("std", isDefault: true), name: ""));
        Assert.Equal((Verdict.Pass, ""), Judge("web", "80", around, name: "", annotations: "{'kubernetes.io/ingress.class':'gce'}"));
    }

    [Fact]
    public void A_TLS_secret_that_is_missing_warns()
    {
        var around = new Around().With("web", "web-1@a=10.0.0.1").WithClass("nginx").WithSecret("there");
        Assert.Equal((Verdict.Warn, "TLS secret gone is missing"), Judge("web", "80", around, "'tls':[{'secretName':'there'},{'secretName':'gone'}],"));
    }

    [Fact]
    public void Actions_in_annotations_and_backends_of_other_kinds_are_not_judged()
    {
        Assert.Equal(Verdict.Pass, Judge("redirect", "'use-annotation'", new Around().WithClass("nginx")).Item1);
        var bucket = Ingress("""{'metadata':{'name':'i','namespace':'shop'},'spec':{'ingressClassName':'nginx','defaultBackend':{'resource':{'kind':'Bucket','name':'static'}}}}""");
        Assert.Equal(Verdict.Pass, IngressVerdict.Of(bucket, new Around().WithClass("nginx")).Verdict);
        Assert.Equal("Bucket static", IngressVerdict.BackendsOf(bucket)[0].ToString());
        Assert.Equal("everything else", IngressVerdict.BackendsOf(bucket)[0].For);
    }

    [Fact]
    public void An_external_name_is_not_judged() => Assert.Equal(Verdict.Pass, Judge("out", "80", new Around().WithClass("nginx")
        .WithService("{'metadata':{'name':'out','namespace':'shop'},'spec':{'type':'ExternalName','externalName':'a.example'}}")).Item1);

    [Fact]
    public void Two_default_classes_are_said()
    {
        Assert.True(IngressClass.TryParse(Around.Bytes("{'metadata':{'name':'a','annotations':{'ingressclass.kubernetes.io/is-default-class':'true'}}}"), out var a, out _));
        Assert.Equal(Verdict.Warn, IngressClassVerdict.Of(a, new Around().WithClass("a", true).WithClass("b", true)).Verdict);
        Assert.Equal(Verdict.NotApplicable, IngressClassVerdict.Of(a, new Around().WithClass("a", true).WithClass("b")).Verdict);
    }

    [Fact]
    public void A_route_that_its_gateway_took_and_whose_services_answer_passes() =>
        Assert.Equal((Verdict.Pass, ""), Route(Backend("web"), Accepted, new Around().With("web", "w@a=10.0.0.1").WithGateway(Edge)));

    [Theory]
    [InlineData("{'name':'gone'}", "", Verdict.Fail, "there is no gateway gone")]
    [InlineData("{'name':'edge','sectionName':'https'}", "", Verdict.Fail, "edge has no listener https")]
    [InlineData("{'name':'edge'}", "", Verdict.Warn, "edge has not taken it yet")]
    [InlineData("{'group':'','kind':'Service','name':'web'}", "", Verdict.Pass, "")]
    [InlineData("{'name':'edge'}", "{'parentRef':{'name':'edge'},'conditions':[{'type':'Accepted','status':'False','reason':'NoMatchingListenerHostname'}]}", Verdict.Fail, "edge: NoMatchingListenerHostname")]
    [InlineData("{'name':'edge'}", "{'parentRef':{'name':'edge'},'conditions':[{'type':'Accepted','status':'True'},{'type':'ResolvedRefs','status':'False','reason':'BackendNotFound'}]}", Verdict.Fail, "BackendNotFound")]
    [InlineData("{'name':'edge'}", "{'parentRef':{'name':'edge'},'conditions':[{'type':'Accepted','status':'False','observedGeneration':1,'reason':'Old'}]}", Verdict.Warn, "its last change is not taken up yet")]
    public void A_route_is_judged_by_its_gateways(string parent, string state, Verdict verdict, string reason) =>
        Assert.Equal((verdict, reason), Route(Backend("web"), state, new Around().With("web", "w@a=10.0.0.1").WithGateway(Edge), parent));

    [Fact]
    public void A_service_of_another_namespace_needs_a_grant_there()
    {
        var around = new Around().With("db", "d@a=10.0.0.1", ns: "ops").WithGateway(Edge);
        var backend = "{'name':'db','namespace':'ops','port':80}";
        Assert.Equal((Verdict.Fail, "no ReferenceGrant in ops"), Route(backend, Accepted, around));

        const string Grant = "{'metadata':{'name':'g','namespace':'ops'},'spec':{'from':[{'group':'gateway.networking.k8s.io','kind':'HTTPRoute','namespace':'NS'}],'to':[{'group':'','kind':'Service'}]}}";
        around.WithGrant(Grant.Replace("NS", "elsewhere", StringComparison.Ordinal));
        Assert.Equal(Verdict.Fail, Route(backend, Accepted, around).Item1);
        around.WithGrant(Grant.Replace("NS", "shop", StringComparison.Ordinal));
        Assert.Equal((Verdict.Pass, ""), Route(backend, Accepted, around));
    }

    [Fact]
    public void Grants_that_may_not_be_read_are_not_held_against_a_route() => Assert.Equal((Verdict.Pass, ""), Route(
        "{'name':'db','namespace':'ops','port':80}", Accepted, new Around().With("db", "d@a=10.0.0.1", ns: "ops").WithGateway(Edge).Unread("referencegrants")));

    [Fact]
    public void A_backend_of_weight_nothing_is_not_judged_and_a_rule_without_one_is_said_unless_it_redirects()
    {
        var around = new Around().WithGateway(Edge);
        Assert.Equal((Verdict.Pass, ""), Route("{'name':'gone','port':80,'weight':0}", Accepted, around));
        Assert.Equal(Verdict.Warn, RouteOf("{'rules':[{}]", Accepted, around).Item1);
        Assert.Equal(Verdict.Pass, RouteOf("{'rules':[{'filters':[{'type':'RequestRedirect'}]}]", Accepted, around).Item1);
    }

    [Theory]
    [InlineData("", Verdict.Warn, "no controller has taken it yet")]
    [InlineData("'conditions':[{'type':'Accepted','status':'Unknown','reason':'Pending'}]", Verdict.Warn, "no controller has taken it yet")]
    [InlineData("'conditions':[{'type':'Accepted','status':'True'},{'type':'Programmed','status':'True'}]", Verdict.Pass, "")]
    [InlineData("'conditions':[{'type':'Accepted','status':'True'},{'type':'Programmed','status':'False','reason':'AddressNotAssigned'}]", Verdict.Fail, "not programmed: AddressNotAssigned")]
    [InlineData("'conditions':[{'type':'Programmed','status':'True'}],'listeners':[{'name':'http','conditions':[{'type':'ResolvedRefs','status':'False','reason':'InvalidCertificateRef'}]}]", Verdict.Fail, "http: InvalidCertificateRef")]
    [InlineData("'conditions':[{'type':'Programmed','status':'True'}],'listeners':[{'name':'http','conditions':[{'type':'Conflicted','status':'False'}]}]", Verdict.Pass, "")]
    [InlineData("'conditions':[{'type':'Programmed','status':'False','observedGeneration':1,'reason':'Old'}]", Verdict.Warn, "its last change is not taken up yet")]
    public void A_gateway_is_judged_by_what_its_controller_says(string status, Verdict verdict, string reason)
    {
        Assert.True(Gateway.TryParse(Around.Bytes($"{{'metadata':{{'name':'edge','namespace':'shop','generation':2}},'spec':{{'gatewayClassName':'c','listeners':[{Listener}]}},'status':{{{status}}}}}"), out var gateway, out _));
        var judged = GatewayVerdict.Of(gateway, new Around().WithGatewayClass("c", "True"));
        Assert.Equal((verdict, reason), (judged.Verdict, judged.Reason));
    }

    [Fact]
    public void A_gateway_of_a_class_that_is_not_there_or_not_accepted_fails()
    {
        Assert.True(Gateway.TryParse(Around.Bytes(Edge), out var gateway, out _));
        Assert.Equal("there is no class c", GatewayVerdict.Of(gateway, new Around()).Reason);
        Assert.Equal(Verdict.Warn, GatewayVerdict.Of(gateway, new Around().Unread("gatewayclasses")).Verdict);
        Assert.Equal("class c not accepted: R", GatewayVerdict.OfClass(new Around().WithGatewayClass("c", "False").GatewayClasses.Value![0]).Reason);
    }

    private static string Backend(string service) => $"{{'name':'{service}','port':80}}";

    private static (Verdict, string) Route(string backend, string state, Around around, string parent = "{'name':'edge'}") =>
        RouteOf($"{{'rules':[{{'backendRefs':[{backend}]}}]", state, around, parent);

    private static (Verdict, string) RouteOf(string spec, string state, Around around, string parent = "{'name':'edge'}")
    {
        Assert.True(GatewayRoute.TryParse(
            Around.Bytes($"{{'metadata':{{'name':'r','namespace':'shop','generation':2}},'spec':{spec},'parentRefs':[{parent}]}},'status':{{'parents':[{state}]}}}}"), "HTTPRoute", out var route, out var why), why);
        var judged = RouteVerdict.Of(route, around);
        return (judged.Verdict, judged.Reason);
    }

    private static (Verdict, string) Judge(
        string service, string port, Around around, string more = "", string name = "nginx", string annotations = "{}", string status = "{}")
    {
        var ingress = Ingress($"{{'metadata':{{'name':'i','namespace':'shop','annotations':{annotations}}},'spec':{{{more}{(name.Length > 0 ? $"'ingressClassName':'{name}'," : "")}"
            + $"'rules':[{{'host':'h','http':{{'paths':[{{'path':'/','pathType':'Prefix','backend':{{'service':{{'name':'{service}','port':{{'{(port[0] == '\'' ? "name" : "number")}':{port}}}}}}}}}]}}}}]}},'status':{status}}}");
        var judged = IngressVerdict.Of(ingress, around);
        Assert.InRange(judged.Reason.Length, 0, 40);
        return (judged.Verdict, judged.Reason);
    }

    private static Ingress Ingress(string json)
    {
        Assert.True(Evidence.Ingress.TryParse(Around.Bytes(json), out var ingress, out var why), why);
        return ingress;
    }
}
