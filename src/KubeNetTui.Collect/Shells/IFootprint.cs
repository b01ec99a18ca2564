namespace KubeNetTui.Collect;

/// <summary>
/// What the program has made in a cluster, kept outside of the process, so that it is removed even after a crash. Calls come from any
/// thread.
/// </summary>
public interface IFootprint
{
    /// <summary>Kept before the object is made. Throws where it can't be kept: then nothing may be made.</summary>
    Task PlanAsync(FootprintObject item, CancellationToken cancellation);

    /// <summary>The object is gone (or was never made).</summary>
    Task RemovedAsync(FootprintObject item, CancellationToken cancellation);

    /// <summary>It is no longer worked with, but could not be removed: what comes later may try again.</summary>
    Task LeftAsync(FootprintObject item, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>A probe was sent: told to the person, never kept longer than the process.</summary>
    void Probed(ProbeSent probe);
}

/// <param name="Server">The API server's address: the same name in another cluster is another object.</param>
/// <param name="Kind"><c>Pod</c>, or <see cref="Container"/>.</param>
/// <param name="Owner">
/// Value of the label <c>kubenettui.io/owner</c>: only what carries it is ever deleted. Of a debug container its name: it can't be deleted.
/// </param>
public sealed record FootprintObject(string Server, string Context, string Kind, string Namespace, string Name, string Owner, string Node, DateTimeOffset Created)
{
    /// <summary>A debug container in somebody's pod.</summary>
    public const string Container = "EphemeralContainer";

    /// <summary>After this time the cluster ends it; null: after <see cref="DebugPod.Deadline"/>.</summary>
    public TimeSpan? Lasts { get; init; }

    /// <summary>Nothing can remove it: it goes with the pod of that name.</summary>
    public bool StaysWithItsPod => Kind == Container;
}

/// <param name="From"><c>node/node-a</c>, <c>pod/shop/web-1</c>.</param>
/// <param name="What">As a command: <c>nc -vz -w 3 10.96.0.1 443</c>.</param>
/// <param name="Through">The shell, or <c>port-forward</c>.</param>
public sealed record ProbeSent(DateTimeOffset At, string From, string What, string Through);
