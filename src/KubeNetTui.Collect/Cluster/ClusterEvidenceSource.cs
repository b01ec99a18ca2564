using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>
/// Evidence from a whole cluster: what the API server knows, what nodes and pods say, probes and access questions. Keeps the shells
/// that it found while it lives; disposing it removes what it made.
/// </summary>
public sealed class ClusterEvidenceSource : IEvidenceSource, IAsyncDisposable
{
    private readonly ApiEvidenceSource _api;
    private readonly DirectReader _direct;
    private readonly PodDirectory _pods;
    private readonly ApiClient _client;
    private readonly TimeProvider _time;
    private readonly NodeShellOptions _shells;
    private readonly DebugPodProvider _debug;
    private readonly HostPods _hostPods;
    private readonly IReadOnlyList<INodeShellProvider> _ladder;
    private readonly ConcurrentDictionary<string, NodeAsker> _askers = new();
    private volatile IReadOnlyList<string> _asked = [];

    public ClusterEvidenceSource(ApiClient client, TimeProvider time, NodeShellOptions shells, EvidenceOptions? options = null)
    {
        options ??= new EvidenceOptions();
        var reader = new SectionReader(client, time, options);
        (_client, _time, _shells) = (client, time, shells);
        _api = new ApiEvidenceSource(client, time, options);
        _direct = new DirectReader(client, reader, time, shells);
        _pods = new PodDirectory(reader, time);
        _debug = new DebugPodProvider(client, time, shells, () => _asked);
        _hostPods = new HostPods(client, time, options.Namespaces);
        INodeShellProvider[] all =
        [
            new ExecShellProvider(client, _hostPods),
            new LocalShellProvider(isAsked: shells.Only == NodeShellKind.Local),
            new SshShellProvider(shells),
            .. shells.Providers,
            _debug,
        ];
        _ladder = [.. all.Where(p => shells.Only is null || p.Kind == shells.Only)];
    }

    /// <summary>The shells in use by node: <c>node-a</c> → <c>exec kube-system/kube-proxy-x</c>; only nodes that answered.</summary>
    public IReadOnlyDictionary<string, string> Ways =>
        _askers.Where(a => a.Value.Way is not null).ToDictionary(a => a.Key, a => a.Value.Way!);

