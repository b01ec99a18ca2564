using System.Text;
using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;
using Buffer = KubeNetTui.Terminal.Buffer;

namespace KubeNetTui.Tests.Screens;

/// <summary>A cluster made up in memory: tables by kind, objects by path, verdicts by name.</summary>
internal sealed class FakeCluster : IClusterFeeds
{
    public Dictionary<string, FakeTable> Tables { get; } = [];

    public Dictionary<string, string> Objects { get; } = new() { ["/version"] = """{"gitVersion":"v1.33.1"}""" };

    public Dictionary<string, VerdictCell> VerdictsByName { get; } = [];

    /// <summary>What panes read; null: no evidence at all.</summary>
    public IEvidenceSource? Evidence { get; set; }

    public List<ListQuery> Queries { get; } = [];

    public List<string?> VerdictScopes { get; } = [];

    public List<byte[]> Slices { get; } = [];

    /// <summary>Whole objects by the plural name of their kind, for lists that are made from them.</summary>
    public Dictionary<string, List<string>> Items { get; } = [];

    /// <summary>Objects of live lists by path, as JSON; a path that is not here has <see cref="Items"/>, then <see cref="Slices"/>.</summary>
    public Dictionary<string, List<string>> Lists { get; } = [];

    /// <summary>Whole objects that a test changes, by path or by the plural name of their kind; they go before all others.</summary>
    public Dictionary<string, FakeObjects> Live { get; } = [];

    /// <summary>What was read once, in order.</summary>
    public List<string> Gets { get; } = [];

    public Action VerdictsChanged { get; private set; } = static () => { };

    public ITableFeed Table(ApiResource resource, ListQuery query)
    {
        Queries.Add(query);
        var table = Tables.TryGetValue(resource.Plural, out var known) ? known : new FakeTable([], []);
        return new View(table, query.Namespace);
    }

    public IListFeed<T> List<T>(string path, ListQuery query, ObjectParser<T> parse) where T : class
    {
        Queries.Add(query);
        if (Live.TryGetValue(path, out var objects) || Live.TryGetValue(path.Split('/')[^1], out objects))
        {
            return new LiveFakeList<T>(objects, parse);
        }

        var name = query.FieldSelector?.Split("metadata.name=") is [_, var asked] ? asked : null;
        var items = Lists.TryGetValue(path, out var known) || Items.TryGetValue(path.Split('/')[^1], out known) ? known.Select(Encoding.UTF8.GetBytes) : Slices;
        return new FakeList<T>([.. items.Where(i => IsAsked(i, query.Namespace, name)).Select(i => parse(i)).OfType<T>()]);
    }

