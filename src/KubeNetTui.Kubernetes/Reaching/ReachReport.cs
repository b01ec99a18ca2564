namespace KubeNetTui.Kubernetes;

public enum ReachOutcome
{
    Ok,
    Failed,

    /// <summary>Not tried, because an earlier step failed or there is no such step here (no proxy).</summary>
    Skipped,
}

/// <param name="Step">name, proxy, connect, tls, login, permission, livez, readyz.</param>
/// <param name="Detail">Addresses found, certificate's names and dates, HTTP status, body …</param>
public sealed record ReachStep(string Step, ReachOutcome Outcome, TimeSpan Took, string Detail, ApiFailure? Failure);

public sealed record ReachReport(Uri Server, IReadOnlyList<ReachStep> Steps);
