namespace KubeNetTui.Replay;

/// <summary>
/// A Kubernetes API server over a bundle, on loopback, for this program and for kubectl:
/// <code>
/// await using var server = await ReplayServer.StartAsync(bundle, new ReplayOptions(), cancellation);
/// server.WriteKubeConfig("/tmp/shop.kubeconfig");
/// server.Store.Delete("pods", "shop", "web-1");
/// </code>
/// </summary>
public sealed class ReplayServer : IAsyncDisposable
{
    private ReplayServer()
    {
    }

    /// <summary>Where it listens, e.g. <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Url => throw new NotImplementedException();

    /// <summary>The bearer token that it asks for.</summary>
    public string Token => throw new NotImplementedException();

    public ObjectStore Store => throw new NotImplementedException();

    public ReplayFaults Faults => throw new NotImplementedException();

    /// <summary>The runtime of the options, or the one over the bundle that stands in for it.</summary>
    public IPodRuntime Runtime => throw new NotImplementedException();

    /// <summary>A kubeconfig with this server, its token and one context.</summary>
    public string KubeConfigYaml => throw new NotImplementedException();

    /// <summary>Listens when it returns.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="BundleException">The bundle holds something that is no object.</exception>
    public static Task<ReplayServer> StartAsync(IBundle bundle, ReplayOptions options, CancellationToken cancellation) =>
        throw new NotImplementedException();

    /// <summary>Writes <see cref="KubeConfigYaml"/> to a file that only its owner can read.</summary>
    public void WriteKubeConfig(string path) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
