using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Kinds;

/// <summary>The kinds of the network on the served demo, as a person meets them: columns, verdicts, where Enter leads.</summary>
public sealed class KindsOnShopTests : IAsyncLifetime
{
    private ReplayServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        var bundle = ShopBundle.Create(new FakeTime().Now);
        _server = await ReplayServer.StartAsync(
            bundle, new ReplayOptions { Runtime = bundle.CreateRuntime(TimeProvider.System) }, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Policies_say_what_they_let_in_and_out_and_of_how_many_pods()
    {
        await using var person = await OpenAsync("networkpolicies shop");
        await person.Until("no rule lets DNS out of 2 pods");
        Assert.Matches(@"db-clients +✓ pass +3 +app=db +tier=backend, app=db :5432 +<not limited>", person.Line("db-clients"));
        Assert.Matches(@"feed-egress +! warn +no rule lets DNS out of 2 pods +2 +app=feed +<not limited> +app=db :5432 \| 0\.0\.0\.0/0 −10\.0\.0\.0/8 :443", person.Line("feed-egress"));
        Assert.Matches(@"worker-egress +✓ pass +2 .*kube-system/k8s-app=kube-dns :53/UDP,53 \| all pods here", person.Line("worker-egress"));

        await person.Press("down", "enter").Until("pods(feed-egress)");
        await person.Until("feed-");
        Assert.DoesNotContain("web-", person.Screen);
    }

    [Fact]
    public async Task A_policy_that_lets_DNS_out_ends_the_warning_about_another()
    {
        await using var person = await OpenAsync("networkpolicies shop");
        await person.Until("no rule lets DNS out of 2 pods");
        await ApplyAsync("/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies", """
            {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"dns-for-all","namespace":"shop"},
             "spec":{"podSelector":{},"policyTypes":["Egress"],"egress":[{"ports":[{"protocol":"UDP","port":53},{"protocol":"TCP","port":53}]}]}}
            """);
        await person.Until("dns-for-all");
        Assert.DoesNotContain("no rule lets DNS out", person.Screen);
    }

    [Fact]
    public async Task An_ingress_leads_to_its_services_and_these_to_their_endpoints()
    {
        await using var person = await OpenAsync("ingresses shop");
        await person.Until("✓ pass");
        Assert.Matches(@"shop +✓ pass +nginx +shop\.example\.com +web:http, catalog:80 +203\.0\.113\.20 +<none> +39d", person.Line("shop.example.com"));

        await person.Press("enter").Until("backends(shop)");
        await person.Until("✓ pass");
        Assert.Matches(@"catalog +✓ pass +80 +shop\.example\.com/catalog", person.Line("/catalog"));
        await person.Press("down", "enter").Until("endpoints(web)");
    }

    [Fact]
    public async Task An_ingress_whose_service_goes_fails_at_once_and_so_does_one_to_a_service_without_endpoints()
    {
        await ApplyAsync("/apis/networking.k8s.io/v1/namespaces/shop/ingresses", """
            {"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"basket","namespace":"shop"},
             "spec":{"ingressClassName":"nginx","tls":[{"secretName":"basket-tls"}],"rules":[{"host":"b.example.com","http":{"paths":[
               {"path":"/","pathType":"Prefix","backend":{"service":{"name":"cart","port":{"number":80}}}}]}}]}}
            """);
        await ApplyAsync("/apis/networking.k8s.io/v1/namespaces/shop/ingresses", """
            {"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"odd","namespace":"shop"},
             "spec":{"ingressClassName":"nope","rules":[{"http":{"paths":[
               {"path":"/","pathType":"Prefix","backend":{"service":{"name":"web","port":{"number":81}}}}]}}]}}
            """);
        await using var person = await OpenAsync("ingresses shop");
        await person.Until("cart: no endpoints");
        await person.Until("web has no port 81 (+1)");

        _server.Store.Delete("services", "shop", "cart");
        await person.Until("service cart is missing");
    }

    [Fact]
    public async Task Slices_count_their_endpoints_and_say_what_is_wrong()
    {
        await using var person = await OpenAsync("endpointslices shop");
        await person.Until("0 of 2 endpoints ready");
        await person.Until("no ports: no pod has http");
        Assert.Matches(@"catalog-\w+ +✓ pass +catalog +3/3 +3 +0 +http:8080 +node-", person.Line("catalog"));
        Assert.Matches(@"cart-\w+ +✗ FAIL +no endpoints +cart +0/0", person.Line("cart"));
        Assert.Matches(@"legacy-1 .* staff", person.Line("legacy-1"));
    }

    [Fact]
    public async Task Service_addresses_are_counted_against_their_range_and_lead_to_the_service()
    {
        await using var person = await OpenAsync("servicecidrs");
        await person.Until("✓ pass");
        var claimed = _server.Store.Names("ipaddresses.networking.k8s.io").Count;
        Assert.Matches($@"kubernetes +✓ pass +10\.96\.0\.0/16 +65534 +{claimed} +{65534 - claimed} +Ready", person.Line("10.96.0.0/16"));

        await person.Press("enter").Until("ipaddresses(kubernetes)");
        await person.Until("shop/web");
        _server.Store.Delete("services", "shop", "geo");
        await person.Until("leaked: no service shop/geo");
        await person.Press("enter").Until("endpoints(kubernetes)");
    }

    [Fact]
    public async Task Webhooks_show_whom_they_call_and_fail_with_it()
    {
        await using var person = await OpenAsync("validatingwebhookconfigurations");
        await person.Until("✓ pass");
        Assert.Matches(@"policy\.ops\.example\.com +✓ pass +1 +ops/policy-webhook:443 +refuses +5s +CREATE,UPDATE pods", person.Line("policy.ops"));

        _server.Store.Delete("services", "ops", "policy-webhook");
        await person.Until("service policy-webhook is missing");
        await person.Press("enter").Until("backends(policy.ops.example.com)");
        await person.Until("CREATE,UPDATE pods");
    }

    [Fact]
    public async Task A_lease_that_is_renewed_no_more_is_marked_and_leads_to_its_holder()
    {
        await using var person = await OpenAsync("leases -A");
        await person.Until("kube-scheduler");
        await person.Until("✓ pass");
        Assert.Matches(@"kube-node-lease +node-a +✓ pass +node-a +\d+s +40s +40d", person.Line("kube-node-lease  node-a"));

        // The others are renewed five minutes later, this one is not.
        foreach (var (ns, name) in _server.Store.Names("leases.coordination.k8s.io").Where(n => n.Name != "node-b").ToList())
        {
            await PatchAsync($"/apis/coordination.k8s.io/v1/namespaces/{ns}/leases/{name}", """{"spec":{"renewTime":"2026-05-04T12:05:00.000000Z"}}""");
        }

        person.Wait(TimeSpan.FromMinutes(5));
        await person.Until("no heartbeat for");
        Assert.Contains("node-b", person.Line("no heartbeat"));
        person.Press("/").Type("node-b").Press("enter");
        await person.Press("enter").Until("describe node node-b");
    }

    [Fact]
    public async Task A_gateway_leads_to_its_routes_and_these_to_services_of_another_namespace()
    {
        await using var person = await OpenAsync("gatewayclasses");
        await person.Until("edge.example.com/gateway-controller");
        await person.Press("enter").Until("gateways(edge)");
        await person.Until("http:80, grpc:50051");
        await person.Until("✓ pass");
        Assert.Matches(@"ops +edge +✓ pass +edge +http:80, grpc:50051 +3 +203\.0\.113\.40 +yes", person.Line("grpc:50051"));

        await person.Press("enter").Until("routes(edge)");
        await person.Until("ops/prometheus:9090");
        await person.Until("shop.example.com");
        await person.Press("down").Until("metrics.example.com");
        await person.Press("enter").Until("backends(metrics)");
        await person.Until("prometheus");
        await person.Press("enter").Until("endpoints(prometheus)");
    }

    [Fact]
    public async Task A_route_across_namespaces_needs_its_grant()
    {
        await using var person = await OpenAsync("httproutes shop");
        await person.Until("ops/prometheus:9090");
        await person.Until("✓ pass");
        _server.Store.Delete("referencegrants.gateway.networking.k8s.io", "ops", "metrics-of-the-shop");
        await person.Until("no ReferenceGrant in ops");
    }

    [Theory]
    [InlineData("ingresses shop", "nginx, served by k8s.io/ingress-nginx", "to service web:http  ✓ PASS")]
    [InlineData("networkpolicies shop", "lets in from pods with tier=backend of this namespace", "Pods it selects  3")]
    [InlineData("ingressclasses", "k8s.io/ingress-nginx", "shop/shop")]
    [InlineData("gateways ops", "served by edge.example.com/gateway-controller", "HTTPRoute shop/metrics")]
    [InlineData("httproutes shop", "Gateway ops/edge, listener http", "to service ops/prometheus:9090  ✓ PASS")]
    [InlineData("grpcroutes shop", "Accepted: yes", "shop.v1.Catalog/*")]
    [InlineData("validatingwebhookconfigurations", "Fail: requests are refused after up to 5 s", "ops/policy-webhook:443  ✓ PASS")]
    [InlineData("leases kube-node-lease", "the heartbeat of node node-a", "good for")]
    [InlineData("servicecidrs", "10.96.0.0/16: 18 in use, 65516 of 65534 free", "Ready")]
    [InlineData("gatewayclasses", "edge.example.com/gateway-controller", "ops/edge")]
    [InlineData("referencegrants ops", "HTTPRoute of namespace shop may refer to Service prometheus of namespace ops", "In words")]
    [InlineData("endpointslices shop", "no endpoints", "Slice")]
    [InlineData("ipaddresses", "service default/kubernetes", "10.96.0.1")]
    public async Task Each_kind_is_described_with_what_stands_around_it(string command, string one, string other)
    {
        await using var person = await OpenAsync(command);
        await person.Until("NAME↑");
        await person.Press("d").Until(one);
        await person.Until(other);
    }

    [Fact]
    public async Task At_eighty_columns_name_and_verdict_stay_in_sight()
    {
        await using var person = await OpenAsync("networkpolicies shop");
        person.Size = new Terminal.Rect(0, 0, 80, 24);
        await person.Until("feed-egress");
        await person.Until("! warn");
        Assert.Contains("PODS", person.Screen);
    }

    /// <summary>The list that a command opens, once discovery has told which kinds there are.</summary>
    private async Task<Person> OpenAsync(string command)
    {
        var person = new Person(connector: new Served(_server));
        for (var end = DateTime.UtcNow.AddSeconds(60); person.Settle().Workspace.Session.Catalog is null; await Task.Delay(10))
        {
            Assert.True(DateTime.UtcNow < end, "after a minute still no discovery");
        }

        return person.Command(command);
    }

    private async Task ApplyAsync(string path, string json) => await SendAsync(HttpMethod.Post, path, json, "application/json");

    private async Task PatchAsync(string path, string json) => await SendAsync(HttpMethod.Patch, path, json, "application/merge-patch+json");

    private async Task SendAsync(HttpMethod method, string path, string json, string type)
    {
        await using var client = Served.Client(_server);
        await client.SendAsync(method, path, System.Text.Encoding.UTF8.GetBytes(json), type, TestContext.Current.CancellationToken);
    }

    private sealed class Served(ReplayServer server) : IConnector
    {
        public static ApiClient Client(ReplayServer server) => new(new ConnectionSettings
        {
            Server = server.Url, ContextName = "shop", ClusterName = "shop", UserName = "shop", DefaultNamespace = "shop",
            Credentials = new CredentialSettings { Token = server.Token },
        });

        public Task<Session> ConnectAsync(string? context, CancellationToken cancellation) => Task.FromResult(new Session(Client(server)));

        public Task<IReadOnlyList<KubeContext>> ContextsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<KubeContext>>([]);
    }
}
