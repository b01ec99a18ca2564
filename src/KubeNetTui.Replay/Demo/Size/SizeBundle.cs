namespace KubeNetTui.Replay;

/// <summary>
/// A cluster of any size, for benchmarks: complete pods, nodes, services with their slices. Its objects are written when they are
/// read; nothing of the 10 KB of a pod is held.
/// <code>
/// var bundle = SizeBundle.Create(new SizeOptions { Pods = 30_000, Nodes = 300, Services = 600 }, TimeProvider.System);
/// await using var server = await ReplayServer.StartAsync(bundle, new ReplayOptions(), cancellation);
/// </code>
/// One service in fifty is faulty (<see cref="Faults"/>); all else is healthy.
/// </summary>
public sealed class SizeBundle : IBundle, IProbedBundle
{
    /// <summary>The largest cluster that Kubernetes itself is tested for.</summary>
    public const int MostPods = 150_000;

    internal const long FirstPodVersion = 10_000_000;
    private readonly Dictionary<string, IReadOnlyList<ReadOnlyMemory<byte>>> _lists = new(StringComparer.Ordinal);
    private readonly SizePlan _plan;
    private readonly SizeNodeSections _sections;
    private readonly SizeProbes _probes;
    private readonly Lazy<Dictionary<(string Namespace, string Name), int>> _podIndexes;

    private SizeBundle(SizePlan plan, TimeProvider clock)
    {
        _plan = plan;
        var options = plan.Options;
        Faults = [.. Enumerable.Range(0, options.Services).Where(s => plan.FaultOf(s) != SizeFault.None)
            .Select(s => new ExpectedFault(plan.NamespaceOf(s), plan.ServiceNames[s], plan.FaultOf(s)))];
        var pods = Pods = new SizePods(plan);
        var dns = SizeSystem.DnsPods(plan);
        var proxy = SizeSystem.Proxy(plan);
        var firstProxy = options.Pods + dns.Count;
        _lists["pods"] = new LazyObjects(
            firstProxy + (plan.HasProxies ? options.Nodes : 0),
            i => i < options.Pods ? (plan.NamespaceOf(plan.ServiceOf(i)), plan.PodName(i), FirstPodVersion + i)
                : i < firstProxy ? (PodView.Namespace(dns[i - options.Pods]), PodView.Name(dns[i - options.Pods]), SizeSystem.Version)
                : ("kube-system", SizeSystem.ProxyName(i - firstProxy), SizeSystem.Version),
            i => i < options.Pods ? pods.Write(new SizePod(i))
                : SizeSystem.Text(i < firstProxy ? dns[i - options.Pods] : SizeSystem.ProxyPod(plan, proxy, i - firstProxy)));
        _sections = new SizeNodeSections(plan, dns);
        _probes = new SizeProbes(plan, dns);
        _podIndexes = new(() => Enumerable.Range(0, options.Pods).ToDictionary(i => (plan.NamespaceOf(plan.ServiceOf(i)), plan.PodName(i))));
        new SizeObjects(plan, clock).AddTo(_lists, dns);
    }

    internal SizePlan Plan => _plan;

    internal SizePods Pods { get; }

    public string Name => "size";

    public string ServerVersion => "v1.33.4";

    public IReadOnlyCollection<string> Resources => _lists.Keys;

    public IReadOnlyCollection<ResourceKind> ExtraKinds => [];

    public bool IsMeasured => true;

    public long ResourceVersion => FirstPodVersion + _plan.Options.Pods;

    /// <summary>Every service that is faulty, in the order of the services.</summary>
    public IReadOnlyList<ExpectedFault> Faults { get; }

    /// <param name="clock">Ages are counted back from its time at this call; leases are always fresh by it.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than 150,000 pods, or more than the nodes can hold.</exception>
    public static SizeBundle Create(SizeOptions options, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Pods, MostPods);
        // Two of the pods are CoreDNS, where there is room for them: a cluster without it would be faulty in itself.
        var dns = options.Pods >= SizeSystem.Least;
        var proxies = dns && options.Pods >= 3L * options.Nodes;
        var own = options.Pods - (dns ? SizeSystem.DnsReplicas : 0) - (proxies ? options.Nodes : 0);
        return new SizeBundle(new SizePlan(options with { Pods = own }, clock.GetUtcNow(), dns, proxies), clock);
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Objects(string resource) => _lists.TryGetValue(resource, out var list) ? list : [];

    /// <summary>Written when asked; all of a node's services are programmed and all its pods are attached.</summary>
    public string? NodeSection(string node, string section) => _sections.OfNode(node, section);

    public string? PodSection(string @namespace, string pod, string section) =>
        _podIndexes.Value.TryGetValue((@namespace, pod), out var index) ? _sections.OfPod(index, section) : null;

    /// <summary>Everybody reaches everybody who is there: the faults of a generated cluster are in its objects.</summary>
    public string? ProbeFromNode(string node, ProbeQuestion question) => _sections.NodeIndex(node) is null ? null : _probes.Answer(question);

    /// <inheritdoc cref="ProbeFromNode"/>
    public string? ProbeFromPod(string @namespace, string pod, ProbeQuestion question) => _probes.Answer(question);

    public Func<Stream, CancellationToken, Task>? Listener(string @namespace, string pod, int port) =>
        port == 53 && _probes.IsDns(@namespace, pod) ? (stream, cancellation) => DnsOverTcp.ServeAsync(stream, _probes.Ask, cancellation) : null;

    public string? Log(string @namespace, string pod, string container, bool previous) =>
        previous ? null : $"{DemoTime.Nano(_plan.Now)} {container} started\n";
}
