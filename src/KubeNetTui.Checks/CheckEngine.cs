using System.Runtime.CompilerServices;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>How far a run is.</summary>
/// <param name="Done">Checks that have answered, of <paramref name="Total"/>.</param>
/// <param name="Reading">What is being read now, some of it, as commands; empty when nothing is.</param>
public readonly record struct CheckProgress(int Done, int Total, IReadOnlyList<string> Reading);

/// <summary>Gathers the needs of all checks chosen, collects each once, runs every check as soon as its needs are met.</summary>
public sealed class CheckEngine(IReadOnlyList<ICheck> checks)
{
    /// <summary>From so many namespaces on, one list over all of them is fewer requests than one each.</summary>
    private const int ManyNamespaces = 4;

    /// <summary>A check that keeps naming new needs is a defect; it is run with what it has.</summary>
    private const int MostRounds = 6;

    /// <summary>Of what is being read, so many are told; a large run reads thousands at once.</summary>
    private const int MostTold = 8;

    public IReadOnlyList<ICheck> Checks { get; } = checks;

    /// <inheritdoc cref="IEvidence.MostNodes"/>
    public int MostNodes { get; init; } = 20;

    /// <summary>
    /// Of how many pods, and of how many services, the network namespaces are looked into and probes are sent at most: on a large cluster
    /// each would cost thousands of execs and connections. Beyond it a choice spread over all is looked into.
    /// </summary>
    public int MostDeep { get; init; } = 100;

    /// <summary>
    /// Check also what lies on the subjects' way (a pod's node, a service's endpoints), and yield what is wrong there: a person who asks
    /// about a pod is told that its node drops packets.
    /// </summary>
    public bool FollowsTheWay { get; init; }

    /// <summary>Findings as they come. Subjects share what they need: a list is read once for all of them.</summary>
    /// <param name="only">Ids to run; null for all that fit the subjects.</param>
    /// <param name="progress">Called on the reader's thread when something changed.</param>
    public async IAsyncEnumerable<Finding> RunAsync(
        IReadOnlyList<Subject> subjects, IEvidenceSource source, DateTimeOffset now, IReadOnlySet<string>? only = null,
        Action<CheckProgress>? progress = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var evidence = new EvidenceStore(now) { MostNodes = MostNodes };
        var way = new WayAhead(this, subjects, FollowsTheWay, only);
        var waiting = new PendingChecks(evidence, new DeepSubjects(subjects, MostNodes, MostDeep), Tell);
        waiting.Add(subjects.SelectMany(s => Fitting(s, only), (s, c) => new PendingCheck(c, s)));
        HashSet<Need> asked = [];
        for (var round = 0; ; round++)
        {
            foreach (var finding in waiting.BeginRound(round < MostRounds))
            {
                yield return finding;
            }

            HashSet<Need> needs = [.. waiting.Missing, .. round < MostRounds ? way.Missing(evidence) : []];
            if (waiting.Count == 0 && needs.Count == 0)
            {
                break;
            }

            var asking = Merge(needs, asked);
            asked.UnionWith(asking);
            HashSet<Need> open = [.. asking];
            Progress(open);
            await foreach (var section in CollectAsync(source, asking, now, cancellation))
            {
                evidence.Add(section);
                open.Remove(section.Need);
                foreach (var finding in waiting.Arrived(section.Need))
                {
                    yield return finding;
                }

                Progress(open);
            }

            waiting.Add(way.Take(evidence));
        }

        Progress([]);

        IEnumerable<Finding> Tell(PendingCheck run) =>
            Answer(run.Check, run.Subject, evidence).Where(f => !run.IsOnTheWay || (f.Verdict >= Verdict.Warn && way.Concerns(f)));

        void Progress(HashSet<Need> open) => progress?.Invoke(new(waiting.Total - waiting.Count, waiting.Total, [.. open.Take(MostTold).Select(n => n.Command)]));
    }

    /// <summary>Runs on evidence at hand without reading more; what is not there makes Unknown.</summary>
    public IReadOnlyList<Finding> Run(Subject subject, IEvidence evidence, IReadOnlySet<string>? only = null) =>
        [.. Fitting(subject, only).SelectMany(c => Answer(c, subject, evidence))];

    /// <inheritdoc cref="CauseRanking.Rank"/>
    public static IReadOnlyList<Finding> Rank(IEnumerable<Finding> findings) => [.. CauseRanking.Rank(findings).Select(r => r.Finding)];

