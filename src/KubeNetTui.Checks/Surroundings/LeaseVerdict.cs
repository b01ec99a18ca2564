using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// A lease by the age of its renewal. Guards: it is late by comparison with the newest renewal of all, which was written by the same
/// cluster; by this machine's clock alone only when it is late by far, as a warning. A lease without a holder was given back.
/// </summary>
public static class LeaseVerdict
{
    private const string NodeNamespace = "kube-node-lease";

    // Renewals are lost now and then; whoever holds it tries again before it has run out for good.
    private const int Times = 3;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ByOwnClock = TimeSpan.FromMinutes(10);

    /// <param name="newest">The newest renewal among all leases read.</param>
    public static LiveJudgement Of(Lease lease, DateTimeOffset? newest, DateTimeOffset now)
    {
        if (lease.Holder.Length == 0)
        {
            return new LiveJudgement(Verdict.NotApplicable, "held by nobody");
        }

        if (lease.Renewed is not { } renewed || lease.DurationSeconds <= 0)
        {
            return new LiveJudgement(Verdict.NotApplicable, "");
        }

        var good = TimeSpan.FromSeconds(lease.DurationSeconds);
        var late = good * Times > Least ? good * Times : Least;
        var isNode = lease.Namespace == NodeNamespace;
        if (newest - renewed is { } behind && behind > late)
        {
            return LiveJudgements.Of(isNode ? Verdict.Fail : Verdict.Warn, $"{(isNode ? "no heartbeat" : "stale: not renewed")} for {Words.Age(now - renewed > behind ? now - renewed : behind)}");
        }

        return now - renewed > late + ByOwnClock
            ? LiveJudgements.Of(Verdict.Warn, $"not renewed for {Words.Age(now - renewed)}")
            : new LiveJudgement(Verdict.Pass, "");
    }
}
