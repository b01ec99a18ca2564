using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>A probe with what came of it.</summary>
/// <param name="Result">Null where it was not made.</param>
/// <param name="Section">Null where nobody has asked.</param>
internal sealed record Tried(ProbeNeed Need, ProbeResult? Result, Section? Section, string Problem)
{
    public static Tried Of(IEvidence evidence, ProbeNeed need) =>
        new(need, evidence.Probe(need), evidence.Find(need), evidence.WhyMissing(need));

    /// <summary>It got through. False also where it was not made: see <see cref="IsMissing"/>.</summary>
    public bool IsReached => Result is { Outcome: ProbeOutcome.Reached };

    public bool IsMissing => Result is null;

    /// <summary>Made, and not got through.</summary>
    public bool IsFailed => Result is { Outcome: not ProbeOutcome.Reached };

    /// <summary>Something came back, if only a refusal: the way there and back works.</summary>
    public bool HasCrossed => Result is { Outcome: ProbeOutcome.Reached or ProbeOutcome.Refused or ProbeOutcome.Reset or ProbeOutcome.BadAnswer };

    /// <summary><c>node-a → 10.244.1.7:8080: refused after 2 ms</c>.</summary>
    public override string ToString() => $"{FromText(Need.From)} → {Target}: {Outcome}";

    public string Target =>
        (Need.Host.Contains(':', StringComparison.Ordinal) ? $"[{Need.Host}]:{Need.Port}"
            : $"{Need.Host}:{Need.Port}") + (Need.Query.Length > 0 ? " " + Need.Query : "");

    public string Outcome => Result is { } result
        ? $"{Word(result)} after {Milliseconds(result.Took)}"
        : $"not tried ({Problem})";

    public static string FromText(Place place) => place.Kind == PlaceKind.Node ? place.Name : $"{place.Namespace}/{place.Name}";

    /// <summary>What it met, in a word or two; of DNS the code and the addresses.</summary>
    public static string Word(ProbeResult result) => result switch
    {
        { Outcome: ProbeOutcome.Reached, DnsCode: { Length: > 0 } code, Addresses: { Count: > 0 } addresses } => $"{code} {Words.Some(addresses)}",
        { Outcome: ProbeOutcome.Reached, DnsCode: { Length: > 0 } code } => code,
        { Outcome: ProbeOutcome.Reached, HttpStatus: > 0 } => Words.OneLine(result.Detail),
        { Outcome: ProbeOutcome.Reached } => "reached",
        { Outcome: ProbeOutcome.Refused } => "refused",
        { Outcome: ProbeOutcome.TimedOut } => "no answer",
        { Outcome: ProbeOutcome.Unreachable } => "unreachable",
        { Outcome: ProbeOutcome.Reset } => "cut off",
        { Outcome: ProbeOutcome.NameFailed } => "name not resolved",
        _ => "an answer that is none",
    };

    private static string Milliseconds(TimeSpan took) => took.TotalSeconds >= 10 ? $"{took.TotalSeconds:0} s" : $"{took.TotalMilliseconds:0} ms";
}
