using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;
using KubeNetTui.Terminal;

namespace KubeNetTui.Panes;

/// <summary>A pane as a list: the same table, keys and filter as every other, over evidence that was read from nodes and pods.</summary>
internal sealed class PaneSource : ListSource
{
    private readonly IWorkspace _workspace;
    private readonly PaneScope _scope;
    private readonly SectionFeed _feed;
    private IDisposable? _live;
    private int _keys;

    private PaneSource(IWorkspace workspace, PaneScope scope, SectionFeed feed)
        : base(feed) => (_workspace, _scope, _feed) = (workspace, scope, feed);

    public static ListScreen Open(IWorkspace workspace, PaneScope scope, Pane pane)
    {
        var reading = new PaneReading(workspace.Session.Evidence, workspace.Time, soFar => NeedsOf(scope, pane, soFar));
        return Over(workspace, scope, reading, pane);
    }

    public override string Title => Pane.TitleOf(NameOf(_feed.Place));

    public override string Noun => Pane.Noun;

    public override bool HasObjects => true;

    public override string? DefaultSort => Pane.DefaultSort;

    public override bool SortsDescending => Pane.SortsDescending;

    public override string OpenLabel => Pane.OpenLabel;

    public override TimeSpan? RedrawAfter => TimeSpan.FromSeconds(1); // the age of the evidence, the seconds that it has been waited for

    public override int KeysVersion => _keys;

    public override IReadOnlyList<Binding> Bindings => MakeBindings();

    public override IReadOnlyList<ListNote> Notes => _feed.Content?.Notes ?? [];

    public override Page Empty => PanePages.Nothing($"No {Noun} here");

    public PaneScope Scope => _scope;

    internal Pane Pane => _feed.Pane;

    public override Page Failed(ApiFailure failure) => _feed.Content?.Page ?? base.Failed(failure);

    public override Selection? SelectionOf(TableRow row) => _feed.Behind(row)?.Object;

    public override Style? StyleOf(Theme theme, int cell, TableRow row) =>
        theme.StyleOf(_feed.ToneOf(row, cell));

    public override bool? IsWell(TableRow row)
    {
        for (var cell = 0; cell < row.Cells.Length; cell++)
        {
            if (_feed.ToneOf(row, cell) is Tone.Warn or Tone.Fail or Tone.Error)
            {
                return false;
            }
        }

        return true;
    }

    public override Page Waiting => new(
        WaitingFor(), _feed.Reading.Open.Count == 0 ? [] : [string.Join('\n', _feed.Reading.Open.Take(12).Select(n => "  " + n.Command))], [("esc", "back; ends it")]);

    public override ScreenStatus StatusOf(string count, DateTimeOffset now)
    {
        var reading = _feed.Reading;
        if (reading.IsReading && _live is null)
        {
            return new($"{Spinner.At(now - reading.Started)} {WaitingFor()}", StatusTone.Quiet);
        }

        if (_feed.Content is not { } content)
        {
            return new("reading …", StatusTone.Quiet);
        }

        var read = content.Sections.Where(s => s.Status == SectionStatus.Read).ToList();
        var oldest = read.Count > 0 ? read.Min(s => s.At) : reading.At;
        var way = _feed.Place is { } place && content.Sections.Any(s => s.Need is CommandNeed) && _workspace.Session.WayTo(place.Node) is { } shell ? $" · through {shell}" : "";
        var age = $"read {Age.Text(now - oldest)} ago";
        return content.Page is { } page
            ? new(page.Heading, page.Tone)
            : new($"{(_live is null ? "" : "● live · ")}{count} {Noun} · {age}{way}", _live is null ? StatusTone.Quiet : StatusTone.Good);
    }

