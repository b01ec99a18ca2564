using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;

namespace KubeNetTui.Bench;

/// <summary>A bundle served in this process, and a client to it.</summary>
internal sealed class ServedCluster : IAsyncDisposable
{
    private readonly ReplayServer _server;

    private ServedCluster(ReplayServer server)
    {
        _server = server;
        Client = new ApiClient(new ConnectionSettings
        {
            Server = server.Url, ContextName = "bench", Credentials = new CredentialSettings { Token = server.Token }, RequestTimeout = TimeSpan.FromMinutes(1),
        });
    }

    public ApiClient Client { get; }

    public static async Task<ServedCluster> StartAsync(IBundle bundle) => new(await ReplayServer.StartAsync(bundle, new ReplayOptions(), CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _server.DisposeAsync();
    }
}
