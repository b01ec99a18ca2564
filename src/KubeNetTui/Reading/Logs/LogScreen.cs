using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>
/// The log of a pod's container, followed. Scrolled up, it stays where it is while lines go on coming; the end follows again. What is
/// kept is bounded, and what was dropped is said.
/// </summary>
internal sealed class LogScreen : ReadingScreen
{
    private readonly Selection _pod;
    private readonly OpenLog _open;
    private LogRing _ring = new();
    private string[] _containers = [];
    private string? _container;
    private bool _previous;
    private bool _timestamps;
    private LogState _state;
    private string _words = "";
    private CancellationTokenSource? _cancel;
    private Task _running = Task.CompletedTask;

    public LogScreen(IWorkspace workspace, Selection pod, string? container, bool previous, OpenLog? open = null)
        : base(workspace, new TextView())
    {
        (_pod, _container, _previous) = (pod, container, previous);
        _open = open ?? workspace.Session.Client.LogAsync;
    }

    public override string Title =>
        $"{(_previous ? "previous log" : "log")} {_pod.Namespace}/{_pod.Name}{(_container is { } c ? $" {c}" : "")}";

    public override Selection? Selected => _pod;

    public override ScreenStatus Status
    {
        get
        {
            var kept = _ring.Dropped > 0 ? $"{_ring.Count:N0} lines, {_ring.Dropped:N0} older ones dropped" : $"{_ring.Count:N0} lines";
            return _state switch
            {
                LogState.Following when !View.AtEnd => new($"{kept} · scrolled up: G follows", StatusTone.Warning),
                LogState.Following => new($"{kept} · following", StatusTone.Good),
                LogState.Lost => new($"{kept} · not following: {_words}; trying again", StatusTone.Warning),
                LogState.Ended when _words.Length > 0 && _ring.Count == 0 => new(_words, StatusTone.Bad),
                LogState.Ended => new($"{kept} · to its end", StatusTone.Quiet),
                _ => new("opening the log…", StatusTone.Quiet),
            };
        }
    }

    protected override string TextName => "the log";

