using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>Real connections from one namespace of the lab to an address, and how they end.</summary>
internal static class LabProber
{
    /// <summary>Long: a machine with much to do is no failure. A packet that was lost and came through when it was sent again is one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    /// <summary><c>include/uapi/linux/tcp.h</c>: TCP_INFO, and where <c>tcpi_total_retrans</c> is in it.</summary>
    private const int TcpLevel = 6;

    private const int TcpInfo = 11;
    private const string SentAgain = "lost at first, connected when sent again";
    private const int TotalRetransmissions = 100;

    /// <summary>Connects and asks who is there; several times, where a service has several endpoints and each may be met.</summary>
    /// <param name="path">null: the connection alone is enough.</param>
    /// <param name="expected">What the answer must begin with.</param>
    public static async Task<LabProbeResult> TcpAsync(
        string name, LabSpace from, string address, int port, string? path, IReadOnlyList<string> expected, int tries, CancellationToken cancellation)
    {
        var sockets = from.Open(ProtocolType.Tcp, tries);
        var answers = await Task.WhenAll(sockets.Select(s => AskAsync(s, address, port, path, cancellation))).ConfigureAwait(false);
        return Judge(name, answers, expected);
    }

    public static async Task<LabProbeResult> UdpAsync(
        string name, IReadOnlyList<Socket> sockets, string address, int port, IReadOnlyList<string> expected, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(sockets.Select(s => DatagramAsync(s, address, port, "who are you?"u8.ToArray(),
            static reply => Encoding.ASCII.GetString(reply), cancellation))).ConfigureAwait(false);
        return Judge(name, answers, expected);
    }

    public static async Task<LabProbeResult> DnsAsync(
        string name, LabSpace from, string server, string query, int tries, CancellationToken cancellation)
    {
        var sockets = from.Open(ProtocolType.Udp, tries);
        try
        {
            var answers = await Task.WhenAll(sockets.Select((s, i) =>
            {
                var id = (ushort)(i + 1);
                return DatagramAsync(s, server, 53, DnsMessage.Ask(id, query, DnsMessage.TypeA), reply => DnsMessage.Response(reply, id) switch
                {
                    (DnsMessage.Success, > 0) => "answered",
                    (DnsMessage.ServerFailure, _) => "SERVFAIL",
                    (DnsMessage.NoSuchName, _) => "NXDOMAIN",
                    _ => "no address",
                }, cancellation);
            })).ConfigureAwait(false);
            return Judge(name, answers, ["answered"]);
        }
        finally
        {
            foreach (var socket in sockets)
            {
                socket.Dispose();
            }
        }
    }

    private static LabProbeResult Judge(string name, string[] answers, IReadOnlyList<string> expected)
    {
        // Two connections that masquerading gives the same port at the same moment cost one of them its first packet: a few are no fault.
        var fewSentAgain = answers.Count(a => a == SentAgain) <= Math.Max(1, answers.Length / 6);
        var wrong = answers.Where(a => !(fewSentAgain && a == SentAgain) && !expected.Any(e => a.StartsWith(e, StringComparison.Ordinal))).ToList();
        if (wrong.Count == 0)
        {
            return new LabProbeResult(name, true, string.Join(", ", answers.Select(a => a.Split(' ')[0]).Distinct().Order(StringComparer.Ordinal)));
        }

        var how = string.Join(", ", wrong.Distinct().Order(StringComparer.Ordinal));
        return new LabProbeResult(name, false, answers.Length == 1 ? how : $"{wrong.Count} of {answers.Length}: {how}");
    }

    private static async Task<string> AskAsync(Socket socket, string address, int port, string? path, CancellationToken cancellation)
    {
        using (socket)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            var connected = false;
            try
            {
                await socket.ConnectAsync(IPAddress.Parse(address), port, patience.Token).ConfigureAwait(false);
                connected = true;
                if (WasSentAgain(socket))
                {
                    return SentAgain;
                }

                if (path is null)
                {
                    return "connected";
                }

                await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\n\r\n"), patience.Token).ConfigureAwait(false);
                using var reader = new StreamReader(new NetworkStream(socket));
                var answer = await reader.ReadToEndAsync(patience.Token).ConfigureAwait(false);
                var body = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                return body < 0 ? "cut off" : answer[(body + 4)..].Trim();
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
            {
                cancellation.ThrowIfCancellationRequested();
                return connected ? "connected, then nothing" : Failure(e);
            }
        }
    }

    /// <summary>
    /// The first SYN was dropped. The one sent again is a new connection to conntrack, and may be given another endpoint: it says nothing
    /// of the first.
    /// </summary>
    private static bool WasSentAgain(Socket socket)
    {
        Span<byte> info = stackalloc byte[TotalRetransmissions + 4];
        return socket.GetRawSocketOption(TcpLevel, TcpInfo, info) == info.Length && System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(info[TotalRetransmissions..]) > 0;
    }

    private static async Task<string> DatagramAsync(
        Socket socket, string address, int port, byte[] question, Func<byte[], string> read, CancellationToken cancellation)
    {
        var buffer = new byte[4096];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(address), port, patience.Token).ConfigureAwait(false);
            await socket.SendAsync(question, patience.Token).ConfigureAwait(false);
            var length = await socket.ReceiveAsync(buffer, patience.Token).ConfigureAwait(false);
            return read(buffer[..length]);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return Failure(e);
        }
    }

    private static string Failure(Exception e) => e is not SocketException problem ? "timed out" : problem.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "refused",
        SocketError.HostUnreachable => "no route to host",
        SocketError.NetworkUnreachable => "network is unreachable",
        SocketError.TimedOut => "timed out",
        SocketError.ConnectionReset => "reset",
        _ => problem.Message.ToLowerInvariant(),
    };
}
