using System.Text;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>A shell in a container, by exec.</summary>
internal sealed class ExecNodeShell(ApiClient client, ExecTarget target) : INodeShell
{
    private const int MostErrorBytes = 4096;
    private const int PieceBytes = 16 * 1024;

    public string Node => target.Node;

    public NodeShellKind Kind => target.Kind;

    public string Way => target switch
    {
        { IsOwn: true } => $"its own container {target.Namespace}/{target.Pod}/{target.Container}",
        { Kind: NodeShellKind.Debug } => $"debug pod {target.Namespace}/{target.Pod}",
        _ => $"exec {target.Namespace}/{target.Pod}",
    };

    public string Namespace => target.Namespace;

    // The wrapper says in the script whether it came into the node's root.
    public bool IsContainer => true;

    public async Task<ShellExit> RunAsync(string script, Func<ReadOnlyMemory<byte>, ValueTask> output, CancellationToken cancellation)
    {
        ExecQuery query = new(target.Namespace, target.Pod, target.Container, target.Command) { Stdin = true };
        try
        {
            var session = await client.ExecAsync(query, cancellation).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                return await RunAsync(session, script, output, cancellation).ConfigureAwait(false);
            }
        }
        catch (ApiException e)
        {
            throw Told(e.Failure, e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<ShellExit> RunAsync(
        ExecSession session, string script, Func<ReadOnlyMemory<byte>, ValueTask> output, CancellationToken cancellation)
    {
        var sending = SendAsync(session, script, cancellation);
        using var error = new MemoryStream();
        try
        {
            await foreach (var (isError, data) in session.OutputAsync(cancellation).ConfigureAwait(false))
            {
                if (!isError)
                {
                    await output(data).ConfigureAwait(false);
                }
                else if (error.Length < MostErrorBytes)
                {
                    error.Write(data.Span[..(int)Math.Min(data.Length, MostErrorBytes - error.Length)]);
                }
            }

            var code = await session.ExitCodeAsync.WaitAsync(cancellation).ConfigureAwait(false);
            return new ShellExit(code, Encoding.UTF8.GetString(error.GetBuffer(), 0, (int)error.Length).Trim());
        }
        finally
        {
            // A container without sh ends while the script is still being sent: how it ended says more than that.
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task SendAsync(ExecSession session, string script, CancellationToken cancellation)
    {
        var bytes = Encoding.UTF8.GetBytes(script).AsMemory();
        for (var at = 0; at < bytes.Length; at += PieceBytes)
        {
            await session.WriteAsync(bytes.Slice(at, Math.Min(PieceBytes, bytes.Length - at)), cancellation).ConfigureAwait(false);
        }

        await session.CloseInputAsync(cancellation).ConfigureAwait(false);
    }

    private NodeShellException Told(ApiFailure failure, Exception inner)
    {
        var isDenied = failure.Step is RequestStep.Permission or RequestStep.Login;
        return new NodeShellException(
            isDenied ? $"{failure.HttpStatus} on pods/exec in {target.Namespace}" : SectionReader.Sentence(failure).TrimEnd('.'),
            failure.Step == RequestStep.Permission ? ApiPaths.Permission("create", "", "pods/exec", target.Namespace) : failure.Advice,
            isDenied, inner);
    }
}

/// <summary>A container to run a script in.</summary>
/// <param name="Command">What is run there; the script comes on its standard input.</param>
internal sealed record ExecTarget(
    NodeShellKind Kind, string Node, string Namespace, string Pod, string Container, IReadOnlyList<string> Command)
{
    /// <summary>A container of the pod that is asked about, not of the node.</summary>
    public bool IsOwn { get; init; }
}
