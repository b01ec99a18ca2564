using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Verify;

/// <summary>
/// Rows of pods that are asked about by name (the pods behind a service, say): a live table for each of the last few namespaces asked
/// about, never for all. Safe for many threads.
/// </summary>
internal sealed class PodTables(ApiClient client, Action changed) : IAsyncDisposable
{
    private const int Namespaces = 4;
    private readonly Lock _lock = new();
    private readonly List<PodTable> _tables = [];
    private readonly List<Task> _ending = [];
    private bool _changed;
    private bool _disposed;

    /// <summary>The pod's row, or null and why there is none.</summary>
    public TableRow? Find(string ns, string name, out VerdictCell unknown)
    {
        unknown = new VerdictCell(Verdict.Unknown, "reading pods…");
        lock (_lock)
        {
            if (_disposed)
            {
                return null;
            }

            var table = Of(ns);
            if (table.Find(name) is { } row && table.Status.State == LiveState.Live)
            {
                return row;
            }

            unknown = new VerdictCell(Verdict.Unknown, table.Status switch
            {
                { State: LiveState.Live } => "no such pod",
                { State: LiveState.Loading, Failure: null } => "reading pods…",
                { Failure: { HttpStatus: > 0 } failure } => $"{failure.HttpStatus} on pods",
                { State: LiveState.Stale or LiveState.Lost } s => $"pods not live since {s.Since.UtcDateTime:HH:mm:ss}",
                _ => "pods not read",
            });
            return null;
        }
    }

    public bool TakeChange()
    {
        lock (_lock)
        {
            var was = _changed;
            _changed = false;
            return was;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] ending;
        lock (_lock)
        {
            _disposed = true;
            ending = [.. _ending, .. _tables.Select(static t => t.Live.DisposeAsync().AsTask())];
            _tables.Clear();
        }

        await Task.WhenAll(ending).ConfigureAwait(false);
    }

    private PodTable Of(string ns)
    {
        var at = _tables.FindIndex(t => t.Namespace == ns);
        if (at >= 0)
        {
            return _tables[at];
        }

        if (_tables.Count == Namespaces)
        {
            _ending.RemoveAll(static t => t.IsCompleted);
            _ending.Add(_tables[0].Live.DisposeAsync().AsTask());
            _tables.RemoveAt(0);
        }

        var live = LiveTable.Start(client, WellKnownKinds.Pods, new ListQuery(ns));
        live.Changed += Notice;
        var table = new PodTable(ns, live);
        _tables.Add(table);
        return table;
    }

    private void Notice()
    {
        lock (_lock)
        {
            _changed = true;
        }

        changed();
    }

    private sealed class PodTable(string ns, LiveTable live)
    {
        private readonly Dictionary<string, TableRow> _rows = [];
        private long _generation = -1;

        public string Namespace => ns;

        public LiveTable Live => live;

        public LiveStatus Status => live.Status;

        public TableRow? Find(string name)
        {
            var generation = live.Generation;
            if (generation != _generation)
            {
                List<TableRow> rows = [];
                live.CopyTo(rows);
                _rows.Clear();
                foreach (var row in rows)
                {
                    _rows[row.Name] = row;
                }

                _generation = generation;
            }

            return _rows.GetValueOrDefault(name);
        }
    }
}
