using KubeNetTui.App;
using KubeNetTui.Screens;

namespace KubeNetTui.Trees;

/// <summary>What a tree shows. The screen around it (<see cref="TreeScreen"/>) is the same for all.</summary>
internal abstract class TreeSource : IAsyncDisposable
{
    /// <summary>Owned by this.</summary>
    public FeedSet Feeds { get; } = new();

    /// <summary>For frame and crumbs: <c>tree(shop)</c>.</summary>
    public abstract string Title { get; }

    /// <summary>What there is, in words, as of the last <see cref="Build"/>: <c>12 services · 31 pods</c>.</summary>
    public abstract string Count { get; }

    /// <summary>The command that opens the same in another namespace; null: all.</summary>
    public abstract string? CommandIn(string? ns);

    /// <summary>The tree as things are now. On the UI thread, at most some times a second.</summary>
    public abstract IReadOnlyList<TreeItem> Build();

    /// <summary>Lines above the tree.</summary>
    public virtual IReadOnlyList<ListNote> Notes => Feeds.Refusals;

    /// <summary>What to say where there is nothing to show although all was read.</summary>
    public abstract Page Empty { get; }

    public virtual ValueTask DisposeAsync() => Feeds.DisposeAsync();
}
