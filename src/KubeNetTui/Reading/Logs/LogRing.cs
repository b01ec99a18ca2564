namespace KubeNetTui.Reading;

/// <summary>
/// The last lines of a log: at most so many lines, and so many bytes of memory; what came before is dropped and counted. Lines keep their
/// number for as long as the ring lives, so that a view can hold its place while others are dropped.
/// </summary>
/// <param name="maxLines">At least 1.</param>
/// <param name="maxBytes">See <see cref="LogEntry.Memory"/>. The newest line is kept even when it alone is larger.</param>
internal sealed class LogRing(int maxLines, long maxBytes = LogRing.MostBytes)
{
    public const long MostBytes = 64 * 1024 * 1024;

    private readonly Queue<LogEntry> _entries = new();

    /// <summary>Lines dropped so far; the number of the first line kept.</summary>
    public long Dropped { get; private set; }

    public int Count => _entries.Count;

    /// <summary>Of memory.</summary>
    public long Bytes { get; private set; }

    public IEnumerable<LogEntry> Entries => _entries;

    /// <summary>How many lines were dropped to make room.</summary>
    public int Add(LogEntry entry)
    {
        _entries.Enqueue(entry);
        Bytes += entry.Memory;
        var dropped = 0;
        while (_entries.Count > 1 && (_entries.Count > maxLines || Bytes > maxBytes))
        {
            var oldest = _entries.Dequeue();
            Bytes -= oldest.Memory;
            Dropped++;
            dropped++;
        }

        return dropped;
    }
}

/// <summary>A line of a log.</summary>
/// <param name="At">The time the kubelet put before it, as text; "" where there was none.</param>
/// <param name="Text">The line as it came, colours included.</param>
/// <param name="Notice">True for a line that this program put in: a stream lost, a stream resumed.</param>
internal sealed record LogEntry(string At, string Text, bool Notice = false)
{
    /// <summary>
    /// Bytes that it takes at most, with the line on the screen that is made of it: its text stands in the entry, in the line, and where
    /// it is coloured or JSON, in pieces.
    /// </summary>
    public long Memory => 400 + (2L * At.Length) + (6L * Text.Length);

    /// <summary>The number of the <see cref="LogSource"/> that it comes from.</summary>
    public int Source { get; init; }
}
