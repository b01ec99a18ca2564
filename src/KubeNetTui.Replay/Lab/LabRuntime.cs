using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace KubeNetTui.Replay;

/// <summary>
/// What the lab's kubelets answer. Commands are run for real, in the namespaces of the pod, or of the node for pods that use its own.
/// </summary>
internal sealed class LabRuntime(LabKernel kernel, LabKubelets kubelets, string lab) : IPodRuntime
{
    private readonly ConcurrentDictionary<(string Namespace, string Pod, string Container), ContainerLog> _logs = new();

    /// <summary>The API's objects; set as soon as the server is there.</summary>
    public ObjectStore? Store { get; set; }

    public ContainerLog? FindLog(string @namespace, string pod, string container, bool previous) =>
        previous ? null : _logs.GetOrAdd((@namespace, pod, container), static key => ContainerLog.Parse($"{key.Container}: started in the lab", DateTimeOffset.UtcNow));

    public Task<string?> DialAsync(string @namespace, string pod, CancellationToken cancellation) =>
        NodeOf(@namespace, pod) is { } node ? kubelets.DialAsync(node, cancellation) : Task.FromResult<string?>(null);

    public async Task<ExecExit> ExecAsync(ExecRequest request, ExecStreams streams, CancellationToken cancellation)
    {
        if (Space(request.Namespace, request.Pod) is not { } space)
        {
            return new ExecExit(-1, $"failed to exec in container: the lab has no namespaces for pod {request.Namespace}/{request.Pod}");
        }

        if (request.Attach)
        {
            return new ExecExit(0); // the containers' own processes print nothing
        }

        IReadOnlyList<string> command = [.. space.Enter, .. request.Command];
        return request.Tty
            ? await LabTerminal.RunAsync(lab, command, streams, cancellation).ConfigureAwait(false)
            : await RunAsync(command, streams, cancellation).ConfigureAwait(false);
    }

    public async Task<Stream> ConnectAsync(string @namespace, string pod, int port, CancellationToken cancellation)
    {
        var space = Space(@namespace, pod) ?? throw new IOException($"network namespace for pod \"{pod}\" not found");
        var socket = space.Open(ProtocolType.Tcp);
        try
        {
            // The kubelet, too, connects to the pod's own loopback.
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException(
                $"failed to connect to localhost:{port} inside namespace \"{pod}\", IPv4: dial tcp4 127.0.0.1:{port}: connect: {e.Message.ToLowerInvariant()}", e);
        }
    }

    private LabSpace? Space(string ns, string pod)
    {
        if (kernel.FindPod(ns, pod) is { } own)
        {
            return own;
        }

        var item = Store?.Get("pods", ns, pod);
        return item is not null && PodView.IsHostNetwork(item) && PodView.Node(item) is { } node && LabPlan.Nodes.Any(n => n.Name == node)
            ? kernel.Node(node)
            : null;
    }

    private string? NodeOf(string ns, string pod) => Store?.Get("pods", ns, pod) is { } item ? PodView.Node(item) : null;

    private async Task<ExecExit> RunAsync(IReadOnlyList<string> command, ExecStreams streams, CancellationToken cancellation)
    {
        var start = Tool.Start(lab, command[0], command.Skip(1));
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Tool.Launch(start);
        using var ending = cancellation.UnsafeRegister(static p => Tool.End((System.Diagnostics.Process)p!), process);
        using var inputEnds = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var input = FeedAsync(streams.Input, process.StandardInput.BaseStream, inputEnds.Token);
        await Task.WhenAll(
            process.StandardOutput.BaseStream.CopyToAsync(streams.Output, cancellation),
            process.StandardError.BaseStream.CopyToAsync(streams.Error, cancellation)).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        await inputEnds.CancelAsync().ConfigureAwait(false);
        await input.ConfigureAwait(false);
        return new ExecExit(process.ExitCode);
    }

    private static async Task FeedAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        try
        {
            await using (to.ConfigureAwait(false))
            {
                var buffer = new byte[16 * 1024];
                int read;
                while ((read = await from.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
                {
                    await to.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                    await to.FlushAsync(cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The command has ended, or does not read.
        }
    }
}
