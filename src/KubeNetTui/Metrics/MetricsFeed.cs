using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Metrics;

/// <summary>
/// The server's table of pods or nodes with what metrics.k8s.io measured beside each row. Asked every 20 seconds while the list is in
/// sight, for the namespace that is browsed; where it is not served, or refused, the table stays as it is.
/// </summary>
internal sealed class MetricsFeed : ITableFeed
{
    /// <summary>Rows up to which they are measured: a PodMetrics has some 400 bytes, and comes without pages.</summary>
    internal const int MostRows = 5_000;

    /// <summary>Rows up to which whole pods are read once, for what they ask for, at about 10 kB each.</summary>
    private const int MostBounds = 1_000;

    /// <summary>New pods up to which each is read by itself, in place of all.</summary>
    private const int MostSingle = 8;

    /// <summary>Namespaces up to which the pods of a node are measured, a request each.</summary>
    private const int MostNamespaces = 8;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    private static readonly string[] PodHeadings = ["CPU", "MEM", "%CPU/R", "%CPU/L", "%MEM/R", "%MEM/L"];
    private static readonly string[] NodeHeadings = ["CPU", "MEM", "%CPU", "%MEM"];

    private readonly ITableFeed _rows;
    private readonly IWorkspace _workspace;
    private readonly ApiResource _kind;
    private readonly ListQuery _query;
    private readonly IReadOnlyList<string?> _namespaces;
    private readonly bool _isPods;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TableRow> _incoming = [];
    private Dictionary<TableRow, TableRow> _joined = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<TableColumn> _plain = [];
    private IReadOnlyList<TableColumn> _columns = [];
    private IReadOnlyDictionary<string, Bounds> _bounds = new Dictionary<string, Bounds>();
    private Sample? _sample;
    private Sample? _joinedSample;
    private long _samples;
    private bool _inSight;
    private bool _isReading;
    private IDisposable? _next;
    private long? _readAt;
    private Task _reading = Task.CompletedTask;

    private MetricsFeed(IWorkspace workspace, ApiResource kind, ListQuery query, IReadOnlyList<string?> namespaces, ITableFeed rows)
    {
        (_workspace, _kind, _query, _namespaces, _rows) = (workspace, kind, query, namespaces, rows);
        _isPods = kind.IsSameKind(WellKnownKinds.Pods);
    }

    public LiveStatus Status => _rows.Status;

    /// <summary>Another list when metrics came, or went.</summary>
    public IReadOnlyList<TableColumn> Columns
    {
        get
        {
            var plain = _rows.Columns;
            if (_sample is null || plain.Count == 0)
            {
                return plain;
            }

            if (!ReferenceEquals(plain, _plain))
            {
                _plain = plain;
                _columns = [.. plain, .. (_isPods ? PodHeadings : NodeHeadings).Select(h => new TableColumn(h, "number", ListColumn.Measured, "", _isPods && h[0] == '%' ? 1 : 0))];
            }

            return _columns;
        }
    }

    public int Count => _rows.Count;

    public long Generation => _rows.Generation + _samples;

    public event Action? Changed
    {
        add
        {
            _rows.Changed += value;
            Measured += value;
        }

        remove
        {
            _rows.Changed -= value;
            Measured -= value;
        }
    }

    private event Action? Measured;

    /// <summary>Why there are no columns of it; "" where there are, or will be.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>What is measured.</summary>
    public ITableFeed Rows => _rows;

    /// <summary>The table, measured where it is one of pods or nodes.</summary>
    /// <param name="several">Its namespaces, where they are several.</param>
    /// <param name="rows">The table.</param>
    public static ITableFeed Over(IWorkspace workspace, ApiResource kind, ListQuery query, IReadOnlyList<string>? several, ITableFeed rows) =>
        kind.IsSameKind(WellKnownKinds.Pods) || kind.IsSameKind(WellKnownKinds.Nodes)
            ? new MetricsFeed(workspace, kind, query, several is null ? [query.Namespace] : [.. several], rows)
            : rows;

