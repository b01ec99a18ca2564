using KubeNetTui.Collect;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;

namespace KubeNetTui.CommandLine;

/// <summary>A bundle while it is looked at: served on loopback with a random token, its clock at the moment of taking.</summary>
internal sealed class BundleServer : IAsyncDisposable
{
    private readonly ReplayServer _server;
    private readonly ReplayKubeConfig _config;

    private BundleServer(Bundle bundle, ReplayServer server, TimeProvider clock)
    {
        (_server, Clock, _config) = (server, clock, new ReplayKubeConfig(server));
        Settings = new ConnectionSettings
        {
            Server = server.Url,
            ContextName = bundle.Name,
            ClusterName = bundle.Name,
            UserName = bundle.Name,
            DefaultNamespace = "default",
            Credentials = new CredentialSettings { Token = server.Token },
            ConfigPath = _config.Path,
        };
    }

    public ConnectionSettings Settings { get; }

    public TimeProvider Clock { get; }

    /// <param name="path">A <c>.tgz</c> or a folder.</param>
    /// <exception cref="UsageException">It is no bundle, or not one to be trusted; says why.</exception>
    public static async Task<BundleServer> StartAsync(string path, long mostBytes, CancellationToken cancellation)
    {
        try
        {
            Bundle bundle = await Task.Run(() => Directory.Exists(path) ? Bundle.FromFolder(path) : Bundle.FromArchive(path, mostBytes), cancellation).ConfigureAwait(false);
            BundleClock clock = new(bundle.Moment ?? TimeProvider.System.GetUtcNow());
            ReplayServer server = await ReplayServer.StartAsync(bundle, new ReplayOptions { Clock = clock, OnlyTaken = true }, cancellation).ConfigureAwait(false);
            return new BundleServer(bundle, server, clock);
        }
        catch (BundleException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>
    /// Shells for nodes that are not there: a pod is made in the replayed cluster, which runs nothing and ends with the program. Never
    /// this machine or ssh: a node of the bundle may have the name of a real one.
    /// </summary>
    public static NodeShellOptions Shells { get; } = new()
    {
        Only = NodeShellKind.Debug,
        Consent = static (_, _) => ValueTask.FromResult(true),
        Footprint = new NoFootprint(),
    };

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _config.Dispose();
    }

    /// <summary>What is made in a replayed cluster is gone with it.</summary>
    private sealed class NoFootprint : IFootprint
    {
        public Task PlanAsync(FootprintObject item, CancellationToken cancellation) => Task.CompletedTask;

        public Task RemovedAsync(FootprintObject item, CancellationToken cancellation) => Task.CompletedTask;

        public void Probed(ProbeSent probe)
        {
            // Nothing was sent.
        }
    }
}
