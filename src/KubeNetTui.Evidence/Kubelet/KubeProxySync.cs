namespace KubeNetTui.Evidence;

/// <summary>How kube-proxy keeps up, from its metrics (pkg/proxy/metrics/metrics.go). Times are the node's clock.</summary>
public sealed record KubeProxySync
{
    /// <summary>The oldest of the families' last complete syncs; null: it has never finished one, or does not say.</summary>
    public DateTimeOffset? LastSync { get; init; }

    /// <summary>When a change was last queued; a sync that is older has left it out.</summary>
    public DateTimeOffset? LastQueued { get; init; }

    /// <summary>Mean of all syncs since it started.</summary>
    public TimeSpan? MeanSync { get; init; }

    public long Syncs { get; init; }

    /// <summary>From an endpoint's change until it is in the rules, mean; null before 1.15 and without changes.</summary>
    public TimeSpan? MeanProgramming { get; init; }

    public double PendingEndpointChanges { get; init; }

    public double PendingServiceChanges { get; init; }

    /// <summary>Rules could not be written: iptables-restore or nft failed so many times.</summary>
    public double Failures { get; init; }

    public string Version { get; init; } = "";

    /// <summary>Null where the metrics have nothing of kube-proxy.</summary>
    public static KubeProxySync? Of(PrometheusText metrics)
    {
        if (metrics.Max("kubeproxy_sync_proxy_rules_last_timestamp_seconds") is null && metrics.Sum("kubeproxy_sync_proxy_rules_duration_seconds_count") is null)
        {
            return null;
        }

        var count = metrics.Sum("kubeproxy_sync_proxy_rules_duration_seconds_count") ?? 0;
        var programmed = metrics.Sum("kubeproxy_network_programming_duration_seconds_count") ?? 0;
        return new KubeProxySync
        {
            LastSync = Oldest(metrics.Of("kubeproxy_sync_proxy_rules_last_timestamp_seconds")),
            LastQueued = At(metrics.Max("kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds")),
            Syncs = (long)Math.Clamp(count, 0, 1e15),
            MeanSync = Mean(metrics.Sum("kubeproxy_sync_proxy_rules_duration_seconds_sum"), count),
            MeanProgramming = Mean(metrics.Sum("kubeproxy_network_programming_duration_seconds_sum"), programmed),
            PendingEndpointChanges = metrics.Sum("kubeproxy_sync_proxy_rules_endpoint_changes_pending") ?? 0,
            PendingServiceChanges = metrics.Sum("kubeproxy_sync_proxy_rules_service_changes_pending") ?? 0,
            Failures = (metrics.Sum("kubeproxy_sync_proxy_rules_iptables_restore_failures_total") ?? 0)
                + (metrics.Sum("kubeproxy_sync_proxy_rules_nftables_sync_failures_total") ?? 0),
            Version = metrics.Of("kubernetes_build_info").Select(s => s.Label("git_version")).FirstOrDefault() ?? "",
        };
    }

    private static DateTimeOffset? Oldest(IReadOnlyList<MetricSample> samples) =>
        samples.Where(s => s.Value > 0).Select(s => At(s.Value)).Min();

    private static TimeSpan? Mean(double? sum, double count) =>
        sum is >= 0 and < 1e12 && count > 0 ? TimeSpan.FromSeconds(sum.Value / count) : null;

    private static DateTimeOffset? At(double? seconds) =>
        seconds is > 0 and < 2e11 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds.Value) : null;
}
