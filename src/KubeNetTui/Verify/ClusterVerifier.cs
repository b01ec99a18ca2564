using System.Runtime.CompilerServices;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Panes;

namespace KubeNetTui.Verify;

/// <summary>The checks of the catalogue against a cluster, with evidence read for each run anew.</summary>
/// <param name="mostNodes">How many nodes a check that compares nodes asks.</param>
internal sealed class ClusterVerifier(IEvidenceSource evidence, Func<string, string?> wayTo, TimeProvider time, int mostNodes) : IVerifier
{
    private readonly CheckEngine _engine = new(Catalogue.All) { FollowsTheWay = true, MostNodes = mostNodes };

    public IReadOnlyList<CheckInfo> ChecksFor(SubjectKind kind) =>
        [.. _engine.Checks.Where(c => c.Info.Kind == kind).Select(static c => c.Info)];

    public IAsyncEnumerable<Finding> VerifyAsync(Subject subject, Action<string> reading, CancellationToken cancellation)
    {
        var source = new TellingSource(evidence, wayTo, reading);
        return _engine.RunAsync([subject], source, time.GetUtcNow(), cancellation: cancellation);
    }

    /// <summary>Says what is being read, on the way to the source.</summary>
    private sealed class TellingSource(IEvidenceSource inner, Func<string, string?> wayTo, Action<string> reading) : IEvidenceSource
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

            void Tell() => reading(open.Count == 0 ? "" : EvidenceWords.Reading(open, wayTo));
        }
    }
}
