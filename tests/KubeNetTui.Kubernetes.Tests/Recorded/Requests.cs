using System.Text;

namespace KubeNetTui.Kubernetes.Tests;

public sealed class Requests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_is_asked_for_as_kubectl_asks_and_comes_line_by_line()
    {
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/plain";
            foreach (var piece in new[] { "one\r\ntw", "o\n\n", new string('x', 100) + "\nlast" })
            {
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(piece));
                await context.Response.Body.FlushAsync();
            }
        });
        await using var client = server.Client();
        var lines = new List<string>();
        var query = new LogQuery("shop", "web-1", "main") { Previous = true, Timestamps = true, TailLines = 5, SinceSeconds = 0, MaxLineBytes = 10 };
        await foreach (var line in client.LogAsync(query, Cancellation))
        {
            lines.Add(Encoding.UTF8.GetString(line.Span));
        }
        Assert.Equal(["one", "two", "", "xxxxxxxxxx", "last"], lines);
        Assert.Equal("GET /api/v1/namespaces/shop/pods/web-1/log?follow=false&container=main&previous=true&timestamps=true&tailLines=5&sinceSeconds=1", server.Requests[0]);
    }

    [Fact]
    public async Task A_followed_log_gives_lines_while_it_goes_on_and_ends_when_cancelled()
    {
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync("first\n"u8.ToArray());
            await RecordedWatches.Hold(context);
        });
        await using var client = server.Client();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var line in client.LogAsync(new LogQuery("shop", "web-1") { Follow = true }, stop.Token))
            {
                Assert.Equal("first", Encoding.UTF8.GetString(line.Span));
                await stop.CancelAsync();
            }
        });
    }

    [Fact]
    public async Task An_access_question_goes_out_as_a_review_and_its_answer_comes_back()
    {
        string? sent = null;
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            sent = await reader.ReadToEndAsync();
            await context.Json("""{"kind":"SelfSubjectAccessReview","status":{"allowed":true,"reason":"RBAC: allowed by\u0007 ClusterRoleBinding"}}""", 201);
        });
        await using var client = server.Client();
        var answer = await client.CanIAsync(new AccessQuestion("create", "", "pods", "exec", "shop"), Cancellation);
        Assert.Equal(new AccessAnswer(true, "RBAC: allowed by ClusterRoleBinding"), answer);
        Assert.Equal(
            """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"create","group":"","resource":"pods","subresource":"exec","namespace":"shop"}}}""", sent);
    }

    [Theory]
    [InlineData("PATCH", "application/apply-patch+yaml")]
    [InlineData("PATCH", "application/strategic-merge-patch+json")]
    [InlineData("PATCH", "application/json-patch+json")]
    [InlineData("PUT", "application/json")]
    public async Task Changes_go_out_with_their_content_type_and_body(string method, string contentType)
    {
        string? seen = null;
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            seen = $"{context.Request.Method} {context.Request.ContentType} {await reader.ReadToEndAsync()}";
            await context.Json("{}");
        });
        await using var client = server.Client();
        await client.SendAsync(new HttpMethod(method), "/api/v1/namespaces/shop/services/web?fieldManager=kubenettui", "{\"a\":1}"u8.ToArray(), contentType, Cancellation);
        Assert.Equal($"{method} {contentType} {{\"a\":1}}", seen);
    }

    [Fact]
    public async Task A_change_without_a_body_has_none()
    {
        (long? Length, string? Type) seen = (-1, "unset");
        await using var server = await FakeApiServer.StartAsync(context =>
        {
            seen = (context.Request.ContentLength, context.Request.ContentType);
            return context.Json("{}");
        });
        await using var client = server.Client();
        await client.SendAsync(HttpMethod.Delete, "/api/v1/namespaces/shop/pods/web-1", default, "application/json", Cancellation);
        Assert.Equal((null, null), seen);
    }

    [Fact]
    public async Task A_server_with_a_path_of_its_own_is_asked_below_it()
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Json("{}"));
        await using var client = new ApiClient(server.Settings with { Server = new Uri(server.Address, "/k8s/clusters/c-1/") }, _ => null);
        await client.GetAsync("/api/v1/pods?limit=1", Cancellation);
        Assert.Equal("GET /k8s/clusters/c-1/api/v1/pods?limit=1", server.Requests[0]);
    }

    [Fact]
    public async Task Compressed_answers_are_not_asked_for_on_loopback()
    {
        string? encoding = "unset";
        await using var server = await FakeApiServer.StartAsync(context =>
        {
            encoding = context.Request.Headers.AcceptEncoding;
            return context.Json("{}");
        });
        await using var client = server.Client();
        await client.GetAsync("/", Cancellation);
        Assert.True(string.IsNullOrEmpty(encoding));
    }
}
