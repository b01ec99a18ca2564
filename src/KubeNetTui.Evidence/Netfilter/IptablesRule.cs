namespace KubeNetTui.Evidence;

/// <summary>Packets and bytes that met a rule, or a policy, since it was written.</summary>
public readonly record struct RuleCounters(long Packets, long Bytes);

/// <summary>One <c>-A</c> line.</summary>
/// <param name="Chain">The chain it stands in.</param>
/// <param name="Line">One-based line of the output.</param>
/// <param name="Source">The line as it came, with its counters.</param>
/// <param name="Counters">Null where the output was made without <c>-c</c>.</param>
/// <param name="Target">Null for a rule that only counts.</param>
public sealed record IptablesRule(
    string Chain, int Line, TextSlice Source, RuleCounters? Counters, IReadOnlyList<IptablesMatch> Matches, IptablesTarget? Target)
{
    /// <summary>What of the line was not understood, with why; "" as a rule. Whether such a rule matches a packet is not known.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Everything of it can be evaluated, given the packet and the node.</summary>
    public bool IsUnderstood => Problem.Length == 0 && Target is not OtherTarget && !Matches.Any(m => m is OtherMatch);

    /// <summary>The text of its comment; "" without.</summary>
    public string Comment => Matches.OfType<CommentMatch>().FirstOrDefault()?.Text ?? "";

    /// <summary>The line as it came, with its counters; made anew at each call.</summary>
    public string Text => Source.ToString();

    /// <summary>Without the counters: <c>-A KUBE-SERVICES -d …</c>; made anew at each call.</summary>
    public string Rule => Source.Span[Math.Max(0, Source.Span.IndexOf("-A ", StringComparison.Ordinal))..].ToString();
}

/// <summary>A chain with its rules in order.</summary>
/// <param name="Policy"><c>ACCEPT</c> or <c>DROP</c> of a built-in chain; "" for one that somebody made.</param>
/// <param name="Counters">Of the policy.</param>
/// <param name="Line">Where it is declared, one-based.</param>
public sealed record IptablesChain(string Name, string Policy, RuleCounters? Counters, int Line, IReadOnlyList<IptablesRule> Rules)
{
    public bool IsBuiltIn => Policy.Length > 0;
}
