namespace KubeNetTui.App;

/// <summary>An action on the UI thread after a pause; nothing once it is disposed, also when it is already on its way there.</summary>
internal sealed class UiTimer : IDisposable
{
    private readonly ITimer _timer;
    private bool _done; // UI thread only

    public UiTimer(IWorkspace workspace, TimeSpan pause, Action action)
    {
        _timer = workspace.Time.CreateTimer(
            _ => workspace.Post(() =>
            {
                if (!_done)
                {
                    Dispose();
                    action();
                }
            }),
            null, pause > TimeSpan.Zero ? pause : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _done = true;
        _timer.Dispose();
    }
}
