using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>A feed in whose place another can be put while the list is open. On the UI thread but for <see cref="Changed"/>.</summary>
internal sealed class ReplaceableFeed : ITableFeed
{
    private ITableFeed _feed;
    private long _before;

    public ReplaceableFeed(ITableFeed feed)
    {
        _feed = feed;
        feed.Changed += OnChanged;
    }

    public event Action? Changed;

    /// <summary>The one in place.</summary>
    public ITableFeed Inner => _feed;

    public LiveStatus Status => _feed.Status;

    public IReadOnlyList<TableColumn> Columns => _feed.Columns;

    public int Count => _feed.Count;

    public long Generation => _before + _feed.Generation;

    public void CopyTo(List<TableRow> into) => _feed.CopyTo(into);

    public void Refresh() => _feed.Refresh();

    /// <returns>The end of the one that there was.</returns>
    public ValueTask Replace(ITableFeed feed)
    {
        var old = _feed;
        old.Changed -= OnChanged;
        _before = Generation + 1; // greater than any number that was seen
        _feed = feed;
        feed.Changed += OnChanged;
        OnChanged();
        return old.DisposeAsync();
    }

    public ValueTask DisposeAsync()
    {
        _feed.Changed -= OnChanged;
        return _feed.DisposeAsync();
    }

    private void OnChanged() => Changed?.Invoke();
}
