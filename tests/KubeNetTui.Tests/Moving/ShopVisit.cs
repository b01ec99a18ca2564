using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Moving;

/// <summary>A person at the demo cluster, with everything real between the screen and its API server; as whom, the test says.</summary>
internal sealed class ShopVisit : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-visit-").FullName;
    private ReplayServer? _server;
    private Person? _person;

    public Person Person => _person ?? throw new InvalidOperationException("not started");

    public ReplayServer Server => _server ?? throw new InvalidOperationException("not started");

    /// <param name="as">Null: the demo's own user, who may do everything.</param>
    /// <param name="also">What is in the cluster beside the demo.</param>
    public static async Task<ShopVisit> StartAsync(
        string? command = null, User? @as = null, AccessPolicy? access = null, Action<ShopBundle>? also = null, int width = 160, int height = 45)
    {
        var visit = new ShopVisit();
        var bundle = ShopBundle.Create(TimeProvider.System.GetUtcNow());
        also?.Invoke(bundle);
        var options = new ReplayOptions { Runtime = bundle.CreateRuntime(TimeProvider.System), Namespace = "shop", Access = access ?? AccessPolicy.AllowAll };
        visit._server = await ReplayServer.StartAsync(bundle, @as is null ? options : options with { User = @as }, TestContext.Current.CancellationToken);
        var file = Path.Combine(visit._folder, "config");
        visit._server.WriteKubeConfig(file);
        var connector = new KubeConnector(new ExplorerOptions { Overrides = new ConnectionOverrides { KubeConfigPath = file } });
        visit._person = new Person(connector: connector, command: command, width: width, height: height);
        return visit;
    }

    /// <summary>Until all kinds of the cluster are known.</summary>
    public async Task KindsAsync()
    {
        for (var end = DateTime.UtcNow.AddSeconds(60); Person.Settle().Workspace.CurrentSession?.Catalog is null; await Task.Delay(10))
        {
            Assert.True(DateTime.UtcNow < end, "after a minute the kinds are not known");
        }
    }

    /// <summary>The row that holds the text is selected: the arrow keys go there.</summary>
    public async Task<Person> SelectAsync(string name)
    {
        await Person.Until(name);
        Person.Press("g");
        for (var i = 0; i < 500; i++)
        {
            if (Person.Selected.StartsWith(name, StringComparison.Ordinal))
            {
                return Person;
            }

            Person.Press("down");
        }

        Assert.Fail($"no row {name} in:\n{Person.Screen}");
        return Person;
    }

    public async ValueTask DisposeAsync()
    {
        if (_person is not null)
        {
            await _person.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
