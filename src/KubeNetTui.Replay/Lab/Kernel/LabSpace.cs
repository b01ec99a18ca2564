using System.Net.Sockets;

namespace KubeNetTui.Replay;

/// <summary>The namespaces of a node, of a pod, or of what lies outside the nodes.</summary>
/// <param name="Name">For messages: <c>node-a</c>, <c>shop/web-1</c>.</param>
/// <param name="Process">The machine's id of its first process; with it the namespaces end.</param>
internal sealed record LabSpace(string Lab, string Name, int Process)
{
    /// <summary>The command that takes another one in: network, mounts, processes, host name.</summary>
    public IReadOnlyList<string> Enter =>
        ["nsenter", "--target", $"{Process}", "--mount", "--net", "--uts", "--ipc", "--pid", "--root", "--wd", "--"];

    public Task<ToolResult> TryAsync(IReadOnlyList<string> command, CancellationToken cancellation, string input = "") =>
        Tool.RunAsync(Lab, [.. Enter, .. command], input, cancellation);

    /// <summary>A command that has to succeed; returns its output.</summary>
    /// <exception cref="LabException">It did not.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> command, CancellationToken cancellation, string input = "")
    {
        var result = await TryAsync(command, cancellation, input).ConfigureAwait(false);
        return result.Exit == 0
            ? result.Output
            : throw new LabException($"on {Name}: {string.Join(' ', command)}: {FirstLines(result.Error)}");
    }

    public Task<string> ShellAsync(string script, CancellationToken cancellation) => RunAsync(["sh", "-ec", script], cancellation);

    /// <summary>
    /// Lines for <c>ip -batch</c>, in this network namespace alone: process ids in them are the machine's.
    /// </summary>
    public async Task IpAsync(IEnumerable<string> lines, CancellationToken cancellation)
    {
        var batch = string.Join('\n', lines) + "\n";
        var result = await Tool.RunAsync(Lab, ["nsenter", "--target", $"{Process}", "--net", "ip", "-batch", "-"], batch, cancellation).ConfigureAwait(false);
        if (result.Exit != 0)
        {
            throw new LabException($"on {Name}: ip -batch: {FirstLines(result.Error)}\n{batch}");
        }
    }

    public Task SetAsync(string file, string value, CancellationToken cancellation) =>
        RunAsync(["sh", "-c", $"cat > '{file}'"], cancellation, value);

    /// <summary>A TCP or UDP socket here, IPv4.</summary>
    public Socket Open(ProtocolType protocol) => NetworkNamespace.In(Process, () => New(protocol));

    public IReadOnlyList<Socket> Open(ProtocolType protocol, int count) =>
        NetworkNamespace.In(Process, () => (Socket[])[.. Enumerable.Range(0, count).Select(_ => New(protocol))]);

    private static Socket New(ProtocolType protocol) =>
        new(AddressFamily.InterNetwork, protocol == ProtocolType.Udp ? SocketType.Dgram : SocketType.Stream, protocol);

    private static string FirstLines(string text) => string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(3));
}
