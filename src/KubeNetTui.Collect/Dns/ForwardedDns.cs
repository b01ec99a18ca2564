using System.Buffers.Binary;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>A DNS question to one pod, over TCP (RFC 1035, 4.2.2) through a port-forward.</summary>
internal static class ForwardedDns
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <exception cref="ApiException">The port-forward itself was refused or did not come about; what the pod did is in the result.</exception>
    public static async Task<ProbeResult> AskAsync(ApiClient client, ForwardedDnsNeed need, TimeProvider time, CancellationToken cancellation)
    {
        if (!DnsQuestion.TryParse(need.Query, (ushort)Random.Shared.Next(1, 65536), out var question))
        {
            return new ProbeResult(ProbeOutcome.BadAnswer, TimeSpan.Zero, $"\"{need.Query}\" can't be asked", Tool);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var since = time.GetTimestamp();
        var isOpen = false;
        try
        {
            var stream = await client.PortForwardAsync(need.Namespace, need.Pod, need.Port, patience.Token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                isOpen = true;
                since = time.GetTimestamp();
                patience.CancelAfter(Patience);
                await stream.WriteAsync(question.ToTcpBytes(), patience.Token).ConfigureAwait(false);
                var message = await ReadAsync(stream, patience.Token).ConfigureAwait(false);
                return message is null
                    ? Result(ProbeOutcome.Reset, "closed without a whole answer")
                    : ProbeLine.OfAnswer(Result(ProbeOutcome.Reached, ""), message, question);
            }
        }
        catch (OperationCanceledException) when (isOpen && !cancellation.IsCancellationRequested)
        {
            return Result(ProbeOutcome.TimedOut, $"no answer within {Patience.TotalSeconds:0} s");
        }
        catch (ApiException e) when (isOpen)
        {
            var refused = e.Failure.Message.Contains("refused", StringComparison.OrdinalIgnoreCase);
            return Result(refused ? ProbeOutcome.Refused : ProbeOutcome.Reset, e.Failure.Message);
        }
        catch (IOException e) when (isOpen)
        {
            return Result(ProbeOutcome.Reset, e.Message);
        }

        ProbeResult Result(ProbeOutcome outcome, string detail) => new(outcome, time.GetElapsedTime(since), detail, Tool);
    }

    private const string Tool = "this program";

    private static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var head = new byte[2];
        if (await stream.ReadAtLeastAsync(head, 2, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) < 2)
        {
            return null;
        }

        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(head)];
        return await stream.ReadAtLeastAsync(message, message.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) < message.Length
            ? null
            : message;
    }
}
