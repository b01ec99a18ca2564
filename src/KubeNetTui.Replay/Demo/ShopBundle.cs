using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// The demo: a cluster of three nodes with a shop on it, and a dozen faults, each with its story in <c>docs/demo.md</c>.
/// <code>
/// var bundle = ShopBundle.Create(TimeProvider.System.GetUtcNow());
/// var runtime = bundle.CreateRuntime(TimeProvider.System);
/// await using var server = await ReplayServer.StartAsync(bundle, new ReplayOptions { Runtime = runtime }, cancellation);
/// await using var life = DemoLife.Start(bundle, server.Store, runtime, new DemoLifeOptions());   // left out: --still
/// </code>
/// The same at every start but for its times, which are relative to the moment given.
/// </summary>
public sealed class ShopBundle : IBundle, IProbedBundle
{
    private readonly Dictionary<string, IReadOnlyList<ReadOnlyMemory<byte>>> _objects = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private volatile IClusterView _view;
    private IClusterView? _kept;

    private ShopBundle(ShopCluster cluster)
    {
        _view = new StillView(cluster.Now, cluster.Objects);
        ResourceVersion = cluster.ResourceVersion;
        foreach (var (resource, items) in cluster.Objects)
        {
            _objects[resource] = [.. items.Select(item => (ReadOnlyMemory<byte>)JsonBytes.From(item))];
        }
    }

    public string Name => "shop";

    public string ServerVersion => "v1.33.4";

    public IReadOnlyCollection<string> Resources => _objects.Keys;

    public IReadOnlyCollection<ResourceKind> ExtraKinds => [];

    public bool IsMeasured => true;

    public long ResourceVersion { get; }

    internal IClusterView View => _view;

    /// <param name="now">Ages are counted back from here.</param>
    public static ShopBundle Create(DateTimeOffset now)
    {
        var cluster = new ShopCluster(now);
        ShopSystem.AddTo(cluster);
        ShopWorkloads.AddTo(cluster);
        ShopNodes.AddTo(cluster);
        ShopConfig.AddTo(cluster);
        ShopServices.AddTo(cluster);
        ShopPolicies.AddTo(cluster);
        ShopAccess.AddTo(cluster);
        ShopGateways.AddTo(cluster);
        ShopEvents.AddTo(cluster);
        foreach (var resource in (string[])
            ["secrets", "persistentvolumes", "persistentvolumeclaims", "replicationcontrollers", "resourcequotas", "limitranges", "controllerrevisions.apps",
             "storageclasses.storage.k8s.io"])
        {
            cluster.AddKind(resource);
        }

        return new ShopBundle(cluster);
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Objects(string resource) => _objects.TryGetValue(resource, out var items) ? items : [];

    /// <summary>As the node's commands would print it for the objects as they are now: rules follow the slices, veths the pods.</summary>
    public string? NodeSection(string node, string section) => Read(view => ShopNodeSections.Find(view, node, section));

    public string? PodSection(string @namespace, string pod, string section) => Read(view => ShopPodSections.Find(view, @namespace, pod, section));

    public string? ProbeFromNode(string node, ProbeQuestion question) => Read(view => new ShopProbes(view).FromNode(node, question));

    public string? ProbeFromPod(string @namespace, string pod, ProbeQuestion question) => Read(view => new ShopProbes(view).FromPod(@namespace, pod, question));

    /// <summary>A CoreDNS pod that runs answers DNS over TCP; what listens besides answers HTTP, or ends the connection.</summary>
    public Func<Stream, CancellationToken, Task>? Listener(string @namespace, string pod, int port) =>
        Locked(view => new ShopProbes(view).IsDnsServer(@namespace, pod, port))
            ? (stream, cancellation) => DnsOverTcp.ServeAsync(stream, (name, type) => Locked(view => new ShopNames(new ReachCluster(view)).Ask(name, type)), cancellation)
        : Locked(view => new ShopProbes(view).Listens(@namespace, pod, port))
            ? (stream, cancellation) => ShopHttp.ServeAsync(stream, path => Locked(view => new ShopProbes(view).Status(@namespace, pod, port, path)), cancellation)
        : null;

    public string? Log(string @namespace, string pod, string container, bool previous) => ShopLogs.Find(_view, @namespace, pod, container, previous);

    /// <summary>What logs and commands answer: this bundle's, and a few commands that a person tries first.</summary>
    public BundleRuntime CreateRuntime(TimeProvider clock)
    {
        var runtime = new BundleRuntime(this, clock);
        ShopCommands.AddTo(runtime, this);
        return runtime;
    }

    /// <summary>From now on sections, logs and commands speak of the store's objects.</summary>
    internal void Follow(ObjectStore store, TimeProvider clock)
    {
        lock (_lock)
        {
            _view = new LiveView(store, clock);
            _kept = new KeptView(store, clock);
        }
    }

    /// <summary>The pod as it is now, or null.</summary>
    internal JsonObject? FindPod(string @namespace, string name) =>
        _view.List("pods").FirstOrDefault(pod => PodView.Name(pod) == name && PodView.Namespace(pod) == @namespace);

    /// <summary>One reader at a time: JSON trees are unfolded as they are read. A node's script asks for hundreds of sections of the same state.</summary>
    private string? Read(Func<IClusterView, string?> read) => Locked(read);

    private T Locked<T>(Func<IClusterView, T> read)
    {
        lock (_lock)
        {
            return read(_kept ?? _view);
        }
    }
}
