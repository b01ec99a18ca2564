using KubeNetTui.Configuration;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.App;

/// <summary>Makes sessions from what is configured.</summary>
internal interface IConnector
{
    /// <param name="context">Null: the one that the command line or the kubeconfig names.</param>
    /// <param name="cancellation">Ends waiting (for the demo to start).</param>
    /// <exception cref="KubeConfigException">It can't be made from the configuration.</exception>
    Task<Session> ConnectAsync(string? context, CancellationToken cancellation);

    /// <exception cref="KubeConfigException">The configuration can't be read.</exception>
    Task<IReadOnlyList<KubeContext>> ContextsAsync(CancellationToken cancellation);

    /// <summary>The kubeconfig as it is now, to change it; null: there is none (the demo).</summary>
    /// <exception cref="KubeConfigException">The configuration can't be read.</exception>
    Task<KubeConfig?> ConfigurationAsync(CancellationToken cancellation) => Task.FromResult<KubeConfig?>(null);
}

/// <summary>Connects by the kubeconfig, or to the demo.</summary>
internal sealed class KubeConnector(ExplorerOptions options) : IConnector
{
    public async Task<Session> ConnectAsync(string? context, CancellationToken cancellation)
    {
        if (options.Demo is { } demo)
        {
            return SessionOf(await demo.WaitAsync(cancellation).ConfigureAwait(false));
        }

        // Reading files and certificates takes a while: not on the thread that draws.
        var settings = await Task.Run(
            () => KubeConfig.Load(options.Overrides).Resolve(options.Overrides, context) with { RequestLog = options.RequestLog },
            cancellation).ConfigureAwait(false);
        return SessionOf(settings);
    }

    private Session SessionOf(ConnectionSettings settings) => new(new ApiClient(settings))
    {
        Shells = options.Shells.Over(PersonalConfig.Load(
            ConfigFolders.From(Environment.GetEnvironmentVariable), settings.ClusterName, settings.ContextName).Settings),
    };

    public async Task<IReadOnlyList<KubeContext>> ContextsAsync(CancellationToken cancellation)
    {
        if (options.Demo is { } demo)
        {
            var s = await demo.WaitAsync(cancellation).ConfigureAwait(false);
            return [new KubeContext(s.ContextName, s.ClusterName, s.UserName, s.DefaultNamespace, s.Server.ToString(), true, null)];
        }

        return await Task.Run(() => KubeConfig.Load(options.Overrides).Contexts, cancellation).ConfigureAwait(false);
    }

    public async Task<KubeConfig?> ConfigurationAsync(CancellationToken cancellation) =>
        options.Demo is not null ? null : await Task.Run(() => KubeConfig.Load(options.Overrides), cancellation).ConfigureAwait(false);
}
