using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Reading;

/// <summary>What happened around an object: its events and those of its relatives, the newest last, live. Enter describes what an event is about.</summary>
internal sealed class TimelineSource : ListSource
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    private readonly IWorkspace _workspace;
    private readonly Selection _about;
    private readonly TimelineFeed _feed;
    private readonly CancellationTokenSource _ending = new();
    private IDisposable? _timer;
    private long _lookedAt = -1;
    private bool _isKnown;

    public TimelineSource(IWorkspace workspace, Selection about) : this(workspace, about, FeedOf(workspace.Session.Feeds, about))
    {
    }

    private TimelineSource(IWorkspace workspace, Selection about, TimelineFeed feed) : base(feed)
    {
        (_workspace, _about, _feed) = (workspace, about, feed);
        Look();
    }

    public override string Title => $"events({Name})";

    public override string Noun => "events";

    public override bool HasObjects => true;

    public override string OpenLabel => "describe";

    public override string? DefaultSort => "AGE";

    public override bool SortsDescending => true;

    public override bool FollowsEnd => true;

    public override Selection Whole => _about;

    public override IReadOnlyList<ListNote> Notes
    {
        get
        {
            List<ListNote> notes = [];
            if (_feed.Kinship.WholeNamespace is null)
            {
                var words = _feed.Kinship.Words();
                notes.Add(new ListNote(!_isKnown ? "looking for what stands around it …" : words.Length > 0 ? $"with {words}" : "nothing else stands around it"));
            }

            foreach (var problem in _feed.Kinship.Problems.Take(2))
            {
                notes.Add(new ListNote($"? {problem}", Tone.Unknown));
            }

            if (_feed.NodeProblem.Length > 0)
            {
                notes.Add(new ListNote($"? events of nodes: {_feed.NodeProblem}", Tone.Unknown));
            }

            return notes;
        }
    }

    public override Page Empty
    {
        get
        {
            var words = _feed.Kinship.Words();
            return new Page(
                $"No events about {Name}",
                [words.Length > 0 ? $"nor about {words}." : "", "The API server forgets events, after an hour as a rule. What comes from now on is shown here."],
                [("d", "describe it"), ("esc", "back")]);
        }
    }

    private string Name => $"{_about.Resource.Singular} {(_about.Namespace.Length > 0 ? _about.Namespace + "/" : "")}{_about.Name}";

    public override Selection? SelectionOf(TableRow row)
    {
        if (_feed.AboutOf(row) is not { Name.Length: > 0 } about)
        {
            return null;
        }

        var resource = about.Kind == _about.Resource.Kind ? _about.Resource : _workspace.Session.Find(about.Kind);
        return resource is null ? null : new Selection(resource, resource.Namespaced ? about.Namespace : "", about.Name, about.Uid);
    }

    public override void Open(TableRow row)
    {
        if (SelectionOf(row) is { } selection)
        {
            _workspace.Open(ReadingScreens.Describe(_workspace, selection));
        }
        else
        {
            _workspace.Say($"{_feed.AboutOf(row)?.Kind ?? "this"} is no kind that the server has");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        _timer?.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
    }

    // Events of what is in no namespace are kept in default. A node's pods are in all namespaces.
    private static TimelineFeed FeedOf(IClusterFeeds feeds, Selection about)
    {
        var ns = about.Resource.IsSameKind(WellKnownKinds.Nodes) ? null
            : about.Resource.IsSameKind(WellKnownKinds.Namespaces) ? about.Name
            : about.Namespace.Length > 0 ? about.Namespace : "default";
        var events = feeds.List(WellKnownKinds.Events.Path(ns), new ListQuery(ns), Parse);
        var nodes = ns is null or "default" ? null
            : feeds.List(WellKnownKinds.Events.Path("default"), new ListQuery("default", FieldSelector: "involvedObject.kind=Node"), Parse);
        return new TimelineFeed(events, nodes, Kinship.OfOne(new Kin(about.Resource.Kind, about.Namespace, about.Name)));
    }

    private static KubeEvent? Parse(ReadOnlySpan<byte> json) => KubeEvent.TryParse(json, out var value, out _) ? value : null;

    // Relatives come and go, and hardly ever without an event: with no new ones, nobody is asked again.
    private void Look()
    {
        var generation = _feed.Generation;
        if (generation == _lookedAt && _isKnown)
        {
            _timer = _workspace.Schedule(LookAgain, Look);
            return;
        }

        _lookedAt = generation;
        var (reader, ending) = (new KinshipReader(_workspace.Session, _about), _ending.Token);
        _workspace.Own(new ValueTask(Task.Run(ReadAsync)));

        async Task ReadAsync()
        {
            try
            {
                var kinship = await reader.ReadAsync(ending).ConfigureAwait(false);
                _workspace.Post(() => Take(kinship));
            }
            catch (OperationCanceledException)
            {
                // The screen is closed.
            }
        }
    }

    private void Take(Kinship kinship)
    {
        if (_ending.IsCancellationRequested)
        {
            return;
        }

        _isKnown = true;
        _feed.Take(kinship);
        _lookedAt++; // its own step of the generation is no news
        Model?.Pull();
        _workspace.Invalidate();
        _timer = _workspace.Schedule(LookAgain, Look);
    }
}