    /// <summary>A section for every need: a source that breaks off, or forgets one, must not leave the person without an answer.</summary>
    private static async IAsyncEnumerable<Section> CollectAsync(
        IEvidenceSource source, IReadOnlyCollection<Need> needs, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellation)
    {
        HashSet<Need> open = [.. needs];
        var problem = "the source gave no answer";
        await using var sections = source.CollectAsync(needs, cancellation).GetAsyncEnumerator(cancellation);
        while (true)
        {
            try
            {
                if (!await sections.MoveNextAsync())
                {
                    break;
                }
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                problem = $"the collecting broke off: {e.Message}";
                break;
            }

            open.Remove(sections.Current.Need);
            yield return sections.Current;
        }

        foreach (var need in needs.Where(open.Contains))
        {
            yield return new Section(need, SectionStatus.Failed, need.Command, "", now, TimeSpan.Zero, problem);
        }
    }

    private IEnumerable<ICheck> Fitting(Subject subject, IReadOnlySet<string>? only) =>
        Checks.Where(c => c.Info.Kind == subject.Kind && (only is null || only.Contains(c.Info.Id)));

    private static List<Finding> Answer(ICheck check, Subject subject, IEvidence evidence)
    {
        try
        {
            List<Finding> findings = [.. check.Run(subject, evidence)];
            return findings.Count > 0 ? findings : [new Finding(check.Info.Id, subject, Verdict.Unknown, $"{check.Info.Id} gave no answer")
            {
                Details = ["This is a defect of the check, not of the cluster; please report it."],
            }];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A check that throws is a defect; the person still learns that this was not judged, and the rest goes on.
            return [new Finding(check.Info.Id, subject, Verdict.Unknown, $"{check.Info.Id} could not judge this: {e.GetType().Name}")
            {
                Details = [e.Message, "This is a defect of the check, not of the cluster; please report it."],
            }];
        }
    }

    /// <summary>
    /// One list over all namespaces in place of many lists of one namespace each. Where that one was refused before, each is asked for.
    /// </summary>
    private static List<Need> Merge(IReadOnlyCollection<Need> needs, HashSet<Need> asked)
    {
        List<Need> merged = [.. needs.Where(n => n is not ListNeed { Namespace: not null })];
        foreach (var group in needs.OfType<ListNeed>().Where(n => n.Namespace is not null).GroupBy(n => n with { Namespace = null }))
        {
            if ((group.Count() >= ManyNamespaces || needs.Contains(group.Key)) && !asked.Contains(group.Key))
            {
                merged.Add(group.Key);
            }
            else
            {
                merged.AddRange(group);
            }
        }

        return [.. merged.Distinct()];
    }

    /// <summary>Checks of what lies on the subjects' way, as soon as it is known what does.</summary>
    private sealed class WayAhead(CheckEngine engine, IReadOnlyList<Subject> subjects, bool follows, IReadOnlySet<string>? only)
    {
        private List<Subject> _open = follows ? [.. subjects.Distinct()] : [];
        private readonly HashSet<Subject> _asked = [.. subjects];
        private readonly HashSet<(Subject, string)> _taken = [];
        private readonly HashSet<Subject> _nodes = [];
        private readonly HashSet<Subject> _pods = [];

        /// <summary>
        /// It may be why something asked about fails: a fault of a node that touches other pods alone is not on this subject's way.
        /// One that does not say whom it touches may touch all.
        /// </summary>
        public bool Concerns(Finding finding) =>
            finding.Explains.Count == 0 || finding.Explains.Any(s => _asked.Contains(s) || _pods.Contains(s) || s == finding.Subject);

        public IEnumerable<Need> Missing(EvidenceStore evidence) => _open.SelectMany(OnTheWay.Needs).Where(n => evidence.Find(n) is null);

        public List<PendingCheck> Take(EvidenceStore evidence)
        {
            List<PendingCheck> found = [];
            var known = _open.ToLookup(s => OnTheWay.Needs(s).All(n => evidence.Find(n) is not null));
            _open = [.. known[false]];
            foreach (var (subject, narrowed) in known[true].SelectMany(s => OnTheWay.Of(s, evidence, subjects.Count)))
            {
                if (_asked.Contains(subject) || (subject.Kind == SubjectKind.Node && !_nodes.Contains(subject) && _nodes.Count >= engine.MostNodes))
                {
                    continue;
                }

                if (subject.Kind == SubjectKind.Node)
                {
                    _nodes.Add(subject);
                }
                else if (subject.Kind == SubjectKind.Pod)
                {
                    _pods.Add(subject);
                }

                found.AddRange(engine.Fitting(subject, only).Where(c => narrowed?.Contains(c.Info.Id) != false && _taken.Add((subject, c.Info.Id)))
                    .Select(c => new PendingCheck(c, subject) { IsOnTheWay = true }));
            }

            return found;
        }
    }
}
