using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// Makes a served <see cref="SizeBundle"/> restless, at a given number of watch events a second: containers restart, and now and then a
/// pod is replaced by another one, which takes its place in its service's slice. Nothing becomes faulty by it.
/// <code>
/// await using var churn = SizeChurn.Start(bundle, server.Store, 1_000, TimeProvider.System);
/// </code>
/// </summary>
public sealed class SizeChurn : IAsyncDisposable
{
    /// <summary>Of so many events three are a replacement: the pod deleted, the slice changed, the pod created.</summary>
    private const int ReplacementEvery = 60;

    private const string Slices = "endpointslices.discovery.k8s.io";
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private readonly SizePlan _plan;
    private readonly SizePods _pods;
    private readonly ObjectStore _store;
    private readonly TimeProvider _clock;
    private readonly int _perSecond;
    private readonly SizePod[] _now;
    private readonly Random _random;
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private int _untilReplacement = ReplacementEvery;

    private SizeChurn(SizeBundle bundle, ObjectStore store, int perSecond, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        (_plan, _pods, _store, _perSecond, _clock) = (bundle.Plan, bundle.Pods, store, perSecond, clock);
        _now = [.. Enumerable.Range(0, _plan.Options.Pods).Select(i => new SizePod(i))];
        _random = new Random(_plan.Options.Seed);
    }

    /// <summary>What watches have been told of so far.</summary>
    public long Events { get; private set; }

    /// <summary>Changes that the server has to keep, so that a list of all pods that took half a minute can be watched from.</summary>
    public static int HistoryFor(int perSecond) => Math.Max(4096, 30 * perSecond);

    public static SizeChurn Start(SizeBundle bundle, ObjectStore store, int perSecond, TimeProvider clock)
    {
        var churn = new SizeChurn(bundle, store, perSecond, clock);
        churn._loop = Task.Run(churn.RunAsync);
        return churn;
    }

    /// <summary>For tests: no loop, each step by hand.</summary>
    internal static SizeChurn Paused(SizeBundle bundle, ObjectStore store, TimeProvider clock) => new(bundle, store, 1, clock);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>So many events, a few more where the last is a replacement.</summary>
    internal void Step(int events)
    {
        var until = Events + events;
        while (Events < until)
        {
            var restarts = (int)Math.Min(Math.Min(until - Events, _untilReplacement), _now.Length);
            Restart(restarts);
            _untilReplacement -= restarts;
            if (_untilReplacement <= 0)
            {
                // Of any service but the first, whose pods write logs.
                var index = _random.Next(_now.Length);
                Replace(_plan.ServiceOf(index) == 0 && _plan.Options.Services > 1 ? (index + 1) % _now.Length : index);
                _untilReplacement = ReplacementEvery;
            }
        }
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Tick, _clock);
        var owed = 0.0;
        var last = _clock.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                // A machine that was busy for long is not made up for: that would be a burst, not a rate.
                var (now, before) = (_clock.GetTimestamp(), last);
                last = now;
                owed += Math.Min(_clock.GetElapsedTime(before, now).TotalSeconds, 1) * _perSecond;
                var events = Events;
                Step((int)owed);
                owed -= Events - events;
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private void Restart(int count)
    {
        // One run of pods that stand beside each other in the plan: they are of many services and nodes.
        var first = _random.Next(_now.Length);
        _store.Renew("pods", [.. Enumerable.Range(first, count).Select(i => AtNextVersion(i % _now.Length))]);
        Events += count;
    }

    private Func<long, StoredObject> AtNextVersion(int index)
    {
        ref var pod = ref _now[index];
        pod = pod with { Restarts = pod.Restarts + 1 };
        var next = pod;
        return version => Stored(next with { Version = version });
    }

    /// <summary>Not held as text: a minute of history would be half a gigabyte.</summary>
    private StoredObject Stored(SizePod pod) => new(
        new LazyObjects(1, _ => (_plan.NamespaceOf(_plan.ServiceOf(pod.Index)), _plan.PodName(pod.Index, pod.Life), pod.Version), _ => _pods.Write(pod)), 0);

    /// <summary>As a ReplicaSet and the slices' controller do it.</summary>
    private void Replace(int index)
    {
        var (old, service) = (_now[index], _plan.ServiceOf(index));
        var now = _clock.GetUtcNow();
        var fresh = new SizePod(index, old.Life + 1, Born: now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
        var ns = _plan.NamespaceOf(service);
        if (!_store.Delete("pods", ns, _plan.PodName(index, old.Life)))
        {
            // A person deleted it; the place is taken again all the same.
            Events--;
        }

        _now[index] = fresh;
        var created = (JsonObject)JsonNode.Parse(_pods.Write(fresh).Json)!;
        created["metadata"]!.AsObject().Remove("resourceVersion");
        _store.Create("pods", created);
        Events += 2;
        if (_plan.FaultOf(service) == SizeFault.Selector)
        {
            return;
        }

        var slice = SizeObjects.SliceOf(_plan, service, index / _plan.Options.Services);
        var address = SizePlan.Address(_plan.PodIp(index));
        if (_store.Modify(Slices, ns, slice, s => Point(s, address, created)))
        {
            Events++;
        }
    }

    private static void Point(JsonObject slice, string address, JsonObject pod)
    {
        foreach (var endpoint in (slice["endpoints"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if ((string?)endpoint["addresses"]?[0] == address && endpoint["targetRef"] is JsonObject target)
            {
                target["name"] = PodView.Name(pod);
                target["uid"] = PodView.Uid(pod);
            }
        }
    }
}
