using KubeNetTui.Replay;

namespace KubeNetTui.Tests.CommandLine;

/// <summary>The demo cluster, served for one test class, and its kubeconfig in a folder of its own.</summary>
public sealed class ServedShop : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-test-").FullName;
    private ReplayServer? _server;
    private DemoLife? _life;

    public ReplayServer Server => _server ?? throw new InvalidOperationException("not started");

    public string KubeConfig => System.IO.Path.Combine(_folder, "shop.yaml");

    public string File(string name, string text)
    {
        string path = System.IO.Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public async ValueTask InitializeAsync()
    {
        ShopBundle bundle = ShopBundle.Create(TimeProvider.System.GetUtcNow());
        BundleRuntime runtime = bundle.CreateRuntime(TimeProvider.System);
        _server = await ReplayServer.StartAsync(bundle, new ReplayOptions { Runtime = runtime, Namespace = "shop" }, CancellationToken.None);
        _life = DemoLife.Start(bundle, _server.Store, runtime, new DemoLifeOptions { Still = true });
        _server.WriteKubeConfig(KubeConfig);
    }

    public async ValueTask DisposeAsync()
    {
        if (_life is not null)
        {
            await _life.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
