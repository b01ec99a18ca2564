using KubeNetTui.Kubernetes;

namespace KubeNetTui.App;

/// <summary>The connection to one cluster, and what is known of it. Replaced as a whole when the context changes.</summary>
internal sealed class Session(ApiClient client) : IAsyncDisposable
{
    public ApiClient Client { get; } = client;

    /// <summary>Where lists, objects and verdicts come from: the client, or something made up in a test.</summary>
    public IClusterFeeds Feeds { get; init; } = new ClusterFeeds(client);

    /// <summary>Null until discovery has answered; the well-known kinds work before that.</summary>
    public ApiCatalog? Catalog { get; set; }

    /// <summary>The namespace browsed; null: all.</summary>
    public string? Namespace { get; set; } = client.Settings.DefaultNamespace;

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
