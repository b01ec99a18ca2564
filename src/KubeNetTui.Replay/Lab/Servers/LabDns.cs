using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace KubeNetTui.Replay;

/// <summary>
/// The cluster's DNS in one pod: <c>cluster.local</c> from the API's services, the rest asked of the resolver upstream from the pod's own
/// namespace, as CoreDNS does with <c>forward . /etc/resolv.conf</c>.
/// </summary>
internal sealed class LabDns(LabControllers cluster)
{
    private const string Zone = "cluster.local";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public void Serve(LabServers servers, LabSpace pod)
    {
        servers.ServeUdp(pod, "0.0.0.0", 53, (message, stop) => AnswerAsync(pod, message, stop));
        servers.ServeTcp(pod, "0.0.0.0", 53, (stream, stop) => ServeStreamAsync(stream, message => AnswerAsync(pod, message, stop), stop));
    }

    /// <summary>The resolver outside: knows one web server, under every name that ends like a public one.</summary>
    public static void ServeUpstream(LabServers servers, LabSpace outside)
    {
        static Task<byte[]?> Answer(ReadOnlyMemory<byte> message) => Task.FromResult(Public(message.Span));
        servers.ServeUdp(outside, LabPlan.Upstream, 53, (message, _) => Answer(message));
        servers.ServeTcp(outside, LabPlan.Upstream, 53, (stream, stop) => ServeStreamAsync(stream, Answer, stop));
    }

    private static byte[]? Public(ReadOnlySpan<byte> message)
    {
        if (DnsMessage.Read(message) is not { } question)
        {
            return null;
        }

        var isKnown = question.Name.Split('.') is { Length: > 1 } labels && labels[^1] is "org" or "com" or "net" or "io";
        return question.Answer(message, isKnown ? DnsMessage.Success : DnsMessage.NoSuchName, isKnown ? [LabPlan.Website] : []);
    }

    /// <summary>Messages with their length in front (RFC 1035, 4.2.2).</summary>
    private static async Task ServeStreamAsync(Stream stream, Func<ReadOnlyMemory<byte>, Task<byte[]?>> answer, CancellationToken stop)
    {
        var length = new byte[2];
        while (await stream.ReadAtLeastAsync(length, 2, throwOnEndOfStream: false, stop).ConfigureAwait(false) == 2)
        {
            var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            await stream.ReadExactlyAsync(message, stop).ConfigureAwait(false);
            if (await answer(message).ConfigureAwait(false) is not { } back)
            {
                return;
            }

            await stream.WriteAsync((byte[])[(byte)(back.Length >> 8), (byte)back.Length, .. back], stop).ConfigureAwait(false);
        }
    }

    private async Task<byte[]?> AnswerAsync(LabSpace pod, ReadOnlyMemory<byte> message, CancellationToken stop)
    {
        if (DnsMessage.Read(message.Span) is not { } question)
        {
            return null;
        }

        if (question.Name != Zone && !question.Name.EndsWith("." + Zone, StringComparison.Ordinal))
        {
            return await ForwardAsync(pod, message, stop).ConfigureAwait(false)
                ?? question.Answer(message.Span, DnsMessage.ServerFailure, []);
        }

        var addresses = Addresses(question.Name);
        return question.Answer(message.Span, addresses is null ? DnsMessage.NoSuchName : DnsMessage.Success, addresses ?? []);
    }

    /// <summary><c>NAME.NAMESPACE.svc.cluster.local</c>: the virtual address, or, headless, those of the ready endpoints.</summary>
    private IReadOnlyList<string>? Addresses(string name)
    {
        if (name.Split('.') is not [var service, var ns, "svc", "cluster", "local"])
        {
            return name is Zone or "svc." + Zone ? [] : null;
        }

        return cluster.List("services").FirstOrDefault(s => PodView.Name(s) == service && PodView.Namespace(s) == ns) is not { } found ? null
            : (string?)found["spec"]!["clusterIP"] is { Length: > 0 } ip and not "None" ? [ip]
            : [];
    }

    private static async Task<byte[]?> ForwardAsync(LabSpace pod, ReadOnlyMemory<byte> message, CancellationToken stop)
    {
        using var socket = pod.Open(ProtocolType.Udp);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        var buffer = new byte[4096];
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(LabPlan.Upstream), 53, patience.Token).ConfigureAwait(false);
            await socket.SendAsync(message, patience.Token).ConfigureAwait(false);
            var length = await socket.ReceiveAsync(buffer, patience.Token).ConfigureAwait(false);
            return buffer[..length];
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return null;
        }
    }
}
