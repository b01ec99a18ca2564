namespace KubeNetTui.Replay;

/// <summary>An active test, as a node script asks for it.</summary>
/// <param name="Kind"><c>tcp</c>, <c>dns</c>, <c>dnstcp</c>, <c>http</c>, <c>https</c>, <c>ping</c>.</param>
/// <param name="Host">Address or name; for DNS the server's.</param>
/// <param name="Port">For <c>ping</c> the payload in bytes.</param>
/// <param name="Query">DNS: name and type. HTTP: the path.</param>
public sealed record ProbeQuestion(string Kind, string Host, int Port, string Query);

/// <summary>
/// A bundle that knows what a probe would meet, by a model of its own; a bundle that was taken knows only the probes that were made
/// then, and has them as sections.
/// </summary>
public interface IProbedBundle
{
    /// <summary>One line <c>OUTCOME MILLISECONDS TOOL DETAIL…</c> (docs/node-script.md), or null where the model has no answer.</summary>
    string? ProbeFromNode(string node, ProbeQuestion question);

    /// <inheritdoc cref="ProbeFromNode"/>
    string? ProbeFromPod(string @namespace, string pod, ProbeQuestion question);

    /// <summary>What a port-forward to the pod's port is connected to; null: nobody listens there.</summary>
    Func<Stream, CancellationToken, Task>? Listener(string @namespace, string pod, int port);
}
