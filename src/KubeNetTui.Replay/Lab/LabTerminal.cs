using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace KubeNetTui.Replay;

/// <summary>A command with a terminal of its own, for <c>exec -it</c>.</summary>
internal static class LabTerminal
{
    /// <exception cref="LabException">The machine gives no pseudo-terminal.</exception>
    public static async Task<ExecExit> RunAsync(string lab, IReadOnlyList<string> command, ExecStreams streams, CancellationToken cancellation)
    {
        using var master = new SafeFileHandle(
            LibC.OpenTerminal(LibC.OpenReadWrite | LibC.OpenNoControllingTerminal | LibC.OpenCloseOnExec), ownsHandle: true);
        if (master.IsInvalid || LibC.GrantTerminal(master) != 0 || LibC.UnlockTerminal(master) != 0 || LibC.TerminalName(master) is not { } name)
        {
            throw new LabException("no pseudo-terminal could be opened");
        }

        if (await FirstSizeAsync(streams, cancellation).ConfigureAwait(false) is { } size)
        {
            LibC.Resize(master, size);
        }

        // setsid makes its standard input the terminal of the new session.
        var start = Tool.Start(lab, "sh", ["-c", "exec setsid --ctty --wait \"$@\" <\"$0\" >\"$0\" 2>&1", name, .. command]);
        start.Environment["TERM"] = "xterm-256color";
        using var process = Tool.Launch(start);
        using var ending = cancellation.UnsafeRegister(static p => Tool.End((Process)p!), process);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var terminal = new FileStream(master, FileAccess.ReadWrite, bufferSize: 0);
        var input = FeedAsync(streams.Input, terminal, done.Token);
        var sizes = FollowSizeAsync(streams, master, done.Token);
        var output = ShowAsync(terminal, streams.Output, done.Token);
        await process.WaitForExitAsync(cancellation).ConfigureAwait(false);

        // What it printed last may still be on its way; the read ends (EIO) when nobody has the other end open.
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(1), cancellation)).ConfigureAwait(false);
        await done.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(input, sizes).ConfigureAwait(false);
        return new ExecExit(process.ExitCode);
    }

    /// <summary>The first size comes soon after the start, where it comes at all.</summary>
    private static async Task<TerminalSize?> FirstSizeAsync(ExecStreams streams, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromMilliseconds(200));
        try
        {
            return await streams.Sizes.ReadAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is System.Threading.Channels.ChannelClosedException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task FollowSizeAsync(ExecStreams streams, SafeFileHandle master, CancellationToken done)
    {
        try
        {
            await foreach (var size in streams.Sizes.ReadAllAsync(done).ConfigureAwait(false))
            {
                LibC.Resize(master, size);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // It has ended.
        }
    }

    private static async Task FeedAsync(Stream from, FileStream terminal, CancellationToken done)
    {
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, done).ConfigureAwait(false)) > 0)
            {
                await terminal.WriteAsync(buffer.AsMemory(0, read), done).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // It has ended.
        }
    }

    private static async Task ShowAsync(FileStream terminal, Stream to, CancellationToken done)
    {
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await terminal.ReadAsync(buffer, done).ConfigureAwait(false)) > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), done).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Nobody has the other end open any more.
        }
    }
}
