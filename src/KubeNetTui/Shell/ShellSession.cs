using System.Threading.Channels;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Shell;

/// <summary>A shell in a container and the terminal, joined: keys go in as they come, output comes out as it is, sizes are handed on.</summary>
internal static class ShellSession
{
    // What a shell answers for a command that is not there, and cannot be run.
    private const int NotFound = 127;
    private const int NotExecutable = 126;

    private static readonly string[] Command = ["/bin/sh", "-c", "TERM=${TERM:-xterm-256color}; export TERM; command -v bash >/dev/null 2>&1 && exec bash || exec sh"];

    /// <returns>How it ended, in words.</returns>
    /// <exception cref="ApiException">The server refused, or the container has no shell of which it could be said.</exception>
    public static async Task<(string Words, StatusTone Tone)> RunAsync(
        ApiClient client, Selection pod, string container, TerminalPassthrough terminal, CancellationToken cancellation)
    {
        var query = new ExecQuery(pod.Namespace, pod.Name, container, Command) { Stdin = true, Tty = true };
        try
        {
            await using var session = await client.ExecAsync(query, cancellation).ConfigureAwait(false);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var keys = ForwardAsync(terminal.Input, (bytes, token) => session.WriteAsync(bytes, token), stop.Token);
            var sizes = ForwardAsync(terminal.Sizes, (size, token) => session.ResizeAsync(size.Width, size.Height, token), stop.Token);
            try
            {
                await foreach (var (_, data) in session.OutputAsync(stop.Token).ConfigureAwait(false))
                {
                    await terminal.WriteAsync(data, stop.Token).ConfigureAwait(false);
                }

                return Ended(container, await session.ExitCodeAsync.WaitAsync(cancellation).ConfigureAwait(false));
            }
            finally
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await Task.WhenAll(keys, sizes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (ApiException e) when (IsNoShell(e.Failure.Message))
        {
            return (NoShell(container), StatusTone.Warning);
        }
    }

    internal static (string Words, StatusTone Tone) Ended(string container, int exitCode) => exitCode switch
    {
        0 => ($"The shell in {container} ended.", StatusTone.Quiet),
        NotFound or NotExecutable => (NoShell(container), StatusTone.Warning),
        _ => ($"The shell in {container} ended with exit code {exitCode}.", StatusTone.Quiet),
    };

    // containerd: exec: "/bin/sh": stat /bin/sh: no such file or directory; CRI-O: executable file not found in $PATH.
    internal static bool IsNoShell(string message) =>
        message.Contains("/bin/sh", StringComparison.Ordinal)
        && (message.Contains("no such file or directory", StringComparison.Ordinal) || message.Contains("executable file not found", StringComparison.Ordinal));

    private static string NoShell(string container) =>
        $"The image of {container} has no shell (no /bin/sh in it). A debug container brings one: kubectl debug -it … --image=busybox --target={container}";

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
