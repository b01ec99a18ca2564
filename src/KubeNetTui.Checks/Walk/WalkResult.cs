namespace KubeNetTui.Checks;

public enum WalkVerdict
{
    /// <summary>The hook lets it pass; <see cref="WalkOutcome.Packet"/> says with which destination and mark.</summary>
    Accept,

    /// <summary>It vanishes: whoever sent it waits for a time-out.</summary>
    Drop,

    /// <summary>It is refused with an answer.</summary>
    Reject,

    /// <summary>Not known: a target that is not understood, a chain that is not there, rules that were cut off.</summary>
    Unknown,
}

/// <summary>How sure an outcome is.</summary>
public enum WalkCertainty
{
    /// <summary>Every packet of this kind ends so.</summary>
    All,

    /// <summary>Some really do: those that chance, a rate, or a part of the addresses picks.</summary>
    Some,

    /// <summary>It hangs on a condition that could not be decided.</summary>
    Possible,
}

/// <summary>What a hook's rules do with a packet: one outcome where all is decided, several where it branches.</summary>
public sealed record WalkResult(PacketHook Hook, Packet Packet, IReadOnlyList<WalkOutcome> Outcomes)
{
    /// <summary>What all outcomes agree on, else Unknown: see <see cref="IsLost"/> and <see cref="SomeAreLost"/> for what then still is sure.</summary>
    public WalkVerdict Verdict => Outcomes is [var first, ..] && Outcomes.All(o => o.Verdict == first.Verdict) ? first.Verdict : WalkVerdict.Unknown;

    /// <summary>No packet of this kind gets through, whichever branch it takes.</summary>
    public bool IsLost => Outcomes.Count > 0 && Outcomes.All(o => o.IsLost);

    public bool IsAccepted => Verdict == WalkVerdict.Accept;

    /// <summary>Some packets of this kind do not get through, for sure.</summary>
    public bool SomeAreLost => Outcomes.Any(o => o.IsLost && o.Certainty != WalkCertainty.Possible);

    /// <summary>The outcome that tells most: one that loses packets for sure, else the first.</summary>
    public WalkOutcome Telling => Outcomes.FirstOrDefault(o => o.IsLost && o.Certainty != WalkCertainty.Possible) ?? Outcomes[0];

    /// <summary>Rules that could not be decided, and why; each once.</summary>
    public IReadOnlyList<WalkStep> Undecided => [.. Outcomes.SelectMany(o => o.Trace).Where(s => s.Matched == Truth.Unknown || s.Why.Length > 0).DistinctBy(s => (s.Source, s.Line, s.Chain, s.Rule))];
}

/// <summary>One end that a walk can come to.</summary>
/// <param name="Packet">As it is then: destination after DNAT, marks.</param>
/// <param name="Trace">The rules that it met, in order; the last one decided.</param>
public sealed record WalkOutcome(WalkVerdict Verdict, WalkCertainty Certainty, Packet Packet, IReadOnlyList<WalkStep> Trace)
{
    public bool IsLost => Verdict is WalkVerdict.Drop or WalkVerdict.Reject;

    /// <summary>The rule or policy that decided; null where nothing stood in the way at all.</summary>
    public WalkStep? Decider => Trace is [.., var last] ? last : null;
}

/// <summary>A rule, or a chain's policy, that a packet met.</summary>
/// <param name="Source">The section that it was read from: <c>iptables-save</c>, <c>nft-json</c>.</param>
/// <param name="Table"><c>filter</c>; for nft with its family: <c>ip kube-proxy</c>.</param>
/// <param name="Rule">As the tool prints it; of a policy, <c>:FORWARD DROP</c>.</param>
/// <param name="Line">One-based line of the section's output; 0 where it has no lines.</param>
/// <param name="Packets">Its counter; null where there is none.</param>
public sealed record WalkStep(string Source, string Table, string Chain, string Rule, int Line, long? Packets, Truth Matched, bool IsPolicy = false)
{
    /// <summary>Why it could not be decided; "" where it could.</summary>
    public string Why { get; init; } = "";

    /// <summary><c>filter FORWARD: -A FORWARD -j DROP</c>.</summary>
    public override string ToString() => $"{Table} {Chain}: {Rule}";
}
