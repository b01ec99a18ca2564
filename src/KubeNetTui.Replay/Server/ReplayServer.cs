using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

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
    /// <summary>The first line of its kubeconfig: what tells a file that may be written anew from a person's own.</summary>
    private const string Mark = "# Of a replayed cluster: written anew each time it is served.";

    // Kestrel alone, without a web host: no configuration, no logging, no container to start before the first frame.
    private readonly KestrelServer _kestrel;
    private readonly TlsEndpoint _tls;
    private readonly PodStarter _starter;
    private readonly CancellationTokenSource _stop;
    private readonly string _contextName;
    private readonly string? _namespace;
    private int _disposed;

    private ReplayServer(
        KestrelServer kestrel, TlsEndpoint tls, PodStarter starter, CancellationTokenSource stop, Uri url, string token, ObjectStore store, ReplayFaults faults,
        IPodRuntime runtime, string contextName, string? @namespace)
    {
        _kestrel = kestrel;
        _tls = tls;
        _starter = starter;
        _stop = stop;
        _contextName = contextName;
        _namespace = @namespace;
        Url = url;
        Token = token;
        Store = store;
        Faults = faults;
        Runtime = runtime;
    }

    /// <summary>Where it listens, e.g. <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Url { get; }

    /// <summary>The bearer token that it asks for.</summary>
    public string Token { get; }

    public ObjectStore Store { get; }

    public ReplayFaults Faults { get; }

    /// <summary>The runtime of the options, or the one over the bundle that stands in for it.</summary>
    public IPodRuntime Runtime { get; }

    /// <summary>A kubeconfig with this server, its authority and token, and one context.</summary>
    public string KubeConfigYaml
    {
        get
        {
            var ns = _namespace is null ? "" : $"\n    namespace: {_namespace}";
            return $"""
                {Mark}
                apiVersion: v1
                kind: Config
                clusters:
                - name: {_contextName}
                  cluster:
                    server: https://127.0.0.1:{Url.Port}
                    certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(_tls.AuthorityPem))}
                users:
                - name: {_contextName}
                  user:
                    token: {Token}
                contexts:
                - name: {_contextName}
                  context:
                    cluster: {_contextName}
                    user: {_contextName}{ns}
                current-context: {_contextName}

                """;
        }
    }

    /// <summary>Listens when it returns.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="BundleException">The bundle holds something that is no object.</exception>
    public static async Task<ReplayServer> StartAsync(IBundle bundle, ReplayOptions options, CancellationToken cancellation)
    {
        var token = options.Token ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        var store = new ObjectStore(bundle, options.Clock, options.HistoryLength);
        var faults = new ReplayFaults(store.ForgetHistory);
        var runtime = options.Runtime ?? new BundleRuntime(bundle, options.Clock);
        var tls = new TlsEndpoint(options.Clock, token);
        var stop = new CancellationTokenSource();
        var starter = new PodStarter(store, options.Clock);
        var kestrel = NewKestrel(options.Port, tls);
        var application = new ReplayApplication(
            bundle, store, runtime, new Gate(token, options.User, options.Access), faults, starter, options, stop.Token);
        try
        {
            await kestrel.StartAsync(application, cancellation).ConfigureAwait(false);
        }
        catch
        {
            kestrel.Dispose();
            tls.Dispose();
            await starter.DisposeAsync().ConfigureAwait(false);
            stop.Dispose();
            throw;
        }

        var address = new Uri(kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var url = new UriBuilder(options.Tls ? "https" : "http", "127.0.0.1", address.Port).Uri;
        return new ReplayServer(
            kestrel, tls, starter, stop, url, token, store, faults, runtime, options.ContextName ?? bundle.Name, options.Namespace);
    }

    /// <summary>
    /// The token in a kubeconfig that a server like this one has written; null where the text is none of these. A server started with it
    /// (<see cref="ReplayOptions.Token"/>) on the same port is the same one to all who have read that file.
    /// </summary>
    public static string? TokenOf(string kubeConfig) =>
        kubeConfig.StartsWith(Mark, StringComparison.Ordinal)
            ? kubeConfig.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.StartsWith("token: ", StringComparison.Ordinal))?["token: ".Length..]
            : null;

    /// <summary>Writes <see cref="KubeConfigYaml"/> to a file that only its owner can read.</summary>
    public void WriteKubeConfig(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, options);
        file.Write(KubeConfigYaml);
    }

    /// <summary>Ends watches, logs and commands that are open, then the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _kestrel.StopAsync(patience.Token).ConfigureAwait(false);
        _kestrel.Dispose();
        _tls.Dispose();
        await _starter.DisposeAsync().ConfigureAwait(false);
        ((IDisposable)Faults).Dispose();
        _stop.Dispose();
    }

    private static KestrelServer NewKestrel(int port, TlsEndpoint tls)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = null; // the handlers have the API server's own limit
        options.Limits.MinResponseDataRate = null; // a slow watcher is no attacker here
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
        options.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2; // HTTP/2 where TLS has agreed on it
            listen.Use(tls.Wrap);
        });
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        return new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }
}
