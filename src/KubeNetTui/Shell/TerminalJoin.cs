using System.Threading.Channels;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Shell;

/// <summary>How keys and output are handed on.</summary>
internal sealed record JoinOptions
{
    /// <summary>The container's process has a terminal: bytes go both ways as they are. Else lines are made of what is typed.</summary>
    public bool Tty { get; init; } = true;

    public bool TakesInput { get; init; } = true;

    /// <summary>ctrl-p ctrl-q leaves; without input, or without a terminal on the other side, ctrl-c does too.</summary>
    public bool CanDetach { get; init; }

    /// <summary>Sends a size that is off by one first, so that a program that runs already draws itself anew.</summary>
    public bool Redraws { get; init; }
}

/// <param name="ExitCode">Null: the person left.</param>
internal readonly record struct JoinEnd(int? ExitCode);

/// <summary>A session in a container and the terminal, joined: keys go in as they come, output comes out as it is, sizes are handed on.</summary>
internal sealed class TerminalJoin(TerminalPassthrough terminal)
{
    private const byte CtrlC = 3;
    private TerminalSize? _size;

    /// <summary>Something was sent to the other side.</summary>
    public bool HasTyped { get; private set; }

    /// <summary>Text of the program's own, between the person's shell and the container's; made harmless.</summary>
    public async Task SayAsync(string text, CancellationToken cancellation) =>
        await terminal.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"\e[2m{SafeText.Clean(text)}\e[m\r\n"), cancellation).ConfigureAwait(false);

    /// <exception cref="ApiException">The command could not be run, or the connection broke.</exception>
    public async Task<JoinEnd> RunAsync(ExecSession session, JoinOptions options, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var keys = new Keys(this, session, options, left);
        var typing = ForwardAsync(terminal.Input, keys.TakeAsync, stop.Token);
        if (_size is { } known && options.Tty)
        {
            await ResizeAsync(session, known, options, cancellation).ConfigureAwait(false);
        }

        var sizes = ForwardAsync(terminal.Sizes, (size, token) => SizeAsync(session, size, options, token), stop.Token);
        try
        {
            var showing = ShowAsync(session, options, stop.Token);
            if (await Task.WhenAny(showing, left.Task).ConfigureAwait(false) == left.Task)
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await showing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return new JoinEnd(null);
            }

            await showing.ConfigureAwait(false);
            return new JoinEnd(await session.ExitCodeAsync.WaitAsync(cancellation).ConfigureAwait(false));
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(typing, sizes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ShowAsync(ExecSession session, JoinOptions options, CancellationToken cancellation)
    {
        await foreach (var (_, data) in session.OutputAsync(cancellation).ConfigureAwait(false))
        {
            await terminal.WriteAsync(options.Tty ? data : TypedLines.Cooked(data), cancellation).ConfigureAwait(false);
        }
    }

    private Task SizeAsync(ExecSession session, TerminalSize size, JoinOptions options, CancellationToken cancellation)
    {
        var first = _size is null;
        _size = size;
        return !options.Tty ? Task.CompletedTask : ResizeAsync(session, size, options with { Redraws = options.Redraws && first }, cancellation);
    }

    private static async Task ResizeAsync(ExecSession session, TerminalSize size, JoinOptions options, CancellationToken cancellation)
    {
        if (options.Redraws)
        {
            await session.ResizeAsync(size.Width + 1, size.Height + 1, cancellation).ConfigureAwait(false);
        }

        await session.ResizeAsync(size.Width, size.Height, cancellation).ConfigureAwait(false);
    }

    private static async Task ForwardAsync<T>(ChannelReader<T> from, Func<T, CancellationToken, Task> to, CancellationToken cancellation)
    {
        try
        {
            await foreach (var item in from.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                await to(item, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is ApiException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // It has ended, or its connection: the output's end says how.
        }
    }

    /// <summary>What is typed, on its way to the container.</summary>
    private sealed class Keys(TerminalJoin join, ExecSession session, JoinOptions options, TaskCompletionSource left)
    {
        private readonly DetachKeys _detach = new();
        private readonly TypedLines _lines = new();

        public async Task TakeAsync(ReadOnlyMemory<byte> typed, CancellationToken cancellation)
        {
            if (options.CanDetach)
            {
                (typed, var leaves) = _detach.Take(typed);
                leaves |= (!options.TakesInput || !options.Tty) && typed.Span.Contains(CtrlC);
                if (leaves)
                {
                    left.TrySetResult();
                    return;
                }
            }

            if (!options.TakesInput || typed.IsEmpty)
            {
                return;
            }

            join.HasTyped = true;
            if (options.Tty)
            {
                await session.WriteAsync(typed, cancellation).ConfigureAwait(false);
                return;
            }

            var (echo, lines, ends) = _lines.Take(typed.Span);
            await join.EchoAsync(echo, cancellation).ConfigureAwait(false);
            await session.WriteAsync(lines, cancellation).ConfigureAwait(false);
            if (ends)
            {
                await session.CloseInputAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task EchoAsync(byte[] echo, CancellationToken cancellation)
    {
        if (echo.Length > 0)
        {
            await terminal.WriteAsync(echo, cancellation).ConfigureAwait(false);
        }
    }
}