    public async IAsyncEnumerable<Section> CollectAsync(
        IReadOnlyCollection<Need> needs, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var sections = Channel.CreateUnbounded<Section>(new UnboundedChannelOptions { SingleReader = true });
        var reading = ReadAllAsync([.. needs.Distinct()], sections.Writer, stop.Token);
        try
        {
            await foreach (var section in sections.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                _pods.Learn(section);
                yield return section;
            }
        }
        finally
        {
            // Whoever stops listening early must not leave scripts behind.
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _debug.DisposeAsync().ConfigureAwait(false);
        _hostPods.Dispose();
        foreach (var asker in _askers.Values)
        {
            asker.Dispose();
        }
    }

    private async Task ReadAllAsync(IReadOnlyCollection<Need> needs, ChannelWriter<Section> into, CancellationToken cancellation)
    {
        Exception? broken = null;
        try
        {
            var routes = needs.ToLookup(RouteOf);
            await Task.WhenAll(
                ReadApiAsync([.. routes[Route.Api]], into, cancellation),
                ReadDirectAsync(routes[Route.Direct], into, cancellation),
                AskNodesAsync([.. routes[Route.Node]], into, cancellation)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            broken = e;
            throw;
        }
        finally
        {
            into.TryComplete(broken);
        }
    }

    private static Route RouteOf(Need need) => need switch
    {
        CommandNeed command when ScriptSections.ApiPath(command) is not null => Route.Direct,
        AccessNeed or ForwardedDnsNeed => Route.Direct,
        CommandNeed or ProbeNeed => Route.Node,
        _ => Route.Api,
    };

    private async Task ReadApiAsync(IReadOnlyCollection<Need> needs, ChannelWriter<Section> into, CancellationToken cancellation)
    {
        if (needs.Count > 0)
        {
            await foreach (var section in _api.CollectAsync(needs, cancellation).ConfigureAwait(false))
            {
                await into.WriteAsync(section, cancellation).ConfigureAwait(false);
            }
        }
    }

    private Task ReadDirectAsync(IEnumerable<Need> needs, ChannelWriter<Section> into, CancellationToken cancellation) =>
        Parallel.ForEachAsync(needs, new ParallelOptions { MaxDegreeOfParallelism = _shells.ParallelNodes, CancellationToken = cancellation },
            async (need, token) => await into.WriteAsync(await _direct.ReadAsync(need, token).ConfigureAwait(false), token).ConfigureAwait(false));

    private async Task AskNodesAsync(IReadOnlyList<Need> needs, ChannelWriter<Section> into, CancellationToken cancellation)
    {
        if (needs.Count == 0)
        {
            return;
        }

        if (_shells.IsOff)
        {
            foreach (var need in needs)
            {
                into.TryWrite(NotHad(need, SectionStatus.NotAsked, "nodes are not asked in this run", "the same without --no-nodes"));
            }

            return;
        }

        await _pods.LookUpAsync(needs.Select(PlaceOf), cancellation).ConfigureAwait(false);
        Dictionary<string, List<ScriptWant>> byNode = [];
        foreach (var need in needs)
        {
            if (Place(need, byNode) is { } problem)
            {
                into.TryWrite(problem);
            }
        }

        _asked = [.. byNode.Keys];
        await _pods.LookUpNodesAsync(byNode.Keys, cancellation).ConfigureAwait(false);
        var bound = new ParallelOptions { MaxDegreeOfParallelism = _shells.ParallelNodes, CancellationToken = cancellation };
        await Parallel.ForEachAsync(byNode, bound, async (node, token) =>
        {
            var asker = _askers.GetOrAdd(node.Key, name => new NodeAsker(name, _ladder, _client, _pods, _time, _shells));
            await asker.AskAsync(node.Value, section => into.WriteAsync(section, token), token).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private static Place PlaceOf(Need need) => need switch
    {
        CommandNeed command => command.Place,
        ProbeNeed probe => probe.From,
        _ => default,
    };

    /// <summary>Puts a need with the node that it is for; a section where it can't be asked of any.</summary>
    private Section? Place(Need need, Dictionary<string, List<ScriptWant>> byNode)
    {
        var place = PlaceOf(need);
        var (node, uid) = (place.Name, "");
        if (need is ProbeNeed && !_shells.Probes)
        {
            return NotHad(need, SectionStatus.NotAsked, "no tests are sent in this run", "the same without --no-probes");
        }

        if (place.Kind == PlaceKind.Pod)
        {
            var (pod, problem) = _pods.Find(place);
            if (pod is null)
            {
                return problem is not null
                    ? NotHad(need, problem.Status, problem.Problem ?? "", problem.HowToGet)
                    : NotHad(need, SectionStatus.Absent, $"there is no pod {place.Namespace}/{place.Name}", $"kubectl get pods -n {place.Namespace}");
            }

            if (pod.NodeName.Length == 0)
            {
                return NotHad(need, SectionStatus.Failed, $"pod {place.Namespace}/{place.Name} is on no node yet", $"kubectl describe pod -n {place.Namespace} {place.Name}");
            }

            // Of a static pod the node knows the hash of its file; the API server's uid is of its mirror.
            (node, uid) = (pod.NodeName, pod.Meta.Annotations["kubernetes.io/config.mirror"] ?? pod.Meta.Uid);
        }

        if (!ScriptWant.TryMake(need, uid, out var want, out var why))
        {
            return NotHad(need, SectionStatus.Failed, $"{place}: {why}", null);
        }

        if (!byNode.TryGetValue(node, out var wants))
        {
            byNode[node] = wants = [];
        }

        wants.Add(want!);
        return null;
    }

    private Section NotHad(Need need, SectionStatus status, string problem, string? howToGet) =>
        new(need, status, need.Command, PlaceOf(need).ToString(), _time.GetUtcNow(), TimeSpan.Zero, problem, howToGet);

    private enum Route
    {
        Api,

        /// <summary>A request or a port-forward for each need.</summary>
        Direct,
        Node,
    }
}
