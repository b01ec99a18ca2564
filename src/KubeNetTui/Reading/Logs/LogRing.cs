namespace KubeNetTui.Reading;

/// <summary>
/// The last lines of a log: at most so many lines and so many bytes; what came before is dropped and counted. Lines keep their number
/// for as long as the ring lives, so that a view can hold its place while others are dropped.
/// </summary>
/// <param name="maxLines">At least 1.</param>
/// <param name="maxBytes">Of the lines' UTF-8 text. The newest line is kept even when it alone is larger.</param>
internal sealed class LogRing(int maxLines = 50_000, long maxBytes = 10 * 1024 * 1024)
{
    private readonly Queue<LogEntry> _entries = new();

    /// <summary>Lines dropped so far; the number of the first line kept.</summary>
    public long Dropped { get; private set; }

    public long DroppedBytes { get; private set; }

    public int Count => _entries.Count;

    public long Bytes { get; private set; }

    public IEnumerable<LogEntry> Entries => _entries;

    /// <summary>How many lines were dropped to make room.</summary>
    public int Add(LogEntry entry)
    {
        _entries.Enqueue(entry);
        Bytes += entry.Bytes;
        var dropped = 0;
        while (_entries.Count > 1 && (_entries.Count > maxLines || Bytes > maxBytes))
        {
            var oldest = _entries.Dequeue();
            Bytes -= oldest.Bytes;
            DroppedBytes += oldest.Bytes;
            Dropped++;
            dropped++;
        }

        return dropped;
    }

    public void Clear()
    {
        _entries.Clear();
        (Bytes, Dropped, DroppedBytes) = (0, 0, 0);
    }
}

/// <summary>A line of a log.</summary>
/// <param name="At">The time the kubelet put before it, as text; "" where there was none.</param>
/// <param name="Text">The line as it came, colours included.</param>
/// <param name="Bytes">What it took on the wire.</param>
/// <param name="Notice">True for a line that this program put in: a stream lost, a stream resumed.</param>
internal sealed record LogEntry(string At, string Text, int Bytes, bool Notice = false)
{
    /// <summary>The number of the <see cref="LogSource"/> that it comes from.</summary>
    public int Source { get; init; }
}