    private static bool IsAsked(byte[] json, string? ns, string? name)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("metadata", out var metadata))
        {
            return true;
        }

        return (ns is null || !metadata.TryGetProperty("namespace", out var own) || own.GetString() == ns)
            && (name is null || metadata.GetProperty("name").GetString() == name);
    }

    public Task<ReadOnlyMemory<byte>> GetAsync(string path, CancellationToken cancellation)
    {
        lock (Gets)
        {
            Gets.Add(path);
        }

        return Refused.TryGetValue(path, out var failure) ? throw new ApiException(failure)
            : Objects.TryGetValue(path, out var json) ? Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes(json))
            : throw new ApiException(new ApiFailure(RequestStep.Server, 404, "NotFound", $"{path} is not there", ""));
    }

    /// <summary>Paths that may not be read.</summary>
    public Dictionary<string, ApiFailure> Refused { get; } = [];

    /// <summary>It serves metrics.k8s.io.</summary>
    public bool HasMetrics { get; set; }

    /// <summary>Kinds served besides the well-known ones.</summary>
    public List<ApiResource> MoreKinds { get; } = [];

    public Task<ApiCatalog> DiscoverAsync(CancellationToken cancellation)
    {
        List<ApiResource> more = [.. MoreKinds];
        if (HasMetrics)
        {
            more.Add(new ApiResource("metrics.k8s.io", "v1beta1", "pods", "pod", "PodMetrics", true, [], ["get", "list"], []));
        }

        return Task.FromResult(more.Count == 0 ? WellKnownKinds.Catalog : new ApiCatalog([.. WellKnownKinds.Catalog.Resources, .. more], []));
    }

    public IVerdictSource Verdicts(string? ns, TimeProvider time, Action changed)
    {
        VerdictScopes.Add(ns);
        VerdictsChanged = changed;
        return new FakeVerdicts(this);
    }

    public ISidePane VerifyPane(IWorkspace workspace) => Pane = new FakePane();

    public FakePane? Pane { get; private set; }

    public static TableRow Row(string ns, string name, string uid, DateTimeOffset created, params string[] cells) => new()
    {
        Uid = uid, Namespace = ns, Name = name, ResourceVersion = "1", Created = created, Deleting = null, Labels = [], Controller = null, Cells = cells,
    };

    public static TableRow Row(string name, params (string Key, string Value)[] labels) => new()
    {
        Uid = name, Namespace = "shop", Name = name, ResourceVersion = "1", Created = null, Deleting = null,
        Labels = [.. labels.Select(l => KeyValuePair.Create(l.Key, l.Value))], Controller = null, Cells = [name],
    };

    private sealed class FakeVerdicts(FakeCluster cluster) : IVerdictSource
    {
        public VerdictCell Of(ApiResource resource, TableRow row) => cluster.VerdictsByName.GetValueOrDefault(row.Name, new VerdictCell(Verdict.Pass, ""));

        public VerdictCell Of(Subject subject) => cluster.VerdictsByName.GetValueOrDefault(subject.Name, new VerdictCell(Verdict.Pass, ""));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class View(FakeTable table, string? ns) : ITableFeed
    {
        private readonly List<TableRow> _rows = [];

        public LiveStatus Status => table.Status;
        public IReadOnlyList<TableColumn> Columns => table.Columns;
        public int Count => table.Count;
        public long Generation => table.Generation;

        public event Action? Changed
        {
            add => table.Changed += value;
            remove => table.Changed -= value;
        }

        public void CopyTo(List<TableRow> into)
        {
            _rows.Clear();
            table.CopyTo(_rows);
            into.AddRange(_rows.Where(r => ns is null || r.Namespace == ns));
        }

        public void Refresh() => table.Refreshed++;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class LiveFakeList<T>(FakeObjects objects, ObjectParser<T> parse) : IListFeed<T> where T : class
    {
        public LiveStatus Status => objects.Status;
        public long Generation => objects.Generation;

        public event Action? Changed
        {
            add => objects.Changed += value;
            remove => objects.Changed -= value;
        }

        public IReadOnlyCollection<T> Snapshot() => [.. objects.Json.Select(j => parse(Encoding.UTF8.GetBytes(j))).OfType<T>()];

        public void Refresh() => objects.Refreshed++;

        public ValueTask DisposeAsync()
        {
            objects.Ended++;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class FakeList<T>(List<T> items) : IListFeed<T> where T : class
    {
        public LiveStatus Status { get; } = new(LiveState.Live, default, null);
        public long Generation => 1;

        public event Action? Changed
        {
            add { }
            remove { }
        }

        public IReadOnlyCollection<T> Snapshot() => items;

        public void Refresh()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>A pane that remembers what it was told.</summary>
internal sealed class FakePane : ISidePane
{
    public List<Selection?> Followed { get; } = [];

    public int Again { get; private set; }

    public bool IsClosed { get; private set; }

    public string Title => "verify " + Followed[^1]?.Name;

    public IReadOnlyList<Binding> Bindings => [new Binding("pane.again", ["r"], "again", "Run the checks again.", () => Again++) { HintPriority = 50 }];

    public void Follow(Selection? selection) => Followed.Add(selection);

    public void Render(Rect area, Buffer buffer, bool focused) => buffer.Write(area.X, area.Y, $"findings {focused}");

    public bool HandleKey(KeyEvent key) => false;

    public bool HandleMouse(MouseEvent mouse, Rect area) => true;

    public ValueTask DisposeAsync()
    {
        IsClosed = true;
        return ValueTask.CompletedTask;
    }
}

/// <summary>Rows that a test changes.</summary>
internal sealed class FakeTable(IReadOnlyList<TableColumn> columns, IReadOnlyList<TableRow> rows)
{
    private IReadOnlyList<TableRow> _rows = rows;

    public event Action? Changed;

    public LiveStatus Status { get; private set; } = new(LiveState.Live, new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero), null);
    public IReadOnlyList<TableColumn> Columns => columns;
    public int Count => _rows.Count;
    public long Generation { get; private set; } = 1;
    public int Refreshed { get; set; }

    public void CopyTo(List<TableRow> into) => into.AddRange(_rows);

    public void Set(IReadOnlyList<TableRow> rows)
    {
        _rows = rows;
        Generation++;
        Changed?.Invoke();
    }

    public void Become(LiveState state, ApiFailure? failure)
    {
        Status = Status with { State = state, Failure = failure };
        Generation++;
        Changed?.Invoke();
    }
}

/// <summary>Whole objects that a test changes.</summary>
internal sealed class FakeObjects(params string[] json)
{
    public event Action? Changed;

    public LiveStatus Status { get; private set; } = new(LiveState.Live, default, null);
    public IReadOnlyList<string> Json { get; private set; } = json;
    public long Generation { get; private set; } = 1;
    public int Refreshed { get; set; }
    public int Ended { get; set; }

    public void Set(params string[] json)
    {
        Json = json;
        Generation++;
        Changed?.Invoke();
    }

    public void Become(LiveState state, ApiFailure? failure)
    {
        Status = Status with { State = state, Failure = failure };
        Generation++;
        Changed?.Invoke();
    }
}
