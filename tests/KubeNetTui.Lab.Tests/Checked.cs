using KubeNetTui.Checks;
using KubeNetTui.Collect;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Lab.Tests;

/// <summary>What <c>kubenettui check -A</c> finds in the lab: all checks of the cluster, all nodes, services and pods, worst first.</summary>
internal static class Checked
{
    public static async Task<IReadOnlyList<RankedFinding>> AllAsync(Replay.Lab lab, CancellationToken cancellation)
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

        var findings = new List<Finding>();
        await foreach (var finding in new CheckEngine(Catalogue.All).RunAsync(subjects, source, now, cancellation: cancellation))
        {
            findings.Add(finding);
        }

        return CauseRanking.Rank(findings);
    }

    public static string Told(IEnumerable<RankedFinding> findings) =>
        string.Concat(findings.Select(f => $"\n{f.Finding.Verdict} {f.Finding.CheckId} {f.Finding.Subject}: {f.Finding.Title}{(f.ExplainedBy is null ? "" : "  [" + f.ExplainedByText + "]")}{(f.Explains.Count > 0 ? $"  [explains {f.Explains.Count}]" : "")}"));
}
