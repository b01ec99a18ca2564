using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KubeNetTui.Kubernetes;

/// <summary>Asks a proxy for a tunnel to the server: HTTP CONNECT (RFC 9110, 9.3.6) or SOCKS5 (RFC 1928, 1929).</summary>
internal static class ProxyHandshake
{
    private const int MaxAnswer = 16 * 1024;

    /// <exception cref="ApiException">Step Proxy: refused, or no proxy at all.</exception>
    public static async Task TunnelAsync(Stream stream, Uri proxy, string host, int port, CancellationToken cancellation)
    {
        var name = $"{proxy.Scheme}://{proxy.Authority}";
        try
        {
            if (proxy.Scheme is "socks5" or "socks5h")
            {
                await SocksAsync(stream, proxy, name, host, port, cancellation).ConfigureAwait(false);
            }
            else
            {
                await ConnectAsync(stream, proxy, name, host, port, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception wrong) when (wrong is IOException or SocketException)
        {
            throw Failed(name, $"broke the connection off ({Printable.Clean(wrong.Message, 120).TrimEnd('.')})", "Check that it is a proxy of that kind (proxy-url, HTTPS_PROXY).", wrong);
        }
    }

    private static async Task ConnectAsync(Stream stream, Uri proxy, string name, string host, int port, CancellationToken cancellation)
    {
        var target = $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host.Trim('[', ']')}]" : host)}:{port}";
        var request = new StringBuilder($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n");
        if (proxy.UserInfo.Length > 0)
        {
            var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(proxy.UserInfo)));
            request.Append("Proxy-Authorization: Basic ").Append(credentials).Append("\r\n");
        }
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()), cancellation).ConfigureAwait(false);

        // Byte by byte: what follows the empty line belongs to the tunnel.
        var answer = new List<byte>(256);
        var one = new byte[1];
        while (!EndsHead(answer))
        {
            if (answer.Count > MaxAnswer || await stream.ReadAsync(one, cancellation).ConfigureAwait(false) == 0)
            {
                throw Failed(name, "gave no HTTP answer to CONNECT", "Check that it is an HTTP proxy (proxy-url, HTTPS_PROXY).");
            }
            answer.Add(one[0]);
        }
        var status = Encoding.Latin1.GetString([.. answer]).Split('\r', 2)[0];
        var words = status.Split(' ', 3);
        if (!status.StartsWith("HTTP/1.", StringComparison.Ordinal) || words.Length < 2 || !int.TryParse(words[1], out var code))
        {
            throw Failed(name, $"answered CONNECT with \"{Printable.Clean(status, 80)}\"", "Check that it is an HTTP proxy (proxy-url, HTTPS_PROXY).");
        }
        if (code is < 200 or > 299)
        {
            throw Failed(
                name, $"refused a tunnel to {target}: {Printable.Clean(status, 120)}",
                code == 407 ? "It wants a name and password: http://user:password@host:port in proxy-url." : "Ask who runs it to allow that address, or name the server in NO_PROXY.");
        }
    }

    private static bool EndsHead(List<byte> answer) =>
        answer.Count >= 4 && answer[^1] == '\n' && answer[^2] == '\r' && answer[^3] == '\n' && answer[^4] == '\r';

    private static async Task SocksAsync(Stream stream, Uri proxy, string name, string host, int port, CancellationToken cancellation)
    {
        var user = Uri.UnescapeDataString(proxy.UserInfo).Split(':', 2);
        var withPassword = proxy.UserInfo.Length > 0;
        await stream.WriteAsync(withPassword ? new byte[] { 5, 2, 0, 2 } : [5, 1, 0], cancellation).ConfigureAwait(false);
        var reply = new byte[4];
        await stream.ReadExactlyAsync(reply.AsMemory(0, 2), cancellation).ConfigureAwait(false);
        if (reply[0] != 5)
        {
            throw Failed(name, "does not speak SOCKS5", "Check proxy-url: http:// or socks5://.");
        }
        if (reply[1] == 2 && withPassword)
        {
            var (first, second) = (Encoding.UTF8.GetBytes(user[0]), Encoding.UTF8.GetBytes(user.Length > 1 ? user[1] : ""));
            if (first.Length > 255 || second.Length > 255)
            {
                throw Failed(name, "can't be told a name or password of more than 255 bytes", "Correct proxy-url.");
            }
            await stream.WriteAsync((byte[])[1, (byte)first.Length, .. first, (byte)second.Length, .. second], cancellation).ConfigureAwait(false);
            await stream.ReadExactlyAsync(reply.AsMemory(0, 2), cancellation).ConfigureAwait(false);
            if (reply[1] != 0)
            {
                throw Failed(name, "does not accept the name and password", "Correct them in proxy-url.");
            }
        }
        else if (reply[1] != 0)
        {
            throw Failed(name, "wants a name and password", "Give them: socks5://user:password@host:port in proxy-url.");
        }

        byte[] destination = IPAddress.TryParse(host.Trim('[', ']'), out var address)
            ? [(byte)(address.AddressFamily == AddressFamily.InterNetwork ? 1 : 4), .. address.GetAddressBytes()]
            : [3, (byte)Encoding.ASCII.GetByteCount(host), .. Encoding.ASCII.GetBytes(host)];
        await stream.WriteAsync((byte[])[5, 1, 0, .. destination, (byte)(port >> 8), (byte)port], cancellation).ConfigureAwait(false);
        await stream.ReadExactlyAsync(reply, cancellation).ConfigureAwait(false);
        if (reply[1] != 0)
        {
            var why = reply[1] switch
            {
                2 => "not allowed by its rules",
                3 => "network unreachable",
                4 => "host unreachable, or a name it can't resolve",
                5 => "connection refused",
                6 => "no answer from there in time",
                var code => $"error {code}",
            };
            throw Failed(name, $"could not reach {host}:{port}: {why}", "Check the server's address, and what the proxy may reach.");
        }
        // The bound address, which nobody needs, must be read off all the same.
        var one = new byte[1];
        var rest = reply[3] switch { 1 => 4, 4 => 16, _ => -1 };
        if (rest < 0)
        {
            await stream.ReadExactlyAsync(one, cancellation).ConfigureAwait(false);
            rest = one[0];
        }
        await stream.ReadExactlyAsync(new byte[rest + 2], cancellation).ConfigureAwait(false);
    }

    private static ApiException Failed(string proxy, string what, string advice, Exception? inner = null) =>
        new(new ApiFailure(RequestStep.Proxy, 0, "", $"The proxy {proxy} {what}.", advice), inner);
}
