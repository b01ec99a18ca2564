namespace KubeNetTui.Evidence;

[Flags]
public enum ConntrackFlags
{
    None = 0,

    /// <summary>Nothing has come back.</summary>
    Unreplied = 1,

    /// <summary>Traffic both ways: kept when the table fills up.</summary>
    Assured = 2,

    /// <summary>Forwarded by a flow table past the rules.</summary>
    Offload = 4,

    /// <summary>Removed, not yet gone.</summary>
    Dying = 8,
}

/// <summary>One tracked connection. A struct with interned texts: a node has hundreds of thousands.</summary>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c>, <c>icmp</c>, …</param>
/// <param name="State">TCP's and SCTP's alone: <c>ESTABLISHED</c>, <c>SYN_SENT</c>, …; "" else.</param>
/// <param name="Timeout">Seconds that it still has.</param>
/// <param name="Source">Who opened it, as sent; canonical.</param>
/// <param name="Destination">Where to, before any DNAT: a service's address, say.</param>
/// <param name="SourcePort">Of ICMP its id.</param>
/// <param name="ReplySource">Who answers: after DNAT the endpoint.</param>
/// <param name="ReplyDestination">Whom it answers to: after SNAT or masquerade the node's address.</param>
/// <param name="ReplyDestinationPort">After SNAT the port that the node chose.</param>
public readonly record struct ConntrackEntry(
    string Protocol, string State, int Timeout, string Source, string Destination, int SourcePort, int DestinationPort,
    string ReplySource, string ReplyDestination, int ReplySourcePort, int ReplyDestinationPort, ConntrackFlags Flags, uint Mark, int Zone, long Packets)
{
    public bool IsUnreplied => (Flags & ConntrackFlags.Unreplied) != 0;

    public bool IsAssured => (Flags & ConntrackFlags.Assured) != 0;

    /// <summary>Its destination was rewritten: sent to a service, answered by an endpoint.</summary>
    public bool IsDnat => !ReferenceEquals(Destination, ReplySource) && Destination != ReplySource || DestinationPort != ReplySourcePort && Protocol is not "icmp";

    /// <summary>Its source was rewritten: masqueraded.</summary>
    public bool IsSnat => !ReferenceEquals(Source, ReplyDestination) && Source != ReplyDestination || SourcePort != ReplyDestinationPort && Protocol is not "icmp";
}
