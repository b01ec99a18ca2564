using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KubeNetTui.Kubernetes.Tests;

public sealed class Proxies
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http", "")]
    [InlineData("http", "user:p%40ss@")]
    [InlineData("socks5", "")]
    [InlineData("socks5", "user:p%40ss@")]
    public async Task A_server_is_reached_through_a_proxy(string scheme, string user)
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Json("{}"));
        string? asked = null;
        await using var proxy = new RawServer(async (stream, cancellation) =>
        {
            asked = scheme == "http" ? await HttpConnectAsync(stream, cancellation) : await SocksAsync(stream, user.Length > 0, cancellation);
            await TunnelAsync(stream, server.Port, cancellation);
        });
        await using var client = new ApiClient(server.Settings with { Proxy = new Uri($"{scheme}://{user}127.0.0.1:{proxy.Port}") }, _ => null);
        Assert.Equal(200, (await client.GetAsync("/", Cancellation)).Status);
        Assert.Equal($"127.0.0.1:{server.Port}{(user.Length > 0 ? " user:p@ss" : "")}", asked);
    }

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "407", "name and password")]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", "refused a tunnel", "NO_PROXY")]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n", "SSH-2.0", "HTTP proxy")]
    [InlineData("", "gave no HTTP answer", "HTTP proxy")]
    public async Task A_proxy_that_refuses_is_told_as_the_proxy_step(string answer, string words, string advice)
    {
        await using var proxy = new RawServer(async (stream, cancellation) =>
        {
            await RawServer.HeadAsync(stream, cancellation);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancellation);
        });
        await using var client = new ApiClient(new ConnectionSettings { Server = new Uri("https://api.example:6443"), ContextName = "test", Proxy = new Uri($"http://127.0.0.1:{proxy.Port}") }, _ => null);
        var failure = await BrokenServers.FailureAsync(client);
        Assert.Equal(RequestStep.Proxy, failure.Step);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice, failure.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 5, 0xff }, "wants a name and password")]
    [InlineData(new byte[] { 4, 0 }, "does not speak SOCKS5")]
    [InlineData(new byte[] { 5, 0, 5, 5, 0, 1 }, "connection refused")]
    [InlineData(new byte[] { 5 }, "broke the connection off")]
    public async Task A_socks_proxy_that_refuses_is_told_as_the_proxy_step(byte[] answer, string words)
    {
        await using var proxy = new RawServer(async (stream, cancellation) =>
        {
            await stream.ReadExactlyAsync(new byte[3], cancellation);
            await stream.WriteAsync(answer, cancellation);
            if (answer.Length > 2)
            {
                await stream.ReadExactlyAsync(new byte[5], cancellation);
            }
        });
        await using var client = new ApiClient(new ConnectionSettings { Server = new Uri("https://api.example:6443"), ContextName = "test", Proxy = new Uri($"socks5://127.0.0.1:{proxy.Port}") }, _ => null);
        var failure = await BrokenServers.FailureAsync(client);
        Assert.Equal(RequestStep.Proxy, failure.Step);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://api.example:6443", "", true)]
    [InlineData("https://api.example:6443", "other.example", true)]
    [InlineData("https://api.example:6443", "example", false)]
    [InlineData("https://api.example:6443", ".example", false)]
    [InlineData("https://example:6443", ".example", true)]
    [InlineData("https://api.example:6443", "*.example", false)]
    [InlineData("https://api.example:6443", "api.example:443", true)]
    [InlineData("https://api.example:6443", "api.example:6443", false)]
    [InlineData("https://notexample:6443", "example", true)]
    [InlineData("https://api.example:6443", "*", false)]
    [InlineData("https://10.1.2.3:6443", "10.0.0.0/8", false)]
    [InlineData("https://10.1.2.3:6443", "11.0.0.0/8, 10.1.2.3", false)]
    [InlineData("https://10.1.2.3:6443", "10.1.2.4", true)]
    [InlineData("https://[fd00::1]:6443", "fd00::/8", false)]
    [InlineData("https://localhost:6443", "", false)]
    [InlineData("https://127.0.0.5:6443", "", false)]
    [InlineData("https://[::1]:6443", "", false)]
    public void The_environments_proxy_is_chosen_as_kubectl_does(string server, string except, bool proxied)
    {
        var settings = new ConnectionSettings { Server = new Uri(server), ContextName = "test" };
        var chosen = ProxyChoice.For(settings, name => name switch { "HTTPS_PROXY" => "proxy.example:3128", "NO_PROXY" => except, _ => null });
        Assert.Equal(proxied ? new Uri("http://proxy.example:3128") : null, chosen);
    }

    [Fact]
    public void Lower_case_variables_count_the_kubeconfig_wins_and_nonsense_is_told()
    {
        var settings = new ConnectionSettings { Server = new Uri("https://api.example"), ContextName = "test" };
        Assert.Equal(new Uri("http://lower:1"), ProxyChoice.For(settings, name => name == "https_proxy" ? "http://lower:1" : null));
        Assert.Null(ProxyChoice.For(settings, name => name == "HTTP_PROXY" ? "http://plain:1" : null));
        Assert.Equal(new Uri("socks5://own:2"), ProxyChoice.For(settings with { Proxy = new Uri("socks5://own:2") }, _ => "http://env:1"));
        Assert.Equal(RequestStep.Proxy, Assert.Throws<ApiException>(() => ProxyChoice.For(settings, name => name == "HTTPS_PROXY" ? "gopher://x" : null)).Failure.Step);
    }

    private static async Task<string> HttpConnectAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var head = await RawServer.HeadAsync(stream, cancellation);
        await stream.WriteAsync("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n"u8.ToArray(), cancellation);
        var lines = head.Split("\r\n");
        var login = lines.FirstOrDefault(l => l.StartsWith("Proxy-Authorization: Basic ", StringComparison.Ordinal));
        return lines[0].Split(' ')[1] + (login is null ? "" : " " + Encoding.UTF8.GetString(Convert.FromBase64String(login.Split(' ')[2])));
    }

    private static async Task<string> SocksAsync(NetworkStream stream, bool login, CancellationToken cancellation)
    {
        var buffer = new byte[300];
        async Task<byte[]> Take(int count)
        {
            await stream.ReadExactlyAsync(buffer.AsMemory(0, count), cancellation);
            return buffer[..count];
        }

        var who = "";
        await Take((await Take(2))[1]);
        await stream.WriteAsync(new byte[] { 5, (byte)(login ? 2 : 0) }, cancellation);
        if (login)
        {
            var user = Encoding.UTF8.GetString(await Take((await Take(2))[1]));
            who = $" {user}:{Encoding.UTF8.GetString(await Take((await Take(1))[0]))}";
            await stream.WriteAsync(new byte[] { 1, 0 }, cancellation);
        }
        Assert.Equal([5, 1, 0, 1], await Take(4));
        var address = new IPAddress(await Take(4));
        var port = await Take(2);
        await stream.WriteAsync(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 }, cancellation);
        return $"{address}:{(port[0] << 8) + port[1]}{who}";
    }

    private static async Task TunnelAsync(NetworkStream stream, int port, CancellationToken cancellation)
    {
        using var to = new TcpClient();
        await to.ConnectAsync(IPAddress.Loopback, port, cancellation);
        await Task.WhenAny(stream.CopyToAsync(to.GetStream(), cancellation), to.GetStream().CopyToAsync(stream, cancellation));
    }
}
