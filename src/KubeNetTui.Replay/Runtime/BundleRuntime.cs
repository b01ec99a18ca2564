using System.Collections.Concurrent;

namespace KubeNetTui.Replay;

/// <summary>
/// Answers from a bundle: its logs, and for commands the sections that hold their output. Nothing is run. A command is looked up
/// by its words joined with blanks (<c>cat /etc/resolv.conf</c>), also inside <c>sh -c</c>; a bare <c>sh</c> is a small prompt
/// that knows the same commands, and answers a node script (docs/node-script.md) from the sections.
/// </summary>
public sealed class BundleRuntime(IBundle bundle, TimeProvider? clock = null) : IPodRuntime
{
    private static readonly (string Command, string Section)[] SectionCommands =
    [
        ("ip addr", "ip-addr.txt"), ("ip a", "ip-addr.txt"), ("ip address", "ip-addr.txt"), ("ip -j addr", "ip-addr"), ("ip -j a", "ip-addr"),
        ("ip route", "ip-route.txt"), ("ip r", "ip-route.txt"), ("ip -j route", "ip-route"), ("ip -j neigh", "ip-neigh"), ("ip rule", "ip-rule"),
        ("ss -lntu", "ss-listen"), ("ss -lntup", "ss-listen"), ("ss -tulpn", "ss-listen"), ("netstat -lnt", "ss-listen"),
        ("cat /etc/resolv.conf", "resolv-conf"), ("cat /proc/net/tcp", "proc-net-tcp"), ("cat /proc/net/tcp6", "proc-net-tcp6"),
        ("cat /proc/net/udp", "proc-net-udp"), ("cat /proc/self/cgroup", "cgroup"), ("iptables-save", "iptables-save"), ("nft list ruleset", "nft"),
        ("nft -j list ruleset", "nft-json"), ("ipvsadm -Ln", "ipvsadm"), ("conntrack -L", "conntrack"), ("conntrack -S", "conntrack-stats"),
        ("sysctl -a", "sysctl"), ("uname -a", "uname"),
    ];

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly ConcurrentDictionary<string, Func<ExecRequest, string?>> _commands = new(StringComparer.Ordinal);
    private readonly PodFiles _files = new();
    private readonly ConcurrentQueue<Func<ExecRequest, bool>> _lacks = new();
    private readonly ConcurrentDictionary<(string Namespace, string Pod, string Container, bool Previous), ContainerLog> _logs = new();
    private readonly ConcurrentDictionary<(string Namespace, string Pod, int Port), Func<Stream, CancellationToken, Task>> _listeners = new();

    /// <summary>Makes every pod answer a command with a text of its own; the answer null: not known to this pod.</summary>
    /// <param name="command">The words joined with single blanks.</param>
    public void AddCommand(string command, Func<ExecRequest, string?> output) => _commands[command] = output;

    /// <summary>A file that containers have; copied by tar and cat. What is written beside it is kept in memory.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="content">Null: this container has no such file.</param>
    public void AddFile(string path, Func<ExecRequest, byte[]?> content) => _files.Give(path, content);

    /// <summary>Containers that lack the program asked for: the answer is the runtime's, that there is no such file.</summary>
    public void AddLack(Func<ExecRequest, bool> lacks) => _lacks.Enqueue(lacks);

    /// <summary>Something that port-forwards to a pod's port are connected to; the connection closes when it returns.</summary>
    public void AddListener(string @namespace, string pod, int port, Func<Stream, CancellationToken, Task> serve) =>
        _listeners[(@namespace, pod, port)] = serve;

    /// <summary>The log that followers see growing; made when there was none.</summary>
    public ContainerLog LogOf(string @namespace, string pod, string container) =>
        FindLog(@namespace, pod, container, previous: false)
        ?? _logs.GetOrAdd((@namespace, pod, container, false), static _ => new ContainerLog());

    /// <summary>What a container writes from now on, in place of what the bundle has of it.</summary>
    public void SetLog(string @namespace, string pod, string container, ContainerLog log) => _logs[(@namespace, pod, container, false)] = log;

    /// <summary>The container starts anew: its log becomes the previous one, and an empty one begins.</summary>
    public ContainerLog RotateLog(string @namespace, string pod, string container)
    {
        var old = LogOf(@namespace, pod, container);
        var fresh = new ContainerLog();
        _logs[(@namespace, pod, container, true)] = old;
        _logs[(@namespace, pod, container, false)] = fresh;
        old.End();
        return fresh;
    }

    public ContainerLog? FindLog(string @namespace, string pod, string container, bool previous)
    {
        var key = (@namespace, pod, container, previous);
        if (_logs.TryGetValue(key, out var log))
        {
            return log;
        }

        return bundle.Log(@namespace, pod, container, previous) is { } text
            ? _logs.GetOrAdd(key, _ => ContainerLog.Parse(text, _clock.GetUtcNow()))
            : null;
    }

    public async Task<ExecExit> ExecAsync(ExecRequest request, ExecStreams streams, CancellationToken cancellation)
    {
        if (request.Attach)
        {
            return await AttachAsync(request, streams, cancellation).ConfigureAwait(false);
        }

        if (_lacks.Any(lacks => lacks(request)))
        {
            return CannedShell.NoSuchProgram(request.Command[0]);
        }

        if (!request.Tty && await _files.TryRunAsync(request, streams, cancellation).ConfigureAwait(false) is { } exit)
        {
            return exit;
        }

        if (!request.Tty && ScriptReplay.IsShellOnInput(request.Command))
        {
            if (await new ScriptReplay(bundle, request).TryAnswerAsync(streams, cancellation).ConfigureAwait(false) is not { } input)
            {
                return new ExecExit(0);
            }

            streams = streams with { Input = input };
        }

        var shell = new CannedShell(request, streams, words => Answer(request, words));
        return await shell.RunAsync(cancellation).ConfigureAwait(false);
    }

    public Task<Stream> ConnectAsync(string @namespace, string pod, int port, CancellationToken cancellation) =>
        (_listeners.TryGetValue((@namespace, pod, port), out var serve) ? serve : (bundle as IProbedBundle)?.Listener(@namespace, pod, port)) is { } listener
            ? Task.FromResult<Stream>(ServedStream.Start(listener))
            : throw new IOException(
                $"failed to connect to localhost:{port} inside namespace \"{pod}\", IPv4: dial tcp4 127.0.0.1:{port}: connect: connection refused");

    private string? Answer(ExecRequest request, string command)
    {
        if (_commands.TryGetValue(command, out var output) && output(request) is { } text)
        {
            return text;
        }

        var section = Array.Find(SectionCommands, known => known.Command == command).Section;
        if (section is null)
        {
            return command == "hostname" ? (request.HostNode ?? request.Pod) + "\n" : null;
        }

        return bundle.PodSection(request.Namespace, request.Pod, section)
            ?? (request.HostNode is { } node ? bundle.NodeSection(node, section) : null);
    }

    private async Task<ExecExit> AttachAsync(ExecRequest request, ExecStreams streams, CancellationToken cancellation)
    {
        if (request.HasTerminal)
        {
            var shell = new CannedShell(request with { Command = ["sh"] }, streams, words => Answer(request, words));
            return await shell.RunAsync(cancellation).ConfigureAwait(false);
        }

        var log = LogOf(request.Namespace, request.Pod, request.Container);
        await foreach (var lines in log.FollowAsync(log.Count, cancellation).ConfigureAwait(false))
        {
            await streams.Output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l.Text + "\n"))), cancellation).ConfigureAwait(false);
        }

        return new ExecExit(0);
    }
}
