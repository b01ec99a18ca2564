using KubeNetTui.App;
using KubeNetTui.Collect;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;
using KubeNetTui.Terminal;

namespace KubeNetTui.Footprint;

/// <summary>Rows of the footprint. This session tells when there is more; what other instances note down is looked for.</summary>
internal sealed class FootprintFeed : ITableFeed
{
    /// <summary>Index of a row's cell.</summary>
    public const int State = 0, What = 2;

    // The list is sorted by these words: what is left over comes first, what is only history last.
    public const string LeftOver = "! left over";
    public const string InUse = "in use";
    public const string Removed = "removed";
    public const string Sent = "sent";
    public const string InPod = "in its pod";

    /// <summary>The folder holds a handful of small files.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    private readonly IWorkspace _workspace;
    private readonly FootprintFolder _footprint;
    private readonly string _context;
    private Dictionary<string, FootprintEntry> _entries = [];
    private Dictionary<(string Uid, string State), TableRow> _pods = [];
    private Dictionary<ProbeSent, TableRow> _probes = new(ReferenceEqualityComparer.Instance);
    private IDisposable? _timer;
    private long _number;
    private long _generation;

    public FootprintFeed(IWorkspace workspace)
    {
        (_workspace, _footprint, _context) = (workspace, workspace.Session.Footprint, workspace.Session.Client.Settings.ContextName);
        Status = new LiveStatus(LiveState.Live, workspace.Time.GetUtcNow(), null);
        _footprint.Changed += OnChanged;
        Watch();
    }

    public event Action? Changed;

    public LiveStatus Status { get; }

    public IReadOnlyList<TableColumn> Columns { get; } =
    [
        Text("State"), Text("Kind"), Text("What", ListColumn.Trimming), Text("On"), Text("Through", ListColumn.Shrinking), Text("Context"), Text("Age"),
    ];

    public int Count => _pods.Count + _probes.Count;

    public long Generation => Interlocked.Read(ref _generation);

    /// <summary>What is in clusters, as of the last look; on the UI thread.</summary>
    public IReadOnlyCollection<FootprintEntry> Entries => _entries.Values;

    public int RemovedCount => _pods.Count - _entries.Count;

    public int ProbeCount => _probes.Count;

    /// <summary>What is in a cluster; null: a probe, or something that is removed.</summary>
    public FootprintEntry? Find(TableRow row) => _entries.GetValueOrDefault(row.Uid);

    public void CopyTo(List<TableRow> into)
    {
        Dictionary<string, FootprintEntry> entries = [];
        Dictionary<(string Uid, string State), TableRow> pods = [];
        foreach (var entry in _footprint.Entries())
        {
            if (entries.TryAdd(UidOf(entry.Item), entry))
            {
                Add(entry.Item, entry.Item.StaysWithItsPod ? InPod : entry.IsInUse ? InUse : LeftOver);
            }
        }

        foreach (var item in _footprint.Gone.Where(g => !entries.ContainsKey(UidOf(g))))
        {
            Add(item, Removed);
        }

        Dictionary<ProbeSent, TableRow> probes = new(ReferenceEqualityComparer.Instance);
        foreach (var probe in _footprint.Probes)
        {
            probes.Add(probe, _probes.GetValueOrDefault(probe) ?? RowOf(probe));
        }

        (_entries, _pods, _probes) = (entries, pods, probes);
        into.AddRange(pods.Values);
        into.AddRange(probes.Values);

        void Add(FootprintObject item, string state)
        {
            var key = (UidOf(item), state);
            pods[key] = _pods.GetValueOrDefault(key) ?? RowOf(item, state);
        }
    }

    public void Refresh() => OnChanged();

    public ValueTask DisposeAsync()
    {
        _footprint.Changed -= OnChanged;
        _timer?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string UidOf(FootprintObject item) => $"{item.Server}/{item.Namespace}/{item.Name}/{item.Owner}";

    private static TableColumn Text(string name, string format = "") => new(name, "string", format, "", 0);

    private static TableRow RowOf(FootprintObject item, string state) => item.StaysWithItsPod
        ? Row(UidOf(item), item.Created, $"{item.Namespace}/{item.Name}", state, "debug container", $"{item.Owner} in {item.Namespace}/{item.Name}", $"pod/{item.Name}", "", item.Context, "")
        : Row(
        UidOf(item), item.Created, $"{item.Namespace}/{item.Name}", state, "debug pod", $"{item.Namespace}/{item.Name}", $"node/{item.Node}", "", item.Context, "");

    private TableRow RowOf(ProbeSent probe) => Row(
        $"probe/{_number++}", probe.At, probe.What, Sent, "probe", SafeText.Clean(probe.What), probe.From, probe.Through, _context, "");

    // Within a state the list goes by the name: the latest first.
    private static TableRow Row(string uid, DateTimeOffset at, string name, params string[] cells) => new()
    {
        Uid = uid, Namespace = "", Name = $"{DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks} {name}", ResourceVersion = "", Created = at, Deleting = null,
        Labels = [], Controller = null, Cells = cells,
    };

    private void Watch() => _timer = _workspace.Schedule(LookAgain, () =>
    {
        OnChanged();
        Watch();
    });

    // From any thread: probes are sent where scripts run.
    private void OnChanged()
    {
        Interlocked.Increment(ref _generation);
        Changed?.Invoke();
        _workspace.Invalidate();
    }
}
