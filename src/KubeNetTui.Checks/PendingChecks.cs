using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>A check that has not answered yet.</summary>
internal sealed class PendingCheck(ICheck check, Subject subject)
{
    public ICheck Check { get; } = check;

    public Subject Subject { get; } = subject;

    /// <summary>Nobody asked for it: told only where something is wrong.</summary>
    public bool IsOnTheWay { get; init; }

    /// <summary>Of this round; empty once all have been read.</summary>
    public List<Need> Missing { get; set; } = [];

    public bool IsDone { get; set; }
}

/// <summary>
/// Which subjects may be looked into from within. Nodes and pods cost an exec or a part of one each, probes a connection each; what needs
/// neither is asked of all.
/// </summary>
internal sealed class DeepSubjects
{
    private readonly HashSet<Subject> _chosen = [];
    private readonly HashSet<Subject> _asked;

    public DeepSubjects(IReadOnlyList<Subject> subjects, int mostNodes, int mostOthers)
    {
        _asked = [.. subjects];
        foreach (var kind in subjects.GroupBy(s => s.Kind))
        {
            List<Subject> all = [.. kind];
            var most = kind.Key == SubjectKind.Node ? mostNodes : mostOthers;
            for (var i = 0; i < Math.Min(all.Count, most); i++)
            {
                // Spread: neighbours in a list often are of one owner.
                _chosen.Add(all[(int)((long)i * all.Count / Math.Min(all.Count, most))]);
            }
        }
    }

    /// <summary>What was not asked for but lies on the way has a bound of its own.</summary>
    public bool Allows(Subject subject) => !_asked.Contains(subject) || _chosen.Contains(subject);

    public static bool IsDeep(Subject subject, Need need) => need switch
    {
        ProbeNeed or ForwardedDnsNeed => subject.Kind is SubjectKind.Pod or SubjectKind.Service,
        CommandNeed { Place.Kind: PlaceKind.Pod } => subject.Kind is SubjectKind.Pod or SubjectKind.Service,
        CommandNeed => subject.Kind == SubjectKind.Node,
        _ => false,
    };
}

/// <summary>
/// The checks that wait, by what they wait for: a section that arrives wakes those alone that need it, so that a run over a cluster of
/// thousands takes time in proportion.
/// </summary>
/// <param name="answer">The findings of a check whose needs are met.</param>
internal sealed class PendingChecks(EvidenceStore evidence, DeepSubjects deep, Func<PendingCheck, IEnumerable<Finding>> answer)
{
    private readonly Dictionary<Need, List<PendingCheck>> _waiters = [];
    private List<PendingCheck> _all = [];

    /// <summary>Those that have not answered.</summary>
    public int Count { get; private set; }

    /// <summary>All there were so far.</summary>
    public int Total { get; private set; }

    /// <summary>What they need and nobody has read, each once.</summary>
    public IReadOnlyCollection<Need> Missing { get; private set; } = [];

    public void Add(IEnumerable<PendingCheck> checks)
    {
        var before = _all.Count;
        _all.AddRange(checks);
        Count += _all.Count - before;
        Total += _all.Count - before;
    }

    /// <summary>Asks each what it needs now; those that need nothing answer.</summary>
    /// <param name="mayAsk">False: all answer with what there is.</param>
    public List<Finding> BeginRound(bool mayAsk)
    {
        List<Finding> findings = [];
        HashSet<Need> missing = [];
        _waiters.Clear();
        foreach (var run in _all.Where(r => !r.IsDone))
        {
            run.Missing = mayAsk ? Open(run) : [];
            if (run.Missing.Count == 0)
            {
                findings.AddRange(Finish(run));
            }
            else if (!deep.Allows(run.Subject) && run.Missing.Exists(n => DeepSubjects.IsDeep(run.Subject, n)))
            {
                // One of very many: the choice that was made stands for it.
                run.IsDone = true;
                Count--;
                Total--;
            }
            else
            {
                missing.UnionWith(run.Missing);
                Register(run);
            }
        }

        _all = [.. _all.Where(r => !r.IsDone)];
        Missing = missing;
        return findings;
    }

    /// <summary>Findings of those for which this was the last thing they needed.</summary>
    public List<Finding> Arrived(Need need)
    {
        List<Finding> findings = [];
        if (!_waiters.Remove(need, out var waiting))
        {
            return findings;
        }

        foreach (var run in waiting.Where(r => !r.IsDone))
        {
            run.Missing.RemoveAll(n => evidence.Find(n) is not null);
            if (run.Missing.Count == 0 && Open(run).Count == 0)
            {
                findings.AddRange(Finish(run));
            }
        }

        return findings;
    }

    private IEnumerable<Finding> Finish(PendingCheck run)
    {
        run.IsDone = true;
        Count--;
        return answer(run);
    }

    private List<Need> Open(PendingCheck run)
    {
        try
        {
            return [.. run.Check.Needs(run.Subject, evidence).Where(n => evidence.Find(n) is null)];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Told by the answer, which meets the same defect.
            return [];
        }
    }

    private void Register(PendingCheck run)
    {
        foreach (var need in run.Missing)
        {
            Under(need).Add(run);

            // A list over all namespaces answers for each of them.
            if (need is ListNeed { Namespace: not null } list)
            {
                Under(list with { Namespace = null }).Add(run);
            }
        }

        List<PendingCheck> Under(Need need)
        {
            if (!_waiters.TryGetValue(need, out var waiting))
            {
                _waiters[need] = waiting = [];
            }

            return waiting;
        }
    }
}