    /// <summary>On the UI thread: somebody looks at it, or no more.</summary>
    public void InSight(bool yes)
    {
        _inSight = yes;
        _next?.Dispose();
        _next = null;
        if (yes && !_isReading)
        {
            // Who comes back from a pod's log after a moment finds the last numbers, and not a request more.
            var wait = _readAt is { } at ? Period - _workspace.Time.GetElapsedTime(at) : Soon;
            After(wait > Soon ? wait : Soon);
        }
    }

    /// <summary>On the UI thread. A row that did not change is the same instance as before, as lists need it.</summary>
    public void CopyTo(List<TableRow> into)
    {
        var sample = _sample;
        if (sample is null)
        {
            _rows.CopyTo(into);
            return;
        }

        _incoming.Clear();
        _rows.CopyTo(_incoming);
        Dictionary<TableRow, TableRow> joined = new(_incoming.Count, ReferenceEqualityComparer.Instance);
        foreach (var row in _incoming)
        {
            var known = _joined.GetValueOrDefault(row);
            var whole = known is not null && ReferenceEquals(sample, _joinedSample) ? known : Join(row, known, sample);
            joined[row] = whole;
            into.Add(whole);
        }

        (_joined, _joinedSample) = (joined, sample);
    }

    public void Refresh() => _rows.Refresh();

