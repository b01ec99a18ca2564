using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;

namespace KubeNetTui.Collect.Tests;

/// <summary>A served cluster whose exec runs for real on this machine, or as a test says.</summary>
internal sealed class ShellCluster : IAsyncDisposable
{
    private readonly ReplayServer _server;

    private ShellCluster(ReplayServer server, ApiClient client, RunningRuntime runtime) => (_server, Client, Runtime) = (server, client, runtime);

    public ApiClient Client { get; }

    public RunningRuntime Runtime { get; }

    public ReplayServer Server => _server;

    public static async Task<ShellCluster> StartAsync(IEnumerable<JsonObject> pods, RunningRuntime? runtime = null, AccessPolicy? access = null, int nodes = 1)
    {
        Bundle bundle = new() { Name = "shells" };
        bundle.Add("namespaces", Object("v1", "Namespace", null, "kube-system"));
        bundle.Add("namespaces", Object("v1", "Namespace", null, "shop"));
        for (var i = 0; i < nodes; i++)
        {
            bundle.Add("nodes", Object("v1", "Node", null, $"node-{(char)('a' + i)}"));
        }

        bundle.AddKind("pods");
        foreach (var pod in pods)
        {
            bundle.Add("pods", pod);
        }

        runtime ??= new RunningRuntime();
        var server = await ReplayServer.StartAsync(
            bundle, new ReplayOptions { Runtime = runtime, Access = access ?? AccessPolicy.AllowAll }, TestContext.Current.CancellationToken);
        var client = new ApiClient(new ConnectionSettings
        {
            Server = server.Url,
            ContextName = "shells",
            Credentials = new CredentialSettings { Token = server.Token },
            RequestTimeout = TimeSpan.FromSeconds(30),
        });
        return new ShellCluster(server, client, runtime);
    }

    public async Task<Dictionary<Need, Section>> CollectAsync(NodeShellOptions options, params Need[] needs)
    {
        await using var source = new ClusterEvidenceSource(Client, TimeProvider.System, options);
        return await CollectAsync(source, needs);
    }

    public static async Task<Dictionary<Need, Section>> CollectAsync(ClusterEvidenceSource source, params Need[] needs)
    {
        Dictionary<Need, Section> sections = [];
        await foreach (var section in source.CollectAsync(needs, TestContext.Current.CancellationToken))
        {
            sections.Add(section.Need, section);
        }

        Assert.Equal(needs.ToHashSet(), [.. sections.Keys]);
        return sections;
    }

    public static JsonObject Agent(string name, string node = "node-a", bool hostPid = false, bool privileged = true, bool hostNetwork = true, string ns = "kube-system")
    {
        var pod = Object("v1", "Pod", ns, name);
        pod["metadata"]!["uid"] = Guid.NewGuid().ToString();
        pod["spec"] = new JsonObject
        {
            ["nodeName"] = node,
            ["hostNetwork"] = hostNetwork,
            ["hostPID"] = hostPid,
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = "main", ["image"] = "x", ["securityContext"] = new JsonObject { ["privileged"] = privileged },
            }),
        };
        pod["status"] = new JsonObject
        {
            ["phase"] = "Running",
            ["containerStatuses"] = new JsonArray(new JsonObject
            {
                ["name"] = "main", ["ready"] = true, ["state"] = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = "2026-01-01T00:00:00Z" } },
            }),
        };
        return pod;
    }

    public static JsonObject Pod(string name, string node = "node-a") => Agent(name, node, privileged: false, hostNetwork: false, ns: "shop");

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static JsonObject Object(string apiVersion, string kind, string? ns, string name)
    {
        JsonObject meta = new() { ["name"] = name };
        if (ns is not null)
        {
            meta["namespace"] = ns;
        }

        return new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = meta };
    }
}

/// <summary>Runs exec's commands as processes of this machine; a test may answer in their place.</summary>
internal sealed class RunningRuntime : IPodRuntime
{
    private readonly Lock _lock = new();
    private readonly List<string> _ran = [];

    /// <summary>Answers in place of a process where it gives something: how a command ended.</summary>
    public Func<ExecRequest, ExecStreams, CancellationToken, Task<ExecExit?>> Instead { get; init; } = static (_, _, _) => Task.FromResult<ExecExit?>(null);

    /// <summary>Tools that a pod's container finds; null: all of this machine.</summary>
    public Func<ExecRequest, string?> Path { get; init; } = static _ => null;

    public IReadOnlyList<string> Ran
    {
        get
        {
            lock (_lock)
            {
                return [.. _ran];
            }
        }
    }

    public ContainerLog? FindLog(string @namespace, string pod, string container, bool previous) => null;

    public Task<Stream> ConnectAsync(string @namespace, string pod, int port, CancellationToken cancellation) => throw new IOException("connection refused");

    public async Task<ExecExit> ExecAsync(ExecRequest request, ExecStreams streams, CancellationToken cancellation)
    {
        lock (_lock)
        {
            _ran.Add(request.Pod);
        }

        if (await Instead(request, streams, cancellation) is { } exit)
        {
            return exit;
        }

        using var script = new MemoryStream();
        await streams.Input.CopyToAsync(script, cancellation);
        var shell = new LocalShell([.. request.Command]) { Path = Path(request) };
        var end = await shell.RunAsync(
            Encoding.UTF8.GetString(script.ToArray()), async data => await streams.Output.WriteAsync(data, cancellation), cancellation);
        await streams.Error.WriteAsync(Encoding.UTF8.GetBytes(end.Error), cancellation);
        return new ExecExit(end.Code);
    }
}
