using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>
/// Everything of the lab that listens: on nodes, in pods, outside. The sockets are in the namespaces; what serves them is this one process,
/// since a dozen of them would cost memory for nothing that a packet could tell.
/// </summary>
internal sealed class LabServers : IAsyncDisposable
{
    /// <summary>Room for the longest UDP payload.</summary>
    private const int MostBytes = 65_507;

    private readonly Lock _lock = new();
    private readonly List<Listener> _listeners = [];
    private readonly Lazy<X509Certificate2> _certificate = new(MakeCertificate);

    /// <summary>The certificate is the one made for this run.</summary>
    public bool IsOurs(X509Certificate? certificate) => _certificate.Value.Equals(certificate);

    /// <param name="answer">From a path to the body of a 200; null: 404.</param>
    public void ServeHttp(LabSpace space, string address, int port, Func<string, string?> answer) =>
        ServeTcp(space, address, port, (stream, stop) => HttpAnswer.WriteAsync(stream, answer, stop));

    /// <summary>As <see cref="ServeHttp"/>, over TLS; to one who speaks HTTP it says what Go's server says.</summary>
    public void ServeHttps(LabSpace space, string address, int port, Func<string, string?> answer) =>
        ServeTcp(space, address, port, async (stream, stop) =>
        {
            using var tls = new SslStream(stream);
            try
            {
                await tls.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions { ServerCertificate = _certificate.Value }, stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is System.Security.Authentication.AuthenticationException)
            {
                await stream.WriteAsync(
                    "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"u8.ToArray(), stop).ConfigureAwait(false);
                return;
            }

            await HttpAnswer.WriteAsync(tls, answer, stop).ConfigureAwait(false);
        });

    public void ServeTcp(LabSpace space, string address, int port, Func<Stream, CancellationToken, Task> serve)
    {
        var socket = Bind(space, address, port, ProtocolType.Tcp);
        socket.Listen(256);
        Add(new Listener(space, port, socket, stop => AcceptAsync(socket, serve, stop)));
    }

    /// <param name="answer">From a datagram to the one that goes back; null: none.</param>
    public void ServeUdp(LabSpace space, string address, int port, Func<ReadOnlyMemory<byte>, CancellationToken, Task<byte[]?>> answer)
    {
        var socket = Bind(space, address, port, ProtocolType.Udp);
        Add(new Listener(space, port, socket, stop => ReceiveAsync(socket, answer, stop)));
    }

    /// <summary>Nobody listens on the port any more, TCP and UDP; connections that are open are cut.</summary>
    public void Stop(LabSpace space, int port)
    {
        List<Listener> ended;
        lock (_lock)
        {
            ended = _listeners.Where(l => l.Space == space && l.Port == port).ToList();
            _listeners.RemoveAll(ended.Contains);
        }

        foreach (var listener in ended)
        {
            listener.End();
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<Listener> all;
        lock (_lock)
        {
            all = [.. _listeners];
            _listeners.Clear();
        }

        foreach (var listener in all)
        {
            listener.End();
        }

        await Task.WhenAll(all.Select(l => l.Serving)).ConfigureAwait(false);
        if (_certificate.IsValueCreated)
        {
            _certificate.Value.Dispose();
        }
    }

    private static Socket Bind(LabSpace space, string address, int port, ProtocolType protocol)
    {
        var socket = space.Open(protocol);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), port));
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new LabException($"on {space.Name} nothing can listen on {address}:{port}: {e.Message}", e);
        }
    }

    private void Add(Listener listener)
    {
        lock (_lock)
        {
            _listeners.Add(listener);
        }

        listener.Start();
    }

    private static async Task AcceptAsync(Socket socket, Func<Stream, CancellationToken, Task> serve, CancellationToken stop)
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var connection = await socket.AcceptAsync(stop).ConfigureAwait(false);
                open.RemoveAll(t => t.IsCompleted);
                open.Add(ServeAsync(connection, serve, stop));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(open).ConfigureAwait(false);
        }
    }

    private static async Task ServeAsync(Socket connection, Func<Stream, CancellationToken, Task> serve, CancellationToken stop)
    {
        var stream = new NetworkStream(connection, ownsSocket: true);
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                await serve(stream, stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or SocketException)
            {
                // The other side has gone, or the server ends.
            }
        }
    }

    private static async Task ReceiveAsync(Socket socket, Func<ReadOnlyMemory<byte>, CancellationToken, Task<byte[]?>> answer, CancellationToken stop)
    {
        var open = new List<Task>();
        var buffer = new byte[MostBytes];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received;
                try
                {
                    received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), stop).ConfigureAwait(false);
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionRefused)
                {
                    continue; // an ICMP error about an earlier answer
                }

                open.RemoveAll(t => t.IsCompleted);
                open.Add(AnswerAsync(socket, buffer.AsSpan(0, received.ReceivedBytes).ToArray(), received.RemoteEndPoint, answer, stop));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(open).ConfigureAwait(false);
        }
    }

    private static async Task AnswerAsync(
        Socket socket, byte[] question, EndPoint from, Func<ReadOnlyMemory<byte>, CancellationToken, Task<byte[]?>> answer, CancellationToken stop)
    {
        try
        {
            if (await answer(question, stop).ConfigureAwait(false) is { } back)
            {
                await socket.SendToAsync(back, SocketFlags.None, from, stop).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // No way back, or the server ends.
        }
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kubelet", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    private sealed class Listener(LabSpace space, int port, Socket socket, Func<CancellationToken, Task> serve) : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public LabSpace Space { get; } = space;

        public int Port { get; } = port;

        public Task Serving { get; private set; } = Task.CompletedTask;

        public void Start() => Serving = RunAsync();

        public void End()
        {
            _stop.Cancel();
            socket.Dispose();
        }

        private async Task RunAsync()
        {
            await serve(_stop.Token).ConfigureAwait(false);
            Dispose();
        }

        public void Dispose() => _stop.Dispose();
    }
}

/// <summary>As much of an HTTP/1.0 server as probes and people with curl need.</summary>
internal static class HttpAnswer
{
    private const int LongestHead = 8 * 1024;

    public static async Task WriteAsync(Stream stream, Func<string, string?> answer, CancellationToken stop)
    {
        var head = await HeadAsync(stream, stop).ConfigureAwait(false);
        if (head.Split(' ') is not ["GET" or "HEAD", var path, ..])
        {
            return;
        }

        var body = answer(path);
        var text = body ?? "404 page not found\n";
        var bytes = Encoding.UTF8.GetBytes(text);
        var type = text.StartsWith('{') ? "application/json" : "text/plain; charset=utf-8";
        var status = body is null ? "404 Not Found" : "200 OK";
        var header = Encoding.ASCII.GetBytes($"HTTP/1.0 {status}\r\nContent-Type: {type}\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n\r\n");

        // Header and body in one write: one segment, as long as it fits.
        await stream.WriteAsync((byte[])[.. header, .. bytes], stop).ConfigureAwait(false);
    }

    private static async Task<string> HeadAsync(Stream stream, CancellationToken stop)
    {
        var head = new byte[LongestHead];
        var length = 0;
        while (length < head.Length)
        {
            var read = await stream.ReadAsync(head.AsMemory(length), stop).ConfigureAwait(false);
            length += read;
            if (read == 0 || head.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
            {
                break;
            }
        }

        return Encoding.ASCII.GetString(head, 0, length);
    }
}
