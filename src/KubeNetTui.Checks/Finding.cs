namespace KubeNetTui.Checks;

/// <summary>What a check found about one subject, with what proves it.</summary>
/// <param name="CheckId">The check's stable id, e.g. <c>service.endpoints</c>.</param>
/// <param name="Title">The cause in one line, naming the objects: "selector tier=back matches no pod; …".</param>
public sealed record Finding(string CheckId, Subject Subject, Verdict Verdict, string Title)
{
    /// <summary>More lines on the cause, each a sentence; may be empty.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>The evidence that decided, most telling first.</summary>
    public IReadOnlyList<Exhibit> Exhibits { get; init; } = [];

    /// <summary>What to do, in words; empty for Pass.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>A command to copy that looks closer or mends; empty where there is none. The program never runs it.</summary>
    public string RemedyCommand { get; init; } = "";

    /// <summary>Other subjects whose findings this one explains (a dead CoreDNS explains a failed lookup).</summary>
    public IReadOnlyList<Subject> Explains { get; init; } = [];

    /// <summary>
    /// Ids of the checks whose findings about <see cref="Explains"/> it explains, or their beginnings (<c>service.</c>); empty: all. A
    /// chain that drops a node's pods explains that they can't be reached, and not that a selector is wrong.
    /// </summary>
    public IReadOnlyList<string> ExplainedChecks { get; init; } = [];

    /// <summary>Stable across runs: what tells whether the same finding was there the last time.</summary>
    public string Key => $"{CheckId}|{Subject}|{Title}";
}

/// <summary>A piece of raw evidence with the lines in it that decided.</summary>
/// <param name="Title">What it is: <c>Service shop/cart</c>.</param>
/// <param name="Command">What a person types to see the same.</param>
/// <param name="Where">Where it ran.</param>
/// <param name="At">When.</param>
/// <param name="Took">How long the reading took.</param>
/// <param name="Lines">The raw text.</param>
/// <param name="Deciding">Indexes into <paramref name="Lines"/>, ascending, zero-based.</param>
public sealed record Exhibit(
    string Title, string Command, string Where, DateTimeOffset At, TimeSpan Took,
    IReadOnlyList<string> Lines, IReadOnlyList<int> Deciding);
