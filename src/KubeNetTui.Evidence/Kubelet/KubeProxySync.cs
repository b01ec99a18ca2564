namespace KubeNetTui.Evidence;

/// <summary>How kube-proxy keeps up, from its metrics (pkg/proxy/metrics/metrics.go). Times are the node's clock.</summary>
public sealed record KubeProxySync
{
    /// <summary>The last complete sync, of whichever family; null: it has never finished one, or does not say.</summary>
    public DateTimeOffset? LastSync { get; init; }

    /// <summary>
    /// When a change was queued that no sync of its family has taken in since; null: none waits. A family in which nothing happens is not behind.
    /// </summary>
    public DateTimeOffset? WaitingSince { get; init; }

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

    private const string Synced = "kubeproxy_sync_proxy_rules_last_timestamp_seconds";

    /// <summary>Null where the metrics have nothing of kube-proxy.</summary>
    public static KubeProxySync? Of(PrometheusText metrics)
    {
        if (metrics.Max(Synced) is null && metrics.Sum("kubeproxy_sync_proxy_rules_duration_seconds_count") is null)
        {
            return null;
        }

        var count = metrics.Sum("kubeproxy_sync_proxy_rules_duration_seconds_count") ?? 0;
        var programmed = metrics.Sum("kubeproxy_network_programming_duration_seconds_count") ?? 0;
        return new KubeProxySync
        {
            LastSync = At(metrics.Max(Synced)),
            WaitingSince = Waiting(metrics),
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

    // Before 1.31 one figure stands for both families, without a label.
    private static DateTimeOffset? Waiting(PrometheusText metrics)
    {
        var synced = metrics.Of(Synced);
        return metrics.Of("kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds")
            .Where(q => !synced.Any(s => s.Label("ip_family") == q.Label("ip_family") && s.Value >= q.Value))
            .Select(q => At(q.Value)).Min();
    }

    private static TimeSpan? Mean(double? sum, double count) =>
        sum is >= 0 and < 1e12 && count > 0 ? TimeSpan.FromSeconds(sum.Value / count) : null;

    private static DateTimeOffset? At(double? seconds) =>
        seconds is > 0 and < 2e11 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds.Value) : null;
}