    public override void Enter()
    {
        if (_cancel is null)
        {
            Start();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _cancel?.Cancel();
        await _running.ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override IEnumerable<Binding> OwnBindings() =>
    [
        new("logs.follow", ["f"], "follow", "To the end, and on with it.", Follow) { Group = "Log", HintPriority = 70 },
        new("logs.previous", ["p"], "previous", "The run before the last restart, and back.", TogglePrevious) { Group = "Log", HintPriority = 65 },
        new("logs.container", ["o"], "container", "Chooses another container of the pod.", ChooseContainer)
        {
            Group = "Log", HintPriority = 64, WhyDisabled = OnlyOne,
        },
        new("logs.next-container", ["tab"], "next", "The next container of the pod.", () => Show(NextContainer()))
        {
            Group = "Log", WhyDisabled = OnlyOne,
        },
        new("logs.timestamps", ["t"], "times", "Shows or hides the time of each line.", ToggleTimestamps) { Group = "Log", HintPriority = 42 },
        new("logs.again", ["ctrl-r"], "again", "Opens the log again.", Start) { Group = "Log" },
    ];

    protected override string TextToCopy() => string.Join('\n', _ring.Entries.Where(static e => !e.Notice).Select(e =>
        (_timestamps && e.At.Length > 0 ? e.At + " " : "") + SgrText.Plain(e.Text)));

    protected override int DrawHeader(Rect area, Buffer buffer)
    {
        if (_containers.Length < 2 || area.Height < 5)
        {
            return 0;
        }

        var x = area.X;
        foreach (var name in _containers)
        {
            x += buffer.Write(x, area.Y, $" {name} ", name == _container ? Workspace.Theme.Selected : Workspace.Theme.Dim, area.Right - x) + 1;
        }

        return 1;
    }

    protected override void DrawText(Rect area, Buffer buffer)
    {
        if (_ring.Count > 0)
        {
            base.DrawText(area, buffer);
            return;
        }

        var words = _state switch
        {
            LogState.Connecting => "opening the log…",
            LogState.Following => "The container has written nothing yet.",
            _ when _words.Length > 0 => _words,
            _ => "The log is empty.",
        };
        var y = 0;
        foreach (var (start, length) in LineWrap.Parts(words, area.Width, 0).Take(area.Height))
        {
            var style = _state == LogState.Lost ? Workspace.Theme.Warn : _state == LogState.Ended ? Workspace.Theme.Error : Workspace.Theme.Dim;
            buffer.Write(area.X, area.Y + y++, words.AsSpan(start, length), style, area.Width);
        }
    }

    private void Start()
    {
        _cancel?.Cancel();
        var cancel = new CancellationTokenSource();
        _cancel = cancel;
        _ring = new LogRing();
        (_state, _words) = (LogState.Connecting, "");
        View.Show([]);
        View.ToStart();
        var former = _running;
        _running = Task.Run(() => RunAsync(former, cancel));
        Workspace.Invalidate();
    }

    private async Task RunAsync(Task former, CancellationTokenSource cancel)
    {
        try
        {
            await former.ConfigureAwait(false);
            if (_containers.Length == 0)
            {
                await FindContainersAsync(cancel).ConfigureAwait(false);
            }

            var stream = new LogStream(
                _open,
                new LogQuery(_pod.Namespace, _pod.Name, _container) { Previous = _previous },
                Workspace.Time,
                batch => Post(cancel, () => Add(batch)),
                (state, words) => Post(cancel, () => Tell(state, words)));
            await stream.RunAsync(cancel.Token).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            Post(cancel, () => Tell(LogState.Ended, e.Failure.Message));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The screen is closed, or follows another container.
        }
    }

    // Asked for first, since the server answers 400 where there are several and none is named.
    private async Task FindContainersAsync(CancellationTokenSource cancel)
    {
        var json = await Workspace.Session.Feeds.GetAsync(_pod.Resource.Path(_pod.Namespace, _pod.Name), cancel.Token).ConfigureAwait(false);
        if (Pod.TryParse(json.Span, out var pod, out _))
        {
            string[] names = [.. PodContainers.Of(pod).Select(static c => c.Name)];
            Post(cancel, () =>
            {
                _containers = names;
                _container ??= names.FirstOrDefault();
            });

            // The stream is opened for the same container, whether or not the screen has heard of it already.
            _container ??= names.FirstOrDefault();
        }
    }

    private void Post(CancellationTokenSource of, Action change) => Workspace.Post(() =>
    {
        if (ReferenceEquals(of, _cancel))
        {
            change();
            Workspace.Invalidate();
        }
    });

    private void Add(IReadOnlyList<LogEntry> batch)
    {
        var dropped = 0;
        foreach (var entry in batch)
        {
            dropped += _ring.Add(entry);
        }

        View.Append([.. batch.Select(LineOf)], dropped);
    }

    // A stream that is lost and found again leaves a mark in the text: what was written in between may be missing.
    private void Tell(LogState state, string words)
    {
        if (state == LogState.Lost && _state == LogState.Following && _ring.Count > 0)
        {
            Notice($"── {Now()} {words} ──");
        }
        else if (state == LogState.Following && _state == LogState.Lost && _ring.Count > 0)
        {
            Notice($"── {Now()} following again ──");
        }

        (_state, _words) = (state, words);

        string Now() => $"{Workspace.Time.GetUtcNow().UtcDateTime:HH:mm:ss} UTC";
    }

    private void Notice(string text) => Add([new LogEntry("", text, 0, Notice: true)]);

    private TextLine LineOf(LogEntry entry)
    {
        if (entry.Notice)
        {
            return new TextLine(entry.Text, Tone.Warn);
        }

        var runs = SgrText.Parse(entry.Text).Select(static r => new TextRun(r.Text, Tone.Text, r.Style)).ToList();
        if (_timestamps && entry.At.Length > 0)
        {
            runs.Insert(0, new TextRun((entry.At.Length > 23 ? entry.At[..23] : entry.At.TrimEnd('Z')) + "  ", Tone.Dim));
        }

        return new TextLine([.. runs]) { Indent = 2 };
    }

    private void Follow()
    {
        View.ToEnd();
        Workspace.Invalidate();
    }

    private void ToggleTimestamps()
    {
        var atEnd = View.AtEnd;
        _timestamps = !_timestamps;
        View.Show([.. _ring.Entries.Select(LineOf)]);
        if (atEnd)
        {
            View.ToEnd();
        }

        Workspace.Invalidate();
    }

    private void TogglePrevious()
    {
        _previous = !_previous;
        Start();
    }

    private string? OnlyOne() => _containers.Length > 1 ? null : "the pod has one container";

    private string NextContainer() => _containers[(Array.IndexOf(_containers, _container) + 1) % _containers.Length];

    private void Show(string container)
    {
        _container = container;
        Start();
    }

    private void ChooseContainer() => Workspace.Show(new ChoiceOverlay(
        Workspace,
        "container",
        [.. _containers.Select((name, i) => new Choice(i < 9 ? $"{i + 1}" : "", name, () => Show(name)))]));
}
