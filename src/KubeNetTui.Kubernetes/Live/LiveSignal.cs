namespace KubeNetTui.Kubernetes;

/// <summary>Status, generation and the merged <c>Changed</c> of a live list. Thread-safe.</summary>
internal sealed class LiveSignal : IDisposable
{
    private static readonly TimeSpan s_lostAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_betweenChanges = TimeSpan.FromMilliseconds(33);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ITimer _lost;
    private readonly ITimer _raise;
    private LiveStatus _status;
    private long _generation = 1;
    private DateTimeOffset _raised = DateTimeOffset.MinValue;
    private bool _pending;
    private bool _disposed;

    public LiveSignal(TimeProvider time)
    {
        _time = time;
        _status = new LiveStatus(LiveState.Loading, time.GetUtcNow(), null);
        _lost = time.CreateTimer(_ => Lose(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _raise = time.CreateTimer(_ => Raise(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public event Action? Changed;

    public LiveStatus Status => Volatile.Read(ref _status);
    public long Generation => Interlocked.Read(ref _generation);

    /// <summary>Rows changed.</summary>
    public void Bump()
    {
        Interlocked.Increment(ref _generation);
        lock (_gate)
        {
            if (_pending || _disposed)
            {
                return;
            }
            _pending = true;
            var wait = _raised + s_betweenChanges - _time.GetUtcNow();
            _raise.Change(wait > TimeSpan.Zero && wait <= s_betweenChanges ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public void Live() => Set(LiveState.Live, null);

    public void Loading() => Set(LiveState.Loading, null);

    public void Refused(ApiFailure failure) => Set(LiveState.Refused, failure);

    /// <summary>Says Lost by itself after a few seconds, also while an attempt hangs.</summary>
    public void Broken(ApiFailure failure)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }
            if (_status.State is LiveState.Stale or LiveState.Lost)
            {
                _status = _status with { Failure = failure };
            }
            else
            {
                _status = new LiveStatus(LiveState.Stale, _time.GetUtcNow(), failure);
                _lost.Change(s_lostAfter, Timeout.InfiniteTimeSpan);
            }
        }
        Bump();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }
        _lost.Dispose();
        _raise.Dispose();
        Changed = null;
    }

    private void Set(LiveState state, ApiFailure? failure)
    {
        lock (_gate)
        {
            if (_disposed || (_status.State == state && failure is null))
            {
                return;
            }
            _lost.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _status = new LiveStatus(state, _time.GetUtcNow(), failure);
        }
        Bump();
    }

    private void Lose()
    {
        lock (_gate)
        {
            if (_status.State != LiveState.Stale)
            {
                return;
            }
            _status = _status with { State = LiveState.Lost };
        }
        Bump();
    }

    private void Raise()
    {
        lock (_gate)
        {
            _pending = false;
            _raised = _time.GetUtcNow();
        }
        Changed?.Invoke();
    }
}
