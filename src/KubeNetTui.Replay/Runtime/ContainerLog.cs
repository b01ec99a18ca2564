using System.Runtime.CompilerServices;

namespace KubeNetTui.Replay;

/// <summary>A container's log: appended by one, read and followed by many. Safe for many threads.</summary>
public sealed class ContainerLog
{
    private readonly Lock _lock = new();
    private readonly List<LogLine> _lines = [];
    private TaskCompletionSource _changed = NewSignal();
    private bool _ended;

    /// <summary>Lines in the log now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _lines.Count;
            }
        }
    }

    /// <summary>Reads text whose lines may start with an RFC 3339 time; lines without one get <paramref name="otherwise"/>.</summary>
    public static ContainerLog Parse(string text, DateTimeOffset otherwise)
    {
        var log = new ContainerLog();
        foreach (var line in text.AsSpan().TrimEnd('\n').EnumerateLines())
        {
            log._lines.Add(LogLine.Parse(line, otherwise));
        }

        return log;
    }

    public void Append(DateTimeOffset at, string text)
    {
        lock (_lock)
        {
            _lines.Add(new LogLine(at, text));
        }

        Signal();
    }

    /// <summary>The container has ended: followers come to their end.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
        }

        Signal();
    }

    /// <summary>The lines from <paramref name="first"/> on that are there now.</summary>
    public IReadOnlyList<LogLine> Read(int first = 0)
    {
        lock (_lock)
        {
            return first >= _lines.Count ? [] : _lines.GetRange(first, _lines.Count - first);
        }
    }

    /// <summary>The lines from <paramref name="first"/> on, then each new one, until the log ends or the reader is cancelled.</summary>
    public async IAsyncEnumerable<LogLine> FollowAsync(int first, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            bool ended;
            IReadOnlyList<LogLine> lines;
            lock (_lock)
            {
                changed = _changed.Task;
                ended = _ended;
                lines = Read(first);
            }

            foreach (var line in lines)
            {
                yield return line;
            }

            first += lines.Count;
            if (ended)
            {
                yield break;
            }

            await changed.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal()
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            signal = _changed;
            _changed = NewSignal();
        }

        signal.TrySetResult();
    }
}
