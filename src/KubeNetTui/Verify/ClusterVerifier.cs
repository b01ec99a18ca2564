using System.Runtime.CompilerServices;
using KubeNetTui.Checks;
using KubeNetTui.Collect;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Verify;

/// <summary>The checks of the catalogue against a cluster, with evidence read from its API server for each run anew.</summary>
internal sealed class ClusterVerifier(ApiClient client, TimeProvider time) : IVerifier
{
    private readonly CheckEngine _engine = new(Catalogue.All) { FollowsTheWay = true };

    public IReadOnlyList<CheckInfo> ChecksFor(SubjectKind kind) =>
        [.. _engine.Checks.Where(c => c.Info.Kind == kind).Select(static c => c.Info)];

    public IAsyncEnumerable<Finding> VerifyAsync(Subject subject, Action<string> reading, CancellationToken cancellation)
    {
        var source = new TellingSource(new ApiEvidenceSource(client, time), reading);
        return _engine.RunAsync([subject], source, time.GetUtcNow(), cancellation: cancellation);
    }

    /// <summary>Says what is being read, on the way to the source.</summary>
    private sealed class TellingSource(IEvidenceSource inner, Action<string> reading) : IEvidenceSource
    {
        public async IAsyncEnumerable<Section> CollectAsync(
            IReadOnlyCollection<Need> needs, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var open = needs.Distinct().ToList();
            Tell();
            await foreach (var section in inner.CollectAsync(needs, cancellation).ConfigureAwait(false))
            {
                open.Remove(section.Need);
                Tell();
                yield return section;
            }

            void Tell() => reading(string.Join(", ", open.Select(NameOf).Distinct().Take(3)));
        }

        private static string NameOf(Need need) => need switch
        {
            ListNeed { FieldSelector: "type=Warning" } => "warning events",
            ListNeed list => list.Resource,
            LogNeed log => $"log of {log.Pod}",
            RawNeed raw => raw.Path.Split('?')[0],
            ReachNeed => "the way to the server",
            _ => need.Command,
        };
    }
}
