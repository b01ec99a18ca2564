using KubeNetTui.Kubernetes;

namespace KubeNetTui.App;

/// <summary>The namespaces there are, for completion: watched from the first time that somebody asks.</summary>
internal sealed class NamespaceNames(Session session) : IAsyncDisposable
{
    private readonly List<TableRow> _rows = [];
    private ITableFeed? _feed;

    public IReadOnlyList<string> Names()
    {
        _feed ??= session.Feeds.Table(WellKnownKinds.Namespaces, new ListQuery());
        _rows.Clear();
        _feed.CopyTo(_rows);
        return [.. _rows.Select(r => r.Name).Order(StringComparer.Ordinal)];
    }

    public ValueTask DisposeAsync() => _feed?.DisposeAsync() ?? ValueTask.CompletedTask;
}
