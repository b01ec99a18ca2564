using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>
/// How the lab's API server reaches its kubelets: by a real connection from beside the nodes to the node's address, so that a rule there
/// stops it as it stops the real one.
/// </summary>
internal sealed class LabKubelets(LabSpace underlay, LabServers servers) : INodeProxy
{
    private const int KubeletPort = 10250;

    /// <summary>The API server waits 30 s; here a person or a test does.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    public async Task<string?> DialAsync(string node, CancellationToken cancellation)
    {
        try
        {
            using var socket = await ConnectAsync(node, KubeletPort, cancellation).ConfigureAwait(false);
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    public async Task<NodeAnswer> GetAsync(string node, int port, string path, CancellationToken cancellation)
    {
        var number = port == 0 ? KubeletPort : port;
        using var socket = await ConnectAsync(node, number, cancellation).ConfigureAwait(false);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        Stream stream = new NetworkStream(socket);
        try
        {
            if (number == KubeletPort)
            {
                var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, certificate, _, _) => servers.IsOurs(certificate));
                stream = tls;
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = node }, patience.Token).ConfigureAwait(false);
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /{path} HTTP/1.0\r\nHost: {node}\r\n\r\n"), patience.Token).ConfigureAwait(false);
            using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
            return Read(await reader.ReadToEndAsync(patience.Token).ConfigureAwait(false));
        }
        catch (Exception e) when (e is System.Security.Authentication.AuthenticationException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new IOException(e is OperationCanceledException ? "net/http: request canceled (Client.Timeout exceeded while awaiting headers)" : e.Message, e);
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static NodeAnswer Read(string answer)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end > 0 && answer.Split(' ', 3) is [_, var status, _] && int.TryParse(status, out var code)
            ? new NodeAnswer(code, answer[(end + 4)..])
            : throw new IOException("net/http: HTTP/1.x transport connection broken: malformed HTTP response");
    }

    private async Task<Socket> ConnectAsync(string node, int port, CancellationToken cancellation)
    {
        var address = LabPlan.Nodes.FirstOrDefault(n => n.Name == node)?.Address
            ?? throw new IOException($"dial tcp: lookup {node}: no such host");
        var socket = underlay.Open(ProtocolType.Tcp);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(address), port, patience.Token).ConfigureAwait(false);
            return socket;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancellation.ThrowIfCancellationRequested();
            var problem = e is not SocketException refused ? "i/o timeout" : refused.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "connect: connection refused",
                SocketError.HostUnreachable => "connect: no route to host",
                SocketError.NetworkUnreachable => "connect: network is unreachable",
                _ => "connect: " + refused.Message,
            };
            throw new IOException($"dial tcp {address}:{port}: {problem}", e);
        }
    }
}
