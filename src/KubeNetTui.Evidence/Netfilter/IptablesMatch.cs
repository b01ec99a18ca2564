namespace KubeNetTui.Evidence;

/// <summary>
/// One condition of a rule, as iptables-save prints it. What it means for a packet is decided by the walk (Checks); here it is data.
/// </summary>
/// <param name="IsInverted">With <c>!</c> before the option.</param>
public abstract record IptablesMatch(bool IsInverted);

public enum PacketEnd
{
    Source,
    Destination,

    /// <summary>Either of the two: <c>multiport --ports</c>.</summary>
    Either,
}

/// <summary><c>-s</c>, <c>-d</c>, <c>-m iprange</c>. iptables splits a list of addresses into rules of their own.</summary>
public sealed record AddressMatch(PacketEnd End, IpRange Range, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>-i</c>, <c>-o</c>. A name that ends in <c>+</c> stands for all that begin so.</summary>
public sealed record InterfaceMatch(PacketEnd End, string Name, bool IsInverted) : IptablesMatch(IsInverted)
{
    public bool Takes(string name) => Name is [.. var start, '+'] ? name.StartsWith(start, StringComparison.Ordinal) : name == Name;
}

/// <summary><c>-p</c>: <c>tcp</c>, <c>udp</c>, <c>icmp</c>, <c>ipv6-icmp</c>, <c>sctp</c>, a number, or <c>all</c>.</summary>
public sealed record ProtocolMatch(string Name, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>-f</c>: second and further fragments, which have no ports.</summary>
public sealed record FragmentMatch(bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>--sport</c>, <c>--dport</c> of tcp, udp, sctp, dccp; <c>multiport</c> has several ranges. Holds when the port is in any.</summary>
public sealed record PortMatch(PacketEnd End, IReadOnlyList<PortRange> Ranges, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>--tcp-flags MASK SET</c>; <c>--syn</c> is <c>FIN,SYN,RST,ACK SYN</c>.</summary>
public sealed record TcpFlagsMatch(TcpFlags Mask, TcpFlags Set, bool IsInverted) : IptablesMatch(IsInverted);

[Flags]
public enum TcpFlags
{
    None = 0,
    Fin = 1,
    Syn = 2,
    Rst = 4,
    Psh = 8,
    Ack = 16,
    Urg = 32,
}

/// <summary><c>-m conntrack --ctstate</c> and <c>-m state --state</c>.</summary>
public sealed record StateMatch(ConnectionStates States, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary>A connection's state as rules name it; DNAT and SNAT say that conntrack has rewritten it.</summary>
[Flags]
public enum ConnectionStates
{
    None = 0,
    Invalid = 1,
    New = 2,
    Established = 4,
    Related = 8,
    Untracked = 16,
    Snat = 32,
    Dnat = 64,
}

/// <summary><c>-m conntrack --ctorigsrc</c>, <c>--ctorigdst</c>: the connection's first packet, before NAT; <c>--ctreplsrc</c>, <c>--ctrepldst</c> its answer.</summary>
public sealed record ConnectionAddressMatch(PacketEnd End, bool IsReply, IpRange Range, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>-m conntrack --ctorigsrcport</c>, <c>--ctorigdstport</c>, …</summary>
public sealed record ConnectionPortMatch(PacketEnd End, bool IsReply, PortRange Range, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>-m conntrack --ctdir</c>.</summary>
public sealed record ConnectionDirectionMatch(bool IsReply, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>-m mark --mark V/M</c> holds when mark AND M is V; <c>-m connmark</c> asks the connection's mark.</summary>
public sealed record MarkMatch(uint Value, uint Mask, bool IsConnection, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>-m addrtype --dst-type LOCAL</c>: by the node's routing table.</summary>
/// <param name="Types">Upper case: <c>LOCAL</c>, <c>UNICAST</c>, <c>BROADCAST</c>, <c>MULTICAST</c>, …; holds for any of them.</param>
/// <param name="OfInterface">With <c>--limit-iface-in</c> or <c>-out</c>: only addresses of the packet's interface count.</param>
public sealed record AddressTypeMatch(PacketEnd End, IReadOnlyList<string> Types, bool OfInterface, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>-m set --match-set NAME src,dst</c>.</summary>
/// <param name="Directions">One for each field of the set's entries: <c>src</c> or <c>dst</c>.</param>
/// <param name="Conditions">Further options, as written (<c>--packets-gt 5</c>); "" as a rule.</param>
public sealed record SetMatch(string Set, IReadOnlyList<PacketEnd> Directions, string Conditions, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>-m statistic</c>: takes a share of the packets, by chance or every nth.</summary>
/// <param name="Share">0 to 1.</param>
public sealed record StatisticMatch(double Share, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>-m recent</c>: kube-proxy's session affinity, and rate limits. Which addresses its list has is not in the rules.</summary>
public sealed record RecentMatch(RecentAction Action, string List, int Seconds, bool IsInverted) : IptablesMatch(IsInverted);

public enum RecentAction
{
    /// <summary>Puts the address on the list; always holds.</summary>
    Set,

    /// <summary>Holds when the address is on the list.</summary>
    Check,

    /// <summary>As Check, and renews it.</summary>
    Update,
    Remove,
}

/// <summary><c>-m limit</c>, <c>-m hashlimit</c>, <c>-m quota</c>, <c>-m connlimit</c>: holds for some packets and not for others, by rate or amount.</summary>
public sealed record RateMatch(string Module, string Options, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>-m icmp --icmp-type</c>, <c>-m icmp6 --icmpv6-type</c>, as written: <c>8</c>, <c>3/4</c>, <c>any</c>, <c>echo-request</c>.</summary>
public sealed record IcmpTypeMatch(string Type, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>-m physdev</c>: the port of a bridge that the packet came by, or leaves by.</summary>
/// <param name="Port">"" for the questions without a name (<c>--physdev-is-bridged</c>).</param>
public sealed record BridgePortMatch(string Question, string Port, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>-m owner</c>: only packets that a process of this node sends have one.</summary>
public sealed record OwnerMatch(string Option, string Value, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>-m rpfilter</c>: the way back goes out by the interface that the packet came by.</summary>
public sealed record ReversePathMatch(bool IsLoose, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>-m pkttype --pkt-type</c>: <c>unicast</c>, <c>broadcast</c>, <c>multicast</c> by the link-layer address.</summary>
public sealed record PacketTypeMatch(string Type, bool IsInverted) : IptablesMatch(IsInverted);

/// <summary><c>-m comment</c>; holds always.</summary>
public sealed record CommentMatch(string Text) : IptablesMatch(false);

/// <summary><c>-m nfacct</c>: counts, and holds always.</summary>
public sealed record AccountMatch(string Name) : IptablesMatch(false);

/// <summary>A match that nothing here evaluates.</summary>
/// <param name="Module"><c>string</c>, <c>u32</c>, <c>bpf</c>, <c>policy</c>, <c>socket</c>, …</param>
/// <param name="Options">As written.</param>
/// <param name="IsKnown">A module of iptables' own whose options were recognised; else its options may even be another's.</param>
public sealed record OtherMatch(string Module, string Options, bool IsKnown, bool IsInverted) : IptablesMatch(IsInverted);
