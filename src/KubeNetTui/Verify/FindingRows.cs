using KubeNetTui.Checks;

namespace KubeNetTui.Verify;

/// <summary>A row of the pane's list: a finding, or the line that stands for several that need no attention.</summary>
/// <param name="Id">Stays the same while findings stream in, so that the selection does.</param>
/// <param name="Finding">Null for a group's line.</param>
/// <param name="Group">The verdict of the group that the row heads or belongs to; null for what stands alone.</param>
/// <param name="Count">Findings in the group, on its line.</param>
internal sealed record FindingRow(string Id, Finding? Finding, Change Change, Verdict? Group, int Count)
{
    public bool IsGroup => Finding is null;
}

/// <summary>Orders findings for reading: the cause first, then the rest by gravity; what passed and what doesn't apply is folded.</summary>
internal static class FindingRows
{
    /// <param name="isOpen">Whether the group of a verdict is unfolded.</param>
    public static IReadOnlyList<FindingRow> Of(VerifyRun run, Func<Verdict, bool> isOpen)
    {
        var compared = RunComparison.Compare(run);
        var rows = new List<FindingRow>();

        // What is still there from the last run keeps its place among the new, so that a run again doesn't make the list jump.
        var open = compared.Where(static c => c.Change.Kind != ChangeKind.Gone && c.Finding.Verdict > Verdict.Pass).ToList();
        foreach (var finding in CheckEngine.Rank(open.Select(static c => c.Finding)))
        {
            var at = open.FindIndex(c => ReferenceEquals(c.Finding, finding));
            rows.Add(new FindingRow(finding.Key, finding, open[at].Change, null, 1));
        }

        rows.AddRange(compared.Where(static c => c.Change.Kind == ChangeKind.Gone && c.Finding.Verdict > Verdict.Pass)
            .Select(static c => new FindingRow("gone|" + c.Finding.Key, c.Finding, c.Change, null, 1)));
        AddGroup(rows, run, compared, Verdict.Pass, isOpen);
        AddGroup(rows, run, compared, Verdict.NotApplicable, isOpen);
        return rows;
    }

    private static void AddGroup(
        List<FindingRow> rows, VerifyRun run, IReadOnlyList<(Finding Finding, Change Change)> compared, Verdict verdict, Func<Verdict, bool> isOpen)
    {
        var order = run.Checks.Select(static (check, i) => (check.Id, i)).ToDictionary(static c => c.Id, static c => c.i);
        var members = compared.Where(c => c.Finding.Verdict == verdict && c.Change.Kind != ChangeKind.Gone)
            .OrderBy(c => order.GetValueOrDefault(c.Finding.CheckId, int.MaxValue)).ToList();
        if (members.Count == 0)
        {
            return;
        }

        rows.Add(new FindingRow("group|" + verdict, null, default, verdict, members.Count));
        if (isOpen(verdict))
        {
            rows.AddRange(members.Select(m => new FindingRow(m.Finding.Key, m.Finding, m.Change, verdict, 1)));
        }
    }
}
