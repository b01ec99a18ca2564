namespace KubeNetTui.Evidence;

/// <summary>The steps from this machine to the API server, in the order in which they are passed.</summary>
public enum ReachStepKind
{
    /// <summary>Making a credential: exec plugin, token file, client certificate.</summary>
    Credentials,
    Name,
    Connect,
    Proxy,
    Tls,

    /// <summary>The server knows who asks (no 401).</summary>
    Login,

    /// <summary>It lets them (no 403).</summary>
    Permission,

    /// <summary>Its own health: <c>/livez</c>, <c>/readyz</c>.</summary>
    Health,
}

public enum ReachOutcome
{
    Ok,
    Failed,

    /// <summary>Not tried: a step before it failed, or there is no such step (no proxy).</summary>
    Skipped,
}

/// <summary>One step on the way to the API server.</summary>
/// <param name="Detail">What was seen: addresses, certificate's names, the user's name, the health text. May have several lines.</param>
/// <param name="HttpStatus">0 where there was no answer.</param>
/// <param name="TimedOut">Failed because nothing came back in time: says more than a refusal about firewalls.</param>
/// <param name="Message">With Failed: what came back, one sentence.</param>
/// <param name="Advice">With Failed: what to do; may be "".</param>
public sealed record ReachStep(
    ReachStepKind Kind, ReachOutcome Outcome, TimeSpan Took, string Detail = "",
    int HttpStatus = 0, bool TimedOut = false, string Message = "", string Advice = "");

/// <summary>The value of a <see cref="ReachNeed"/>'s section.</summary>
/// <param name="Server">The API server's URL as configured.</param>
public sealed record ReachEvidence(string Server, IReadOnlyList<ReachStep> Steps)
{
    /// <summary>The first step that failed; null where all were passed.</summary>
    public ReachStep? FirstFailure => Steps.FirstOrDefault(s => s.Outcome == ReachOutcome.Failed);
}
