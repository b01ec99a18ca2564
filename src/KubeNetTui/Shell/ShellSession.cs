using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Shell;

/// <summary>How a shell, or an attachment, ended.</summary>
/// <param name="HasNoShell">The image has none: a debug container would bring one.</param>
internal sealed record ShellEnd(string Words, StatusTone Tone, bool HasNoShell = false);

/// <summary>A shell in a container, joined with the terminal: the first that the image has.</summary>
internal static class ShellSession
{
    // What runtimes answer for a program that is not there, and for one that can't be run, where they don't answer with an error.
    private const int NotExecutable = 126;
    private const int NotFound = 127;

    private static readonly string[] Shells = ["/bin/bash", "/bin/sh"];

    /// <exception cref="ApiException">The server refused, or the connection broke.</exception>
    public static async Task<ShellEnd> RunAsync(
        ApiClient client, Selection pod, string container, TerminalPassthrough terminal, CancellationToken cancellation)
    {
        var join = new TerminalJoin(terminal);
        await join.SayAsync($"$ kubectl exec -it {pod.Name} -n {pod.Namespace} -c {container} -- sh    (exit, or ctrl-d, comes back)", cancellation).ConfigureAwait(false);
        foreach (var shell in Shells)
        {
            var query = new ExecQuery(pod.Namespace, pod.Name, container, [shell]) { Stdin = true, Tty = true };
            if (await TryAsync(client, query, join, cancellation).ConfigureAwait(false) is { } exitCode)
            {
                return new ShellEnd(exitCode == 0 ? $"The shell in {container} ended." : $"The shell in {container} ended with exit code {exitCode}.", StatusTone.Quiet);
            }
        }

        return new ShellEnd(
            $"No shell: the image of {container} has neither {string.Join(" nor ", Shells)}; D puts a debug container beside it.", StatusTone.Warning, HasNoShell: true);
    }

    /// <summary>True for the runtimes' words for a program that isn't in the image: containerd's and CRI-O's.</summary>
    internal static bool IsNotThere(string message) =>
        message.Contains("no such file or directory", StringComparison.Ordinal)
        || message.Contains("executable file not found", StringComparison.Ordinal);

    /// <returns>The exit code; null where the image has no such shell.</returns>
    private static async Task<int?> TryAsync(ApiClient client, ExecQuery query, TerminalJoin join, CancellationToken cancellation)
    {
        try
        {
            var session = await client.ExecAsync(query, cancellation).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                var exitCode = (await join.RunAsync(session, new JoinOptions(), cancellation).ConfigureAwait(false)).ExitCode;

                // A shell also ends with the code of its last command, but not before anybody typed one.
                return exitCode is NotFound or NotExecutable && !join.HasTyped ? null : exitCode;
            }
        }
        catch (ApiException e) when (!join.HasTyped && IsNotThere(e.Failure.Message))
        {
            return null;
        }
    }
}
