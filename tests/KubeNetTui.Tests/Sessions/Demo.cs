using KubeNetTui.App;
using KubeNetTui.Footprint;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;

namespace KubeNetTui.Tests.Sessions;

/// <summary>
/// The demo cluster of one session, served over HTTP as <c>kubenettui demo</c> serves it; two contexts lead to it. It stands still unless its
/// controllers are wanted.
/// </summary>
internal sealed class Demo : IConnector, IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kubenettui-session-");
    private readonly DemoLife _life;

    private Demo(ReplayServer server, DemoLife life, BundleRuntime runtime) => (Server, _life, Runtime) = (server, life, runtime);

    public ReplayServer Server { get; }

    public BundleRuntime Runtime { get; }

    public static async Task<Demo> StartAsync(bool isLiving = false)
    {
        ShopBundle bundle = ShopBundle.Create(TimeProvider.System.GetUtcNow());
        BundleRuntime runtime = bundle.CreateRuntime(TimeProvider.System);
        ReplayServer server = await ReplayServer.StartAsync(bundle, new ReplayOptions { Runtime = runtime, Namespace = "shop" }, CancellationToken.None);
        // Nothing but what the person does: no restarts and roll-outs of its own.
        DemoLifeOptions options = new() { Still = !isLiving, RestartEvery = TimeSpan.FromDays(1), RollEvery = TimeSpan.FromDays(1), Tick = TimeSpan.FromMilliseconds(200) };
        return new Demo(server, DemoLife.Start(bundle, server.Store, runtime, options), runtime);
    }

    /// <summary>A person's own files for this session.</summary>
    public KubeNetTui.Configuration.ConfigFolders Folders => new(_folder.FullName, _folder.FullName, Path.Combine(_folder.FullName, "k9s"));

    public string Write(string file, string text)
    {
        string path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A pod by the begin of its name.</summary>
    public string Pod(string ns, string begin) =>
        Server.Store.Names("pods").First(n => n.Namespace == ns && n.Name.StartsWith(begin, StringComparison.Ordinal)).Name;

    public Task<Session> ConnectAsync(string? context, CancellationToken cancellation)
    {
        ConnectionSettings settings = new()
        {
            Server = Server.Url, ContextName = context ?? "shop", ClusterName = context ?? "shop", UserName = "demo", DefaultNamespace = "shop",
            Credentials = new CredentialSettings { Token = Server.Token },
        };
        return Task.FromResult(new Session(new ApiClient(settings))
        {
            Footprint = new FootprintFolder(Path.Combine(_folder.FullName, "footprint"), TimeProvider.System), Shells = new NodeShellChoice { NoProbes = true },
        });
    }

    public Task<IReadOnlyList<KubeContext>> ContextsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<KubeContext>>(
    [
        new KubeContext("shop", "shop", "demo", "shop", Server.Url.ToString(), true, null),
        new KubeContext("other", "other", "demo", "shop", Server.Url.ToString(), false, null),
    ]);

    public async ValueTask DisposeAsync()
    {
        await _life.DisposeAsync();
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
