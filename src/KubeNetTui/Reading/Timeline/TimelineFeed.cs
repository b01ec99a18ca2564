using System.Globalization;
using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Reading;

/// <summary>The events of a kinship, a row each; the same one many times is one row with how often.</summary>
/// <param name="events">Of the namespace, or of all.</param>
/// <param name="nodes">Of what is in no namespace; null: they are among the others.</param>
internal sealed class TimelineFeed(IListFeed<KubeEvent> events, IListFeed<KubeEvent>? nodes, Kinship self) : ITableFeed
{
    private Dictionary<string, (TableRow Row, ObjectRef About)> _rows = [];
    private long _kinships;

    public LiveStatus Status => events.Status;

    /// <summary>Why the events of nodes are missing; "" as a rule.</summary>
    public string NodeProblem => nodes?.Status is { State: LiveState.Refused or LiveState.Lost, Failure: { } failure } ? failure.Message : "";

    public Kinship Kinship { get; private set; } = self;

    public IReadOnlyList<TableColumn> Columns { get; } =
    [
        Text("Age"), Text("Time (UTC)", wide: true), Text("Type"), Text("Reason"), new("Object", "string", Screens.ListColumn.Shrinking, "", 0), Text("From", wide: true), Text("Message"),
    ];

    public int Count => _rows.Count;

    public long Generation => events.Generation + (nodes?.Generation ?? 0) + _kinships;

    public event Action? Changed
    {
        add
        {
            events.Changed += value;
            if (nodes is not null)
            {
                nodes.Changed += value;
            }
        }
        remove
        {
            events.Changed -= value;
            if (nodes is not null)
            {
                nodes.Changed -= value;
            }
        }
    }

    /// <summary>On the UI thread: whose events belong here is known better now.</summary>
    public void Take(Kinship kinship)
    {
        Kinship = kinship;
        _kinships++;
    }

    /// <summary>What the event in a row is about.</summary>
    public ObjectRef? AboutOf(TableRow row) => _rows.TryGetValue(row.Uid, out var known) ? known.About : null;

    public void CopyTo(List<TableRow> into)
    {
        Dictionary<string, (TableRow, ObjectRef)> rows = new(StringComparer.Ordinal);
        var all = nodes is null ? events.Snapshot() : events.Snapshot().Concat(nodes.Snapshot());
        foreach (var group in all.Where(e => Kinship.Has(e.Regarding)).GroupBy(static e => $"{e.Regarding}|{e.Type}|{e.Reason}|{e.Message}"))
        {
            // The same event of two lists (nodes are in namespace default) counts once.
            var distinct = group.DistinctBy(static e => e.Meta.Uid.Length > 0 ? e.Meta.Uid : e.FullName).ToList();
            var row = RowOf(group.Key, distinct);
            if (_rows.TryGetValue(group.Key, out var before) && before.Row.ResourceVersion == row.ResourceVersion)
            {
                row = before.Row; // a row that did not change is the same row
            }

            rows[group.Key] = (row, distinct[0].Regarding);
            into.Add(row);
        }

        _rows = rows;
    }

    public void Refresh()
    {
        events.Refresh();
        nodes?.Refresh();
    }

    public async ValueTask DisposeAsync()
    {
        await events.DisposeAsync().ConfigureAwait(false);
        if (nodes is not null)
        {
            await nodes.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static TableColumn Text(string name, bool wide = false) => new(name, "string", "", "", wide ? 1 : 0);

    private static TableRow RowOf(string key, List<KubeEvent> same)
    {
        var (first, count, last) = (same[0], same.Sum(static e => e.Count), same.Max(static e => e.Last));
        return new TableRow
        {
            Uid = key,
            Namespace = first.Regarding.Namespace,
            Name = first.Regarding.Name,
            ResourceVersion = $"{count}/{last?.UtcTicks}",
            Created = last,
            Deleting = null,
            Labels = [],
            Controller = null,
            Cells =
            [
                "", last?.UtcDateTime.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "", first.Type, first.Reason,
                $"{first.Regarding.Kind.ToLowerInvariant()}/{first.Regarding.Name}", first.Source, count > 1 ? $"(×{count}) {first.Message}" : first.Message,
            ],
        };
    }
}