    public async ValueTask DisposeAsync()
    {
        _inSight = false;
        _next?.Dispose();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        await _rows.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private TableRow Join(TableRow row, TableRow? known, Sample sample)
    {
        var at = _rows.Columns.Count;
        string[] cells = new string[at + (_isPods ? PodHeadings : NodeHeadings).Length];
        Array.Fill(cells, "");
        row.Cells.AsSpan(0, Math.Min(at, row.Cells.Length)).CopyTo(cells);
        if (sample.Usages.TryGetValue((row.Namespace, row.Name), out var used))
        {
            (cells[at], cells[at + 1]) = (used.CpuText, used.MemoryText);
            if (sample.Bounds.TryGetValue(row.Uid, out var bounds))
            {
                string[] shares = _isPods
                    ? [Usage.Percent(used.Cores, bounds.Requests.Cores), Usage.Percent(used.Cores, bounds.Limits.Cores), Usage.Percent(used.Bytes, bounds.Requests.Bytes), Usage.Percent(used.Bytes, bounds.Limits.Bytes)]
                    : [Usage.Percent(used.Cores, bounds.Requests.Cores), Usage.Percent(used.Bytes, bounds.Requests.Bytes)];
                shares.CopyTo(cells, at + 2);
            }
        }

        return known is not null && known.Cells.AsSpan().SequenceEqual(cells) ? known : new TableRow
        {
            Uid = row.Uid, Namespace = row.Namespace, Name = row.Name, ResourceVersion = row.ResourceVersion, Created = row.Created, Deleting = row.Deleting,
            Labels = row.Labels, Controller = row.Controller, Cells = cells,
        };
    }

    private void After(TimeSpan wait) => _next = _workspace.Schedule(wait, Poll);

    private void Poll()
    {
        _next = null;
        var session = _workspace.Session;
        if (session.Catalog is not { } catalog || _rows.Status.State == LiveState.Loading)
        {
            After(Soon); // the rows come first
            return;
        }

        if (catalog.Find($"{_kind.Plural}.metrics.k8s.io") is not { } metrics)
        {
            Problem = "metrics.k8s.io is not served: the cluster has no metrics-server";
            return;
        }

        if (_rows.Count > MostRows)
        {
            Problem = $"more than {ListStatus.Number(MostRows)} rows are not measured: browse one namespace";
            After(Period);
            return;
        }

        List<TableRow> rows = [];
        _rows.CopyTo(rows);
        if (PathsOf(metrics, rows) is not { Count: > 0 } paths)
        {
            After(Period);
            return;
        }

        (_isReading, _readAt) = (true, _workspace.Time.GetTimestamp());
        _reading = ReadAsync(session.Feeds, paths, rows);
    }

    private async Task ReadAsync(IClusterFeeds feeds, List<string> paths, List<TableRow> rows)
    {
        var problem = "";
        try
        {
            Dictionary<(string, string), Usage> usages = [];
            foreach (var path in paths)
            {
                foreach (var (key, usage) in Usage.Parse(await feeds.GetAsync(path, _stop.Token).ConfigureAwait(false)))
                {
                    usages[key] = usage;
                }
            }

            var known = _bounds;
            Show(new Sample(usages, known));
            if (await ReadBoundsAsync(feeds, known, rows).ConfigureAwait(false) is { } bounds)
            {
                Show(new Sample(usages, bounds));
            }
        }
        catch (ApiException e)
        {
            // The last sample stays while the server is away for a moment; who may not read it is told when asking for it.
            problem = $"metrics.k8s.io: {e.Failure.Message}";
        }
        catch (OperationCanceledException)
        {
            return; // the list ended
        }

        _workspace.Post(() =>
        {
            (_isReading, Problem) = (false, problem);
            if (_inSight)
            {
                After(Period);
            }
        });
    }

    private List<string> PathsOf(ApiResource metrics, List<TableRow> rows)
    {
        var labels = _query.LabelSelector is { } selector ? $"?labelSelector={Uri.EscapeDataString(selector)}" : "";
        if (!_isPods || _namespaces is not [null] || _query.FieldSelector is null)
        {
            return rows.Count == 0 ? [] : [.. _namespaces.Select(n => metrics.Path(n) + labels)];
        }

        // The pods of a node: metrics-server knows no such selector.
        List<string> namespaces = [.. rows.Select(r => r.Namespace).Distinct()];
        Problem = namespaces.Count > MostNamespaces ? $"pods of {namespaces.Count} namespaces are not measured here: browse one of them" : "";
        return namespaces.Count > MostNamespaces ? [] : [.. namespaces.Select(n => metrics.Path(n) + labels)];
    }

    // The row of a list is joined on the UI thread; the sample is handed over there.
    private void Show(Sample sample) => _workspace.Post(() =>
    {
        (_sample, _bounds) = (sample, sample.Bounds);
        _samples++;
        Measured?.Invoke();
    });

    /// <summary>What rows ask for: all in pages when many are new, else each by itself; of what is known nothing is read again.</summary>
    /// <returns>Null where all of it was known.</returns>
    private async Task<IReadOnlyDictionary<string, Bounds>?> ReadBoundsAsync(IClusterFeeds feeds, IReadOnlyDictionary<string, Bounds> known, List<TableRow> rows)
    {
        List<TableRow> unknown = [.. rows.Where(r => !known.ContainsKey(r.Uid))];
        if (unknown.Count == 0 || rows.Count > MostBounds)
        {
            return null;
        }

        // Those that went are forgotten.
        var kept = rows.Select(r => r.Uid).ToHashSet();
        Dictionary<string, Bounds> bounds = new(known.Where(b => kept.Contains(b.Key)));
        if (unknown.Count <= MostSingle)
        {
            foreach (var row in unknown)
            {
                var path = _kind.Path(row.Namespace, row.Name);
                try
                {
                    bounds[row.Uid] = Of(Fields.Parse(await feeds.GetAsync(path, _stop.Token).ConfigureAwait(false)));
                }
                catch (ApiException e) when (e.Failure.HttpStatus == 404)
                {
                    // It went while it was asked about.
                }
            }
        }
        else
        {
            var query = string.Concat(
                _query.LabelSelector is { } labels ? $"&labelSelector={Uri.EscapeDataString(labels)}" : "", _query.FieldSelector is { } fields ? $"&fieldSelector={Uri.EscapeDataString(fields)}" : "");
            foreach (var ns in _namespaces)
            {
                for (string? next = ""; next is not null;)
                {
                    var page = Fields.Parse(await feeds.GetAsync($"{_kind.Path(ns)}?limit=200{query}{next}", _stop.Token).ConfigureAwait(false));
                    foreach (var item in page["items"].Items)
                    {
                        bounds[item["metadata"]["uid"].Text] = Of(item);
                    }

                    next = page["metadata"]["continue"].Text is { Length: > 0 } token ? $"&continue={Uri.EscapeDataString(token)}" : null;
                }
            }
        }

        return bounds;
    }

    private Bounds Of(Fields item) => _isPods ? Bounds.OfPod(item) : Bounds.OfNode(item);

    private sealed record Sample(IReadOnlyDictionary<(string Namespace, string Name), Usage> Usages, IReadOnlyDictionary<string, Bounds> Bounds);
}
