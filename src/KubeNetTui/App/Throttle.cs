using System.Diagnostics;

namespace KubeNetTui.App;

/// <summary>
/// Runs an action on the UI thread at once when it has not run for a while, else after a pause; requests in between are one. The pause
/// grows with what the action costs, so that at most about a tenth of the time goes into it.
/// </summary>
internal sealed class Throttle(IWorkspace workspace, Action action) : IDisposable
{
    private const int CostFactor = 8;
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(100);
    private long _lastRun = long.MinValue;
    private TimeSpan _pause = LeastPause;
    private IDisposable? _pending;
    private bool _disposed;

    public void Request()
    {
        if (_disposed || _pending is not null)
        {
            return;
        }

        var since = _lastRun == long.MinValue ? TimeSpan.MaxValue : workspace.Time.GetElapsedTime(_lastRun);
        if (since >= _pause)
        {
            Run();
        }
        else
        {
            _pending = workspace.Schedule(_pause - since, () =>
            {
                _pending = null;
                Run();
            });
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _pending?.Dispose();
    }

    private void Run()
    {
        if (_disposed)
        {
            return;
        }

        var start = Stopwatch.GetTimestamp();
        action();
        var cost = Stopwatch.GetElapsedTime(start) * CostFactor;
        _pause = cost > LeastPause ? cost : LeastPause;
        _lastRun = workspace.Time.GetTimestamp();
    }
}
