namespace KubeNetTui.Kinds;

/// <summary>Completes rows by what other lists say: how many pods a policy selects, how many addresses of a range are taken.</summary>
internal abstract class RowsBeside : IAsyncDisposable
{
    /// <summary>Grows when rows may have to be completed anew.</summary>
    public abstract long Generation { get; }

    /// <summary>From any thread.</summary>
    public abstract event Action? Changed;

    /// <summary>Before rows are completed: all objects of the list as they are now.</summary>
    public abstract void Take(IReadOnlyCollection<KindItem> items);

    /// <summary>The item with its cells filled in; called after <see cref="Take"/>, and cheap.</summary>
    public abstract KindItem Complete(KindItem item);

    public abstract void Refresh();

    public abstract ValueTask DisposeAsync();
}
