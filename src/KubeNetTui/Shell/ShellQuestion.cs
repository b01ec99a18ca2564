using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Terminal;

namespace KubeNetTui.Shell;

/// <summary>Finds the pod's running containers, asks which one where there are several, and hands the terminal to its shell.</summary>
internal sealed class ShellQuestion : IOverlay
{
    private readonly IWorkspace _workspace;
    private readonly Selection _pod;
    private readonly string? _container;
    private bool _closed;

    /// <param name="container">Null: the only one that runs, or the one that is chosen.</param>
    public ShellQuestion(IWorkspace workspace, Selection pod, string? container = null)
    {
        (_workspace, _pod, _container) = (workspace, pod, container);
        workspace.Own(new ValueTask(Task.Run(FindAsync)));
    }

    public void Render(Rect area, Buffer buffer, out (int X, int Y)? cursor)
    {
        cursor = null;
        if (area.Height > 0)
        {
            var row = area.Row(area.Height - 1);
            buffer.Fill(row, _workspace.Theme.Text);
            buffer.Write(row.X, row.Y, $"asking for the containers of {_pod.Namespace}/{_pod.Name}…  esc leaves", _workspace.Theme.Dim, row.Width);
        }
    }

    public void HandleKey(KeyEvent key)
    {
        if (key.ToString() is "esc" or "q" or "ctrl-c")
        {
            Close();
        }
    }

    public void HandlePaste(string text)
    {
    }

    public void HandleMouse(MouseEvent mouse, Rect area)
    {
    }

    private void Close()
    {
        _closed = true;
        _workspace.Close(this);
    }

    private async Task FindAsync()
    {
        try
        {
            var json = await _workspace.Session.Feeds.GetAsync(_pod.Resource.Path(_pod.Namespace, _pod.Name), _workspace.Session.Ending).ConfigureAwait(false);
            var found = Pod.TryParse(json.Span, out var pod, out _) ? pod : null;
            _workspace.Post(() => Ask(found));
        }
        catch (ApiException e)
        {
            _workspace.Post(() =>
            {
                Close();
                _workspace.Say($"No shell: {e.Failure.Message}", StatusTone.Bad);
            });
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
    }

    private void Ask(Pod? pod)
    {
        if (_closed)
        {
            return;
        }

        string[] running = pod is null ? [] :
            [.. PodContainers.Of(pod).Where(c => c.Status?.State.Phase == ContainerPhase.Running && (_container is null || c.Name == _container)).Select(static c => c.Name)];
        switch (running.Length)
        {
            case 0:
                Close();
                _workspace.Say($"No shell: {_container ?? "no container"} of {_pod.Namespace}/{_pod.Name} is {(_container is null ? "" : "not ")}running.", StatusTone.Warning);
                break;
            case 1:
                Open(running[0]);
                break;
            default:
                _workspace.Close(this);
                _workspace.Show(new ChoiceOverlay(
                    _workspace, "shell in", [.. running.Select((name, i) => new Choice(i < 9 ? $"{i + 1}" : "", name, () => Open(name)))]));
                break;
        }
    }

    private void Open(string container)
    {
        _workspace.Close(this);
        _workspace.Own(new ValueTask(RunAsync(container)));
    }

    private async Task RunAsync(string container)
    {
        var (words, tone) = ("", StatusTone.Quiet);
        try
        {
            await _workspace.RunOutsideAsync(async (terminal, cancellation) =>
            {
                (words, tone) = await ShellSession.RunAsync(_workspace.Session.Client, _pod, container, terminal, cancellation).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            (words, tone) = ($"No shell in {container}: {e.Failure.Message}", StatusTone.Bad);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            (words, tone) = ($"The shell in {container} ended: {e.Message}", StatusTone.Warning);
        }

        _workspace.Post(() => _workspace.Say(words, tone));
    }
}
