namespace KubeNetTui.Evidence;

/// <summary>One part of a rule (libnftables-json(5), STATEMENTS).</summary>
public abstract record NftStatement;

/// <summary>The rest of the rule is met only by packets for which it holds.</summary>
/// <param name="Op"><c>==</c>, <c>!=</c>, <c>&lt;</c>, <c>&gt;</c>, <c>&lt;=</c>, <c>&gt;=</c>, or <c>in</c>: one of the bits (ct state new).</param>
public sealed record NftMatch(string Op, NftExpression Left, NftExpression Right) : NftStatement;

public enum NftVerdictKind
{
    Accept,
    Drop,

    /// <summary>Goes on with the next rule.</summary>
    Continue,

    /// <summary>Goes on behind the jump that led here; in a base chain: the policy.</summary>
    Return,
    Jump,

    /// <summary>As jump, but the end of that chain comes back to where the last jump was, not here.</summary>
    Goto,

    /// <summary>Handed to a program in user space, which decides.</summary>
    Queue,
}

/// <param name="Target">Of jump and goto: the chain; else "".</param>
public sealed record NftVerdict(NftVerdictKind Kind, string Target = "") : NftStatement;

/// <summary>A verdict looked up by key; no verdict where the map has no such key.</summary>
public sealed record NftVerdictMap(NftExpression Key, NftExpression Data) : NftStatement;

/// <param name="Named">The counter object; null: the rule's own.</param>
public sealed record NftCounter(long Packets, long Bytes, string? Named = null) : NftStatement;

/// <summary>Sets a field of the packet, or its mark.</summary>
public sealed record NftMangle(NftExpression Key, NftExpression Value) : NftStatement;

public enum NftNatKind
{
    Dnat,
    Snat,
    Masquerade,
    Redirect,
}

/// <summary>Rewrites the connection's addresses; as a verdict it accepts within its nat chain.</summary>
/// <param name="Family">Said in inet tables: ip, ip6; "" else.</param>
public sealed record NftNat(NftNatKind Kind, string Family, NftExpression? Address, NftExpression? Port, IReadOnlyList<string> Flags) : NftStatement;

/// <param name="Type"><c>tcp reset</c>, icmp, icmpv6, icmpx; "" for the default of the family.</param>
public sealed record NftReject(string Type, string With) : NftStatement;

/// <summary>A match or target of iptables that nft shows by name only: what it asks for is not in the listing.</summary>
/// <param name="Type">match, target or watcher.</param>
public sealed record NftXt(string Type, string Name) : NftStatement;

/// <summary>Has no say in whether the packet passes: log, a set's element added, notrack, a flow handed over, …</summary>
public sealed record NftSideEffect(string Kind, string Text) : NftStatement;

/// <summary>Holds or not by what the kernel counts (limit, quota, ct count), or is of a kind not known here: neither can be told.</summary>
/// <param name="Text">As JSON.</param>
public sealed record NftOtherStatement(string Kind, string Text) : NftStatement;
