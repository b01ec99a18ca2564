namespace KubeNetTui.Replay;

/// <summary>What a request is answered with instead of the truth.</summary>
public enum FaultKind
{
    /// <summary>The <see cref="Fault.Code"/> with a Status body, as the API server would (401, 403, 429, 500, …).</summary>
    Status,

    /// <summary>200 and a page of HTML, as a proxy or a login page answers.</summary>
    Html,

    /// <summary>The right answer, cut in the middle; the length says so.</summary>
    HalfJson,

    /// <summary>The connection breaks after some bytes of the right answer.</summary>
    StopMidStream,

    /// <summary>The right answer after <see cref="Fault.Delay"/>.</summary>
    Slow,
}

/// <param name="PathContains">Part of path and query that a request must have to be hit; "" hits all.</param>
/// <param name="Code">With <see cref="FaultKind.Status"/>.</param>
/// <param name="Times">How many requests are hit; then the fault is over.</param>
/// <param name="RetryAfterSeconds">The header of a 429 or 503; 0: none.</param>
/// <param name="Method"><c>DELETE</c>: only such requests are hit; null: all.</param>
/// <param name="Message">With <see cref="FaultKind.Status"/>: the words of the answer (a webhook's, say); null: the usual ones of that code.</param>
public sealed record Fault(
    string PathContains, FaultKind Kind, int Code = 500, TimeSpan Delay = default, int Times = int.MaxValue, int RetryAfterSeconds = 0, string? Method = null,
    string? Message = null);

/// <summary>Switches for tests of clients: the server misbehaves on demand. Safe for many threads.</summary>
public sealed class ReplayFaults : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Active> _faults = [];
    private readonly Action _expireHistory;
    private CancellationTokenSource _watches = new();

    internal ReplayFaults(Action expireHistory) => _expireHistory = expireHistory;

    /// <summary>Ends when open watches are to be dropped.</summary>
    internal CancellationToken Watches
    {
        get
        {
            lock (_lock)
            {
                return _watches.Token;
            }
        }
    }

    /// <summary>Adds a fault; disposing what comes back ends it.</summary>
    public IDisposable Add(Fault fault)
    {
        var active = new Active(this, fault);
        lock (_lock)
        {
            _faults.Add(active);
        }

        return active;
    }

    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    /// <summary>Ends every open watch, as a restarting API server does.</summary>
    public void DropWatches()
    {
        CancellationTokenSource dropped;
        lock (_lock)
        {
            dropped = _watches;
            _watches = new CancellationTokenSource();
        }

        // Not disposed: requests that are just beginning may still link to its token.
        dropped.Cancel();
    }

    /// <summary>Forgets past changes and pages: watches that resume and continued lists get 410.</summary>
    public void ExpireHistory() => _expireHistory();

    /// <summary>By the server that owns it.</summary>
    void IDisposable.Dispose() => _watches.Dispose();

    /// <summary>The first fault that hits; counts the hit.</summary>
    internal Fault? Take(string method, string pathAndQuery)
    {
        lock (_lock)
        {
            var index = _faults.FindIndex(active =>
                pathAndQuery.Contains(active.Fault.PathContains, StringComparison.Ordinal) && (active.Fault.Method ?? method) == method);
            if (index < 0)
            {
                return null;
            }

            var hit = _faults[index];
            if (--hit.Left <= 0)
            {
                _faults.RemoveAt(index);
            }

            return hit.Fault;
        }
    }

    private sealed class Active(ReplayFaults owner, Fault fault) : IDisposable
    {
        public Fault Fault => fault;

        public int Left { get; set; } = fault.Times;

        public void Dispose()
        {
            lock (owner._lock)
            {
                owner._faults.Remove(this);
            }
        }
    }
}
