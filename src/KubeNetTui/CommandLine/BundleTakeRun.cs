using System.Globalization;
using KubeNetTui.Checks;
using KubeNetTui.Collect;
using KubeNetTui.Configuration;
using KubeNetTui.Evidence;
using KubeNetTui.Footprint;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.CommandLine;

/// <summary>
/// One bundle taken: the checks of what was named are run first, for what they ask for is what they need; then come the lists, all
/// sections of the nodes and pods concerned, and the logs of the cluster's own pods.
/// </summary>
internal sealed class BundleTakeRun(ProgramHost host, ApiClient client, BundleTakeRequest request)
{
    /// <summary>Each subject costs probes; of a larger cluster the checks are run for the cluster and its nodes.</summary>
    private const int MostChecked = 400;

    private const int MostNodes = 50;
    private const int MostPods = 200;
    private const int MostLogs = 80;

    private bool _asksNodes;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        string ns = request.Check.Namespace ?? client.Settings.DefaultNamespace;
        using ProgressLine progress = new(host);
        NodeShellChoice choice = request.Check.Nodes.Over(PersonalConfig.Load(
            ConfigFolders.From(host.Variable), client.Settings.ClusterName, client.Settings.ContextName).Settings);
        FootprintFolder footprint = FootprintFolder.Of(host.Variable, host.Time);
        TerminalConsent consent = new(host, choice, progress.Clear);
        NodeShellOptions shells = choice.ToOptions(consent.Ask, footprint);
        _asksNodes = !shells.IsOff;
        await using ClusterEvidenceSource cluster = new(client, host.Time, shells, new EvidenceOptions { Namespaces = [ns], RawObjects = 0 });
        RememberingSource source = new(cluster);
        List<string> notes = [];
        progress.Show("reading …");
        DateTimeOffset now = host.Time.GetUtcNow();
        FoundSubjects found = await new SubjectFinder(source, now, ns).FindAsync(request.Check, cancellation).ConfigureAwait(false);
        if (found.Problem is { } problem)
        {
            progress.Clear();
            Say($"{client.Settings.Server.GetLeftPart(UriPartial.Authority)}: {problem}");
            return ExitCode.CouldNot;
        }

        IReadOnlyList<Subject> subjects = found.Subjects;
        if (subjects.Count > MostChecked)
        {
            subjects = [.. subjects.Where(s => s.Kind is SubjectKind.Cluster or SubjectKind.Node).Take(MostChecked)];
            notes.Add($"probes were made for the cluster and its nodes only, not for each of {found.Subjects.Count} subjects: name a namespace or a subject for those");
        }

        await foreach (Finding _ in new CheckEngine(Catalogue.All) { FollowsTheWay = true, MostNodes = choice.MostNodes }.RunAsync(subjects, source, now, null, Tell, cancellation).ConfigureAwait(false))
        {
            // What was found is for whoever opens the bundle; here it matters what was asked.
        }

        BundleRequest wanted = await WantedAsync(source, subjects, ns, notes, cancellation).ConfigureAwait(false);
        BundleOptions options = new()
        {
            MostBytes = request.MostBytes, Redact = request.Redact, ConfigMaps = request.ConfigMaps, By = $"kubenettui {VersionAction.Version}",
        };
        BundleSummary summary;
        try
        {
            summary = await new BundleTaker(client, cluster, host.Time, options).TakeAsync(request.Path, wanted, new Shown(progress), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{request.Path} can't be written: {e.Message}");
        }

        progress.Clear();
        foreach (string line in found.Notes.Concat(notes).Concat(summary.Missing))
        {
            Say(line);
        }

        await host.Out.WriteLineAsync($"{request.Path}: {summary.Files} files, {Size(summary.Bytes)}, compressed {Size(summary.FileBytes)}").ConfigureAwait(false);
        return ExitCode.Clean;

        void Tell(CheckProgress state) => progress.Show($"{state.Done} of {state.Total} checks{(state.Reading is [var first, ..] ? $", reading: {first}" : "")}");
    }

    private async Task<BundleRequest> WantedAsync(RememberingSource source, IReadOnlyList<Subject> subjects, string ns, List<string> notes, CancellationToken cancellation)
    {
        string? scope = request.Check is { Everything: true } ? null : request.Check.Subjects.Count > 0 ? ns : request.Check.Namespace;
        EvidenceStore store = new(host.Time.GetUtcNow());
        await foreach (Section section in source.CollectAsync([Needs.Pods(scope), Needs.Pods("kube-system"), Needs.Nodes()], cancellation).ConfigureAwait(false))
        {
            store.Add(section);
        }

        IReadOnlyList<Pod> pods = store.Pods(scope).Items;
        HashSet<(string, string)> asked = [.. Places(source, PlaceKind.Pod).Select(p => (p.Namespace, p.Name))];
        (string, string)[] named = [.. subjects.Where(s => s.Kind == SubjectKind.Pod).Select(s => (s.Namespace, s.Name))];
        IEnumerable<(string, string)> more = request.Check.Subjects.Count > 0 ? [] : pods.Where(p => p.Ips.Count > 0 && !p.HostNetwork).Select(p => (p.Namespace, p.Name));
        (string Namespace, string Name)[] chosen = [.. named.Concat(asked).Concat(more).Distinct()];
        if (_asksNodes && chosen.Length > MostPods)
        {
            notes.Add($"sections of {MostPods} of {chosen.Length} pods");
        }

        HashSet<string> nodes = [.. Places(source, PlaceKind.Node).Select(p => p.Name), .. subjects.Where(s => s.Kind == SubjectKind.Node).Select(s => s.Name)];
        nodes.UnionWith(request.Check.Everything ? store.Nodes().Items.Select(n => n.Name) : pods.Where(p => chosen.Contains((p.Namespace, p.Name))).Select(p => p.NodeName));
        nodes.Remove("");
        if (_asksNodes && nodes.Count > MostNodes)
        {
            notes.Add($"sections of {MostNodes} of {nodes.Count} nodes");
        }

        return new BundleRequest
        {
            Scope = request.Scope,
            Namespace = scope,
            Asked = source.Sections,
            Nodes = _asksNodes ? [.. nodes.Order(StringComparer.Ordinal).Take(MostNodes)] : [],
            Pods = _asksNodes ? [.. chosen.Take(MostPods)] : [],
            Logs = [.. store.Pods("kube-system").Items.SelectMany(p => p.Containers.Select(c => (p.Namespace, p.Name, c.Name))).Take(MostLogs)],
            Notes = notes,
        };
    }

    private static IEnumerable<Place> Places(RememberingSource source, PlaceKind kind) => source.Sections
        .Select(s => s.Need switch { CommandNeed need => need.Place, ProbeNeed probe => probe.From, _ => default })
        .Where(p => p.Kind == kind && !string.IsNullOrEmpty(p.Name));

    private void Say(string text) => host.Error.WriteLine("kubenettui: " + SafeText.Clean(text, keepLines: true));

    private static string Size(long bytes) => bytes < 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB");

    private sealed class Shown(ProgressLine line) : IProgress<BundleProgress>
    {
        public void Report(BundleProgress value) => line.Show($"{value.Files} files, {Size(value.Bytes)}, reading: {value.Doing}");
    }
}
