using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Shell;

/// <summary>A shell in a container and the terminal, joined: keys go in as they come, output comes out as it is, sizes are handed on.</summary>
internal static class ShellSession
{
    // What runtimes answer for a program that is not there, and for one that can't be run, where they don't answer with an error.
    private const int NotExecutable = 126;
    private const int NotFound = 127;

    private static readonly string[] Shells = ["/bin/bash", "/bin/sh"];

    /// <returns>How it ended, in words.</returns>
    /// <exception cref="ApiException">The server refused, or the connection broke.</exception>
    public static async Task<(string Words, StatusTone Tone)> RunAsync(
        ApiClient client, Selection pod, string container, TerminalPassthrough terminal, CancellationToken cancellation)
    {
        var size = new StrongBox<TerminalSize?>();
        foreach (var shell in Shells)
        {
            var query = new ExecQuery(pod.Namespace, pod.Name, container, [shell]) { Stdin = true, Tty = true };
            if (await TryAsync(client, query, terminal, size, cancellation).ConfigureAwait(false) is { } exitCode)
            {
                return (exitCode == 0 ? $"The shell in {container} ended." : $"The shell in {container} ended with exit code {exitCode}.", StatusTone.Quiet);
            }
        }

        return (
            $"No shell: the image of {container} has neither {string.Join(" nor ", Shells)}. "
            + $"kubectl debug -it {pod.Name} -n {pod.Namespace} --image=busybox --target={container} brings one.",
            StatusTone.Warning);
    }

    /// <summary>True for the runtimes' words for a program that isn't in the image: containerd's and CRI-O's.</summary>
    internal static bool IsNotThere(string message) =>
        message.Contains("no such file or directory", StringComparison.Ordinal)
        || message.Contains("executable file not found", StringComparison.Ordinal);

    /// <param name="lastSize">The terminal's size as far as it was told: the first shell tried takes it from the channel.</param>
    /// <returns>The exit code; null where the image has no such shell.</returns>
    private static async Task<int?> TryAsync(
        ApiClient client, ExecQuery query, TerminalPassthrough terminal, StrongBox<TerminalSize?> lastSize, CancellationToken cancellation)
    {
        var typed = false;
        try
        {
            await using var session = await client.ExecAsync(query, cancellation).ConfigureAwait(false);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var keys = ForwardAsync(
                terminal.Input,
                (bytes, token) =>
                {
                    typed = true;
                    return session.WriteAsync(bytes, token);
                },
                stop.Token);
            if (lastSize.Value is { } known)
            {
                await session.ResizeAsync(known.Width, known.Height, cancellation).ConfigureAwait(false);
            }

            var sizes = ForwardAsync(
                terminal.Sizes,
                (size, token) =>
                {
                    lastSize.Value = size;
                    return session.ResizeAsync(size.Width, size.Height, token);
                },
                stop.Token);
            try
            {
                await foreach (var (_, data) in session.OutputAsync(stop.Token).ConfigureAwait(false))
                {
                    await terminal.WriteAsync(data, stop.Token).ConfigureAwait(false);
                }

                var exitCode = await session.ExitCodeAsync.WaitAsync(cancellation).ConfigureAwait(false);

                // A shell also ends with the code of its last command, but not before anybody typed one.
                return exitCode is NotFound or NotExecutable && !typed ? null : exitCode;
            }
            finally
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await Task.WhenAll(keys, sizes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (ApiException e) when (!typed && IsNotThere(e.Failure.Message))
        {
            return null;
        }
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
            // The shell has ended, or its connection: the output's end says how.
        }
    }
}
