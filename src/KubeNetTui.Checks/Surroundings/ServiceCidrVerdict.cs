using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>A range of service addresses: ready, and how full.</summary>
public static class ServiceCidrVerdict
{
    private const double Close = 0.9;

    /// <param name="used">Addresses claimed in it; null: not known.</param>
    /// <param name="size">That it has; 0: not known, or more than anybody counts (IPv6).</param>
    public static LiveJudgement Of(ServiceCidr range, long? used, long size)
    {
        if (range.Conditions.FirstOrDefault(c => c.Type == "Ready") is { IsFalse: true } notReady)
        {
            return LiveJudgements.Of(Verdict.Warn, range.Meta.Deleting is not null
                ? $"being deleted, {used ?? 0} addresses in use" : notReady.Message.Or("not ready"));
        }

        if (used is null)
        {
            return LiveJudgements.Of(Verdict.Unknown, "ipaddresses not read");
        }

        return size > 0 && used >= size ? LiveJudgements.Of(Verdict.Fail, "full: no new service gets an address")
            : size > 0 && used >= size * Close ? LiveJudgements.Of(Verdict.Warn, $"{used * 100 / size} % used")
            : new LiveJudgement(Verdict.Pass, "");
    }
}
