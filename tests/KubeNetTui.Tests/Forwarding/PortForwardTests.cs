using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using KubeNetTui.App;
using KubeNetTui.Forwarding;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;

namespace KubeNetTui.Tests.Forwarding;

public sealed class PortForwardTests : IAsyncLifetime
{
    private readonly ShopBundle _bundle = ShopBundle.Create(DateTimeOffset.UtcNow);
    private ReplayServer _server = null!;
    private BundleRuntime _runtime = null!;
    private Session _session = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _runtime = _bundle.CreateRuntime(TimeProvider.System);
        _server = await ReplayServer.StartAsync(_bundle, new ReplayOptions { Runtime = _runtime }, Cancellation);
        _session = new Session(new ApiClient(new ConnectionSettings
        {
            Server = _server.Url, ContextName = "shop", Credentials = new CredentialSettings { Token = _server.Token },
        }));
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_to_the_local_port_reaches_the_pod_and_is_counted()
    {
        string pod = await ListenAsync("web");
        PortForward forward = Start(new Selection(WellKnownKinds.Pods, "shop", pod, ""), "0:8080");

        Assert.Equal($"hello from {pod}", await AskAsync(forward));
        Assert.Equal(pod, forward.Pod);
        await UntilAsync(() => forward.Connections is (0, 1));
        Assert.True(forward.Bytes >= "hello from ".Length);
    }

    [Fact]
    public async Task A_service_is_forwarded_by_its_own_port_to_a_pod_that_is_ready()
    {
        string pod = await ListenAsync("web");
        JsonNode service = JsonNode.Parse((await _session.Client.GetAsync("/api/v1/namespaces/shop/services/web", Cancellation)).Body.Span)!;
        int port = (int)service["spec"]!["ports"]![0]!["port"]!;
        PortForward forward = Start(new Selection(WellKnownKinds.Services, "shop", "web", ""), $"0:{port}");

        Assert.StartsWith("hello from web-", await AskAsync(forward), StringComparison.Ordinal);
        Assert.StartsWith(pod[..4], forward.Pod, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_pod_is_replaced_the_next_connection_goes_to_another_of_its_owner()
    {
        string pod = await ListenAsync("web");
        PortForward forward = Start(new Selection(WellKnownKinds.Pods, "shop", pod, ""), "0:8080");
        await AskAsync(forward);

        await _session.Client.SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/shop/pods/{pod}", "{\"gracePeriodSeconds\":0}"u8.ToArray(), "application/json", Cancellation);

        Assert.StartsWith("hello from web-", await AskAsync(forward), StringComparison.Ordinal);
        Assert.NotEqual(pod, forward.Pod);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_says_so_and_the_forward_goes_on()
    {
        string pod = await ListenAsync("web");
        PortForward forward = Start(new Selection(WellKnownKinds.Pods, "shop", pod, ""), "0:9");

        Assert.Equal("", await AskAsync(forward));
        await UntilAsync(() => forward.Problem.Contains("refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int taken = ((IPEndPoint)other.LocalEndpoint).Port;
        string pod = await ListenAsync("web");

        (PortForward? forward, string problem) = _session.Forwards.Start(Parse(new Selection(WellKnownKinds.Pods, "shop", pod, ""), $"{taken}:8080"), DateTimeOffset.UtcNow);

        Assert.Null(forward);
        Assert.StartsWith($"127.0.0.1:{taken} is taken by another program", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ending_a_forward_frees_its_port_and_closes_its_connections()
    {
        string pod = await ListenAsync("web");
        PortForward forward = Start(new Selection(WellKnownKinds.Pods, "shop", pod, ""), "0:8080");
        using TcpClient client = new();
        await client.ConnectAsync(forward.Request.Local, Cancellation);

        await _session.Forwards.StopAsync(forward);

        Assert.Empty(_session.Forwards.All);
        using TcpListener again = new(forward.Request.Local);
        again.Start();
    }

    [Theory]
    [InlineData("8080", "127.0.0.1:8080", 8080)]
    [InlineData("9090:80", "127.0.0.1:9090", 80)]
    [InlineData("0.0.0.0:9090:80", "0.0.0.0:9090", 80)]
    [InlineData("[::1]:9090:80", "[::1]:9090", 80)]
    [InlineData("localhost:0:80", "127.0.0.1:0", 80)]
    public void What_is_typed_is_address_local_port_and_port(string typed, string local, int port)
    {
        ForwardRequest request = Parse(new Selection(WellKnownKinds.Pods, "shop", "web", ""), typed);
        Assert.Equal((local, port), (request.Local.ToString(), request.Port));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("70000")]
    [InlineData("x:80")]
    [InlineData("moon:1:80")]
    [InlineData("")]
    public void What_is_no_port_is_said(string typed)
    {
        Assert.Null(ForwardRequest.Parse(new Selection(WellKnownKinds.Pods, "shop", "web", ""), typed, out string problem));
        Assert.NotEqual("", problem);
    }

    private static ForwardRequest Parse(Selection target, string typed) => ForwardRequest.Parse(target, typed, out string problem) ?? throw new FormatException(problem);

    private PortForward Start(Selection target, string typed)
    {
        (PortForward? forward, string problem) = _session.Forwards.Start(Parse(target, typed), DateTimeOffset.UtcNow);
        return forward ?? throw new IOException(problem);
    }

    /// <summary>Every pod of the app answers on 8080 with its name; the first of them comes back.</summary>
    private async Task<string> ListenAsync(string app)
    {
        RawAnswer list = await _session.Client.GetAsync($"/api/v1/namespaces/shop/pods?labelSelector=app%3D{app}", Cancellation);
        string[] names = [.. ((JsonArray)JsonNode.Parse(list.Body.Span)!["items"]!).Select(p => (string)p!["metadata"]!["name"]!)];
        foreach (string name in names)
        {
            _runtime.AddListener("shop", name, 8080, async (stream, token) =>
            {
                byte[] buffer = new byte[16];
                if (await stream.ReadAsync(buffer, token) > 0)
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes($"hello from {name}"), token);
                }
            });
        }

        return names[0];
    }

    private static async Task<string> AskAsync(PortForward forward)
    {
        using TcpClient client = new();
        await client.ConnectAsync(forward.Request.Local, Cancellation);
        NetworkStream stream = client.GetStream();
        try
        {
            await stream.WriteAsync("hi"u8.ToArray(), Cancellation);
            using StreamReader reader = new(stream);
            return await reader.ReadToEndAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        }
        catch (IOException)
        {
            return ""; // reset: the forward could not reach the pod
        }
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (int i = 0; i < 600 && !holds(); i++)
        {
            await Task.Delay(50, Cancellation);
        }

        Assert.True(holds());
    }
}
