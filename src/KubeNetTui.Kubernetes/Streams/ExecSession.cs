using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;

namespace KubeNetTui.Kubernetes;

/// <summary>A command running in a container, or its own process attached to.</summary>
public sealed class ExecSession : IAsyncDisposable
{
    private const string V5 = "v5.channel.k8s.io";
    private const string V4 = "v4.channel.k8s.io";

    // Channels of both protocols; 255 is v5's alone.
    private const byte Stdin = 0;
    private const byte Stdout = 1;
    private const byte Stderr = 2;
    private const byte Outcome = 3;
    private const byte Resize = 4;
    private const byte Close = 255;

    private readonly ChannelSocket _socket;
    private readonly string _what;
    private readonly CancellationTokenSource _lifetime = new();
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Bounded: a command that prints faster than it is shown is slowed down by TCP, instead of filling the memory.
    private readonly Channel<(bool Stderr, ReadOnlyMemory<byte> Data)> _output =
        Channel.CreateBounded<(bool, ReadOnlyMemory<byte>)>(new BoundedChannelOptions(256) { SingleWriter = true });
    private readonly Task _pump;
    private bool _inputClosed;

    private ExecSession(ChannelSocket socket, string what)
    {
        _socket = socket;
        _what = what;
        _pump = Task.Run(PumpAsync);
    }

    /// <summary>The exit code, after the output ended; throws <see cref="ApiException"/> where the command could not be run.</summary>
    public Task<int> ExitCodeAsync => _exit.Task;

    internal static Task<ExecSession> StartAsync(ApiConnection connection, ExecQuery query, CancellationToken cancellation) =>
        OpenAsync(connection, "exec", query.Namespace, query.Pod, query.Container, query.Stdin, query.Tty, query.Command, cancellation);

    internal static Task<ExecSession> StartAsync(ApiConnection connection, AttachQuery query, CancellationToken cancellation) =>
        OpenAsync(connection, "attach", query.Namespace, query.Pod, query.Container, query.Stdin, query.Tty, [], cancellation);

    private static async Task<ExecSession> OpenAsync(
        ApiConnection connection, string verb, string ns, string pod, string? container, bool stdin, bool tty, IReadOnlyList<string> command,
        CancellationToken cancellation)
    {
        var address = new StringBuilder($"/api/v1/namespaces/{Uri.EscapeDataString(ns)}/pods/{Uri.EscapeDataString(pod)}/{verb}?stdout=true");
        // With a terminal there is one stream; the server refuses to be asked for both.
        address.Append(tty ? "&tty=true" : "&stderr=true");
        if (stdin)
        {
            address.Append("&stdin=true");
        }
        if (container is { Length: > 0 })
        {
            address.Append("&container=").Append(Uri.EscapeDataString(container));
        }
        foreach (var word in command)
        {
            address.Append("&command=").Append(Uri.EscapeDataString(word));
        }
        var socket = await ChannelSocket.OpenAsync(connection, address.ToString(), [V5, V4], cancellation).ConfigureAwait(false);
        return new ExecSession(socket, $"{verb} in {Printable.Clean(ns, 100)}/{Printable.Clean(pod, 100)}");
    }

    /// <summary>Output as it comes; ends with the command. Stderr true: the error stream. To be read by one reader.</summary>
    public async IAsyncEnumerable<(bool Stderr, ReadOnlyMemory<byte> Data)> OutputAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var part in _output.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            yield return part;
        }
    }

    /// <summary>Input can be closed by itself: the server speaks version 5 of the protocol.</summary>
    public bool CanCloseInput => _socket.Protocol == V5;

    public Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation) =>
        data.IsEmpty ? Task.CompletedTask : _socket.SendAsync(Stdin, data, cancellation);

    /// <summary>Closes stdin (v5; with v4 it can't be closed alone and this does nothing).</summary>
    public async Task CloseInputAsync(CancellationToken cancellation)
    {
        if (!_inputClosed && _socket.Protocol == V5)
        {
            _inputClosed = true;
            await _socket.SendAsync(Close, new byte[] { Stdin }, cancellation).ConfigureAwait(false);
        }
    }

    public Task ResizeAsync(int columns, int rows, CancellationToken cancellation) =>
        _socket.SendAsync(Resize, Encoding.ASCII.GetBytes($"{{\"Width\":{columns},\"Height\":{rows}}}"), cancellation);

    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
        await _socket.DisposeAsync().ConfigureAwait(false);
        _lifetime.Dispose();
    }

    private async Task PumpAsync()
    {
        try
        {
            while (await _socket.ReceiveAsync(_lifetime.Token).ConfigureAwait(false) is var (channel, data))
            {
                if (channel is Stdout or Stderr && data.Length > 0)
                {
                    await _output.Writer.WriteAsync((channel == Stderr, data.ToArray()), _lifetime.Token).ConfigureAwait(false);
                }
                else if (channel == Outcome && data.Length > 0)
                {
                    Finish(data);
                }
            }
            _exit.TrySetException(new ApiException(new ApiFailure(
                RequestStep.Answer, 101, "", $"{_what}: the connection ended without saying how the command ended.", "The node or the pod may be gone; try again.")));
        }
        catch (ApiException wrong)
        {
            _exit.TrySetException(wrong);
        }
        catch (OperationCanceledException)
        {
            _exit.TrySetCanceled();
        }
        finally
        {
            _output.Writer.TryComplete();
            // Nobody may wait for it: an exception left unseen must not come up at the finalizer.
            _ = _exit.Task.Exception;
        }
    }

    /// <summary>The Status on channel 3: Success, NonZeroExitCode with the code in details.causes, or an error of the kubelet.</summary>
    private void Finish(ReadOnlyMemory<byte> json)
    {
        var status = StatusObject.TryParse(json);
        if (status?.Status == "Success")
        {
            _exit.TrySetResult(0);
        }
        else if (status?.Reason == "NonZeroExitCode"
            && int.TryParse(status.Causes.FirstOrDefault(cause => cause.Reason == "ExitCode").Message, out var code))
        {
            _exit.TrySetResult(code);
        }
        else
        {
            var said = status is { Message.Length: > 0 } ? Printable.Clean(status.Message) : Printable.Clean(json.Span, 300);
            _exit.TrySetException(new ApiException(new ApiFailure(
                RequestStep.Server, status?.Code ?? 0, Printable.Clean(status?.Reason, 100), $"{_what}: {said.TrimEnd('.')}.", Advice(said))));
        }
    }

    private static string Advice(string said) => said switch
    {
        _ when said.Contains("executable file not found", StringComparison.Ordinal) || said.Contains("no such file", StringComparison.Ordinal) =>
            "The image has no such program (distroless?): use a debug container.",
        _ when said.Contains("container not found", StringComparison.Ordinal) => "The container is not running: see its state and events.",
        _ => "",
    };
}
