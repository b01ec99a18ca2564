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

    /// <summary>What explains it, and what it explains, among the findings of the run.</summary>
    public RankedFinding? Ranked { get; init; }

    /// <summary>On a group's line: what did not turn out to be the cause.</summary>
    public IReadOnlyList<string> RuledOut { get; init; } = [];

    /// <summary>Whom it is about, where that is not who was verified: <c>node-c</c>; "" else.</summary>
    public string About { get; init; } = "";

    /// <summary>The line in the list: the finding's title, with whom it is about.</summary>
    public string Text => Finding is null ? "" : $"{(Ranked?.ExplainedBy is null ? "" : "↳ ")}{(About.Length > 0 ? $"{About}: " : "")}{Finding.Title}";

    /// <summary>A word or two at the end of the line: <c>explains 7</c>.</summary>
    public string Explains => Ranked is { Explains.Count: > 0 and var count } ? $"explains {count}" : "";
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
        foreach (var ranked in CauseRanking.Rank(open.Select(static c => c.Finding)))
        {
            var at = open.FindIndex(c => ReferenceEquals(c.Finding, ranked.Finding));
            rows.Add(new FindingRow(ranked.Finding.Key, ranked.Finding, open[at].Change, null, 1) { Ranked = ranked, About = About(run, ranked.Finding) });
        }

        rows.AddRange(compared.Where(static c => c.Change.Kind == ChangeKind.Gone && c.Finding.Verdict > Verdict.Pass)
            .Select(c => new FindingRow("gone|" + c.Finding.Key, c.Finding, c.Change, null, 1) { About = About(run, c.Finding) }));
        AddGroup(rows, run, compared, Verdict.Pass, isOpen);
        AddGroup(rows, run, compared, Verdict.NotApplicable, isOpen);
        return rows;
    }

    // What lies on the way of who was verified is named, shortly: the namespace is theirs as a rule.
    private static string About(VerifyRun run, Finding finding) =>
        finding.Subject == run.Subject ? ""
        : finding.Subject.Kind == SubjectKind.Cluster ? "cluster"
        : finding.Subject.Namespace.Length == 0 || finding.Subject.Namespace == run.Subject.Namespace ? finding.Subject.Name
        : $"{finding.Subject.Namespace}/{finding.Subject.Name}";

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

        rows.Add(new FindingRow("group|" + verdict, null, default, verdict, members.Count)
        {
            RuledOut = verdict == Verdict.Pass && run.Overall > Verdict.Pass ? CauseRanking.RuledOut([.. members.Select(static m => m.Finding)]) : [],
        });
        if (isOpen(verdict))
        {
            rows.AddRange(members.Select(m => new FindingRow(m.Finding.Key, m.Finding, m.Change, verdict, 1) { About = About(run, m.Finding) }));
        }
    }
}