    public override void Open(TableRow row)
    {
        if (_feed.Behind(row) is not { } behind)
        {
            _workspace.Say("this row was just replaced: press again");
        }
        else if (behind.Link is { } link)
        {
            _workspace.Open(Over(_workspace, _scope, _feed.Reading, link.Pane));
        }
        else if (_feed.Content is { } content)
        {
            _workspace.Open(new RowScreen(_workspace, $"{Noun} {behind.Cells.FirstOrDefault()}", content, behind));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _live?.Dispose();
        _live = null;
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private static ListScreen Over(IWorkspace workspace, PaneScope scope, PaneReading reading, Pane pane)
    {
        var source = new PaneSource(workspace, scope, new SectionFeed(reading, scope, pane, workspace.Time.GetUtcNow()));
        if (pane.StartsLive)
        {
            source.GoOn();
        }

        return new ListScreen(workspace, source);
    }

    private static IEnumerable<Need> NeedsOf(PaneScope scope, Pane pane, IEvidence soFar) =>
        scope.Needs.Concat(scope.Resolve(soFar, out _) is { } place ? pane.Needs(place, soFar) : []);

    private string NameOf(PanePlace? place) => place switch
    {
        null => _scope.Name,
        { IsNarrowed: true } => _scope.Node is null ? _scope.Name : $"{_scope.Name} on {place.Node}",
        _ => place.Node,
    };

    private string WaitingFor()
    {
        var reading = _feed.Reading;
        var seconds = (int)(_workspace.Time.GetUtcNow() - reading.Started).TotalSeconds;
        return $"{EvidenceWords.Reading(reading.Open, _workspace.Session.WayTo)} … {(seconds > 0 ? $"{seconds}s" : "")}".TrimEnd();
    }

    private List<Binding> MakeBindings()
    {
        List<Binding> bindings =
        [
            new("pane.again", ["r"], "read again", "Read the evidence again.", Again) { Group = "Pane", HintPriority = 82 },
            new("pane.evidence", ["e"], "raw", "The output as it came, the line of this row marked.", OpenRaw)
            {
                Group = "Pane", HintPriority = 60, WhyDisabled = () => _feed.Content is { Sections.Count: > 0 } ? null : "nothing has been read yet",
            },
            new("pane.copy", ["c"], "copy", "Copy the row, the table, or the command that shows it.", Copy) { Group = "Pane", HintPriority = 45 },
        ];
        if (Pane.IsLive)
        {
            bindings.Add(new("pane.live", ["l"], "live", "Read again every few seconds, until pressed again.", ToggleLive) { Group = "Pane", HintPriority = 55 });
        }

        if (_scope.Subject is not { Kind: SubjectKind.Pod } && Pane.IsOfNode)
        {
            bindings.Add(new("pane.node", ["n"], "next node", "The same on the next node.", () => StepNode(1)) { Group = "Pane", HintPriority = 50, WhyDisabled = WhyNoOtherNode });
        }

        foreach (var key in Pane.Switches.Select(s => s.Key).Distinct())
        {
            var first = Pane.Switches.First(s => s.Key == key);
            bindings.Add(new(first.Id, [key], first.Label, first.Help, () => Switch(key))
            {
                Group = "Pane", HintPriority = 70, WhyDisabled = () => WhyNoSwitch(key),
            });
        }

        if (Pane.IsFollowed)
        {
            bindings.Add(new("pane.back", ["backspace", "["], "back", "To where the jump came from.", _workspace.Back) { Group = "Pane", HintPriority = 65 });
        }

        return bindings;
    }

    private void Again()
    {
        _feed.Refresh();
        _workspace.Invalidate();
    }

    private void ToggleLive()
    {
        if (_live is not null)
        {
            _live.Dispose();
            _live = null;
            _workspace.Say("no longer live: r reads again");
            return;
        }

        Tick();
    }

    private void Tick()
    {
        _feed.Reading.Refresh(commandsOnly: true);
        GoOn();
        _workspace.Invalidate();
    }

    private void GoOn() => _live = _workspace.Schedule(Pane.LivePause, Tick);

    private void Switch(string key)
    {
        if (Pane.Switches.FirstOrDefault(s => s.Key == key) is not { } to)
        {
            return;
        }

        if (to.ReadsAnew)
        {
            _workspace.Open(Open(_workspace, _scope, to.Next));
            return;
        }

        if (to.Opens)
        {
            _workspace.Open(Over(_workspace, _scope, _feed.Reading, to.Next));
            return;
        }

        _feed.Pane = to.Next;
        _keys++;
        Model?.StartOver(to.Next.DefaultSort, to.Next.SortsDescending);
        _workspace.Invalidate();
    }

    private string? WhyNoSwitch(string key) =>
        Pane.Switches.FirstOrDefault(s => s.Key == key) is not { } to ? "not in this view"
        : to.WhyNot ?? (_feed.Content is { } content && content.Closed.TryGetValue(key, out var why) ? why
        : to.IsNarrowing && _scope.Subject is not { Kind: SubjectKind.Pod or SubjectKind.Service } ? "this is about the whole node: select a service or a pod, then t" : null);

    private string? WhyNoOtherNode() => Nodes().Count > 1 ? null : "no other node is known";

    private List<string> Nodes() =>
        _feed.Reading.Evidence is { } evidence ? [.. evidence.Nodes().Items.Select(n => n.Name).Order(StringComparer.Ordinal)] : [.. _scope.Known];

    private void StepNode(int step)
    {
        var nodes = Nodes();
        var at = nodes.IndexOf(_feed.Place?.Node ?? _scope.Node ?? "");
        var next = nodes[(at + step + nodes.Count) % nodes.Count];
        _workspace.Back();
        _workspace.Open(Open(_workspace, _scope with { Node = next, Known = nodes }, Pane.Root));
    }

    private void OpenRaw()
    {
        if (_feed.Content is { Sections.Count: > 0 } content)
        {
            var behind = Model?.SelectedRow is { } row ? _feed.Behind(row) : null;
            _workspace.Open(new RawScreen(_workspace, content.Sections, Math.Max(0, behind?.Section ?? 0), behind?.Lines ?? []));
        }
    }

    private void Copy()
    {
        List<Choice> choices = [];
        if (Model is { Marks.Count: > 0, Targets: { Count: > 0 } marked })
        {
            choices.Add(new Choice("r", $"the {marked.Count} marked rows", () => _workspace.Copy(string.Join('\n', marked.Select(TextOf)), $"{marked.Count} marked rows")));
        }
        else if (Model?.SelectedRow is { } row)
        {
            choices.Add(new Choice("r", "the row", () => _workspace.Copy(TextOf(row), "the row")));
            choices.AddRange(row.Cells.Select((text, i) => (text, i)).Where(c => c.text.Length > 0 && c.i < Feed.Columns.Count).Take(6)
                .Select(c => new Choice($"{c.i + 1}", $"{Feed.Columns[c.i].Name.ToLowerInvariant()}: {ListLayout.Shorten(c.text, 40)}",
                    () => _workspace.Copy(c.text, Feed.Columns[c.i].Name.ToLowerInvariant()))));
        }

        if (Model is { Rows.Count: > 0 } model)
        {
            choices.Add(new Choice("t", "the table as shown", () => _workspace.Copy(TableText.Of(model, _workspace.Time.GetUtcNow()), "the table")));
        }

        if (_feed.Content is { Sections: [var first, ..] })
        {
            choices.Add(new Choice("m", "the command", () => _workspace.Copy(first.Command, "the command")));
        }

        if (choices.Count > 0)
        {
            _workspace.Show(new ChoiceOverlay(_workspace, "copy", choices));
        }
    }

    private static string TextOf(TableRow row) => string.Join("  ", row.Cells.Where(c => c.Length > 0));
}
