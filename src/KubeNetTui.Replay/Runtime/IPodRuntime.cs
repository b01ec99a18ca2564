using System.Threading.Channels;

namespace KubeNetTui.Replay;

/// <summary>
/// What the kubelets answer: logs, commands, connections. The server itself starts nothing on the machine; an implementation
/// answers from a bundle (<see cref="BundleRuntime"/>) or, in the lab, from real processes.
/// </summary>
public interface IPodRuntime
{
    /// <summary>The log of a container, or null when it has written none. <paramref name="previous"/>: of the instance before.</summary>
    ContainerLog? FindLog(string @namespace, string pod, string container, bool previous);

    /// <summary>Runs a command to its end. Input ends when the client goes or closes it.</summary>
    Task<ExecExit> ExecAsync(ExecRequest request, ExecStreams streams, CancellationToken cancellation);

    /// <summary>Opens a connection to a port of the pod; disposing the stream closes it.</summary>
    /// <exception cref="IOException">Nobody listens; the message goes to the client.</exception>
    Task<Stream> ConnectAsync(string @namespace, string pod, int port, CancellationToken cancellation);

    /// <summary>
    /// Why the API server does not reach the pod's kubelet, in its dialler's words (<c>dial tcp 10.0.0.5:10250: i/o timeout</c>); null when
    /// it does. Asked before each of the above.
    /// </summary>
    Task<string?> DialAsync(string @namespace, string pod, CancellationToken cancellation) => Task.FromResult<string?>(null);
}

/// <param name="Attach">Attached to the container's own process: there is no command.</param>
public sealed record ExecRequest(
    string Namespace, string Pod, string Container, IReadOnlyList<string> Command, bool Tty = false, bool Attach = false)
{
    /// <summary>The container's process reads keys at a terminal (<c>stdin</c> and <c>tty</c>): a shell, by all that is known.</summary>
    public bool HasTerminal { get; init; }

    /// <summary>The node, when the pod uses its network: what <c>ip</c> and <c>iptables</c> show is the node's. Null otherwise.</summary>
    public string? HostNode { get; init; }

    /// <summary>The node that the pod runs on; "" where it has none.</summary>
    public string Node { get; init; } = "";

    /// <summary>
    /// The container is privileged and in its node's network or among its processes: from here the whole node can be read, and every
    /// pod on it.
    /// </summary>
    public bool IsNodeShell { get; init; }

    /// <summary>Another pod as it is now; null: there is none.</summary>
    public Func<string, string, PodWhereabouts?> FindPod { get; init; } = static (_, _) => null;
}

/// <summary>What a node knows of a pod on it.</summary>
/// <param name="IsAlive">It has processes: it has been started and has not ended.</param>
public sealed record PodWhereabouts(string Node, string Uid, bool IsHostNetwork, bool IsAlive);

/// <summary>How a command ended.</summary>
/// <param name="Error">Why it could not be started (shown to the user as the kubelet's message); null when it ran.</param>
public readonly record struct ExecExit(int Code, string? Error = null);

public readonly record struct TerminalSize(int Columns, int Rows);

/// <summary>The ends of a command's streams that its runner holds.</summary>
public sealed record ExecStreams
{
    /// <summary>Ends (0 bytes) when the client closes its input; empty when it sends none.</summary>
    public required Stream Input { get; init; }

    public required Stream Output { get; init; }

    /// <summary>With a terminal nothing is written here: both go to <see cref="Output"/>.</summary>
    public required Stream Error { get; init; }

    /// <summary>
    /// Sizes of the client's terminal, the first soon after the start; none without one. A size that was sent before some input is here
    /// before that input can be read.
    /// </summary>
    public required ChannelReader<TerminalSize> Sizes { get; init; }
}
