using KubeNetTui.Checks;

namespace KubeNetTui.Verify;

internal enum ChangeKind
{
    /// <summary>As it was, or there is nothing to compare with.</summary>
    None,
    New,

    /// <summary>The same check answered otherwise the last time.</summary>
    Changed,

    /// <summary>It was there the last time, and no longer is.</summary>
    Gone,

    /// <summary>From the last time; its check has not answered yet in this run.</summary>
    Pending,
}

/// <summary>What became of a finding since the run before.</summary>
/// <param name="Was">The finding of the last time that this one stands in place of.</param>
/// <param name="At">When that run was.</param>
internal readonly record struct Change(ChangeKind Kind, Finding? Was, DateTimeOffset At);

internal static class RunComparison
{
    /// <summary>
    /// Each finding of the run with its change, then those of the former run that are pending or gone. A finding is the same when its key
    /// is; of what is left, findings of one check are paired in their order, since a title names pods and counts that come and go.
    /// </summary>
    public static IReadOnlyList<(Finding Finding, Change Change)> Compare(VerifyRun run)
    {
        if (run.Former is not { } former)
        {
            return [.. run.Findings.Select(static f => (f, default(Change)))];
        }

        var at = former.Started;
        var left = former.Findings.ToList();
        var changes = new Change[run.Findings.Count];
        var open = new List<int>();
        for (var i = 0; i < changes.Length; i++)
        {
            var finding = run.Findings[i];
            var same = left.FindIndex(f => f.Key == finding.Key);
            if (same < 0)
            {
                open.Add(i);
                continue;
            }

            changes[i] = left[same].Verdict == finding.Verdict ? default : new Change(ChangeKind.Changed, left[same], at);
            left.RemoveAt(same);
        }

        foreach (var i in open)
        {
            var finding = run.Findings[i];
            var like = left.FindIndex(f => f.CheckId == finding.CheckId && f.Subject == finding.Subject);
            changes[i] = like < 0 ? new Change(ChangeKind.New, null, at) : new Change(ChangeKind.Changed, left[like], at);
            if (like >= 0)
            {
                left.RemoveAt(like);
            }
        }

        var compared = run.Findings.Select((f, i) => (f, changes[i])).ToList();
        foreach (var finding in left)
        {
            if (run.IsRunning && !run.HasAnswered(finding.CheckId))
            {
                compared.Add((finding, new Change(ChangeKind.Pending, null, at)));
            }
            else if (!run.IsRunning && run.Problem is null)
            {
                compared.Add((finding, new Change(ChangeKind.Gone, finding, at)));
            }
        }

        return compared;
    }
}
