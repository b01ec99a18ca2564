using KubeNetTui.Kubernetes;

namespace KubeNetTui.App;

/// <summary>The namespaces there are, for completion: watched from the first time that somebody asks.</summary>
internal sealed class NamespaceNames(Session session) : IAsyncDisposable
{
    private readonly List<TableRow> _rows = [];
    private ITableFeed? _feed;

    /// <summary>As far as they have been asked for and have come; null: they have not, or may not be listed.</summary>
    public IReadOnlyCollection<string>? Known => _feed is { Status.State: LiveState.Live or LiveState.Stale } ? [.. Names()] : null;

    public IReadOnlyList<string> Names()
    {
        _feed ??= session.Feeds.Table(WellKnownKinds.Namespaces, new ListQuery());
        _rows.Clear();
        _feed.CopyTo(_rows);
        return [.. _rows.Select(r => r.Name).Order(StringComparer.Ordinal)];
    }

    public ValueTask DisposeAsync() => _feed?.DisposeAsync() ?? ValueTask.CompletedTask;
}
