namespace KubeNetTui.Replay;

/// <summary>
/// Answers from a bundle: its logs, and for commands the sections that hold their output. Nothing is run. A command is looked up
/// by its words joined with blanks (<c>cat /etc/resolv.conf</c>), also inside <c>sh -c</c>; a bare <c>sh</c> is a small prompt
/// that knows the same commands.
/// </summary>
public sealed class BundleRuntime(IBundle bundle, TimeProvider? clock = null) : IPodRuntime
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Makes every pod answer a command with a text of its own; the answer null: not known to this pod.</summary>
    /// <param name="command">The words joined with single blanks.</param>
    public void AddCommand(string command, Func<ExecRequest, string?> output) => throw new NotImplementedException();

    /// <summary>The log that followers see growing; made when there was none.</summary>
    public ContainerLog LogOf(string @namespace, string pod, string container) => throw new NotImplementedException();

    public ContainerLog? FindLog(string @namespace, string pod, string container, bool previous) => throw new NotImplementedException();

    public Task<ExecExit> ExecAsync(ExecRequest request, ExecStreams streams, CancellationToken cancellation) =>
        throw new NotImplementedException(bundle.Name + _clock.GetUtcNow());

    public Task<Stream> ConnectAsync(string @namespace, string pod, int port, CancellationToken cancellation) =>
        throw new NotImplementedException();
}
