using KubeNetTui.App;

namespace KubeNetTui.Reading;

/// <summary>How the logs that are read stand, one by one and together.</summary>
internal sealed class LogStates
{
    private readonly Dictionary<int, (LogState State, string Words)> _states = [];
    private string _problem = "";
    private bool _looked;

    /// <summary>Sources that will be read; the first answer may be that there are none.</summary>
    public void Found(IReadOnlyList<LogSource> fresh, bool isFirst)
    {
        foreach (var source in fresh)
        {
            _states.TryAdd(source.Number, (LogState.Connecting, ""));
        }

        _looked |= isFirst;
    }

    /// <summary>Pods that are gone: their lines stay, and nobody waits for more.</summary>
    public void Forget(IEnumerable<int> gone)
    {
        foreach (var number in gone)
        {
            _states.Remove(number);
        }
    }

    /// <summary>The sources themselves can't be found.</summary>
    public void Failed(string problem) => _problem = problem;

    /// <returns>The state before.</returns>
    public LogState Set(LogSource source, LogState state, string words)
    {
        var before = _states.GetValueOrDefault(source.Number).State;
        _states[source.Number] = (state, words);
        return before;
    }

    /// <summary>In place of lines, where there are none.</summary>
    public (string Words, Tone Tone) Words()
    {
        if (_problem.Length > 0)
        {
            return (_problem, Tone.Error);
        }

        if (_states.Count == 0)
        {
            return _looked ? ("No pod is selected: there is no log to read.", Tone.Warn) : ("opening the log…", Tone.Dim);
        }

        var told = _states.Values.Select(s => s.Words).FirstOrDefault(w => w.Length > 0);
        return Overall switch
        {
            LogState.Connecting => ("opening the log…", Tone.Dim),
            LogState.Following => (_states.Count == 1 ? "The container has written nothing yet." : "The containers have written nothing yet.", Tone.Dim),
            LogState.Lost => (told ?? "The log is empty.", Tone.Warn),
            _ => (told ?? "The log is empty.", Tone.Error),
        };
    }

    /// <param name="waits">It does not scroll along; null: it does.</param>
    public ScreenStatus Status(LogPage page, string? waits, int leftOut)
    {
        var kept = page.Dropped > 0 ? $"{page.Count:N0} lines, {page.Dropped:N0} older ones dropped" : $"{page.Count:N0} lines";
        kept += page.Skipped > 0 ? $", {page.Skipped:N0} came too fast to be shown" : "";
        kept += _states.Count > 1 ? $" · {Following} of {_states.Count} logs{(leftOut > 0 ? $", {leftOut} more not read" : "")}" : "";
        var words = _states.Values.Select(s => s.Words).FirstOrDefault(w => w.Length > 0) ?? _problem;
        return Overall switch
        {
            _ when _problem.Length > 0 => new(_problem, StatusTone.Bad),
            LogState.Following when waits is not null => new($"{kept} · {waits}", StatusTone.Warning),
            LogState.Following => new($"{kept} · following", StatusTone.Good),
            LogState.Lost => new($"{kept} · not following: {words}; trying again", StatusTone.Warning),
            LogState.Ended when words.Length > 0 && page.Count == 0 => new(words, StatusTone.Bad),
            LogState.Ended => new($"{kept} · to its end", StatusTone.Quiet),
            _ => new("opening the log…", StatusTone.Quiet),
        };
    }

    private int Following => _states.Values.Count(s => s.State == LogState.Following);

    private LogState Overall =>
        Following > 0 ? LogState.Following
        : _states.Values.Any(s => s.State == LogState.Lost) ? LogState.Lost
        : _states.Count > 0 && _states.Values.All(s => s.State == LogState.Ended) ? LogState.Ended
        : LogState.Connecting;
}
