using KubeNetTui.App;
using KubeNetTui.Collect;

namespace KubeNetTui.Shell;

/// <summary>A shell on a node, through a debug pod: made after a yes with its manifest in sight, removed when the shell ends.</summary>
internal static class NodeShell
{
    /// <summary>On the UI thread; returns at once. Refused in read-only mode, with the reason said.</summary>
    public static void Open(IWorkspace workspace, Selection node)
    {
        if (workspace.ReadOnly)
        {
            workspace.Say("No shell: the program runs read-only (--readonly).", StatusTone.Warning);
            return;
        }

        WaitLine.Run(workspace, $"a shell on {node.Name}: its debug pod …", async line =>
        {
            var session = workspace.Session;
            var options = session.Shells.ToOptions((request, cancellation) => ConsentQuestion.AskAsync(workspace, request, cancellation), session.Footprint);
            var (terminal, why) = await NodeTerminal.OpenAsync(session.Client, TimeProvider.System, options, node.Name, line.Token).ConfigureAwait(false);
            line.Then(
                () =>
                {
                    if (terminal is null)
                    {
                        workspace.Say(Terminal.SafeText.Clean($"No shell on {node.Name}: {why}"), StatusTone.Warning);
                        return;
                    }

                    Run(workspace, node, terminal);
                },
                () => workspace.Own(terminal?.DisposeAsync() ?? ValueTask.CompletedTask));
        });
    }

    private static void Run(IWorkspace workspace, Selection node, NodeTerminal terminal) => PodShell.Run(
        workspace, "shell", node.Name,
        async (screen, cancellation) =>
        {
            var join = new TerminalJoin(screen);
            await join.SayAsync($"{node.Name}, through {terminal.Pod}, which goes when this shell ends (exit, or ctrl-d)", cancellation).ConfigureAwait(false);
            var session = await workspace.Session.Client.ExecAsync(terminal.Query, cancellation).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                var end = await join.RunAsync(session, new JoinOptions(), cancellation).ConfigureAwait(false);
                return new ShellEnd(end.ExitCode == 0 ? $"The shell on {node.Name} ended." : $"The shell on {node.Name} ended with exit code {end.ExitCode}.", StatusTone.Quiet);
            }
        },
        async () =>
        {
            await terminal.DisposeAsync().ConfigureAwait(false);
            return terminal.IsLeft ? $"Its debug pod {terminal.Pod} could not be removed: :footprint" : "Its debug pod is removed.";
        });
}
