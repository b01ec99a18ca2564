namespace KubeNetTui.Replay;

/// <summary>
/// What <c>nodes/NAME/proxy</c> is passed on to: the kubelets, or another port of a node. Without one the bundle's sections answer.
/// </summary>
public interface INodeProxy
{
    /// <param name="port">0: the kubelet's own.</param>
    /// <param name="path">Without the slash in front.</param>
    /// <exception cref="IOException">The node can't be reached; the message is that of the dialler: <c>dial tcp 10.0.0.5:10250: i/o timeout</c>.</exception>
    Task<NodeAnswer> GetAsync(string node, int port, string path, CancellationToken cancellation);
}

public readonly record struct NodeAnswer(int Status, string Body);
