using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Panes;

/// <summary>Rows made from sections: a pane's table, made in the background whenever its evidence has been read again.</summary>
internal sealed class SectionFeed : ITableFeed
{
    private readonly PaneReading _reading;
    private readonly PaneScope _scope;
    private readonly Lock _lock = new();
    private Dictionary<string, TableRow> _rows = [];
    private Dictionary<string, PaneRow> _behind = [];
    private IReadOnlyList<TableColumn> _columns = [];
    private int[] _kept = [];
    private Pane _pane;
    private PaneContent? _content;
    private LiveStatus _status;
    private IEvidence? _built;
    private Task _building = Task.CompletedTask;
    private long _generation;
    private bool _ended;

    public SectionFeed(PaneReading reading, PaneScope scope, Pane pane, DateTimeOffset now)
    {
        (_reading, _scope, _pane) = (reading, scope, pane);
        _status = new LiveStatus(LiveState.Loading, now, null);
        reading.Changed += OnRead;
        reading.Join();
        OnRead();
    }

    public event Action? Changed;

    public PaneReading Reading => _reading;

    public Pane Pane
    {
        get => _pane;
        set
        {
            _pane = value;
            _built = null;
            OnRead();
        }
    }

    /// <summary>The last that was made; null before the first.</summary>
    public PaneContent? Content
    {
        get
        {
            lock (_lock)
            {
                return _content;
            }
        }
    }

    /// <summary>What it is about, once known.</summary>
    public PanePlace? Place { get; private set; }

    public LiveStatus Status
    {
        get
        {
            lock (_lock)
            {
                return _status;
            }
        }
    }

    public IReadOnlyList<TableColumn> Columns
    {
        get
        {
            lock (_lock)
            {
                return _columns;
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _rows.Count;
            }
        }
    }

    public long Generation => Interlocked.Read(ref _generation);

    /// <summary>The row of the pane behind a row of the table; null for one that is no longer there.</summary>
    public PaneRow? Behind(TableRow row)
    {
        lock (_lock)
        {
            return _behind.GetValueOrDefault(row.Uid);
        }
    }

    /// <summary>The meaning of a cell of the table.</summary>
    /// <param name="cell">As the table counts them.</param>
    public Tone ToneOf(TableRow row, int cell)
    {
        lock (_lock)
        {
            return cell < _kept.Length && _behind.TryGetValue(row.Uid, out var behind) ? behind.ToneOf(_kept[cell]) : Tone.Text;
        }
    }

    public void CopyTo(List<TableRow> into)
    {
        lock (_lock)
        {
            into.AddRange(_rows.Values);
        }
    }

    public void Refresh() => _reading.Refresh();

    public async ValueTask DisposeAsync()
    {
        Task building;
        lock (_lock)
        {
            _ended = true;
            building = _building;
        }

        _reading.Changed -= OnRead;
        await _reading.DisposeAsync().ConfigureAwait(false);
        await building.ConfigureAwait(false);
    }

    // From any thread. Tables are made one after the other; one that is overtaken by newer evidence is not shown.
    private void OnRead()
    {
        lock (_lock)
        {
            if (!_ended && _reading.Evidence is { } evidence && !ReferenceEquals(evidence, _built))
            {
                _built = evidence;
                var (pane, former, before, watched) = (_pane, _building, _reading.Before, _reading.Watched);
                _building = Task.Run(() => BuildAsync(former, pane, evidence, before, watched));
            }
        }

        Changed?.Invoke();
    }

    private async Task BuildAsync(Task former, Pane pane, IEvidence evidence, IEvidence? before, IReadOnlyList<Section> watched)
    {
        await former.ConfigureAwait(false);
        PanePlace? place = null;
        PaneContent content;
        try
        {
            place = _scope.Resolve(evidence, out var whyNot);
            content = place is null
                ? PaneContent.Of(PanePages.NoPlace(_scope, pane, whyNot.Length > 0 ? whyNot : _reading.Problem ?? "it could not be read"))
                : pane.Build(new PaneInput(place, evidence, before) { Watched = watched });
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A pane that throws is a defect; the person still learns that, and the program goes on.
            content = PaneContent.Of(PanePages.Defect(pane, e));
        }

        lock (_lock)
        {
            if (ReferenceEquals(_built, evidence) && ReferenceEquals(_pane, pane))
            {
                Place = place ?? Place;
                Show(content);
            }
        }

        Changed?.Invoke();
    }

    private void Show(PaneContent content)
    {
        // A column in which no row says anything only takes room.
        _kept = [.. Enumerable.Range(0, content.Columns.Count).Where(c => content.Rows.Count == 0 || content.Rows.Any(r => c < r.Cells.Length && r.Cells[c].Length > 0))];
        List<TableColumn> columns = [.. _kept.Select(c => content.Columns[c])];
        Dictionary<string, TableRow> rows = new(content.Rows.Count);
        Dictionary<string, PaneRow> behind = new(content.Rows.Count);
        foreach (var row in content.Rows)
        {
            // Lines that are the same twice are two rows.
            var key = row.Key;
            for (var i = 2; rows.ContainsKey(key); i++)
            {
                key = $"{row.Key}#{i}";
            }

            string[] cells = _kept.Length == row.Cells.Length ? row.Cells : [.. _kept.Select(c => row.Cells[c])];
            var shown = _rows.TryGetValue(key, out var old) && old.Cells.AsSpan().SequenceEqual(cells) ? old : Make(key, row, cells);
            rows[key] = shown;
            behind[key] = row;
        }

        if (!_columns.SequenceEqual(columns))
        {
            _columns = columns;
        }

        (_rows, _behind, _content) = (rows, behind, content);
        _status = content.Page is { } page
            ? new LiveStatus(LiveState.Refused, _reading.At, new ApiFailure(RequestStep.Server, 0, "", page.Heading, ""))
            : new LiveStatus(LiveState.Live, _reading.At, null);
        Interlocked.Increment(ref _generation);
    }

    private static TableRow Make(string key, PaneRow row, string[] cells) => new()
    {
        Uid = key, Namespace = "", Name = row.Object?.Name ?? row.Cells.FirstOrDefault() ?? "", ResourceVersion = "", Created = null, Deleting = null,
        Labels = [], Controller = null, Cells = cells,
    };
}
