using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Kubernetes.Tests;

public sealed class RecordedDiscovery
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Aggregated_discovery_takes_two_requests_and_finds_kinds_as_kubectl_does()
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Json(Captures.Bytes("raw", context.Request.Path == "/api" ? "discovery_api.json" : "discovery_apis.json")));
        await using var client = server.Client();
        var catalog = await client.DiscoverAsync(Cancellation);

        Assert.Equal(2, server.Requests.Count);
        Assert.Empty(catalog.Problems);
        foreach (var (name, full) in new[]
        {
            ("po", "pods"), ("pods", "pods"), ("Pod", "pods"), ("PODS", "pods"), ("svc", "services"), ("no", "nodes"), ("ns", "namespaces"), ("cm", "configmaps"),
            ("ev", "events"), ("events.events.k8s.io", "events.events.k8s.io"), ("deploy", "deployments.apps"), ("deployments.apps", "deployments.apps"),
            ("deployments.v1.apps", "deployments.apps"), ("deployment", "deployments.apps"), ("endpointslices", "endpointslices.discovery.k8s.io"),
            ("netpol", "networkpolicies.networking.k8s.io"), ("hpa", "horizontalpodautoscalers.autoscaling"), ("pods.metrics.k8s.io", "pods.metrics.k8s.io"),
            ("nodes", "nodes"), ("crd", "customresourcedefinitions.apiextensions.k8s.io"), ("ing", "ingresses.networking.k8s.io"),
        })
        {
            Assert.Equal(full, catalog.Find(name)?.FullName);
        }
        Assert.Null(catalog.Find("nosuchkind"));
        Assert.Null(catalog.Find("pods.nosuchgroup"));
        Assert.Equal("v2", catalog.Find("hpa")!.Version);
        Assert.True(catalog.Find("po")!.Namespaced);
        Assert.False(catalog.Find("no")!.Namespaced);
        Assert.Contains(catalog.InCategory("all"), r => r.Plural == "pods");
        Assert.Equal("/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices/web-1", catalog.Find("endpointslices")!.Path("shop", "web-1"));
    }

    [Fact]
    public async Task A_server_without_aggregated_discovery_is_asked_group_by_group_and_a_dead_group_is_a_problem()
    {
        var recorded = new Dictionary<string, string>
        {
            ["/api"] = "api.json", ["/api/v1"] = "api_v1.json", ["/apis"] = "apis.json", ["/apis/apps/v1"] = "apis_apps_v1.json",
            ["/apis/discovery.k8s.io/v1"] = "apis_discovery_k8s_io_v1.json", ["/apis/networking.k8s.io/v1"] = "apis_networking_k8s_io_v1.json",
        };
        await using var server = await FakeApiServer.StartAsync(context => recorded.TryGetValue(context.Request.Path.Value!, out var file)
            ? context.Json(Captures.Bytes("raw", file))
            : context.Request.Path == "/apis/metrics.k8s.io/v1beta1" ? context.Status(503, "ServiceUnavailable", "no endpoints available for service")
            : context.Status(404, "NotFound", "the server could not find the requested resource"));
        await using var client = server.Client();
        var catalog = await client.DiscoverAsync(Cancellation);

        Assert.Equal("pods", catalog.Find("po")?.FullName);
        Assert.Equal("deployments.apps", catalog.Find("deploy")?.FullName);
        Assert.Equal("networkpolicies.networking.k8s.io", catalog.Find("netpol")?.FullName);
        Assert.DoesNotContain(catalog.Resources, r => r.Plural.Contains('/', StringComparison.Ordinal));
        Assert.Contains(catalog.Problems, p => p.Contains("metrics.k8s.io/v1beta1", StringComparison.Ordinal) && p.Contains("no endpoints available", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Both_ways_of_discovery_agree_on_what_both_tell()
    {
        List<ApiResource> aggregated = [];
        List<string> problems = [];
        Assert.True(AggregatedDiscovery.TryRead(Captures.Bytes("raw", "discovery_api.json"), aggregated, problems));
        await using var server = await FakeApiServer.StartAsync(context => context.Request.Path.Value switch
        {
            "/api" => context.Json(Captures.Bytes("raw", "api.json")),
            "/api/v1" => context.Json(Captures.Bytes("raw", "api_v1.json")),
            _ => context.Json("""{"kind":"APIGroupList","groups":[]}"""),
        });
        await using var client = server.Client();
        var single = await client.DiscoverAsync(Cancellation);
        static string Tell(ApiResource r) => $"{r.FullName} {r.Version} {r.Singular} {r.Kind} {r.Namespaced} {string.Join(",", r.ShortNames)} {string.Join(",", r.Verbs)} {string.Join(",", r.Categories)}";
        Assert.Equal(aggregated.Select(Tell).Order(), single.Resources.Select(Tell).Order());
    }

    [Fact]
    public void A_stale_group_of_aggregated_discovery_is_a_problem()
    {
        List<ApiResource> resources = [];
        List<string> problems = [];
        Assert.True(AggregatedDiscovery.TryRead(
            """{"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"metrics.k8s.io"},"versions":[{"version":"v1beta1","resources":[],"freshness":"Stale"}]}]}"""u8.ToArray(), resources, problems));
        Assert.Contains("metrics.k8s.io/v1beta1 does not answer", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_discovery_of_the_core_group_is_an_error_with_its_step()
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Json("""{"kind":"APIGroupDiscoveryList","items":[{"""));
        await using var client = server.Client();
        var wrong = await Assert.ThrowsAsync<ApiException>(() => client.DiscoverAsync(Cancellation));
        Assert.Equal(RequestStep.Answer, wrong.Failure.Step);
    }
}
