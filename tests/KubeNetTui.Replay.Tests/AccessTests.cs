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

    [Theory]
    [InlineData("system:serviceaccount:shop:web", "", "list", "", "pods", "shop", true, "RBAC: allowed by RoleBinding \"read/shop\" of Role \"reader\" to ServiceAccount \"web/shop\"")]
    [InlineData("system:serviceaccount:shop:web", "", "list", "", "pods", "ops", false, "")]
    [InlineData("system:serviceaccount:shop:web", "", "list", "", "pods/log", "shop", false, "")]
    [InlineData("system:serviceaccount:shop:web", "system:serviceaccounts", "get", "", "nodes", "", true, "RBAC: allowed by ClusterRoleBinding \"all\" of ClusterRole \"nodes\" to Group \"system:serviceaccounts\"")]
    [InlineData("system:serviceaccount:shop:web", "", "get", "", "nodes", "", false, "")]
    [InlineData("system:serviceaccount:shop:lost", "", "get", "", "pods", "shop", false, "RBAC: [role.rbac.authorization.k8s.io \"gone\" not found]")]
    [InlineData("eve", "system:masters", "delete", "apps", "deployments", "shop", true, "")]
    public async Task What_others_may_do_is_decided_by_the_bundles_roles(
        string user, string group, string verb, string apiGroup, string resource, string ns, bool allowed, string reason)
    {
        await using var cluster = await CaptureCluster.StartAsync(also: bundle =>
        {
            void Add(string kind, string json) => bundle.Add(kind + ".rbac.authorization.k8s.io", System.Text.Encoding.UTF8.GetBytes(json));
            Add("roles", """{"metadata":{"name":"reader","namespace":"shop"},"rules":[{"verbs":["get","list"],"apiGroups":[""],"resources":["pods"]}]}""");
            Add("rolebindings", """{"metadata":{"name":"read","namespace":"shop"},"subjects":[{"kind":"ServiceAccount","name":"web","namespace":"shop"}],"roleRef":{"kind":"Role","name":"reader"}}""");
            Add("rolebindings", """{"metadata":{"name":"lost","namespace":"shop"},"subjects":[{"kind":"ServiceAccount","name":"lost"}],"roleRef":{"kind":"Role","name":"gone"}}""");
            Add("clusterroles", """{"metadata":{"name":"nodes"},"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["nodes"]}]}""");
            Add("clusterrolebindings", """{"metadata":{"name":"all"},"subjects":[{"kind":"Group","name":"system:serviceaccounts"}],"roleRef":{"kind":"ClusterRole","name":"nodes"}}""");
        });
        var parts = resource.Split('/');
        var review = $$$"""
            {"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","spec":{"user":"{{{user}}}","groups":["{{{group}}}"],
             "resourceAttributes":{"verb":"{{{verb}}}","group":"{{{apiGroup}}}","resource":"{{{parts[0]}}}","subresource":"{{{parts.ElementAtOrDefault(1)}}}","namespace":"{{{ns}}}"} } }
            """;

        var answer = await cluster.SendAsync(HttpMethod.Post, "/apis/authorization.k8s.io/v1/subjectaccessreviews", review, 201);

        Assert.Equal((allowed, reason), (answer.Flag("status", "allowed"), answer.Text("status", "reason")));
    }
}
