using KubeNetTui.Checks;
using KubeNetTui.Collect;
using KubeNetTui.Configuration;
using KubeNetTui.Footprint;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.CommandLine;

/// <summary>One run of checks: subjects found, evidence read, findings printed, the exit status.</summary>
internal sealed class CheckRun(ProgramHost host, ApiClient client, CheckRequest request)
{
    internal const string ReachCheck = "api.reach";

    private const int MostDeep = 100;

    /// <summary>How nodes are asked, in place of what is configured: in a bundle there is nothing to be careful of.</summary>
    public NodeShellOptions? Shells { get; init; }

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        DateTimeOffset now = host.Time.GetUtcNow();

        // Without the path: a replayed cluster has its token there.
        string server = client.Settings.Server.GetLeftPart(UriPartial.Authority);
        string ns = request.Namespace ?? client.Settings.DefaultNamespace;
        using ProgressLine progress = new(host);
        FootprintFolder footprint = FootprintFolder.Of(host.Variable, host.Time);
        NodeShellChoice nodes = Configured();
        TerminalConsent consent = new(host, nodes, progress.Clear);

        // Disposed at the end, whatever ends it: debug pods go with it.
        await using ClusterEvidenceSource cluster = new(
            client, host.Time, Shells ?? nodes.ToOptions(consent.Ask, footprint), new EvidenceOptions { Namespaces = [ns] });
        RememberingSource source = new(cluster);
        foreach (string left in Shells is not null ? [] : await LeftoverSweep.RunAsync(client, footprint, cancellation).ConfigureAwait(false))
        {
            Say(left);
        }

        progress.Show($"reading from {server} …");
        FoundSubjects found = await new SubjectFinder(source, now, ns).FindAsync(request, cancellation).ConfigureAwait(false);
        progress.Clear();
        foreach (string note in found.Notes)
        {
            Say(note);
        }

        IReadOnlySet<string>? only = request.Only;
        IReadOnlyList<Subject> subjects = found.Subjects;
        if (found.Problem is { } problem)
        {
            Say($"{server}: {problem}");
            (subjects, only) = ([Subject.Cluster], new HashSet<string> { ReachCheck });
        }
        else if (subjects.Count > 0 && !Catalogue.All.Any(c => subjects.Any(s => s.Kind == c.Info.Kind) && only?.Contains(c.Info.Id) != false))
        {
            throw new UsageException($"none of the checks in --only ({string.Join(", ", only!)}) is about what was named; kubenettui checks tells what each is about");
        }

        SayWhatIsChosen(subjects, nodes.MostNodes);
        CheckOutput output = new(host, request, $"{client.Settings.ContextName} ({server})", now);
        List<Finding> findings = [];
        CheckEngine engine = new(Catalogue.All) { FollowsTheWay = true, MostNodes = nodes.MostNodes, MostDeep = MostDeep };
        await foreach (Finding finding in engine.RunAsync(subjects, source, now, only, Tell, cancellation).ConfigureAwait(false))
        {
            findings.Add(finding);
            output.Add(finding, progress);
        }

        progress.Clear();
        output.End(findings);
        await host.Out.FlushAsync(cancellation).ConfigureAwait(false);
        TellUndecided(findings);
        return found.Problem is not null ? ExitCode.CouldNot : CodeOf(findings, found.NothingListed);

        void Tell(CheckProgress state) =>
            progress.Show($"{state.Done} of {state.Total} checks{(state.Reading is [var first, ..] ? $", reading: {first}" : "")}");
    }

    private NodeShellChoice Configured() => request.Nodes.Over(PersonalConfig.Load(
        ConfigFolders.From(host.Variable), client.Settings.ClusterName, client.Settings.ContextName).Settings);

    /// <param name="nothingRead">None of the subjects could even be listed.</param>
    private int CodeOf(List<Finding> findings, bool nothingRead)
    {
        bool undecided = findings.Any(f => f.Verdict == Verdict.Unknown || IsUnreachable(f));
        bool decided = findings.Any(f => f.Verdict is Verdict.Pass or Verdict.Warn or Verdict.Fail && !IsUnreachable(f));
        return nothingRead || (undecided && !decided) ? ExitCode.CouldNot
            : findings.Any(f => f.Verdict >= request.FailOn) ? ExitCode.Findings
            : ExitCode.Clean;
    }

    /// <summary>Each subject of which nothing is known, by name: silence would read as "nothing found".</summary>
    private void TellUndecided(List<Finding> findings)
    {
        int undecided = findings.Count(f => f.Verdict == Verdict.Unknown);
        if (undecided == 0)
        {
            return;
        }

        foreach (IGrouping<Subject, Finding> subject in findings.GroupBy(f => f.Subject).Where(AllUnknown).Take(5))
        {
            Say($"{subject.Key} could not be checked: {subject.First(f => f.Verdict == Verdict.Unknown).Title}");
        }

        Say($"{undecided} of {findings.Count} answers are Unknown, because evidence could not be had; the report says which and how to get it");
    }

    /// <summary>Of very many not each is looked into from within; silence would read as "all were".</summary>
    private void SayWhatIsChosen(IReadOnlyList<Subject> subjects, int mostNodes)
    {
        foreach (var (kind, most, what) in (ReadOnlySpan<(SubjectKind, int, string)>)
            [(SubjectKind.Node, mostNodes, "nodes (--nodes N: more)"), (SubjectKind.Service, MostDeep, "services"), (SubjectKind.Pod, MostDeep, "pods")])
        {
            var count = subjects.Count(s => s.Kind == kind);
            if (count > most)
            {
                Say($"{most} of {count} {what} are looked into from within, and probed; of the others what the API tells. One that is named is looked into whatever the number");
            }
        }
    }

    private void Say(string text) => host.Error.WriteLine("kubenettui: " + SafeText.Clean(text, keepLines: true));

    private static bool AllUnknown(IEnumerable<Finding> findings) =>
        findings.Any(f => f.Verdict == Verdict.Unknown) && findings.All(f => f.Verdict is Verdict.Unknown or Verdict.NotApplicable);

    // A server that can't be reached is why nothing could be checked, not something that was found by checking.
    private static bool IsUnreachable(Finding finding) => finding is { CheckId: ReachCheck, Verdict: Verdict.Fail };
}
