using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Collect;
using KubeNetTui.Evidence;
using KubeNetTui.Kinds;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Verify;

/// <summary>
/// The verdict column of services, pods, nodes and the kinds of <see cref="NetworkKinds"/>, kept live from watches. One per session and
/// scope. Lists are watched from when a kind is first asked about: who looks at pods pays for their warnings alone, not for services and
/// nodes. Rows of the network's kinds bring what they were made of: only what stands around them is read here.
/// </summary>
internal sealed class VerdictBoard : IVerdictSource
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly LiveCluster _cluster;
    private readonly TimeProvider _time;
    private readonly Action _changed;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly Lazy<ServiceVerdicts> _services;
    private readonly Lazy<NodeVerdicts> _nodes;
    private readonly Lazy<PodVerdicts> _pods;
    private readonly LiveSurroundings _around;
    private readonly Task _pump;

    private VerdictBoard(ApiClient client, string? ns, TimeProvider time, Action changed)
    {
        _cluster = new LiveCluster(client, ns, time);
        (_time, _changed) = (time, changed);
        _services = new(() => new ServiceVerdicts(_cluster.Services, _cluster.EndpointSlices, new Lazy<LiveStore<Node>>(() => _cluster.Nodes)));
        _nodes = new(() => new NodeVerdicts(_cluster.Nodes, _cluster.NodeLeases));
        _pods = new(() => new PodVerdicts(_cluster.Warnings, new PodTables(client, Wake), time));
        _around = new LiveSurroundings(_cluster, client, _services, Wake);
        _cluster.Changed += Wake;
        _pump = Task.Run(PumpAsync);
    }

    /// <param name="ns">Null: all namespaces.</param>
    /// <param name="changed">Called from any thread when a verdict changed; at most about 10 times a second.</param>
    public static VerdictBoard Start(ApiClient client, string? ns, TimeProvider time, Action changed) => new(client, ns, time, changed);

    /// <summary>True for the kinds that have a verdict: services, pods, nodes.</summary>
    public static bool Covers(ApiResource resource) => KindOf(resource) is not null;

    /// <summary>Cheap: called for each visible row at each frame, and for all rows when sorted by verdict.</summary>
    public VerdictCell Of(ApiResource resource, TableRow row) => KindOf(resource) switch
    {
        _ when row.Source is not null => Judged(resource, row),
        SubjectKind.Service => _services.Value.Of(row.Namespace, row.Name),
        SubjectKind.Node => _nodes.Value.Of(row.Name),
        SubjectKind.Pod => _pods.Value.Of(row),
        _ => new VerdictCell(Verdict.NotApplicable, ""),
    };

    private VerdictCell Judged(ApiResource resource, TableRow row)
    {
        var judged = row.Source is Backend backend ? BackendVerdict.Of(backend, _around)
            : row.Source is { } source && NetworkKinds.Find(resource) is { } kind ? kind.Judge(source, _around, _time.GetUtcNow())
            : new LiveJudgement(Verdict.NotApplicable, "");
        return new VerdictCell(judged.Verdict, judged.Reason);
    }

    public VerdictCell Of(Subject subject) => subject switch
    {
        { Kind: SubjectKind.Service } when InScope(subject) => _services.Value.Of(subject.Namespace, subject.Name),
        { Kind: SubjectKind.Pod } when InScope(subject) => _pods.Value.Of(subject.Namespace, subject.Name),
        { Kind: SubjectKind.Node } => _nodes.Value.Of(subject.Name),
        { Kind: SubjectKind.Cluster } => new VerdictCell(Verdict.NotApplicable, ""),
        _ => new VerdictCell(Verdict.Unknown, $"namespace {subject.Namespace} is not watched".Cut(40)),
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _cluster.Changed -= Wake;
        await _pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _around.DisposeAsync().ConfigureAwait(false);
        await _cluster.DisposeAsync().ConfigureAwait(false);
        if (_pods.IsValueCreated)
        {
            await _pods.Value.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
        _signal.Dispose();
    }

    private static SubjectKind? KindOf(ApiResource resource) => resource switch
    {
        { Group: "", Plural: "services" } => SubjectKind.Service,
        { Group: "", Plural: "pods" } => SubjectKind.Pod,
        { Group: "", Plural: "nodes" } => SubjectKind.Node,
        _ => null,
    };

    private bool InScope(Subject subject) => _cluster.Namespace is null || _cluster.Namespace == subject.Namespace;

    private void Wake()
    {
        try
        {
            if (_signal.CurrentCount == 0)
            {
                _signal.Release();
            }
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Somebody else was faster, or it has ended: either way there is nothing to wake.
        }
    }

    private async Task PumpAsync()
    {
        while (true)
        {
            await _signal.WaitAsync(_stop.Token).ConfigureAwait(false);
            var changed = _services.IsValueCreated && _services.Value.Update();
            changed |= _nodes.IsValueCreated && _nodes.Value.Update();
            changed |= _pods.IsValueCreated && _pods.Value.Update();
            changed |= _around.Update();
            if (changed)
            {
                _changed();
            }

            await Task.Delay(Pause, _time, _stop.Token).ConfigureAwait(false);
        }
    }
}
