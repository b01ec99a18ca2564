namespace KubeNetTui.Collect;

/// <summary>A way to run one POSIX sh script on a node. Not for two scripts at once.</summary>
public interface INodeShell : IAsyncDisposable
{
    string Node { get; }

    NodeShellKind Kind { get; }

    /// <summary>In a few words, for people: <c>exec kube-system/kube-proxy-x</c>, <c>ssh admin@10.0.0.4</c>, <c>this machine</c>.</summary>
    string Way { get; }

    /// <summary>
    /// The script runs in a container that shares the node's network namespace but not its files: what it does not see, the node may
    /// well have. False: the script runs in the node's own root.
    /// </summary>
    bool IsContainer { get; }

    /// <summary>Runs the script and gives its standard output as it comes.</summary>
    /// <param name="output">Called with each piece, one after the other; the memory is good only during the call.</param>
    /// <exception cref="NodeShellException">The shell could not be opened, or broke off.</exception>
    Task<ShellExit> RunAsync(string script, Func<ReadOnlyMemory<byte>, ValueTask> output, CancellationToken cancellation);
}

/// <summary>How a script ended.</summary>
/// <param name="Error">What the shell itself said on standard error, the first kilobytes.</param>
public readonly record struct ShellExit(int Code, string Error);

/// <summary>A node shell that could not be opened or used; the message is a sentence for people.</summary>
/// <param name="wouldNeed">What would make it work: a permission, a program; "" where nothing is known.</param>
/// <param name="isDenied">Refused by permission, not for want of something.</param>
public sealed class NodeShellException(string message, string wouldNeed = "", bool isDenied = false, Exception? inner = null)
    : Exception(message, inner)
{
    public string WouldNeed { get; } = wouldNeed;

    public bool IsDenied { get; } = isDenied;
}
