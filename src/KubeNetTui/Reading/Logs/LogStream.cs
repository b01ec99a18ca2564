using System.Text;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Reading;

/// <summary>How the reading of a log stands.</summary>
internal enum LogState
{
    Connecting,
    Following,

    /// <summary>The log has come to its end; nothing more will come.</summary>
    Ended,

    /// <summary>The stream broke or came to its end; it is tried again.</summary>
    Lost,
}

/// <summary>Opens a container's log; <see cref="ApiClient.LogAsync"/>, or something made up in a test.</summary>
internal delegate IAsyncEnumerable<ReadOnlyMemory<byte>> OpenLog(LogQuery query, CancellationToken cancellation);

/// <summary>
/// Follows the log of one container: what comes is handed on in batches; when the stream breaks it is opened again from the last line
/// that was seen, and none comes twice.
/// </summary>
/// <param name="lines">Gets lines in batches, from a background thread.</param>
/// <param name="tell">Gets each new state and a sentence on it ("" while all is well), from a background thread.</param>
internal sealed class LogStream(OpenLog open, LogQuery query, TimeProvider time, Action<IReadOnlyList<LogEntry>> lines, Action<LogState, string> tell)
{
    private const int BatchLines = 500;
    private const long BatchBytes = 1024 * 1024;
    private static readonly TimeSpan BatchPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(10);

    private readonly List<LogEntry> _batch = [];
    private readonly Lock _lock = new();
    private long _batchBytes;
    private string _lastAt = "";
    private bool _flushing;

    private bool Follows => !query.Previous && query.LimitBytes is null;

    /// <summary>Runs until it is cancelled or the log has ended for good.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var pause = TimeSpan.FromSeconds(1);
        for (var first = true; ; first = false)
        {
            if (first)
            {
                tell(LogState.Connecting, "");
            }

            var (came, problem, final) = await ReadAsync(first, cancellation).ConfigureAwait(false);
            Flush();
            if (final || !Follows)
            {
                tell(LogState.Ended, problem);
                return;
            }

            tell(LogState.Lost, problem);
            pause = came ? TimeSpan.FromSeconds(1) : pause < MostPause ? 2 * pause : MostPause;
            await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<(bool Came, string Problem, bool Final)> ReadAsync(bool first, CancellationToken cancellation)
    {
        var came = false;
        var skipTo = _lastAt;
        try
        {
            var resumed = query with
            {
                Follow = Follows,
                Timestamps = true,
                MarksCuts = true,
                TailLines = _lastAt.Length > 0 || query.SinceSeconds is not null || query.LimitBytes is not null ? null : query.TailLines,
                SinceSeconds = _lastAt.Length == 0 ? query.SinceSeconds : SecondsSince(_lastAt),
            };
            await foreach (var bytes in open(resumed, cancellation).ConfigureAwait(false))
            {
                if (!came)
                {
                    came = true;
                    tell(LogState.Following, "");
                }

                var entry = Entry(bytes.Span);
                if (entry.At.Length == 0 || skipTo.Length == 0 || IsAfter(entry.At, skipTo))
                {
                    Add(entry, cancellation);
                }
            }

            return (came, "the log's stream ended: the container has stopped, or the connection was closed", false);
        }
        catch (ApiException e) when (e.Failure.HttpStatus is 400 && !first)
        {
            return (came, e.Failure.Message, false);
        }
        catch (ApiException e)
        {
            // 400: not started yet, it is worth waiting. 401, 403 and 404 don't mend by themselves.
            return (came, e.Failure.Message, e.Failure.HttpStatus is 401 or 403 or 404);
        }
    }

    // "2026-01-01T00:00:00.000000000Z text"
    internal static LogEntry Entry(ReadOnlySpan<byte> bytes)
    {
        var line = Encoding.UTF8.GetString(bytes);
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var at = space > 0 ? line[..space] : line;
        return at.Length >= 20 && at[4] == '-' && at[10] == 'T' && DateTimeOffset.TryParse(at, out _)
            ? new LogEntry(at, space > 0 ? line[(space + 1)..] : "")
            : new LogEntry("", line);
    }

    // Times have nine digits of a second, more than DateTimeOffset keeps; the text decides what the clock can't.
    private static bool IsAfter(string at, string other) =>
        DateTimeOffset.TryParse(at, out var a) && DateTimeOffset.TryParse(other, out var b) && a != b
            ? a > b
            : string.CompareOrdinal(at, other) > 0;

    private int SecondsSince(string at) =>
        DateTimeOffset.TryParse(at, out var then) ? (int)Math.Clamp((time.GetUtcNow() - then).TotalSeconds + 2, 1, int.MaxValue) : 1;

    private void Add(LogEntry entry, CancellationToken cancellation)
    {
        bool full, start;
        lock (_lock)
        {
            _batch.Add(entry);
            _batchBytes += entry.Memory;
            _lastAt = entry.At.Length > 0 ? entry.At : _lastAt;
            full = _batch.Count >= BatchLines || _batchBytes >= BatchBytes;
            start = !full && !_flushing;
            _flushing |= start;
        }

        if (full)
        {
            Flush();
        }
        else if (start)
        {
            // Lines that come one by one are drawn soon; those that come in a flood, some hundreds at a time.
            _later = FlushLaterAsync(cancellation);
        }
    }

    private Task _later = Task.CompletedTask;

    private async Task FlushLaterAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(BatchPause, time, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Flush();
    }

    private void Flush()
    {
        LogEntry[] batch;
        lock (_lock)
        {
            _flushing = false;
            batch = [.. _batch];
            _batch.Clear();
            _batchBytes = 0;
        }

        if (batch.Length > 0)
        {
            lines(batch);
        }
    }
}
