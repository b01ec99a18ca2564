namespace KubeNetTui.Checks;

/// <summary>
/// Which findings are causes and which are their consequences, and in what order a tired person should read them. A finding names what
/// it may explain (<see cref="Finding.Explains"/>, <see cref="Finding.ExplainedChecks"/>); here that is held against what was found.
/// </summary>
public static class CauseRanking
{
    /// <summary>
    /// Worst first. Among equals: what nothing explains before what something does, then what explains most. A warning that explains
    /// failures stands with the failures.
    /// </summary>
    public static IReadOnlyList<RankedFinding> Rank(IEnumerable<Finding> findings)
    {
        List<Entry> all = [.. findings.Select(f => new Entry(f))];
        // What is not known has another reason: evidence that could not be had.
        var troubled = all.Where(e => e.Finding.Verdict >= Verdict.Warn).ToLookup(e => e.Finding.Subject);
        foreach (var entry in all.Where(e => e.Finding.Verdict >= Verdict.Warn))
        {
            entry.Candidates = [.. entry.Finding.Explains.Distinct().SelectMany(s => troubled[s]).Where(e => e != entry && Covers(entry.Finding, e.Finding))];
        }

        // What is wrong with the very thing explains it better than what is wrong around it: a process that listens on 127.0.0.1 is why
        // its service is refused, although the node drops packets too. Then the one that explains most takes its consequences first.
        List<Entry> causes = [.. all.Where(e => e.Candidates.Count > 0).OrderByDescending(e => e.Candidates.Count).ThenByDescending(e => e.Finding.Verdict)];
        foreach (var cause in causes)
        {
            cause.Take(c => c.Finding.Subject == cause.Finding.Subject);
        }

        foreach (var cause in causes)
        {
            cause.Take(_ => true);
        }

        return
        [
            .. all.OrderByDescending(e => e.Weight)
                .ThenBy(e => e.Cause is not null)
                .ThenByDescending(e => e.Reach.Count)
                .ThenByDescending(e => e.Finding.Verdict)
                .ThenByDescending(e => e.Finding.Explains.Count)
                .ThenBy(e => e.Finding.Subject.Kind).ThenBy(e => e.Finding.Subject.Namespace, StringComparer.Ordinal)
                .ThenBy(e => e.Finding.Subject.Name, StringComparer.Ordinal).ThenBy(e => e.Finding.CheckId, StringComparer.Ordinal)
                .Select(e => new RankedFinding(e.Finding, e.Reach, e.Cause?.Finding)),
        ];
    }

    /// <summary>What did not turn out to be the cause: <c>node.forward on 2 of 3 nodes</c>, <c>dns.pods</c>. By id.</summary>
    public static IReadOnlyList<string> RuledOut(IReadOnlyCollection<Finding> findings) =>
    [
        .. findings.Where(f => f.Verdict != Verdict.NotApplicable).GroupBy(f => f.CheckId)
            .Select(g => (Id: g.Key, Passed: g.Count(f => f.Verdict == Verdict.Pass), All: g.Count()))
            .Where(g => g.Passed > 0)
            .OrderBy(g => g.Id, StringComparer.Ordinal)
            .Select(g => g.Passed == g.All ? g.Id : $"{g.Id} on {g.Passed} of {g.All}"),
    ];

    private static bool Covers(Finding cause, Finding other) =>
        cause.ExplainedChecks.Count == 0 || cause.ExplainedChecks.Any(c => other.CheckId == c || (c.EndsWith('.') && other.CheckId.StartsWith(c, StringComparison.Ordinal)));

    private sealed class Entry
    {
        private readonly Lazy<IReadOnlyList<Finding>> _reach;

        public Entry(Finding finding)
        {
            Finding = finding;
            _reach = new(() => [.. Consequences.SelectMany(c => (IEnumerable<Finding>)[c.Finding, .. c.Reach])]);
        }

        public Finding Finding { get; }

        public List<Entry> Candidates { get; set; } = [];

        public List<Entry> Consequences { get; } = [];

        public Entry? Cause { get; set; }

        /// <summary>Becomes the cause of those candidates that have none yet.</summary>
        public void Take(Func<Entry, bool> which)
        {
            foreach (var consequence in Candidates.Where(c => c.Cause is null && which(c) && !c.IsAbove(this)))
            {
                consequence.Cause = this;
                Consequences.Add(consequence);
            }
        }

        /// <summary>All below it. Asked for when the tree stands; it has no circles.</summary>
        public IReadOnlyList<Finding> Reach => _reach.Value;

        /// <summary>It is a cause of <paramref name="other"/>: the other way round would be a circle.</summary>
        private bool IsAbove(Entry other)
        {
            for (var e = other; e is not null; e = e.Cause)
            {
                if (e == this)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>The worst of itself and what it explains.</summary>
        public Verdict Weight => Finding.Verdict >= Verdict.Warn ? Reach.Select(f => f.Verdict).Append(Finding.Verdict).Max() : Finding.Verdict;
    }
}
