using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Shell;

/// <summary>The process that a container runs, joined with the terminal. Leaving it leaves the process running.</summary>
internal static class AttachSession
{
    /// <exception cref="ApiException">The server refused, or the connection broke.</exception>
    public static async Task<ShellEnd> RunAsync(
        ApiClient client, Selection pod, PodContainer container, bool withKeyboard, TerminalPassthrough terminal, CancellationToken cancellation)
    {
        var (tty, stdin) = (container.Tty, withKeyboard && container.Stdin);
        var join = new TerminalJoin(terminal);
        await join.SayAsync($"$ {Kubectl(pod, container, withKeyboard)}", cancellation).ConfigureAwait(false);
        await join.SayAsync(
            (stdin, tty) switch
            {
                (true, true) => $"{DetachKeys.Shown} detaches; all other keys go to the process, ctrl-c too. Enter brings a prompt back.",
                (true, false) => $"{DetachKeys.Shown} or ctrl-c detaches; lines go to the process, ctrl-d ends its input.",
                _ => $"{DetachKeys.Shown} or ctrl-c detaches; what it writes from now on is shown.",
            },
            cancellation).ConfigureAwait(false);
        var query = new AttachQuery(pod.Namespace, pod.Name, container.Name) { Stdin = stdin, Tty = tty };
        var session = await client.AttachAsync(query, cancellation).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            var end = await join.RunAsync(session, new JoinOptions { Tty = tty, TakesInput = stdin, CanDetach = true, Redraws = stdin }, cancellation).ConfigureAwait(false);
            return end.ExitCode switch
            {
                null => new ShellEnd($"Detached from {container.Name}; it goes on.", StatusTone.Quiet),
                0 => new ShellEnd($"{container.Name} ended, or closed its output.", StatusTone.Quiet),
                var code => new ShellEnd($"{container.Name} ended with exit code {code}.", StatusTone.Quiet),
            };
        }
    }

    public static string Kubectl(Selection pod, PodContainer container, bool withKeyboard) =>
        $"kubectl attach {(withKeyboard && container.Stdin ? container.Tty ? "-it " : "-i " : "")}{pod.Name} -n {pod.Namespace} -c {container.Name}";
}
