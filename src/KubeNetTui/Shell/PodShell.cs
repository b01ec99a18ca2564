using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Terminal;

namespace KubeNetTui.Shell;

/// <summary>The whole terminal for what runs in a pod: a shell, or a container's own process. Asks which container where there are several.</summary>
internal static class PodShell
{
    /// <summary>On the UI thread; returns at once. Refused in read-only mode, with the reason said.</summary>
    /// <param name="container">Null: the only one that runs, or the one that is chosen.</param>
    public static void Open(IWorkspace workspace, Selection pod, string? container = null)
    {
        if (IsRefused(workspace, "shell"))
        {
            return;
        }

        ContainerQuestion.Ask(
            workspace, pod, "shell", "shell in", c => c.IsRunning && (container is null || c.Name == container), all => NotRunning(pod, all, container),
            (chosen, _) => Run(workspace, "shell", chosen.Name, async (terminal, cancellation) =>
            {
                var end = await ShellSession.RunAsync(workspace.Session.Client, pod, chosen.Name, terminal, cancellation).ConfigureAwait(false);
                if (end.HasNoShell)
                {
                    workspace.Post(() => DebugContainer.Offer(workspace, pod, chosen));
                }

                return end;
            }));
    }

    /// <inheritdoc cref="Open"/>
    public static void Attach(IWorkspace workspace, Selection pod, string? named = null)
    {
        if (IsRefused(workspace, "attaching"))
        {
            return;
        }

        ContainerQuestion.Ask(
            workspace, pod, "attaching", "attach to", c => c.IsRunning && (named is null || c.Name == named), all => NotRunning(pod, all, named),
            (container, _) =>
            {
                if (!container.Stdin)
                {
                    AttachTo(workspace, pod, container, withKeyboard: false);
                    return;
                }

                workspace.Show(new ChoiceOverlay(workspace, $"attach to {SafeText.Clean(container.Name)}",
                [
                    new("1", "look only: ctrl-c leaves, it goes on", () => AttachTo(workspace, pod, container, withKeyboard: false)),
                    new("2", "with the keyboard: keys go to its process, ctrl-c may end it", () => AttachTo(workspace, pod, container, withKeyboard: true)),
                ]));
            });
    }

    public static void AttachTo(IWorkspace workspace, Selection pod, PodContainer container, bool withKeyboard) =>
        Run(workspace, "attaching", container.Name, (terminal, cancellation) =>
            AttachSession.RunAsync(workspace.Session.Client, pod, container, withKeyboard, terminal, cancellation));

    /// <summary>Lends the terminal; how it ended is said when it is back.</summary>
    /// <param name="after">Whatever happened, when the terminal is back; its words are said too.</param>
    public static void Run(
        IWorkspace workspace, string what, string where, Func<TerminalPassthrough, CancellationToken, Task<ShellEnd>> session, Func<Task<string>>? after = null)
    {
        workspace.Own(new ValueTask(RunAsync()));

        async Task RunAsync()
        {
            ShellEnd end = new("", StatusTone.Quiet);
            try
            {
                await workspace.RunOutsideAsync(async (terminal, cancellation) => end = await session(terminal, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (ApiException e)
            {
                var words = e.Failure.HttpStatus == 404 ? "its pod is gone meanwhile" : $"{e.Failure.Message} {e.Failure.Advice}".TrimEnd();
                end = new ShellEnd(e.Failure.HttpStatus == 101 ? $"The {what} in {where} broke off: {words}" : $"No {what} in {where}: {words}", StatusTone.Bad);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
            {
                end = new ShellEnd($"The {what} in {where} ended: {e.Message}", StatusTone.Warning);
            }

            var more = after is null ? "" : " " + await after().ConfigureAwait(false);
            workspace.Post(() => workspace.Say(SafeText.Clean(end.Words + more), end.Tone));
        }
    }

    private static bool IsRefused(IWorkspace workspace, string what)
    {
        if (workspace.ReadOnly)
        {
            workspace.Say($"No {what}: the program runs read-only (--readonly).", StatusTone.Warning);
        }

        return workspace.ReadOnly;
    }

    private static string NotRunning(Selection pod, IReadOnlyList<PodContainer> all, string? named) =>
        named is not null ? $"{named} of {pod.Namespace}/{pod.Name} is not running"
        : all.FirstOrDefault(c => c.State.Length > 0) is { } first
            ? $"no container of {pod.Namespace}/{pod.Name} is running ({first.Name}: {first.State}); p shows the log of the instance before"
            : $"no container of {pod.Namespace}/{pod.Name} is running";
}
