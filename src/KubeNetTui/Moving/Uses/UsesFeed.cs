using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Moving;

/// <summary>What uses an object: one live list for each kind that may, joined to rows.</summary>
internal sealed class UsesFeed : ITableFeed
{
    private readonly IReadOnlyList<(ApiResource Resource, IListFeed<Use> Feed)> _parts;
    private readonly string _start;
    private readonly Lock _lock = new();
    private Dictionary<(string Uid, string How), TableRow> _rows = [];

    /// <param name="parts">At least one.</param>
    /// <param name="start">What was asked about, as <see cref="Use.Key"/> writes it: uses that lead there are rows.</param>
    public UsesFeed(IReadOnlyList<(ApiResource Resource, IListFeed<Use> Feed)> parts, string start) => (_parts, _start) = (parts, start);

    public LiveStatus Status => FeedStatus.Of([.. _parts.Select(p => p.Feed.Status)]);

    /// <summary>Kinds that could not be read: what is among them is not known.</summary>
    public IEnumerable<(ApiResource Resource, ApiFailure Failure)> Refused =>
        _parts.Where(p => p.Feed.Status is { State: LiveState.Refused, Failure: not null }).Select(p => (p.Resource, p.Feed.Status.Failure!));

    /// <summary>The kind of a row.</summary>
    public ApiResource ResourceOf(TableRow row) => _parts.First(p => p.Resource.Singular == row.Cells[0]).Resource;

    public IReadOnlyList<TableColumn> Columns { get; } =
        [new("Kind", "string", "", "", 0), new("Name", "string", "name", "", 0), new("How", "string", ListColumn.Trimming, "", 0), new("Age", "string", "", "", 0)];

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

    public long Generation => _parts.Sum(p => p.Feed.Generation);

    public event Action? Changed
    {
        add
        {
            foreach (var (_, feed) in _parts)
            {
                feed.Changed += value;
            }
        }
        remove
        {
            foreach (var (_, feed) in _parts)
            {
                feed.Changed -= value;
            }
        }
    }

    public void CopyTo(List<TableRow> into)
    {
        // Rows that did not change are the same rows.
        var rows = new Dictionary<(string, string), TableRow>();
        lock (_lock)
        {
            foreach (var (use, how) in Joined([.. _parts.SelectMany(p => p.Feed.Snapshot())], _start))
            {
                var key = (use.Uid.Length > 0 ? use.Uid : use.Key, how);
                rows[key] = _rows.GetValueOrDefault(key) ?? RowOf(use, how, key.Item1);
            }

            _rows = rows;
        }

        into.AddRange(rows.Values);
    }

    public void Refresh()
    {
        foreach (var (_, feed) in _parts)
        {
            feed.Refresh();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, feed) in _parts)
        {
            await feed.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Those that use it, and those that lead to one of them: from the pod to its services, ingresses, routes and gateways.</summary>
    internal static IReadOnlyList<(Use Use, string How)> Joined(IReadOnlyList<Use> all, string start)
    {
        List<(Use, string)> found = [];
        HashSet<string> reached = new(StringComparer.OrdinalIgnoreCase) { start };
        Dictionary<string, string> named = new(StringComparer.OrdinalIgnoreCase);
        List<Use> rest = [];
        foreach (var use in all)
        {
            if (use.How.Length > 0)
            {
                Take(use, use.How);
            }
            else
            {
                rest.Add(use);
            }
        }

        // Chains are a few long; each round takes one step.
        for (var grown = true; grown;)
        {
            grown = false;
            for (var i = rest.Count - 1; i >= 0; i--)
            {
                var use = rest[i];
                if ((named.GetValueOrDefault(use.Key) ?? use.Leads.FirstOrDefault(reached.Contains)) is { } over)
                {
                    rest.RemoveAt(i);
                    Take(use, over.Equals(start, StringComparison.OrdinalIgnoreCase) ? "leads to it" : $"by {Short(over, use.Namespace)}");
                    grown = true;
                }
            }
        }

        return found;

        void Take(Use use, string how)
        {
            found.Add((use, how));
            reached.Add(use.Key);
            foreach (var parent in use.Parents)
            {
                named.TryAdd(parent, use.Key);
            }
        }
    }

    // "service web" where it is in the same namespace.
    private static string Short(string key, string ns) => key.Split('/') is [var kind, var where, var name] ? $"{kind} {(where == ns || where.Length == 0 ? "" : where + "/")}{name}" : key;

    private static TableRow RowOf(Use use, string how, string uid) => new()
    {
        Uid = $"{uid}/{how}", Namespace = use.Namespace, Name = use.Name, ResourceVersion = "", Created = use.Created, Deleting = null, Labels = [],
        Controller = null, Cells = [use.Resource.Singular, use.Name, how, ""],
    };
}
