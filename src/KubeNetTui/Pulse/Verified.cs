using KubeNetTui.Checks;
using KubeNetTui.Verify;

namespace KubeNetTui.Pulse;

/// <summary>What the person had verified in this session, with what was learned of connection tables on the way.</summary>
internal static class Verified
{
    /// <returns>Null where nothing was verified.</returns>
    public static PulseTile? Of(IReadOnlyCollection<VerifyRun> runs)
    {
        if (runs.Count == 0)
        {
            return null;
        }

        var fail = runs.Count(r => r.Overall == Verdict.Fail);
        var warn = runs.Count(r => r.Overall == Verdict.Warn);
        var conntrack = runs.SelectMany(r => r.Findings).Where(f => f.CheckId == "node.conntrack" && f.Verdict != Verdict.NotApplicable).OrderByDescending(f => f.Verdict).FirstOrDefault();
        return new PulseTile("verified", $"{runs.Count - fail - warn} of {runs.Count} pass")
        {
            Verdict = fail > 0 ? Verdict.Fail : warn > 0 ? Verdict.Warn : Verdict.Pass,
            Share = (double)(runs.Count - fail - warn) / runs.Count,
            Detail = conntrack is not null ? $"conntrack: {conntrack.Title}" : $"{fail} fail, {warn} warn; conntrack was not asked",
        };
    }
}
