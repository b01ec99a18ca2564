using System.Diagnostics;
using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Metrics;
using KubeNetTui.Reading;
using KubeNetTui.Trees;

namespace KubeNetTui.Pulse;

/// <summary>
/// The dashboard kept live: from watches, and metrics asked for every 20 seconds. No node is asked. The picture is made on a thread of its
/// own, at most once a second, and of a large cluster more rarely.
/// </summary>
internal sealed class PulseSource : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MetricsPeriod = TimeSpan.FromSeconds(20);
    private static readonly ListQuery DnsQuery = new("kube-system", "k8s-app=kube-dns");
    private readonly IWorkspace _workspace;
    private readonly FeedSet _feeds = new();
    private readonly PulseHistory _history = new();
    private readonly ITableFeed _nodes;
    private readonly ITableFeed _pods;
    private readonly ITableFeed _services;
    private readonly ITableFeed _policies;
    private readonly IListFeed<EndpointSlice> _slices;
    private readonly IListFeed<EndpointSlice> _dns;
    private readonly IListFeed<KubeEvent> _warnings;
    private readonly CancellationTokenSource _stop = new();
    private readonly Action _changed;
    private IListFeed<NodeShare>? _capacity;
    private Task _making = Task.CompletedTask;
    private Task _measuring = Task.CompletedTask;
    private IDisposable? _next;
    private IDisposable? _nextMeasure;
    private IDisposable? _nextTick;
    private PulseUsage? _usage;
    private string _metricsProblem = "";
    private TimeSpan _pause = Pause;
    private long _madeAt = long.MinValue;
    private bool _inSight;
    private bool _isMaking;
    private bool _isMeasuring;
    private bool _isWanted;
    private bool _isDue = true;
    private int _posted;

    /// <param name="ns">Null: all namespaces.</param>
    /// <param name="changed">On the UI thread: there is another picture.</param>
    public PulseSource(IWorkspace workspace, string? ns, Action changed)
    {
        (_workspace, Namespace, _changed) = (workspace, ns, changed);
        var feeds = workspace.Session.Feeds;
        _nodes = _feeds.Add("nodes", feeds.Table(WellKnownKinds.Nodes, new ListQuery()));
        _pods = _feeds.Add("pods", feeds.Table(WellKnownKinds.Pods, new ListQuery(ns)));
        _services = _feeds.Add("services", feeds.Table(WellKnownKinds.Services, new ListQuery(ns)));
        _policies = _feeds.Add("policies", feeds.Table(WellKnownKinds.Catalog.Find("networkpolicies")!, new ListQuery(ns)));
        _slices = _feeds.Add("endpoints", ObjectFeeds.List<EndpointSlice>(feeds, WellKnownKinds.EndpointSlices, new ListQuery(ns), EndpointSlice.TryParse));
        _dns = _feeds.Add("dns", ObjectFeeds.List<EndpointSlice>(feeds, WellKnownKinds.EndpointSlices, DnsQuery, EndpointSlice.TryParse));
        _warnings = _feeds.Add("warnings", ObjectFeeds.List<KubeEvent>(feeds, WellKnownKinds.Events, new ListQuery(ns, FieldSelector: "type=Warning"), KubeEvent.TryParse));
        _feeds.Changed += OnChanged;
    }

    public string? Namespace { get; }

    public PulsePicture Picture { get; private set; } = PulsePicture.Empty;

    public ScreenStatus Status => _feeds.StatusOf(Namespace is { } ns ? $"namespace {ns}" : "all namespaces", _workspace.Time);

    public void InSight(bool yes)
    {
        _inSight = yes;
        if (!yes)
        {
            Cancel();
            return;
        }

        Want();
        Measure();
        NextTick();
    }

    public void Refresh()
    {
        _feeds.Refresh();
        _metricsProblem = "";
        Measure();
    }

    /// <summary>Verdicts, or what they are of, changed.</summary>
    public void Want()
    {
        if (!_inSight)
        {
            return;
        }

        if (_isMaking || _next is not null)
        {
            _isWanted = true;
            return;
        }

        var since = _madeAt == long.MinValue ? TimeSpan.MaxValue : _workspace.Time.GetElapsedTime(_madeAt);
        if (since >= _pause)
        {
            Make();
        }
        else
        {
            _next = _workspace.Schedule(_pause - since, () =>
            {
                _next = null;
                Make();
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        _inSight = false;
        Cancel();
        _feeds.Changed -= OnChanged;
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_making, _measuring).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _feeds.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private void Cancel()
    {
        _next?.Dispose();
        _nextMeasure?.Dispose();
        _nextTick?.Dispose();
        (_next, _nextMeasure, _nextTick) = (null, null, null);
    }

    // From any thread. While one call waits on the UI thread, others need not.
    private void OnChanged()
    {
        if (Interlocked.Exchange(ref _posted, 1) == 0)
        {
            _workspace.Post(() =>
            {
                Volatile.Write(ref _posted, 0);
                Want();
            });
        }
    }

    // The lines of history go on also where nothing happens.
    private void NextTick() => _nextTick = _workspace.Schedule(Tick, () =>
    {
        _isDue = true;
        Want();
        NextTick();
    });

    private void Make()
    {
        (_isMaking, _isWanted) = (true, false);
        _madeAt = _workspace.Time.GetTimestamp();
        var input = Input();
        var isDue = _isDue && !_feeds.IsLoading;
        _isDue &= !isDue;
        _making = MakeAsync();

        async Task MakeAsync()
        {
            var start = Stopwatch.GetTimestamp();
            var made = await Task.Run(() => PulseReading.Of(input), _stop.Token).ConfigureAwait(false);
            var cost = Stopwatch.GetElapsedTime(start) * 8;
            _workspace.Post(() =>
            {
                _isMaking = false;
                _pause = cost > Pause ? cost : Pause;
                Picture = made with { Tiles = [.. made.Tiles.Select(t => WithHistory(t, isDue))] };
                _changed();
                if (_isWanted)
                {
                    Want();
                }
            });
        }
    }

    // A tile brings its number of now, or a history of its own.
    private PulseTile WithHistory(PulseTile tile, bool isDue)
    {
        if (tile.History is not [var now])
        {
            return tile;
        }

        if (isDue)
        {
            _history.Add(tile.Name, now);
        }

        return tile with { History = _history.Of(tile.Name) };
    }

    private PulseInput Input()
    {
        Dictionary<string, string> problems = [];
        foreach (var name in (string[])["nodes", "pods", "services", "policies", "endpoints", "dns", "warnings"])
        {
            if (_feeds.RefusalOf(name) is { } failure)
            {
                problems[name] = failure.Message;
            }
        }

        if (_metricsProblem.Length > 0)
        {
            problems["metrics"] = _metricsProblem;
        }

        var selector = -1;
        for (var i = 0; i < _policies.Columns.Count; i++)
        {
            selector = _policies.Columns[i].Name == "Pod-Selector" ? i : selector;
        }

        return new PulseInput(_workspace.Time.GetUtcNow())
        {
            Namespace = Namespace, Nodes = Rows(_nodes), Pods = Rows(_pods), Services = Rows(_services), Policies = Rows(_policies), PolicySelector = selector,
            Slices = Items(_slices), Dns = Items(_dns), Warnings = Items(_warnings), Problems = problems, Verdicts = _workspace.Verdicts, Usage = _usage,
            Checked = Verified.Of(_workspace.Session.Verified.All),
        };
    }

    private static List<TableRow>? Rows(ITableFeed feed)
    {
        if (feed.Status.State is LiveState.Loading or LiveState.Refused)
        {
            return null;
        }

        List<TableRow> rows = [];
        feed.CopyTo(rows);
        return rows;
    }

    private static IReadOnlyCollection<T>? Items<T>(IListFeed<T> feed) where T : class =>
        feed.Status.State is LiveState.Loading or LiveState.Refused ? null : feed.Snapshot();

    private void Measure()
    {
        _nextMeasure?.Dispose();
        _nextMeasure = null;
        if (_isMeasuring || !_inSight)
        {
            return;
        }

        if (_workspace.Session.Catalog is not { } catalog)
        {
            _nextMeasure = _workspace.Schedule(Pause, Measure); // what is served is not known yet
            return;
        }

        if (catalog.Find("nodes.metrics.k8s.io") is not { } nodes || catalog.Find("pods.metrics.k8s.io") is not { } pods)
        {
            _metricsProblem = "metrics.k8s.io is not served: the cluster has no metrics-server";
            Want();
            return;
        }

        _capacity ??= _feeds.Add("capacity", _workspace.Session.Feeds.List(WellKnownKinds.Nodes.Path(), new ListQuery(), NodeShare.Parse));
        _isMeasuring = true;
        _measuring = MeasureAsync();

        async Task MeasureAsync()
        {
            var (usage, problem) = await ReadUsageAsync(nodes, pods).ConfigureAwait(false);
            _workspace.Post(() =>
            {
                _isMeasuring = false;
                _usage = usage ?? _usage;
                _metricsProblem = problem;
                _isDue |= usage is not null;
                if (_inSight)
                {
                    _nextMeasure = _workspace.Schedule(usage is { Total: null } && problem.Length == 0 && _capacity?.Status.State == LiveState.Loading ? Pause : MetricsPeriod, Measure);
                    Want();
                }
            });
        }
    }

    // The nodes' usage; who may not see nodes has that of the namespace's pods.
    private async Task<(PulseUsage? Usage, string Problem)> ReadUsageAsync(ApiResource nodes, ApiResource pods)
    {
        var feeds = _workspace.Session.Feeds;
        try
        {
            var used = Usage.Parse(await feeds.GetAsync(nodes.Path(), _stop.Token).ConfigureAwait(false));
            Dictionary<string, Usage> shares = [];
            foreach (var share in _capacity!.Snapshot())
            {
                shares[share.Name] = share.Allocatable;
            }

            List<(string, Usage, Usage)> byNode = [.. used.Where(u => shares.ContainsKey(u.Key.Name)).Select(u => (u.Key.Name, u.Value, shares[u.Key.Name]))];
            var total = byNode.Count > 0 ? byNode.Select(n => n.Item3).Aggregate(static (a, b) => a + b) : (Usage?)null;
            return (new PulseUsage($"{used.Count} nodes", used.Values.Aggregate(default(Usage), static (a, b) => a + b), total, byNode), "");
        }
        catch (ApiException e) when (e.Failure.Step == RequestStep.Permission && Namespace is { } ns)
        {
            try
            {
                var used = Usage.Parse(await feeds.GetAsync(pods.Path(ns), _stop.Token).ConfigureAwait(false));
                return (new PulseUsage($"the pods of {ns}; nodes are not to be read", used.Values.Aggregate(default(Usage), static (a, b) => a + b), null, []), "");
            }
            catch (ApiException)
            {
                return (null, e.Failure.Message);
            }
        }
        catch (ApiException e)
        {
            return (null, e.Failure.Message);
        }
    }
}
