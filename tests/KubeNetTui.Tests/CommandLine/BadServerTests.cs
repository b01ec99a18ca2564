using System.Net;
using System.Net.Sockets;
using KubeNetTui.Replay;

namespace KubeNetTui.Tests.CommandLine;

/// <summary>Servers that misbehave: each a message with the step, exit 2, no stack trace.</summary>
public sealed class BadServerTests(ServedShop shop) : IClassFixture<ServedShop>
{
    private static string Config(string server) => $$$"""
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: c, user: u, namespace: shop}}]
        clusters: [{name: c, cluster: {server: "{{{server}}}"}}]
        users: [{name: u, user: {token: t}}]
        """;

    private Task<CommandLineRun> Check(string config, params string[] args) =>
        CommandLineRun.Of(["check", .. args.Length > 0 ? args : ["service/web"], "--request-timeout", "20s", "--kubeconfig", shop.File("bad.yaml", config)]);

    private async Task<CommandLineRun> CheckWith(Fault fault, params string[] args)
    {
        using IDisposable _ = shop.Server.Faults.Add(fault);
        return await CommandLineRun.Of(
            ["check", .. args.Length > 0 ? args : ["service/web", "-n", "shop"], "--request-timeout", "20s", "--kubeconfig", shop.KubeConfig]);
    }

    [Fact]
    public async Task Nobody_listens()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        (await Check(Config($"http://127.0.0.1:{port}"))).ShouldSayWhy("connect", $"127.0.0.1:{port}");
    }

    [Fact]
    public async Task The_way_to_a_server_that_is_not_there_is_shown_step_by_step_for_the_cluster()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        CommandLineRun run = await Check(Config($"http://127.0.0.1:{port}"), "cluster");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("api.reach", run.Out);
        Assert.Contains("connect", run.Out, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_name_is_unknown() =>
        (await Check(Config("https://no-such-host.invalid:6443"))).ShouldSayWhy("name", "no-such-host.invalid");

    [Fact]
    public async Task The_server_speaks_HTTP_where_TLS_is_expected()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task answering = AnswerInHttpAsync(listener, stop.Token);

        (await Check(Config($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"))).ShouldSayWhy("TLS", "HTTP");

        await stop.CancelAsync();
        await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task The_certificate_is_of_an_authority_that_nobody_knows()
    {
        await using ReplayServer tls = await ReplayServer.StartAsync(
            new Bundle(), new ReplayOptions { Tls = true }, TestContext.Current.CancellationToken);

        (await Check(Config($"https://127.0.0.1:{tls.Url.Port}"))).ShouldSayWhy("TLS", "certificate");
    }

    [Fact]
    public async Task The_token_is_refused() =>
        (await Check(Config($"http://127.0.0.1:{shop.Server.Url.Port}"))).ShouldSayWhy("login");

    [Fact]
    public async Task A_user_without_rights_is_told_what_they_need() =>
        (await CheckWith(new Fault("/api", FaultKind.Status, 403))).ShouldSayWhy("permission", "needs \"list\" on", "kubectl auth can-i list");

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task The_server_answers_with_an_error(int code) =>
        (await CheckWith(new Fault("/api", FaultKind.Status, code))).ShouldSayWhy($"{code}");

    [Fact]
    public async Task A_429_that_passes_is_waited_for()
    {
        using IDisposable _ = shop.Server.Faults.Add(new Fault("/services", FaultKind.Status, 429, Times: 1, RetryAfterSeconds: 1));
        CommandLineRun run = await CommandLineRun.Of("check", "service/web", "-n", "shop", "--kubeconfig", shop.KubeConfig);

        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task The_server_answers_with_HTML() =>
        (await CheckWith(new Fault("/api", FaultKind.Html))).ShouldSayWhy("HTML");

    [Theory]
    [InlineData(FaultKind.HalfJson)]
    [InlineData(FaultKind.StopMidStream)]
    public async Task The_answer_breaks_off(FaultKind kind) =>
        (await CheckWith(new Fault("/api", kind))).ShouldSayWhy();

    [Fact]
    public async Task One_kind_that_is_refused_leaves_the_rest_checked_and_says_what_is_missing()
    {
        CommandLineRun run = await CheckWith(new Fault("/pods", FaultKind.Status, 403), "service/cart", "service/web", "-n", "shop");

        Assert.Contains("UNKNOWN", run.Out);
        Assert.Contains("Unknown", run.Error);
        Assert.Contains("pods", run.Out);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public async Task Everything_is_checked_as_far_as_it_may_be_listed()
    {
        CommandLineRun run = await CheckWith(new Fault("/nodes", FaultKind.Status, 403), "-A");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("nodes are not checked", run.Error);
        Assert.Contains("service/shop/cart", run.Out);
    }

    private static async Task AnswerInHttpAsync(TcpListener listener, CancellationToken cancellation)
    {
        while (true)
        {
            using TcpClient client = await listener.AcceptTcpClientAsync(cancellation);
            byte[] hello = new byte[1024];
            _ = await client.GetStream().ReadAsync(hello, cancellation);
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellation);
        }
    }
}
