using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>One rung of the ladder: knows how to get shells of one kind.</summary>
public interface INodeShellProvider
{
    NodeShellKind Kind { get; }

    /// <summary>
    /// Shells on the node, the best first, each found only when the one before it did not do; or why there is none. The caller disposes
    /// the shells. Throws only when cancelled.
    /// </summary>
    IAsyncEnumerable<ShellAttempt> AttemptsAsync(NodeTarget node, CancellationToken cancellation);
}

/// <summary>The node that a shell is wanted on.</summary>
/// <param name="Known">Null where the node could not be read: then only its name is known.</param>
public sealed record NodeTarget(string Name, Node? Known)
{
    public bool IsWindows => Known?.OperatingSystem == "windows";
}

/// <summary>A shell, or why this way does not lead to one.</summary>
/// <param name="Problem">A sentence without a full stop: <c>403 on pods/exec in kube-system</c>.</param>
/// <param name="WouldNeed">What would open it; "" where nothing is known.</param>
public sealed record ShellAttempt(INodeShell? Shell, string Problem = "", string WouldNeed = "", bool IsDenied = false);
