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
public sealed class SizeBundle : IBundle
{
    /// <summary>The largest cluster that Kubernetes itself is tested for.</summary>
    public const int MostPods = 150_000;

    internal const long FirstPodVersion = 10_000_000;
    private readonly Dictionary<string, IReadOnlyList<ReadOnlyMemory<byte>>> _lists = new(StringComparer.Ordinal);
    private readonly SizePlan _plan;

    private SizeBundle(SizePlan plan, TimeProvider clock)
    {
        _plan = plan;
        var options = plan.Options;
        Faults = [.. Enumerable.Range(0, options.Services).Where(s => plan.FaultOf(s) != SizeFault.None)
            .Select(s => new ExpectedFault(plan.NamespaceOf(s), plan.ServiceNames[s], plan.FaultOf(s)))];
        var pods = new SizePods(plan);
        var dns = SizeSystem.DnsPods(plan);
        _lists["pods"] = new LazyObjects(
            options.Pods + dns.Count,
            i => i < options.Pods
                ? (plan.NamespaceOf(plan.ServiceOf(i)), plan.PodName(i), FirstPodVersion + i)
                : (PodView.Namespace(dns[i - options.Pods]), PodView.Name(dns[i - options.Pods]), SizeSystem.Version),
            i => i < options.Pods ? pods.Write(i) : SizeSystem.Text(dns[i - options.Pods]));
        new SizeObjects(plan, clock).AddTo(_lists, dns);
    }

    public string Name => "size";

    public string ServerVersion => "v1.33.4";

    public IReadOnlyCollection<string> Resources => _lists.Keys;

    public IReadOnlyCollection<ResourceKind> ExtraKinds => [];

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
        return new SizeBundle(new SizePlan(dns ? options with { Pods = options.Pods - SizeSystem.DnsReplicas } : options, clock.GetUtcNow(), dns), clock);
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Objects(string resource) => _lists.TryGetValue(resource, out var list) ? list : [];

    public string? NodeSection(string node, string section) => null;

    public string? PodSection(string @namespace, string pod, string section) => null;

    public string? Log(string @namespace, string pod, string container, bool previous) =>
        previous ? null : $"{DemoTime.Nano(_plan.Now)} {container} started\n";
}
