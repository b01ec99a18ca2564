using System.Runtime.CompilerServices;

namespace KubeNetTui.Replay;

/// <summary>A container's log: appended by one, read and followed by many. Safe for many threads.</summary>
/// <param name="most">Lines kept: like a kubelet's file that is rotated, it forgets its beginning.</param>
public sealed class ContainerLog(int most = int.MaxValue)
{
    private readonly Lock _lock = new();
    private readonly List<LogLine> _lines = [];
    private TaskCompletionSource _changed = NewSignal();
    private bool _ended;

    /// <summary>Lines that were there and are forgotten.</summary>
    private int _forgotten;

    /// <summary>Lines written to the log so far.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _forgotten + _lines.Count;
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

    public void Append(DateTimeOffset at, string text) => Append([new LogLine(at, text)]);

    /// <summary>Several lines at once: who follows is told once.</summary>
    public void Append(IReadOnlyList<LogLine> lines)
    {
        lock (_lock)
        {
            _lines.AddRange(lines);

            // Now and then, not at each line: the rest is moved.
            if (_lines.Count / 2 > most)
            {
                _forgotten += _lines.Count - most;
                _lines.RemoveRange(0, _lines.Count - most);
            }
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

    /// <summary>The lines from <paramref name="first"/> on that are there now; those that are forgotten are left out.</summary>
    public IReadOnlyList<LogLine> Read(int first = 0)
    {
        lock (_lock)
        {
            var at = Math.Max(0, first - _forgotten);
            return at >= _lines.Count ? [] : _lines.GetRange(at, _lines.Count - at);
        }
    }

    /// <summary>All lines that are there, and how many had been written by then: where to follow from.</summary>
    public (IReadOnlyList<LogLine> Lines, int Count) ReadAll()
    {
        lock (_lock)
        {
            return (Read(), Count);
        }
    }

    /// <summary>The lines from <paramref name="first"/> on, then new ones as they come, until the log ends or the reader is cancelled.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> FollowAsync(int first, [EnumeratorCancellation] CancellationToken cancellation)
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
                first = _forgotten + _lines.Count;
            }

            if (lines.Count > 0)
            {
                yield return lines;
            }

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
