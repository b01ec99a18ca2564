using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Shell;

/// <summary>A line at the bottom while something is waited for; Esc stops waiting.</summary>
internal sealed class WaitLine : IOverlay, IDisposable
{
    private readonly IWorkspace _workspace;
    private readonly CancellationTokenSource _stop;
    private IReadOnlyList<Binding>? _keys;
    private string _words;

    private WaitLine(IWorkspace workspace, string words)
    {
        (_workspace, _words) = (workspace, SafeText.Clean(words));
        _stop = CancellationTokenSource.CreateLinkedTokenSource(workspace.Session.Ending);
    }

    public IReadOnlyList<Binding> Bindings => _keys ??=
        [new("wait.leave", ["esc", "q"], "leave", "Stop waiting.", Leave) { Group = "Dialog" }];

    /// <summary>Cancelled by Esc, and by the session's end.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>On the UI thread: shows the line and starts the work, which owns neither. The line goes when the work ends.</summary>
    /// <param name="work">Off the UI thread. A cancellation of the line's token is no mistake.</param>
    public static void Run(IWorkspace workspace, string words, Func<WaitLine, Task> work)
    {
        WaitLine line = new(workspace, words);
        workspace.Show(line);
        workspace.Own(new ValueTask(Task.Run(RunAsync)));

        async Task RunAsync()
        {
            try
            {
                await work(line).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (line.Token.IsCancellationRequested)
            {
                // The person does not wait any longer.
            }
            finally
            {
                workspace.Post(() =>
                {
                    workspace.Close(line);
                    line.Dispose();
                });
            }
        }
    }

    /// <summary>Other words; from any thread.</summary>
    public void Say(string words) => _workspace.Post(() => _words = SafeText.Clean(words));

    /// <summary>On the UI thread, after the line is gone; where the person has left it, <paramref name="otherwise"/>.</summary>
    public void Then(Action action, Action? otherwise = null) => _workspace.Post(() =>
    {
        var hasLeft = _stop.IsCancellationRequested;
        _workspace.Close(this);
        (hasLeft ? otherwise : action)?.Invoke();
    });

    public void Render(Rect area, Buffer buffer, out (int X, int Y)? cursor)
    {
        cursor = null;
        if (area.Height > 0)
        {
            var row = area.Row(area.Height - 1);
            const string Way = "  esc stops waiting";
            buffer.Fill(row, _workspace.Theme.Text);
            var width = buffer.WriteFit(row.X, row.Y, _words, _workspace.Theme.Dim, Math.Max(0, row.Width - Way.Length));
            buffer.Write(row.X + width, row.Y, Way, _workspace.Theme.Dim, row.Width - width);
        }
    }

    public void HandleKey(KeyEvent key)
    {
        // Nothing is typed here; what is pressed while one waits is for nobody.
    }

    public void HandlePaste(string text)
    {
    }

    public void HandleMouse(MouseEvent mouse, Rect area)
    {
    }

    public void Dispose() => _stop.Dispose();

    private void Leave()
    {
        _stop.Cancel();
        _workspace.Close(this);
    }
}
