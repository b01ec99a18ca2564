using KubeNetTui.Kubernetes;

namespace KubeNetTui.Reading;

/// <summary>
/// Many logs as one: lines in the order in which they come, handed on in batches. What comes faster than the screen takes it is dropped
/// and counted, oldest first, so that keys are answered whatever the pods write.
/// </summary>
/// <param name="open">How one container's log is opened.</param>
/// <param name="lines">Gets batches of entries, and how many were dropped before them; from a background thread. The next batch is made when it has returned.</param>
/// <param name="tell">Gets each source's state, and a sentence on it; from a background thread.</param>
internal sealed class LogGroup(
    OpenLog open, TimeProvider time, Func<IReadOnlyList<LogEntry>, int, Task> lines, Action<LogSource, LogState, string> tell) : IDisposable
{
    /// <summary>More lines than this in one batch no screen shows and no eye reads.</summary>
    private const int MostPending = 5000;

    private const long MostPendingBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly Queue<LogEntry> _pending = new();
    private readonly SemaphoreSlim _some = new(0, 1);
    private readonly Lock _lock = new();
    private long _pendingBytes;
    private int _dropped;

    /// <summary>Runs until it is cancelled, or all logs have ended for good and no more can come.</summary>
    /// <param name="find">Sources that are new since the last call; null result: there will be no more.</param>
    /// <param name="queryOf">What is read of a source.</param>
    public async Task RunAsync(Func<CancellationToken, Task<IReadOnlyList<LogSource>?>> find, Func<LogSource, LogQuery> queryOf, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var delivering = DeliverAsync(stop.Token);
        List<Task> streams = [];
        try
        {
            while (await find(cancellation).ConfigureAwait(false) is { } fresh)
            {
                streams.AddRange(fresh.Select(s => ReadAsync(s, queryOf(s), stop.Token)));
                await Task.Delay(LookAgain, time, cancellation).ConfigureAwait(false);
            }

            await Task.WhenAll(streams).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(streams).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await delivering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // What came with the last word.
        await FlushAsync().ConfigureAwait(false);
    }

    public void Dispose() => _some.Dispose();

    private Task ReadAsync(LogSource source, LogQuery query, CancellationToken cancellation) => new LogStream(
        open, query, time,
        batch => Add(source, batch),
        (state, words) => tell(source, state, words)).RunAsync(cancellation);

    private void Add(LogSource source, IReadOnlyList<LogEntry> batch)
    {
        lock (_lock)
        {
            foreach (var entry in batch)
            {
                _pending.Enqueue(entry with { Source = source.Number });
                _pendingBytes += entry.Memory;
            }

            for (; _pending.Count > MostPending || (_pendingBytes > MostPendingBytes && _pending.Count > 1); _dropped++)
            {
                _pendingBytes -= _pending.Dequeue().Memory;
            }

            if (_some.CurrentCount == 0)
            {
                _some.Release();
            }
        }
    }

    private async Task DeliverAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await _some.WaitAsync(cancellation).ConfigureAwait(false);
            await FlushAsync().ConfigureAwait(false);
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task FlushAsync()
    {
        LogEntry[] batch;
        int dropped;
        lock (_lock)
        {
            // Logs that are opened together bring their pasts together: by time, in one batch. Times of equal length but for the
            // fraction of a second compare as text, without the Z that ends them.
            (batch, dropped) = ([.. _pending.OrderBy(e => e.At.TrimEnd('Z'), StringComparer.Ordinal)], _dropped);
            _pending.Clear();
            (_pendingBytes, _dropped) = (0, 0);
        }

        if (batch.Length > 0)
        {
            await lines(batch, dropped).ConfigureAwait(false);
        }
    }
}
