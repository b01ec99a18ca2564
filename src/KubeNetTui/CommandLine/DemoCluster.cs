using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;

namespace KubeNetTui.CommandLine;

/// <summary>The demo while it runs: its server, and what happens in it.</summary>
internal sealed class DemoCluster : IAsyncDisposable
{
    private readonly ReplayKubeConfig? _config;
    private readonly List<IAsyncDisposable> _lives = [];

    private DemoCluster(string name, string ns, ReplayServer server, string? configPath)
    {
        (Name, Server) = (name, server);
        _config = configPath is null ? new ReplayKubeConfig(server) : null;
        Settings = new ConnectionSettings
        {
            Server = server.Url,
            ContextName = name,
            ClusterName = name,
            UserName = name,
            DefaultNamespace = ns,
            Credentials = new CredentialSettings { Token = server.Token },
            ConfigPath = configPath ?? _config!.Path,
        };
    }

    public string Name { get; }

    public ReplayServer Server { get; }

    public ConnectionSettings Settings { get; }

    /// <exception cref="UsageException">The port is taken, or the kubeconfig can't be written.</exception>
    public static async Task<DemoCluster> StartAsync(DemoRequest request, TimeProvider time, CancellationToken cancellation)
    {
        string? token = TokenToKeep(request.KubeConfigPath);
        ShopBundle? shop = request.Size is null ? ShopBundle.Create(time.GetUtcNow()) : null;
        SizeBundle? size = request.Size is null ? null : SizeBundle.Create(request.Size, time);
        IBundle bundle = shop ?? (IBundle)size!;
        BundleRuntime runtime = shop?.CreateRuntime(time) ?? new BundleRuntime(bundle, time);
        ReplayOptions options = new()
        {
            Port = request.Port, Token = token, Clock = time, Namespace = shop is null ? "default" : "shop", Runtime = runtime,
            HistoryLength = SizeChurn.HistoryFor(request.Churn),
        };
        DemoCluster demo = new(bundle.Name, options.Namespace, await ListenAsync(bundle, options, cancellation).ConfigureAwait(false), request.KubeConfigPath);
        if (shop is not null)
        {
            // Also when still: heartbeats of nodes go on, or the nodes would look dead after a minute.
            demo._lives.Add(DemoLife.Start(shop, demo.Server.Store, runtime, new DemoLifeOptions { Clock = time, Still = request.Still }));
        }

        if (size is not null && request.Churn > 0)
        {
            demo._lives.Add(SizeChurn.Start(size, demo.Server.Store, request.Churn, time));
        }

        if (size is not null && request.Chatter > 0)
        {
            demo._lives.Add(SizeChatter.Start(size, runtime, request.Chatter, time));
        }

        try
        {
            demo.WriteKubeConfig(request.KubeConfigPath);
            return demo;
        }
        catch
        {
            await demo.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable life in _lives)
        {
            await life.DisposeAsync().ConfigureAwait(false);
        }

        await Server.DisposeAsync().ConfigureAwait(false);
        _config?.Dispose();
    }

    private static async Task<ReplayServer> ListenAsync(IBundle bundle, ReplayOptions options, CancellationToken cancellation)
    {
        try
        {
            return await ReplayServer.StartAsync(bundle, options, cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new UsageException($"the demo server can't listen on 127.0.0.1:{options.Port}: {e.Message}\n  Leave --port out for any free port.");
        }
    }

    /// <summary>
    /// What is in the file already decides: a demo's own kubeconfig gives its token, so that a demo served again is the same to a screen
    /// that still runs; anything else is a person's, and is never written over.
    /// </summary>
    private static string? TokenToKeep(string? path)
    {
        try
        {
            if (path is null || !File.Exists(path) || new FileInfo(path).Length == 0)
            {
                return null;
            }

            return ReplayServer.TokenOf(File.ReadAllText(path))
                ?? throw new UsageException($"{path} is there already and is no kubeconfig of a demo; it was left as it is.\n  Name another file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the kubeconfig {path} can't be read: {e.Message}");
        }
    }

    private void WriteKubeConfig(string? path)
    {
        if (path is null)
        {
            return;
        }

        try
        {
            Server.WriteKubeConfig(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"the kubeconfig {path} can't be written: {e.Message}");
        }
    }
}
