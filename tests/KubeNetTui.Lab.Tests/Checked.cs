using KubeNetTui.Checks;
using KubeNetTui.Collect;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Lab.Tests;

/// <summary>What <c>kubenettui check -A</c> finds in the lab: all checks of the cluster, all nodes, services and pods, worst first.</summary>
internal static class Checked
{
    public static Task<IReadOnlyList<RankedFinding>> AllAsync(Replay.Lab lab, CancellationToken cancellation) => RunAsync(lab, null, cancellation);

    /// <param name="asked">As typed after <c>kubenettui check</c>; null: everything.</param>
    public static async Task<IReadOnlyList<RankedFinding>> RunAsync(Replay.Lab lab, IReadOnlyList<string>? asked, CancellationToken cancellation)
    {
        await using var client = new ApiClient(new ConnectionSettings
        {
            Server = lab.Server.Url,
            ContextName = "lab",
            ClusterName = "lab",
            UserName = "lab",
            DefaultNamespace = "shop",
            Credentials = new CredentialSettings { Token = lab.Server.Token },
        });
        await using var source = new ClusterEvidenceSource(client, TimeProvider.System, new NodeShellOptions());
        var now = TimeProvider.System.GetUtcNow();
        var subjects = asked is null ? await EverythingAsync(source, now, cancellation) : [.. asked.Select(a => SubjectOf(lab.SubjectOf(a)))];
        var findings = new List<Finding>();
        var engine = new CheckEngine(Catalogue.All) { FollowsTheWay = true };
        await foreach (var finding in engine.RunAsync(subjects, source, now, cancellation: cancellation))
        {
            findings.Add(finding);
        }

        return CauseRanking.Rank(findings);
    }

    private static Subject SubjectOf(string asked) => asked.Split('/') switch
    {
        ["cluster"] => Subject.Cluster,
        ["node", var name] => Subject.Node(name),
        ["pod", var name] => Subject.Pod("shop", name),
        [_, var name] => Subject.Service("shop", name),
        _ => throw new ArgumentException(asked),
    };

    private static async Task<IReadOnlyList<Subject>> EverythingAsync(ClusterEvidenceSource source, DateTimeOffset now, CancellationToken cancellation)
    {
        var store = new EvidenceStore(now);
        ListNeed[] lists = [Needs.Nodes(), Needs.Services(null), Needs.Pods(null)];
        await foreach (var section in source.CollectAsync(lists, cancellation))
        {
            store.Add(section);
        }

        List<Subject> subjects = [Subject.Cluster];
        foreach (var (kind, list) in ((SubjectKind[])[SubjectKind.Node, SubjectKind.Service, SubjectKind.Pod]).Zip(lists))
        {
            subjects.AddRange(((ObjectList)store.Find(list)!.Value!).Objects.Select(o => new Subject(kind, o.Namespace, o.Name)));
        }

        return subjects;
    }

    public static string Told(IEnumerable<RankedFinding> findings) =>
        string.Concat(findings.Select(f => string.Join("  ",
            $"\n{f.Finding.Verdict} {f.Finding.CheckId} {f.Finding.Subject}: {f.Finding.Title}", f.ExplainedByText, f.ExplainsText).TrimEnd()));
}
