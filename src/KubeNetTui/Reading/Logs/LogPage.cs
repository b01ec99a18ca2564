using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>The lines that are kept of one or many logs, and those of them that are shown, in the form that is wanted.</summary>
/// <param name="maxLines">Kept at most; see <see cref="LogRing"/>.</param>
internal sealed class LogPage(TextView view, int maxLines)
{
    /// <summary>Told apart on dark and light ground; which pod has which follows from the order in which they were found.</summary>
    private static readonly Color[] Palette =
        [Color.Cyan, Color.Green, Color.Yellow, Color.Magenta, Color.Blue, Color.BrightCyan, Color.BrightGreen, Color.BrightYellow, Color.BrightMagenta, Color.BrightBlue];

    private readonly Dictionary<int, LogSource> _sources = [];
    private LogRing _ring = new(maxLines);

    /// <summary>For each line kept, whether it is shown.</summary>
    private Queue<bool> _shows = new();

    public bool Timestamps { get; set; }

    public bool Json { get; set; }

    /// <summary>Takes effect with <see cref="Show"/>, and for what comes after.</summary>
    public LogFilter Filter { get; set; } = LogFilter.None;

    /// <summary>False: the filter hides nothing, and what it looks for is only marked. As <see cref="Filter"/>, with <see cref="Show"/>.</summary>
    public bool HidesOthers { get; set; } = true;

    public int Count => _ring.Count;

    public int Shown { get; private set; }

    public long Dropped => _ring.Dropped;

    /// <summary>Lines that came faster than they could be taken; a mark in the text says where.</summary>
    public long Skipped { get; private set; }

    public void Add(LogSource source) => _sources[source.Number] = source;

    /// <param name="skipped">Lines dropped before these.</param>
    public void Append(IReadOnlyList<LogEntry> batch, int skipped)
    {
        if (skipped > 0)
        {
            Skipped += skipped;
            batch = [new LogEntry("", $"── {skipped:N0} lines came too fast and were dropped ──", Notice: true), .. batch];
        }

        List<TextLine> added = new(batch.Count);
        var goneShown = 0;
        foreach (var entry in batch)
        {
            var shows = Shows(entry);
            _shows.Enqueue(shows);
            for (var gone = _ring.Add(entry); gone > 0; gone--)
            {
                goneShown += _shows.Dequeue() ? 1 : 0;
            }

            if (shows)
            {
                added.Add(LineOf(entry, _ring.Dropped + _ring.Count));
            }
        }

        // Lines of this very batch may have been dropped again: a batch larger than the ring.
        var fresh = Math.Max(0, goneShown - Shown);
        if (fresh > 0)
        {
            added.RemoveRange(0, Math.Min(fresh, added.Count));
        }

        view.Append(added, goneShown - fresh);
        Shown += added.Count - (goneShown - fresh);
    }

    /// <summary>Everything again: the form or the filter is another.</summary>
    public void Show()
    {
        _shows = new Queue<bool>(_ring.Entries.Select(Shows));
        List<TextLine> lines = [];
        var number = _ring.Dropped;
        foreach (var entry in _ring.Entries)
        {
            number++;
            if (Shows(entry))
            {
                lines.Add(LineOf(entry, number));
            }
        }

        Shown = lines.Count;
        view.Show(lines);
        view.SearchFor(Filter.IsInverted ? TextPattern.None : Filter.Pattern);
    }

    /// <summary>As at the beginning: nothing read, from nowhere.</summary>
    public void Reset()
    {
        _sources.Clear();
        Clear();
    }

    /// <summary>Forgets the lines; what comes is new.</summary>
    public void Clear()
    {
        _ring = new LogRing(maxLines);
        _shows.Clear();
        (Shown, Skipped) = (0, 0);
        view.Show([]);
        view.ToStart();
    }

    /// <summary>What is shown, as text without colours; marks of our own are left out.</summary>
    public string Plain() => string.Join('\n', _ring.Entries.Where(e => !e.Notice && Shows(e)).Select(e =>
        (Timestamps && e.At.Length > 0 ? e.At + " " : "") + (LabelOf(e) is { Length: > 0 } label ? label + " " : "") + SgrText.Plain(e.Text)));

    private bool Shows(LogEntry entry) => !HidesOthers || Filter.Shows(entry);

    /// <param name="number">From 1, of all lines that came: it stays, whatever is dropped or hidden.</param>
    private TextLine LineOf(LogEntry entry, long number)
    {
        var place = (int)Math.Min(number, int.MaxValue);
        if (entry.Notice)
        {
            return new TextLine(entry.Text, Tone.Warn) { Number = place };
        }

        List<TextRun> runs = [];
        if (Timestamps && entry.At.Length > 0)
        {
            runs.Add(new TextRun((entry.At.Length > 23 ? entry.At[..23] : entry.At.TrimEnd('Z')) + "  ", Tone.Dim));
        }

        if (LabelOf(entry) is { Length: > 0 } label)
        {
            runs.Add(new TextRun(label + " ", Tone.Text, Style.Fg(Palette[entry.Source % Palette.Length])));
        }

        runs.AddRange(Json && JsonLogLine.TryRead(entry.Text, out var read) ? read : SgrText.Parse(entry.Text).Select(static r => new TextRun(r.Text, Tone.Text, r.Style)));
        return new TextLine([.. runs]) { Indent = 2, Number = place };
    }

    private string LabelOf(LogEntry entry) => _sources.GetValueOrDefault(entry.Source)?.Label ?? "";
}
