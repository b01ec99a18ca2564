using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Footprint;
using KubeNetTui.Forwarding;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Acting;

/// <summary>A person before the demo's API server, everything real in between: a terminal in memory, and a state folder of its own.</summary>
internal sealed class ServedPerson : IConnector, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-served-").FullName;
    private readonly ReplayServer _server;

    private ServedPerson(ReplayServer server, BundleRuntime runtime, bool readOnly, string command)
    {
        (_server, Runtime) = (server, runtime);
        Person = new Person(connector: this, command: command, readOnly: readOnly, folders: ConfigFolders.None) { Terminal = Terminal };
    }

    public Person Person { get; }

    public TestTerminal Terminal { get; } = new();

    public BundleRuntime Runtime { get; }

    public ObjectStore Store => _server.Store;

    public ReplayFaults Faults => _server.Faults;

    public string Folder => _folder;

    public FootprintFolder Footprint => new(Path.Combine(_folder, "footprint"), TimeProvider.System);

    /// <summary>What <c>:ctx</c> can change; null: nothing.</summary>
    public string? KubeConfig { get; set; }

    public static async Task<ServedPerson> StartAsync(string command = "pods", bool readOnly = false)
    {
        var bundle = ShopBundle.Create(TimeProvider.System.GetUtcNow());
        var runtime = bundle.CreateRuntime(TimeProvider.System);
        var server = await ReplayServer.StartAsync(bundle, new ReplayOptions { Runtime = runtime, Namespace = "shop" }, TestContext.Current.CancellationToken);
        return new ServedPerson(server, runtime, readOnly, command);
    }

    public string Pod(string app, string ns = "shop") => Store.Names("pods").First(n => n.Namespace == ns && n.Name.StartsWith(app + "-", StringComparison.Ordinal)).Name;

    /// <summary>The list narrowed to one object, which is then selected.</summary>
    public async Task<Person> SelectAsync(string name)
    {
        await Person.Until(name);
        Person.Press("/").Type(name).Press("enter");
        for (var end = DateTime.UtcNow.AddMinutes(1); Person.Selected != name; await Task.Delay(10, TestContext.Current.CancellationToken))
        {
            Assert.True(DateTime.UtcNow < end, $"{name} can't be selected in:\n{Person.Screen}");
            Person.Wait(TimeSpan.FromMilliseconds(100));
        }

        return Person;
    }

    /// <summary>Waits until the lent terminal shows it; what is posted meanwhile is done.</summary>
    public Task TerminalAsync(string text) => UntilAsync(() => Terminal.Written.Contains(text, StringComparison.Ordinal), () => $"no \"{text}\" in the terminal:\n{Terminal.Written}");

    public Task UntilAsync(Func<bool> holds) => UntilAsync(holds, () => "it never held");

    private async Task UntilAsync(Func<bool> holds, Func<string> otherwise)
    {
        for (var end = DateTime.UtcNow.AddMinutes(1); !holds(); await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            Assert.True(DateTime.UtcNow < end, $"{otherwise()}\nthe screen:\n{Person.Screen}");
            Person.Wait(TimeSpan.FromMilliseconds(20));
        }
    }

    public Task<Session> ConnectAsync(string? context, CancellationToken cancellation) => Task.FromResult(new Session(new ApiClient(new ConnectionSettings
    {
        Server = _server.Url, ContextName = context ?? "shop", ClusterName = "shop", DefaultNamespace = "shop", Credentials = new CredentialSettings { Token = _server.Token },
    }))
    {
        Footprint = Footprint, KeptForwards = new ForwardStore(Path.Combine(_folder, "forwards")),
    });

    public Task<IReadOnlyList<KubeContext>> ContextsAsync(CancellationToken cancellation) =>
        Task.FromResult(KubeConfig is null ? [] : KubeNetTui.Kubernetes.KubeConfig.Load(new ConnectionOverrides { KubeConfigPath = KubeConfig }).Contexts);

    public Task<KubeConfig?> ConfigurationAsync(CancellationToken cancellation) =>
        Task.FromResult(KubeConfig is null ? null : KubeNetTui.Kubernetes.KubeConfig.Load(new ConnectionOverrides { KubeConfigPath = KubeConfig }));

    public async ValueTask DisposeAsync()
    {
        await Person.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
