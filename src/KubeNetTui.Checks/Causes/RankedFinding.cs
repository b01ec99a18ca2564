namespace KubeNetTui.Checks;

/// <summary>A finding in its place among the others of a run.</summary>
/// <param name="Explains">Findings that are there because of this one, directly or through others; each has one cause only.</param>
/// <param name="ExplainedBy">The cause of this one among the findings; null: nothing found explains it.</param>
public sealed record RankedFinding(Finding Finding, IReadOnlyList<Finding> Explains, Finding? ExplainedBy)
{
    /// <summary><c>explains 7 findings: pod/shop/web-1 (pod.egress), …</c>; "" where it explains none.</summary>
    public string ExplainsText => Explains.Count == 0 ? ""
        : $"explains {Words.Count(Explains.Count, "finding")}: {Words.Some(Explains.Select(f => $"{f.Subject} ({f.CheckId})"), 4)}";

    /// <summary><c>explained by node.forward of node/node-c</c>; "" where nothing does.</summary>
    public string ExplainedByText => ExplainedBy is { } cause ? $"explained by {cause.CheckId} of {cause.Subject}" : "";
}
