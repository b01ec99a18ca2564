using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>
/// The log of a container, of all containers of a pod, or of all pods that a workload or service selects, followed. Scrolled up, it
/// stays where it is while lines go on coming; the end follows again. What is kept is bounded, and what was dropped is said.
/// </summary>
internal sealed class LogScreen : ReadingScreen
{
    private readonly Selection _target;
    private readonly OpenLog _open;
    private readonly LogPage _page;
    private LogSources _sources;
    private LogStates _states = new();
    private IReadOnlyList<string> _containers = [];
    private string? _container;
    private bool _allContainers;
    private bool _previous;
    private LogRange _range = LogRange.Tail;
    private CancellationTokenSource? _cancel;
    private Task _running = Task.CompletedTask;

    /// <param name="target">A pod, or what <see cref="LogSources.Covers"/> besides.</param>
    /// <param name="container">Null: the first of the pod.</param>
    public LogScreen(IWorkspace workspace, Selection target, string? container, bool previous, OpenLog? open = null)
        : base(workspace, new TextView())
    {
        (_target, _container, _previous) = (target, container, previous);
        _open = open ?? workspace.Session.Client.LogAsync;
        var settings = workspace.Config.Settings;
        View.Wrap = settings.LogWrap;
        _page = new LogPage(View, settings.LogBuffer) { Timestamps = settings.LogTimestamps };
        _sources = new LogSources(workspace.Session, target);
    }

    public override string Title =>
        $"{(_previous ? "previous log" : "log")} {(IsPod ? "" : _target.Resource.Singular + " ")}{_target.Namespace}/{_target.Name}"
        + (!IsPod ? "" : _allContainers ? " all containers" : _container is { } c ? $" {c}" : "");

    public override Selection? Selected => _target;

    public override ScreenStatus Status => _states.Status(
        _page, !View.Follows ? "halted: s goes on" : !View.AtEnd ? "scrolled up: G follows" : null, _sources.LeftOut);

    protected override string TextName => "the log";

    protected override string FileExtension => "log";

