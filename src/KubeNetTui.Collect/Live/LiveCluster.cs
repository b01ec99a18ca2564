using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>
/// The lists that verdicts are made from, kept live by watches. Each starts when it is first asked for and ends with this object,
/// which belongs to the screen that made it:
/// <code>
/// await using var cluster = new LiveCluster(client, "shop", TimeProvider.System);
/// long cursor = 0;
/// foreach (var (key, service) in cluster.Services.Drain(ref cursor)) { … }   // only what changed since the last call
/// IEvidence evidence = cluster.Evidence();                                     // for CheckEngine.Run
/// </code>
/// </summary>
/// <param name="ns">Null: all namespaces. Nodes and their leases are the cluster's in any case.</param>
public sealed class LiveCluster(ApiClient client, string? ns, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<ILiveStore> _stores = [];
    private readonly List<Func<ValueTask>> _stops = [];
    private bool _disposed;

    /// <summary>From a background thread: something in one of the stores that were asked for changed.</summary>
    public event Action? Changed;

    public string? Namespace => ns;

    public LiveStore<Service> Services => Store<Service>(Needs.Services(ns), Service.TryParse);

    public LiveStore<EndpointSlice> EndpointSlices => Store<EndpointSlice>(Needs.EndpointSlices(ns), EndpointSlice.TryParse);

    public LiveStore<Node> Nodes => Store<Node>(Needs.Nodes(), Node.TryParse);

    public LiveStore<Lease> NodeLeases => Store<Lease>(Needs.NodeLeases(), Lease.TryParse);

    /// <summary>Events of type Warning.</summary>
    public LiveStore<KubeEvent> Warnings => Store<KubeEvent>(Needs.Warnings(ns), KubeEvent.TryParse);

    /// <summary>Whole pods come over the wire at about 10 kB each: for one namespace, not for all of a big cluster.</summary>
    public LiveStore<Pod> Pods => Store<Pod>(Needs.Pods(ns), Pod.TryParse);

    public LiveStore<IngressClass> IngressClasses => Store<IngressClass>(Needs.IngressClasses(), IngressClass.TryParse);

    public LiveStore<ServiceCidr> ServiceCidrs => Store<ServiceCidr>(Needs.ServiceCidrs(), ServiceCidr.TryParse);

    public LiveStore<GatewayClass> GatewayClasses => Store<GatewayClass>(Needs.GatewayClasses(), GatewayClass.TryParse);

    /// <summary>The services of one namespace; where all are watched, those.</summary>
    public LiveStore<Service> ServicesIn(string other) => Store<Service>(Needs.Services(Scope(other)), Service.TryParse);

    /// <summary>As <see cref="ServicesIn"/>.</summary>
    public LiveStore<EndpointSlice> EndpointSlicesIn(string other) =>
        Store<EndpointSlice>(Needs.EndpointSlices(Scope(other)), EndpointSlice.TryParse);

    /// <summary>As <see cref="ServicesIn"/>.</summary>
    public LiveStore<Gateway> GatewaysIn(string other) => Store<Gateway>(Needs.Gateways(Scope(other)), Gateway.TryParse);

    /// <summary>As <see cref="ServicesIn"/>.</summary>
    public LiveStore<ReferenceGrant> ReferenceGrantsIn(string other) =>
        Store<ReferenceGrant>(Needs.ReferenceGrants(Scope(other)), ReferenceGrant.TryParse);

    /// <summary>The stores that were asked for so far.</summary>
    public IReadOnlyList<ILiveStore> Stores
    {
        get
        {
            lock (_lock)
            {
                return [.. _stores];
            }
        }
    }

    /// <summary>What the stores hold now, as evidence that stays as it is; what no store reads is NotAsked.</summary>
    public IEvidence Evidence() => new LiveEvidence(time.GetUtcNow(), [.. Stores.Select(store => store.Section)]);

    /// <summary>Lists all stores again; also ends Refused.</summary>
    public void Refresh()
    {
        foreach (ILiveStore store in Stores)
        {
            store.Refresh();
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<Func<ValueTask>> stops;
        lock (_lock)
        {
            _disposed = true;
            stops = [.. _stops];
            _stops.Clear();
        }

        foreach (Func<ValueTask> stop in stops)
        {
            await stop().ConfigureAwait(false);
        }
    }

    private string? Scope(string other) => ns is null ? null : other;

    private LiveStore<T> Store<T>(ListNeed need, ParseObject<T> parse)
        where T : ApiObject
    {
        lock (_lock)
        {
            foreach (ILiveStore known in _stores)
            {
                if (known is LiveStore<T> store && store.Need == need)
                {
                    return store;
                }
            }

            ObjectDisposedException.ThrowIf(_disposed, this);
            LiveStore<T> started = LiveStore<T>.Start(client, need, parse, time);
            started.Changed += () => Changed?.Invoke();
            _stores.Add(started);
            _stops.Add(started.StopAsync);
            return started;
        }
    }
}
