using System.Text.Json.Nodes;
using KubeNetTui.App;
using KubeNetTui.Collect;
using KubeNetTui.Footprint;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Footprint;

/// <summary>The demo's API server, with pods that an earlier run of the program left in it, and a state folder of its own.</summary>
internal sealed class LeftCluster : IConnector, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-left-").FullName;
    private readonly ReplayServer _server;

    private LeftCluster(ReplayServer server) => _server = server;

    /// <summary>After each request.</summary>
    public Action<RequestLogEntry>? Requested { get; set; }

    public ObjectStore Store => _server.Store;

    /// <summary>As another instance of the program sees it.</summary>
    public FootprintFolder Footprint => new(_folder, TimeProvider.System);

    /// <summary>The one of the session that was made last.</summary>
    public FootprintFolder? OfSession { get; private set; }

    public static async Task<LeftCluster> StartAsync()
    {
        var bundle = ShopBundle.Create(TimeProvider.System.GetUtcNow());
        return new LeftCluster(await ReplayServer.StartAsync(
            bundle, new ReplayOptions { Runtime = bundle.CreateRuntime(TimeProvider.System) }, TestContext.Current.CancellationToken));
    }

    public ApiClient Client() => new(new ConnectionSettings
    {
        Server = _server.Url, ContextName = "shop", Credentials = new CredentialSettings { Token = _server.Token }, RequestLog = e => Requested?.Invoke(e),
    });

    public FootprintObject Item(string name) =>
        new(_server.Url.GetLeftPart(UriPartial.Authority), "shop", "Pod", "kube-system", name, "owner-1", "node-a", TimeProvider.System.GetUtcNow());

    /// <summary>Noted down as left.</summary>
    public async Task<FootprintObject> LeaveAsync(FootprintObject item)
    {
        await Footprint.PlanAsync(item, TestContext.Current.CancellationToken);
        await Footprint.LeftAsync(item, TestContext.Current.CancellationToken);
        return item;
    }

    /// <param name="owner">Of the label; null: none.</param>
    public void Create(string name, string? owner) => Store.Create("pods", new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject
        {
            ["name"] = name, ["namespace"] = "kube-system",
            ["labels"] = owner is null ? new JsonObject { ["app"] = "theirs" } : new JsonObject { [DebugPod.OwnerLabel] = owner },
        },
        ["spec"] = new JsonObject { ["nodeName"] = "node-a", ["containers"] = new JsonArray(new JsonObject { ["name"] = "shell", ["image"] = "busybox" }) },
    });

    public bool Has(string name) => Store.Get("pods", "kube-system", name) is not null;

    public Task<Session> ConnectAsync(string? context, CancellationToken cancellation) => Task.FromResult(
        new Session(Client()) { Feeds = Shop.Make(new FakeTime().Now), Footprint = OfSession = Footprint });

    public Task<IReadOnlyList<KubeContext>> ContextsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<KubeContext>>([]);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