    private bool IsPod => _target.Resource.IsSameKind(WellKnownKinds.Pods);

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
        new("logs.filter", ["/"], "filter", "Only the lines with a text or regular expression, as you type; ! before it: the others. n and N step through them.", Filter)
        {
            Group = "Log", HintPriority = 70,
        },
        new("logs.context", ["&"], "context", "All lines, those that the filter looks for marked; again: only those.", ToggleOthers)
        {
            Group = "Log", HintPriority = 67, WhyDisabled = () => _page.Filter.IsEmpty ? "there is no filter: / sets one" : null,
        },
        new("logs.follow", ["f"], "follow", "To the end, and on with it.", Follow) { Group = "Log", HintPriority = 69 },
        new("logs.scroll", ["s"], "autoscroll", "Halts where it is, whatever comes; again: follows.", ToggleScroll) { Group = "Log", HintPriority = 40 },
        new("logs.previous", ["p"], "previous", "The run before the last restart, and back.", () => Again(() => _previous = !_previous)) { Group = "Log", HintPriority = 65 },
        new("logs.container", ["o"], "container", "Chooses another container of the pod, or all.", ChooseContainer)
        {
            Group = "Log", HintPriority = 64, WhyDisabled = OnlyOne,
        },
        new("logs.next-container", ["tab"], "next", "The next container of the pod.", () => Show(NextContainer()))
        {
            Group = "Log", WhyDisabled = OnlyOne,
        },
        new("logs.all-containers", ["a"], "all containers", "The logs of all containers of the pod, and back.", () => Again(() => _allContainers = !_allContainers))
        {
            Group = "Log", HintPriority = 63, WhyDisabled = OnlyOne,
        },
        new("logs.timestamps", ["t"], "times", "Shows or hides the time of each line.", () => Redraw(() => _page.Timestamps = !_page.Timestamps)) { Group = "Log", HintPriority = 42 },
        new("logs.json", ["J"], "json", "Lines that are JSON in a form to be read, and back.", () => Redraw(() => _page.Json = !_page.Json)) { Group = "Log", HintPriority = 41 },
        new("logs.mark", ["m"], "mark", "A line across the log: what comes after is new.", () => Notice("marked")) { Group = "Log", HintPriority = 38 },
        new("logs.clear", ["C"], "clear", "Forgets the lines; what comes is new.", Clear) { Group = "Log", HintPriority = 20 },
        .. LogRange.All.Select(r => new Binding($"logs.range{r.Key}", [r.Key], r.Key == "0" ? "range" : "", $"Reads {r.Words}.", () => Again(() => _range = r))
        {
            Group = "Log", HintPriority = r.Key == "0" ? 35 : 0,
        }),
        new("logs.again", ["ctrl-r"], "again", "Opens the log again.", Start) { Group = "Log" },
    ];

    protected override string TextToCopy() => _page.Plain();

    protected override string Detail() => string.Join("  ", new[]
    {
        FilterWords(), _range == LogRange.Tail ? "" : _range.Words,
    }.Where(d => d.Length > 0));

    protected override int DrawHeader(Rect area, Buffer buffer)
    {
        if (_containers.Count < 2 || area.Height < 5)
        {
            return 0;
        }

        var x = area.X;
        foreach (var name in _containers)
        {
            var style = _allContainers || name == _container ? Workspace.Theme.Selected : Workspace.Theme.Dim;
            x += buffer.Write(x, area.Y, $" {name} ", style, area.Right - x) + 1;
        }

        return 1;
    }

    protected override void DrawText(Rect area, Buffer buffer)
    {
        if (_page.Shown > 0)
        {
            base.DrawText(area, buffer);
            return;
        }

        var y = 0;
        var (words, tone) = _page.Count > 0 ? ($"No line of {_page.Count:N0} {(_page.Filter.IsInverted ? "is without" : "has")} {_page.Filter.Pattern.Text}; esc clears the filter, & shows all lines.", Tone.Dim) : _states.Words();
        foreach (var (start, length) in LineWrap.Parts(words, area.Width, 0).Take(area.Height))
        {
            buffer.Write(area.X, area.Y + y++, words.AsSpan(start, length), Workspace.Theme.StyleOf(tone), area.Width);
        }
    }

    private void Start()
    {
        _cancel?.Cancel();
        var cancel = new CancellationTokenSource();
        _cancel = cancel;
        _page.Reset();
        _states = new LogStates();
        var (former, sources, states) = (_running, new LogSources(Workspace.Session, _target), _states);
        _sources = sources;
        _running = Task.Run(() => RunAsync(former, sources, states, cancel));
        Workspace.Invalidate();
    }

    private async Task RunAsync(Task former, LogSources sources, LogStates states, CancellationTokenSource cancel)
    {
        try
        {
            await former.ConfigureAwait(false);
            var container = _allContainers ? null : _container ?? await FirstContainerAsync(cancel).ConfigureAwait(false);
            using LogGroup group = new(_open, Workspace.Time, (batch, dropped) => DeliverAsync(cancel, batch, dropped), (source, state, words) => Post(cancel, () => Tell(states, source, state, words)));
            var asked = 0;
            await group.RunAsync(FindAsync, QueryOf, cancel.Token).ConfigureAwait(false);

            async Task<IReadOnlyList<LogSource>?> FindAsync(CancellationToken token)
            {
                // A pod's containers do not change; pods of a workload come and go.
                if (asked++ > 0 && IsPod)
                {
                    return null;
                }

                IReadOnlyList<LogSource> fresh;
                try
                {
                    fresh = await sources.FindNewAsync(container, token).ConfigureAwait(false);
                }
                catch (ApiException) when (asked > 1)
                {
                    return []; // the logs that are read say themselves how they stand; new pods are looked for again soon
                }

                var (names, gone, isFirst) = (sources.Containers, sources.Gone, asked == 1);
                Post(cancel, () =>
                {
                    states.Forget(gone);
                    states.Found(fresh, isFirst);
                    _containers = names;
                });
                foreach (var source in fresh)
                {
                    Post(cancel, () => _page.Add(source));
                }

                return fresh;
            }
        }
        catch (ApiException e)
        {
            Post(cancel, () => states.Failed(e.Failure.Message));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The screen is closed, or reads another log.
        }
    }

    private LogQuery QueryOf(LogSource source) => new(source.Namespace, source.Pod, source.Container)
    {
        Previous = _previous,
        SinceSeconds = _range.Since is { } since ? (int)since.TotalSeconds : null,
        LimitBytes = _range.FromStart ? 1 << 20 : null,
        TailLines = _range == LogRange.Tail ? TailOfEach() : null,
    };

    // As many lines as the person wants of each, but all of them together no more than are kept.
    private int TailOfEach()
    {
        var settings = Workspace.Config.Settings;
        return Math.Max(Math.Min(settings.LogTail, 10), Math.Min(settings.LogTail, settings.LogBuffer / Math.Max(1, _sources.Count)));
    }

    // Asked for first, since the server answers 400 where there are several and none is named.
    private async Task<string?> FirstContainerAsync(CancellationTokenSource cancel)
    {
        if (!IsPod)
        {
            return null;
        }

        LogSources all = new(Workspace.Session, _target);
        await all.FindNewAsync(null, cancel.Token).ConfigureAwait(false);
        var first = all.Containers.Count > 0 ? all.Containers[0] : null;
        Post(cancel, () => _container ??= first);
        return first;
    }

    private void Post(CancellationTokenSource of, Action change) => Workspace.Post(() =>
    {
        if (ReferenceEquals(of, _cancel))
        {
            change();
            Workspace.Invalidate();
        }
    });

    /// <summary>Ends when the screen has taken the batch: a log that floods waits for the screen, not the keys for the log.</summary>
    private Task DeliverAsync(CancellationTokenSource of, IReadOnlyList<LogEntry> batch, int dropped)
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Workspace.Post(() =>
        {
            if (ReferenceEquals(of, _cancel))
            {
                _page.Append(batch, dropped);
                Workspace.Invalidate();
            }

            taken.TrySetResult();
        });
        return taken.Task.WaitAsync(of.Token);
    }

    // A stream that is lost and found again leaves a mark in the text: what was written in between may be missing.
    private void Tell(LogStates states, LogSource source, LogState state, string words)
    {
        var before = states.Set(source, state, words);
        var name = source.Label.Length > 0 ? source.Label + ": " : "";
        if (state == LogState.Lost && before == LogState.Following && _page.Count > 0)
        {
            Notice($"{name}{words}");
        }
        else if (state == LogState.Following && before == LogState.Lost && _page.Count > 0)
        {
            Notice($"{name}following again");
        }
    }

    private void Notice(string text)
    {
        _page.Append([new LogEntry("", $"── {Workspace.Time.GetUtcNow().UtcDateTime:HH:mm:ss} UTC {text} ──", Notice: true)], 0);
        Workspace.Invalidate();
    }

    private void Follow()
    {
        View.Follows = true;
        View.ToEnd();
        Workspace.Invalidate();
    }

    private void ToggleScroll()
    {
        if (View.Follows && View.AtEnd)
        {
            View.Follows = false;
            Workspace.Invalidate();
        }
        else
        {
            Follow();
        }
    }

    private void Filter()
    {
        var before = _page.Filter;
        Workspace.Ask(new PromptRequest("/", before.Typed)
        {
            Hint = "text or regular expression · !the others · empty: all",
            History = "logfilter",
            Changed = text =>
            {
                Redraw(() => (_page.Filter, _page.HidesOthers) = (LogFilter.Parse(text), true));
                return _page.Filter.Problem;
            },
            Cancelled = () => Redraw(() => _page.Filter = before),
        });
    }

    /// <summary>Esc.</summary>
    protected override bool CloseSearch()
    {
        if (_page.Filter.IsEmpty)
        {
            return false;
        }

        Redraw(() => _page.Filter = LogFilter.None);
        return true;
    }

    private void ToggleOthers() => Redraw(() => _page.HidesOthers = !_page.HidesOthers);

    private string FilterWords() => _page.Filter.IsEmpty ? ""
        : $"/{_page.Filter.Typed}: {(_page.HidesOthers ? $"{_page.Shown:N0} lines" : $"{View.Search.Count:N0} marked")}{(View.Search.Place.Length > 0 ? $", {View.Search.Place}" : "")}";

    private void Clear()
    {
        _page.Clear();
        Workspace.Invalidate();
    }

    private void Redraw(Action change)
    {
        var (atEnd, number) = (View.AtEnd && View.Follows, View.TopNumber);
        change();
        _page.Show();
        if (atEnd)
        {
            View.ToEnd();
        }
        else
        {
            View.ScrollTo(View.LineNumbered(number));
        }

        Workspace.Invalidate();
    }

    private void Again(Action change)
    {
        change();
        Start();
    }

    private string? OnlyOne() => _containers.Count > 1 ? null : IsPod ? "the pod has one container" : "all containers are shown";

    private string NextContainer()
    {
        var names = _containers;
        var at = _allContainers ? -1 : names.ToList().IndexOf(_container ?? "");
        return names[(at + 1) % names.Count];
    }

    private void Show(string? container) => Again(() => (_container, _allContainers) = (container ?? _container, container is null));

    private void ChooseContainer() => Workspace.Show(new ChoiceOverlay(
        Workspace,
        "container",
        [new Choice("a", "all", () => Show(null)), .. _containers.Select((name, i) => new Choice(i < 9 ? $"{i + 1}" : "", name, () => Show(name)))]));
}
