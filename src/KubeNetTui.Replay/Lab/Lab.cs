using System.Security.Cryptography;

namespace KubeNetTui.Replay;

/// <summary>
/// A cluster of three nodes in the kernel of this machine: network namespaces with bridges, veths, routes and kube-proxy's rules, real
/// sockets in the pods, and the API over it. Faults are injected for real; <see cref="ProbeAsync"/> says what packets then do.
/// <code>
/// await using var lab = await Lab.StartAsync(new LabOptions { Folder = "/run/lab" }, cancellation);
/// await lab.BreakAsync("forward-drop", cancellation);
/// var failed = (await lab.ProbeAsync(cancellation)).Where(p => !p.Ok);
/// await lab.MendAsync(null, cancellation);
/// </code>
/// </summary>
public sealed class Lab : IAsyncDisposable
{
    /// <summary>In the lab's folder: what its server had to say, where it runs by itself.</summary>
    public const string LogFile = "server.log";

    internal const string RootFolder = "root";
    private const string IdFile = "id";
    private readonly LabOptions _options;
    private readonly LabKernel _kernel;
    private readonly LabServers _servers;
    private readonly LabMatrix _matrix;
    private readonly LabControllers _controllers;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _one = new(1);
    private readonly List<LabFault> _broken = [];
    private Task _chores = Task.CompletedTask;

    private Lab(string id, LabOptions options, LabKernel kernel, ReplayServer server, LabServers servers, LabObjects objects)
    {
        (Id, _options, _kernel, Server, _servers) = (id, options, kernel, server, servers);
        var pods = objects.Pods;
        _matrix = new LabMatrix(kernel, pods, server.Store);
        _controllers = new LabControllers(server.Store, options.Clock);
        var proxies = LabPlan.Nodes.ToDictionary(n => n.Name, n => new LabProxy(n, kernel.Node(n), objects.ProxyUids[n.Name], options.Proxy, _servers, options.Clock));
        World = new LabWorld(kernel, pods, proxies, new LabWorkloads(kernel, _servers, _controllers), server.Store, _controllers, _matrix, options);
    }

    /// <summary>In the environment of all its processes, and in the name of its cgroups.</summary>
    public string Id { get; }

    /// <summary>The API.</summary>
    public ReplayServer Server { get; }

    /// <summary>Faults that are in force, in the order in which they came.</summary>
    public IReadOnlyList<LabFault> Broken
    {
        get
        {
            lock (_broken)
            {
                return [.. _broken];
            }
        }
    }

    public LabProxyMode Proxy => _options.Proxy;

    public string KubeConfigPath => Path.Combine(_options.Folder, "kubeconfig");

    /// <summary>What faults act upon.</summary>
    internal LabWorld World { get; }

