using System.Net;
using System.Net.Sockets;

namespace KubeNetTui.Kubernetes.Tests;

public sealed class Reaching
{
    private static readonly string[] s_steps = ["name", "proxy", "connect", "tls", "login", "permission", "livez", "readyz"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_healthy_server_passes_every_step_with_what_was_seen()
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Request.Path.Value switch
        {
            "/version" => context.Json(Captures.Bytes("raw", "version.json")),
            "/livez" => context.Json(Captures.Bytes("raw", "livez_verbose.json")),
            "/readyz" => context.Json(Captures.Bytes("raw", "readyz_verbose.json")),
            "/apis/authentication.k8s.io/v1/selfsubjectreviews" => context.Json("""{"kind":"SelfSubjectReview","status":{"userInfo":{"username":"alice","groups":["dev","system:authenticated"]}}}"""),
            _ => context.Json("""{"kind":"NamespaceList","metadata":{},"items":[]}"""),
        });
        await using var client = server.Client();
        var report = await client.ReachAsync(Cancellation);
        Assert.Equal(s_steps, report.Steps.Select(s => s.Step));
        Assert.All(report.Steps, step => Assert.Equal(step.Step == "proxy" ? ReachOutcome.Skipped : ReachOutcome.Ok, step.Outcome));
        string Detail(string step) => report.Steps.First(s => s.Step == step).Detail;
        Assert.Contains("127.0.0.1", Detail("name"), StringComparison.Ordinal);
        Assert.Contains("CN=kube-apiserver; issued by CN=test-ca; names localhost, 127.0.0.1; valid until 20", Detail("tls"), StringComparison.Ordinal);
        Assert.Equal("known as alice (dev, system:authenticated); server v1.33.13", Detail("login"));
        Assert.Contains("[+]etcd ok", Detail("livez").Split('\n'));
    }

    [Fact]
    public async Task A_refused_connection_fails_that_step_and_skips_the_rest()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var client = new ApiClient(new ConnectionSettings { Server = new Uri($"https://localhost:{port}"), ContextName = "test" }, _ => null);
        var report = await client.ReachAsync(Cancellation);
        Assert.Equal(
            [ReachOutcome.Ok, ReachOutcome.Skipped, ReachOutcome.Failed, .. Enumerable.Repeat(ReachOutcome.Skipped, 5)], report.Steps.Select(s => s.Outcome));
        Assert.Equal(RequestStep.Connect, report.Steps[2].Failure!.Step);
    }

    [Fact]
    public async Task A_refused_login_still_looks_at_the_health()
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Request.Path.Value switch
        {
            "/livez" => context.Json("ok"u8.ToArray()),
            "/readyz" => context.Json("[-]etcd failed: reason withheld\n"u8.ToArray(), 500),
            _ => context.Status(401, "Unauthorized", "Unauthorized"),
        });
        await using var client = server.Client();
        var steps = (await client.ReachAsync(Cancellation)).Steps.ToDictionary(s => s.Step);
        Assert.Equal(ReachOutcome.Failed, steps["login"].Outcome);
        Assert.Equal(RequestStep.Login, steps["login"].Failure!.Step);
        Assert.Equal(ReachOutcome.Skipped, steps["permission"].Outcome);
        Assert.Equal(ReachOutcome.Ok, steps["livez"].Outcome);
        Assert.Contains("[-]etcd failed", steps["readyz"].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_without_rights_is_logged_in_and_fails_at_the_permission()
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Request.Path == "/version"
            ? context.Json(Captures.Bytes("raw", "version.json")) : context.Status(403, "Forbidden", "namespaces is forbidden"));
        await using var client = server.Client();
        var steps = (await client.ReachAsync(Cancellation)).Steps.ToDictionary(s => s.Step);
        Assert.Equal(ReachOutcome.Ok, steps["login"].Outcome);
        Assert.Equal(ReachOutcome.Failed, steps["permission"].Outcome);
        Assert.Equal(RequestStep.Permission, steps["permission"].Failure!.Step);
    }
}
