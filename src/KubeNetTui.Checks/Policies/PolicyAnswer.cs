using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

internal enum PolicyDirection
{
    Ingress,
    Egress,
}

internal enum PolicyOutcome
{
    Allowed,
    Denied,

    /// <summary>Something that decides is not known: labels of a namespace, an operator, how the enforcer treats an ipBlock.</summary>
    Unknown,
}

/// <summary>Whether policies let a connection through in one direction.</summary>
/// <param name="By">The policy that allows it; with Denied, all that isolate the pod in this direction (any of them could allow it); else empty.</param>
/// <param name="Why">A sentence's end: "no policy isolates it", "db-clients allows pods tier=backend on 5432/TCP".</param>
internal sealed record PolicyAnswer(PolicyOutcome Outcome, IReadOnlyList<NetworkPolicy> By, string Why);
