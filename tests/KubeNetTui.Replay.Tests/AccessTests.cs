namespace KubeNetTui.Replay.Tests;

public sealed class AccessTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Basic dXNlcjpwdw==")]
    public async Task Without_the_token_nothing_is_told(string? authorization)
    {
        await using var cluster = await CaptureCluster.StartAsync();
        using var http = new HttpClient { BaseAddress = cluster.Server.Url };
        if (authorization is not null)
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await http.GetAsync("/livez", TestContext.Current.CancellationToken);

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal(
            """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_viewer_reads_but_neither_changes_nor_sees_secrets_nor_runs_commands()
    {
        await using var cluster = await CaptureCluster.StartAsync(options => options with { User = new User("eve", []), Access = AccessPolicy.View });

        await cluster.GetAsync("/api/v1/pods");
        await cluster.GetAsync("/api/v1/namespaces/kube-system/pods/coredns-5bcd87f5f9-hbgml");
        await cluster.GetAsync("/api/v1/secrets", expect: 403);
        await cluster.GetAsync("/api/v1/namespaces/demo/pods/client/exec?command=true&stdout=1", expect: 403);
        var answer = await cluster.SendAsync(HttpMethod.Delete, "/apis/apps/v1/namespaces/demo/deployments/web", "", 403);

        Assert.Equal(
            "deployments.apps \"web\" is forbidden: User \"eve\" cannot delete resource \"deployments\" in API group \"apps\" in the namespace \"demo\"",
            answer.Text("message"));
        Assert.Equal("Forbidden", answer.Text("reason"));
    }

    [Fact]
    public async Task A_user_of_one_namespace_sees_nothing_outside_it()
    {
        await using var cluster = await CaptureCluster.StartAsync(
            options => options with { User = new User("dev", []), Access = AccessPolicy.ViewNamespace("demo") });

        await cluster.GetAsync("/api/v1/namespaces/demo/pods");
        var all = await cluster.GetAsync("/api/v1/pods", expect: 403);
        var namespaces = await cluster.GetAsync("/api/v1/namespaces", expect: 403);

        Assert.Equal("pods is forbidden: User \"dev\" cannot list resource \"pods\" in API group \"\" at the cluster scope", all.Text("message"));
        Assert.Contains("cannot list resource \"namespaces\"", namespaces.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reviews_say_what_requests_meet()
    {
        await using var cluster = await CaptureCluster.StartAsync(
            options => options with { User = new User("dev", []), Access = AccessPolicy.ViewNamespace("demo") });

        Assert.True(await Asks("demo", "list", "pods"));
        Assert.False(await Asks("", "list", "pods"));
        Assert.False(await Asks("demo", "delete", "pods"));

        async Task<bool> Asks(string ns, string verb, string resource)
        {
            var review = await cluster.SendAsync(HttpMethod.Post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                $$$$"""{"spec":{"resourceAttributes":{"namespace":"{{{{ns}}}}","verb":"{{{{verb}}}}","resource":"{{{{resource}}}}"}}}""", 201);
            return review.Flag("status", "allowed");
        }
    }

    [Fact]
    public async Task Impersonation_decides_who_asks()
    {
        var access = AccessPolicy.ByUser(
            new Dictionary<string, AccessPolicy> { ["dev"] = AccessPolicy.ViewNamespace("demo") }, AccessPolicy.AllowAll);
        await using var cluster = await CaptureCluster.StartAsync(options => options with { Access = access });
        await cluster.GetAsync("/api/v1/pods");

        cluster.Http.DefaultRequestHeaders.Add("Impersonate-User", "dev");

        var answer = await cluster.GetAsync("/api/v1/pods", expect: 403);
        Assert.Contains("User \"dev\"", answer.Text("message"), StringComparison.Ordinal);
    }
}
