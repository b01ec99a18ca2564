using System.Globalization;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// The time on the cluster's own clocks, to the second or ten: what is held against times that the cluster wrote. This machine's clock may differ.
/// </summary>
internal static class ClusterClock
{
    private const string Changed = "endpoints.kubernetes.io/last-change-trigger-time";

    /// <summary>The last heartbeat of a node, or a kube-proxy's own time; without either, when the evidence was gathered.</summary>
    public static DateTimeOffset Now(IEvidence evidence, IEnumerable<string> nodes)
    {
        var heartbeat = evidence.NodeLeases().Items.Max(l => l.Renewed);
        var proxies = nodes.Select(n => evidence.Output(Place.Node(n), "kube-proxy-healthz"))
            .OfType<CommandOutput>().Select(o => o.As(KubeProxyHealth.Parse).Health?.CurrentTime).Max();
        return heartbeat is null || proxies > heartbeat ? proxies ?? evidence.Now : heartbeat.Value;
    }

    /// <summary>
    /// How long ago the controller last changed a service's slices; null where it does not say. Negative where a clock is wrong.
    /// </summary>
    public static TimeSpan? SinceChange(IEnumerable<EndpointSlice> slices, DateTimeOffset now)
    {
        var last = slices.Select(s => Parse(s.Meta.Annotations[Changed]) ?? s.Meta.Created).Max();
        return now - last;
    }

    private static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
