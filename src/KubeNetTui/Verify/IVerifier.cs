using KubeNetTui.Checks;

namespace KubeNetTui.Verify;

/// <summary>Runs the checks against a subject; the engine on a cluster, or something made up in a test.</summary>
internal interface IVerifier
{
    /// <summary>The checks that fit a kind of subject, in the order of the catalogue.</summary>
    IReadOnlyList<CheckInfo> ChecksFor(SubjectKind kind);

    /// <summary>Findings as they come.</summary>
    /// <param name="reading">Told from any thread what is being read now: <c>pods</c>; "" when nothing is.</param>
    IAsyncEnumerable<Finding> VerifyAsync(Subject subject, Action<string> reading, CancellationToken cancellation);
}
