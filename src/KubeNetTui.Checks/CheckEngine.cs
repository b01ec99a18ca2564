using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Gathers the needs of all checks chosen, collects each once, runs every check as soon as its needs are met.</summary>
public sealed class CheckEngine(IReadOnlyList<ICheck> checks)
{
    public IReadOnlyList<ICheck> Checks { get; } = checks;

    /// <summary>Findings as they come. Subjects share what they need: a list is read once for all of them.</summary>
    /// <param name="only">Ids to run; null for all that fit the subjects.</param>
    public IAsyncEnumerable<Finding> RunAsync(
        IReadOnlyList<Subject> subjects, IEvidenceSource source, DateTimeOffset now,
        IReadOnlySet<string>? only = null, CancellationToken cancellation = default) =>
        throw new NotImplementedException();

    /// <summary>Runs on evidence at hand without reading more; what is not there makes Unknown.</summary>
    public IReadOnlyList<Finding> Run(Subject subject, IEvidence evidence, IReadOnlySet<string>? only = null) =>
        throw new NotImplementedException();

    /// <summary>Worst first; among equals the one that explains most first.</summary>
    public static IReadOnlyList<Finding> Rank(IEnumerable<Finding> findings) => throw new NotImplementedException();
}
