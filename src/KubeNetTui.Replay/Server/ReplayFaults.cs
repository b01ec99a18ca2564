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
public sealed record Fault(
    string PathContains, FaultKind Kind, int Code = 500, TimeSpan Delay = default, int Times = int.MaxValue, int RetryAfterSeconds = 0);

/// <summary>Switches for tests of clients: the server misbehaves on demand. Safe for many threads.</summary>
public sealed class ReplayFaults
{
    /// <summary>Adds a fault; disposing what comes back ends it.</summary>
    public IDisposable Add(Fault fault) => throw new NotImplementedException();

    public void Clear() => throw new NotImplementedException();

    /// <summary>Ends every open watch, as a restarting API server does.</summary>
    public void DropWatches() => throw new NotImplementedException();

    /// <summary>Forgets past changes and pages: watches that resume and continued lists get 410.</summary>
    public void ExpireHistory() => throw new NotImplementedException();
}
