using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Verify;

/// <summary>The verdicts of several namespaces: each row's own. What is in no namespace is asked of the first.</summary>
internal sealed class VerdictsTogether(IReadOnlyDictionary<string, IVerdictSource> sources) : IVerdictSource
{
    public VerdictCell Of(ApiResource resource, TableRow row) => SourceOf(row.Namespace)?.Of(resource, row) ?? Unwatched(row.Namespace);

    public VerdictCell Of(Subject subject) => SourceOf(subject.Namespace)?.Of(subject) ?? Unwatched(subject.Namespace);

    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources.Values)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }

    private IVerdictSource? SourceOf(string ns) => ns.Length == 0 ? sources.Values.First() : sources.GetValueOrDefault(ns);

    private static VerdictCell Unwatched(string ns) => new(Verdict.Unknown, $"namespace {ns} is not watched");
}