    /// <summary>Everything answers when it returns.</summary>
    /// <exception cref="LabException">Not Linux, not root, a tool or a part of the kernel is missing, or the folder can't be written.</exception>
    public static async Task<Lab> StartAsync(LabOptions options, CancellationToken cancellation)
    {
        Require(options);
        var id = RandomNumberGenerator.GetHexString(8, lowercase: true);
        WriteId(options.Folder, id);
        var objects = new LabObjects(id, options.Proxy, options.Clock.GetUtcNow());
        var servers = new LabServers();
        LabKernel? kernel = null;
        ReplayServer? server = null;
        try
        {
            kernel = await LabKernel.StartAsync(id, options.Folder, objects.Pods, cancellation).ConfigureAwait(false);
            var kubelets = new LabKubelets(kernel.Underlay, servers);
            var runtime = new LabRuntime(kernel, kubelets, id);
            server = await ReplayServer.StartAsync(objects.Bundle, new ReplayOptions
            {
                Port = options.Port, Runtime = runtime, NodeProxy = kubelets, Clock = options.Clock, ContextName = "lab", Namespace = "shop",
            }, cancellation).ConfigureAwait(false);
            runtime.Store = server.Store;
        }
        catch
        {
            if (server is not null)
            {
                await server.DisposeAsync().ConfigureAwait(false);
            }

            if (kernel is not null)
            {
                await kernel.DisposeAsync().ConfigureAwait(false);
            }

            RemoveFolder(options.Folder);
            throw;
        }

        var lab = new Lab(id, options, kernel, server, servers, objects);
        try
        {
            await lab.SetUpAsync(cancellation).ConfigureAwait(false);
            return lab;
        }
        catch
        {
            await lab.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Real packets on each way that traffic takes; the same order each time.</summary>
    public async Task<IReadOnlyList<LabProbeResult>> ProbeAsync(CancellationToken cancellation) =>
        await _matrix.RunAsync(cancellation).ConfigureAwait(false);

    /// <exception cref="LabException">There is no such fault, it is in force already, or it can't be injected here.</exception>
    public async Task<LabFault> BreakAsync(string name, CancellationToken cancellation)
    {
        var fault = LabFaults.Find(name) ?? throw new LabException($"there is no fault \"{name}\"");
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_broken.Contains(fault))
            {
                throw new LabException($"{name} is in force already");
            }

            if (fault.Why(World) is { } why)
            {
                throw new LabException($"{name} can't be injected here: {why}");
            }

            lock (_broken)
            {
                // First: a fault that was injected by half has to be mended too.
                _broken.Add(fault);
            }

            await fault.BreakAsync(World, cancellation).ConfigureAwait(false);
            return fault;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <param name="name">Null: all that are in force, the last first.</param>
    /// <returns>What was mended.</returns>
    /// <exception cref="LabException">It is not in force.</exception>
    public async Task<IReadOnlyList<LabFault>> MendAsync(string? name, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var wanted = name is null ? Broken.Reverse().ToList() : Broken.Where(f => f.Name == name).ToList();
            if (name is not null && wanted.Count == 0)
            {
                throw new LabException($"{name} is not in force");
            }

            foreach (var fault in wanted)
            {
                await fault.MendAsync(World, cancellation).ConfigureAwait(false);
                lock (_broken)
                {
                    _broken.Remove(fault);
                }
            }

            return wanted;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary><c>pod/web@node-c</c> with the pod's name in this lab, <c>pod/web-7d9-x2x</c>; anything else as it is.</summary>
    public string SubjectOf(string asked) =>
        asked.StartsWith("pod/", StringComparison.Ordinal) && World.Pods.FirstOrDefault(p => p.Alias == asked["pod/".Length..]) is { } pod ? "pod/" + pod.Name : asked;

    /// <summary>A text about this lab as it would be of any: names of pods by what they run and where, those of cables by their pods.</summary>
    public string WithoutNames(string text)
    {
        var named = World.Pods.Aggregate(text, (t, p) =>
            t.Replace(p.Name, p.Alias, StringComparison.Ordinal).Replace(p.Veth, $"the veth of {p.Alias}", StringComparison.Ordinal));
        return _controllers.List("pods").Where(PodView.IsHostNetwork).Aggregate(named, (t, p) =>
            t.Replace(PodView.Name(p), $"kube-proxy@{PodView.Node(p)}", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _chores.ConfigureAwait(false);
        await Server.DisposeAsync().ConfigureAwait(false);
        await _servers.DisposeAsync().ConfigureAwait(false);
        _matrix.Dispose();
        World.Dispose();
        await _kernel.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
        _one.Dispose();
        RemoveFolder(_options.Folder);
    }

    /// <summary>The id of the lab that a folder is of, whether it still runs or not; null: of none.</summary>
    public static string? IdIn(string folder)
    {
        var path = Path.Combine(folder, IdFile);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }

    /// <summary>
    /// A lab's files; what was mounted there went with the namespaces. The folder itself goes too, unless somebody has put something in it.
    /// </summary>
    public static void RemoveFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        var root = Path.Combine(folder, RootFolder);
        if (Directory.Exists(root))
        {
            Directory.Delete(root, recursive: true);
        }

        foreach (var file in (string[])["kubeconfig", "control.sock", LogFile, IdFile])
        {
            File.Delete(Path.Combine(folder, file));
        }

        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    /// <summary>Before anything else is made: whatever happens then, the lab can be found again.</summary>
    private static void WriteId(string folder, string id)
    {
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, IdFile), id + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"the lab's folder {folder} can't be written: {e.Message}", e);
        }
    }

    private static void Require(LabOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new LabException("the lab is made of Linux namespaces; this machine runs something else");
        }

        if (LibC.EffectiveUser() != 0)
        {
            throw new LabException("the lab makes network namespaces, which takes root: try it with sudo");
        }

        string[] tools = ["unshare", "nsenter", "pivot_root", "ip", "iptables-restore", "conntrack", options.Proxy == LabProxyMode.Nftables ? "nft" : "iptables"];
        var missing = tools.Where(t => !Tool.Path.Split(':').Any(d => File.Exists(Path.Combine(d, t)))).ToList();
        if (missing.Count > 0)
        {
            throw new LabException($"not installed: {string.Join(", ", missing)}. On Debian: apt-get install iproute2 iptables nftables conntrack util-linux");
        }
    }

    private async Task SetUpAsync(CancellationToken cancellation)
    {
        World.Workloads.StartAll(World.Pods, Server.Url.Port);
        await Task.WhenAll(LabPlan.Nodes.Select(n => World.SetUpNodeAsync(n, cancellation))).ConfigureAwait(false);
        await World.SyncAsync(cancellation).ConfigureAwait(false);
        Server.WriteKubeConfig(KubeConfigPath);
        _chores = Task.Run(() => ChoresAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>Heartbeats, and whatever follows from what a person changes through the API.</summary>
    private async Task ChoresAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _options.Clock);
        try
        {
            for (var second = 0; await timer.WaitForNextTickAsync(stop).ConfigureAwait(false); second++)
            {
                if (second % 10 == 0)
                {
                    _controllers.Beat(withStatus: second % 300 == 0);
                }

                await FollowAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The lab ends.
        }
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        // A fault that is being injected changes several things one after the other.
        if (!await _one.WaitAsync(0, stop).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            await World.SyncAsync(stop).ConfigureAwait(false);
        }
        catch (LabException e)
        {
            _options.Log?.Invoke(e.Message); // tried again in a second
        }
        finally
        {
            _one.Release();
        }
    }
}
