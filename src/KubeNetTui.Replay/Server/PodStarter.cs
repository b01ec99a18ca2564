using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace KubeNetTui.Replay;

/// <summary>
/// The kubelet for pods that a client creates on a node, in the node's network, and for debug containers put into running pods: they run
/// soon after. That is what a shell on a node or beside a container takes; other pods wait for the demo's life, or for ever. Owned by the
/// server.
/// </summary>
internal sealed class PodStarter : IAsyncDisposable
{
    private const string Pods = "pods";

    /// <summary>Long enough that a client sees the pod Pending first, as on a real node.</summary>
    private static readonly TimeSpan Start = TimeSpan.FromMilliseconds(150);
    private readonly ObjectStore _store;
    private readonly TimeProvider _clock;
    private readonly Channel<(string Namespace, string Name)> _created = Channel.CreateUnbounded<(string, string)>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public PodStarter(ObjectStore store, TimeProvider clock)
    {
        (_store, _clock) = (store, clock);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Or a debug container in it was.</summary>
    public void Created(string @namespace, string name) => _created.Writer.TryWrite((@namespace, name));

    /// <summary>The process of a debug container has ended, and the container with it.</summary>
    public void Ended(string @namespace, string name, string container, int code)
    {
        try
        {
            _store.Modify(Pods, @namespace, name, pod => EphemeralStatus.End(pod, container, code, _clock.GetUtcNow()));
        }
        catch (Exception e) when (IsOddPod(e))
        {
            // Nobody can see that it ended.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (var (ns, name) in _created.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
        {
            await Task.Delay(Start, _stop.Token).ConfigureAwait(false);
            try
            {
                _store.Modify(Pods, ns, name, pod =>
                {
                    Run(pod);
                    EphemeralStatus.Start(pod, _clock.GetUtcNow());
                });
            }
            catch (Exception e) when (IsOddPod(e))
            {
                // A pod of a shape that no kubelet understands stays Pending.
            }
        }
    }

    private static bool IsOddPod(Exception e) =>
        e is InvalidOperationException or NullReferenceException or FormatException or ArgumentException or InvalidCastException;

    private void Run(JsonObject pod)
    {
        if (!PodView.IsHostNetwork(pod) || PodView.Phase(pod) is not (null or "Pending") || pod["spec"] is not JsonObject spec)
        {
            return;
        }

        var node = PodView.Node(pod) ?? (string?)spec["nodeSelector"]?["kubernetes.io/hostname"];
        if (node is null || _store.Get("nodes", null, node) is not { } host)
        {
            return;
        }

        spec["nodeName"] = node;
        var now = _clock.GetUtcNow();
        var address = (host["status"]?["addresses"] as JsonArray)?.FirstOrDefault(a => (string?)a?["type"] == "InternalIP")?["address"];
        var ip = (string?)address ?? "127.0.0.1";
        PodStatus.Write(pod, new PodFacts { HostIp = ip, PodIp = ip, Scheduled = now, Started = now, Ready = true, ReadySince = now });
    }
}
