using KubeNetTui.App;
using KubeNetTui.Kinds;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>One kind in several namespaces: a live table for each, merged. One that is refused is left out and named, and the rest stands.</summary>
internal sealed class NamespacesFeed : ITableFeed
{
    private readonly (string Namespace, ITableFeed Feed)[] _parts;
    private IReadOnlyList<TableColumn> _columns = [];

    public NamespacesFeed(IClusterFeeds feeds, ApiResource resource, ListQuery query, IReadOnlyList<string> namespaces) =>
        _parts = [.. namespaces.Select(ns => (ns, NetworkKinds.Feed(feeds, resource, query with { Namespace = ns })))];

    public IEnumerable<(string Namespace, ApiFailure Failure)> Refused =>
        _parts.Where(p => p.Feed.Status is { State: LiveState.Refused, Failure: not null }).Select(p => (p.Namespace, p.Feed.Status.Failure!));

    public LiveStatus Status => FeedStatus.Of([.. _parts.Select(p => p.Feed.Status)]);

    /// <summary>The server prints the same for all; the first that has come stands.</summary>
    public IReadOnlyList<TableColumn> Columns
    {
        get
        {
            if (_columns.Count == 0)
            {
                _columns = _parts.Select(p => p.Feed.Columns).FirstOrDefault(c => c.Count > 0) ?? _columns;
            }

            return _columns;
        }
    }

    public int Count => _parts.Sum(p => p.Feed.Count);

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
        foreach (var (_, feed) in _parts)
        {
            feed.CopyTo(into);
        }
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
}
