using System.Globalization;

namespace KubeNetTui.Replay;

/// <summary>Who is where in a generated cluster: all names and numbers follow from an index.</summary>
internal sealed class SizePlan
{
    private const int ServicesPerNamespace = 25;
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    /// <summary>27 letters, five places; the factor above has no divisor in common with it.</summary>
    private const ulong SuffixSpace = 14_348_907;
    private static readonly string[] Words =
        ["accounts", "billing", "carts", "deals", "events", "feeds", "grants", "hooks", "index", "jobs", "keys", "ledger", "media", "notes", "orders", "prices"];

    private readonly int _hostBits = 8;

    /// <param name="dns">Two CoreDNS pods.</param>
    /// <param name="proxies">A kube-proxy pod on each node.</param>
    public SizePlan(SizeOptions options, DateTimeOffset now, bool dns, bool proxies)
    {
        HasDns = dns;
        HasProxies = proxies;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Pods);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Nodes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Nodes, 15_000);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Services);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Services, 50_000);
        Options = options;
        Now = now;
        while ((options.Pods / options.Nodes) + 1 > (1 << _hostBits) - 6)
        {
            _hostBits++;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)options.Nodes << _hostBits, 1L << 23, "pods per node");
        Namespaces = [.. Enumerable.Range(0, (options.Services + ServicesPerNamespace - 1) / ServicesPerNamespace).Select(i => $"team-{i:000}")];
        ServiceNames = [.. Enumerable.Range(0, options.Services).Select(i => $"{Words[i % Words.Length]}-{i:0000}")];
        SetNames = [.. Enumerable.Range(0, options.Services).Select(i => $"{ServiceNames[i]}-{Letters(Mix(i, 1), 10)}")];
        NodeNames = [.. Enumerable.Range(0, options.Nodes).Select(i => $"node-{i:0000}")];
    }

    public SizeOptions Options { get; }

    public DateTimeOffset Now { get; }

    public bool HasDns { get; }

    public bool HasProxies { get; }

    public IReadOnlyList<string> Namespaces { get; }

    public IReadOnlyList<string> ServiceNames { get; }

    /// <summary>ReplicaSets, by service.</summary>
    public IReadOnlyList<string> SetNames { get; }

    public IReadOnlyList<string> NodeNames { get; }

    /// <summary>Prefix length of a node's pod range.</summary>
    public int PodPrefix => 32 - _hostBits;

    public string NamespaceOf(int service) => Namespaces[service / ServicesPerNamespace];

    /// <summary>Pods are dealt out in turn, so that every service has pods on many nodes.</summary>
    public int ServiceOf(int pod) => pod % Options.Services;

    /// <summary>Each run of as many pods as there are nodes hits every node once, from another one on each time.</summary>
    public int NodeOf(int pod) => (int)(((ulong)pod + (Mix(pod / Options.Nodes, 4) % (ulong)Options.Nodes)) % (ulong)Options.Nodes);

    public int PodsOf(int service) => (Options.Pods / Options.Services) + (service < Options.Pods % Options.Services ? 1 : 0);

    /// <summary>The index of a service's pod number <paramref name="i"/>.</summary>
    public int PodAt(int service, int i) => service + (i * Options.Services);

    public SizeFault FaultOf(int service) =>
        Options.FaultyOneIn > 0 && service % Options.FaultyOneIn == Options.FaultyOneIn / 2 && PodsOf(service) > 0
            ? (SizeFault)(1 + (service / Options.FaultyOneIn % 3))
            : SizeFault.None;

    /// <summary>The suffix is a permutation of the pod's number in its set: no two pods of a set share one.</summary>
    /// <param name="life">Of how many pods this one took the place.</param>
    public string PodName(int pod, int life = 0)
    {
        var number = (ulong)(pod / Options.Services) + ((ulong)life * 100_003);
        return $"{SetNames[ServiceOf(pod)]}-{Letters(((number * 7_368_787) + Mix(ServiceOf(pod), 2) % SuffixSpace) % SuffixSpace, 5)}";
    }

    /// <summary>Uids are drawn from the index; two never meet in a cluster of this size.</summary>
    public Guid Uid(int index, int what)
    {
        var (high, low) = (Mix(index, what + 16), Mix(index, what + 17));
        return new Guid((int)high, (short)(high >> 32), (short)(((high >> 48) & 0x0fff) | 0x4000), (byte)((low & 0x3f) | 0x80), (byte)(low >> 8), (byte)(low >> 16),
            (byte)(low >> 24), (byte)(low >> 32), (byte)(low >> 40), (byte)(low >> 48), (byte)(low >> 56));
    }

    /// <summary>10.128.0.0/9, a range for each node; every pod has an address of its own.</summary>
    public uint PodIp(int pod) => NodeRange(NodeOf(pod)) + 2 + (uint)(pod / Options.Nodes);

    /// <summary>First address of a node's pod range.</summary>
    public uint NodeRange(int node) => 0x0a80_0000u + ((uint)node << _hostBits);

    public static uint NodeIp(int node) => 0xac10_0100u + (uint)node;

    public static uint ServiceIp(int service) => 0x0a60_0100u + (uint)service;

    public DateTimeOffset Created(int pod) => new DateTimeOffset(Now.Year, Now.Month, Now.Day, Now.Hour, Now.Minute, Now.Second, TimeSpan.Zero)
        - TimeSpan.FromSeconds(600 + (long)(Mix(pod, 3) % 2_500_000));

    public static string Address(uint ip) =>
        string.Create(CultureInfo.InvariantCulture, $"{ip >> 24}.{(ip >> 16) & 255}.{(ip >> 8) & 255}.{ip & 255}");

    /// <summary>SplitMix64 of seed, index and purpose.</summary>
    public ulong Mix(int index, int purpose)
    {
        var x = ((ulong)(uint)Options.Seed << 40) + ((ulong)(uint)purpose << 32) + (uint)index + 0x9e3779b97f4a7c15;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }

    private static string Letters(ulong value, int count) => string.Create(count, value, static (span, v) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = Alphabet[(int)(v % (ulong)Alphabet.Length)];
            v /= (ulong)Alphabet.Length;
        }
    });
}
