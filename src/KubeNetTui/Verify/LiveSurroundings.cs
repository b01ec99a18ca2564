using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Collect;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Verify;

/// <summary>
/// What stands around the objects of the network, from the lists that the verdict column stands on anyway. Services of another namespace
/// than the one browsed (a webhook's, a gateway's) are watched a namespace at a time, and no more of them than a few. Safe for many
/// threads.
/// </summary>
internal sealed class LiveSurroundings(LiveCluster cluster, ApiClient client, Lazy<ServiceVerdicts> services, Action changed) : ISurroundings, IAsyncDisposable
{
    private const int MostNamespaces = 12;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServiceVerdicts> _elsewhere = [];
    private readonly Dictionary<string, SecretTable> _secrets = [];
    private readonly Dictionary<ILiveStore, (long Generation, object Objects)> _taken = [];
    private bool _disposed;

    public Found<IReadOnlyList<IngressClass>> IngressClasses => All(cluster.IngressClasses);

    public Found<IReadOnlyList<ServiceCidr>> ServiceCidrs => All(cluster.ServiceCidrs);

    public Found<IReadOnlyList<GatewayClass>> GatewayClasses => All(cluster.GatewayClasses);

    public Found<Service> Service(string ns, string name) =>
        Of(ns) is { } known ? known.Find(ns, name) : new Found<Service>(null, TooMany(ns));

    public Found<IReadOnlyList<EndpointSlice>> Slices(string ns, string service) =>
        Of(ns) is { } known ? known.SlicesOf(ns, service) : new Found<IReadOnlyList<EndpointSlice>>(null, TooMany(ns));

    public Found<Gateway> Gateway(string ns, string name)
    {
        var gateways = All(cluster.GatewaysIn(ns));
        return new(gateways.Value?.FirstOrDefault(g => g.Namespace == ns && g.Name == name), gateways.WhyUnknown);
    }

    public Found<IReadOnlyList<ReferenceGrant>> ReferenceGrants(string ns)
    {
        var grants = All(cluster.ReferenceGrantsIn(ns));
        return grants.Value is { } all ? new([.. all.Where(g => g.Namespace == ns)], "") : grants;
    }

    /// <summary>From the server's table of secrets, which holds their names and how many values they have, and none of these.</summary>
    public Found<IReadOnlySet<string>> SecretNames(string ns)
    {
        lock (_lock)
        {
            if (_disposed || (!_secrets.ContainsKey(ns) && _secrets.Count >= MostNamespaces))
            {
                return new Found<IReadOnlySet<string>>(null, "secrets not read");
            }

            if (!_secrets.TryGetValue(ns, out var table))
            {
                var live = LiveTable.Start(client, WellKnownKinds.Secrets, new ListQuery(ns));
                live.Changed += changed;
                _secrets[ns] = table = new SecretTable(live);
            }

            return table.Names;
        }
    }

    /// <summary>Takes in what changed; true when something that was asked for is another one now.</summary>
    public bool Update()
    {
        lock (_lock)
        {
            var any = false;
            foreach (var (_, elsewhere) in _elsewhere)
            {
                any |= elsewhere.Update();
            }

            foreach (var (_, table) in _secrets)
            {
                any |= table.HasChanged();
            }

            return any || _taken.Any(t => t.Key.Generation != t.Value.Generation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        SecretTable[] ending;
        lock (_lock)
        {
            _disposed = true;
            ending = [.. _secrets.Values];
            _secrets.Clear();
        }

        foreach (var table in ending)
        {
            await table.Live.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string TooMany(string ns) => $"namespace {ns} is not watched".Cut(40);

    private ServiceVerdicts? Of(string ns)
    {
        if (cluster.Namespace is null || cluster.Namespace == ns)
        {
            return services.Value;
        }

        lock (_lock)
        {
            if (!_elsewhere.TryGetValue(ns, out var known) && !_disposed && _elsewhere.Count < MostNamespaces)
            {
                _elsewhere[ns] = known = new ServiceVerdicts(
                    cluster.ServicesIn(ns), cluster.EndpointSlicesIn(ns), new Lazy<LiveStore<Node>>(() => cluster.Nodes));
            }

            return known;
        }
    }

    // Asked for each row of each frame: the copy is made when the list changed, not when it is looked at.
    private Found<IReadOnlyList<T>> All<T>(LiveStore<T> store)
        where T : ApiObject
    {
        lock (_lock)
        {
            var generation = store.Generation;
            var unknown = store.WhyUnknown();
            if (!_taken.TryGetValue(store, out var taken) || taken.Generation != generation)
            {
                _taken[store] = taken = (generation, unknown is null ? (IReadOnlyList<T>)[.. store.Objects] : (IReadOnlyList<T>)[]);
            }

            return unknown is { } why ? new Found<IReadOnlyList<T>>(null, why.Reason) : new((IReadOnlyList<T>)taken.Objects, "");
        }
    }

    private sealed class SecretTable(LiveTable live)
    {
        private long _generation = -1;
        private long _told = -1;
        private HashSet<string> _names = [];

        public LiveTable Live => live;

        public Found<IReadOnlySet<string>> Names
        {
            get
            {
                if (live.Status.State != LiveState.Live)
                {
                    return new Found<IReadOnlySet<string>>(null, "secrets not read");
                }

                var generation = live.Generation;
                if (generation != _generation)
                {
                    List<TableRow> rows = [];
                    live.CopyTo(rows);
                    _names = [.. rows.Select(r => r.Name)];
                    _generation = generation;
                }

                return new(_names, "");
            }
        }

        public bool HasChanged()
        {
            var before = _told;
            _told = live.Generation;
            return before != _told;
        }
    }
}
