using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Where in the kernel a packet is (netfilter's hooks).</summary>
public enum PacketHook
{
    Prerouting,
    Input,
    Forward,
    Output,
    Postrouting,
}

/// <summary>
/// The first packet of a connection, or of many of a kind, on its way through a node's rules. What is not known is null; matches that ask
/// for it can't be decided then.
/// </summary>
public sealed record Packet
{
    /// <summary>Lower case: <c>tcp</c>, <c>udp</c>, <c>sctp</c>, <c>icmp</c>, <c>ipv6-icmp</c>.</summary>
    public required string Protocol { get; init; }

    public required AddressSet Source { get; init; }

    public required AddressSet Destination { get; init; }

    /// <summary>Of ICMP there is none.</summary>
    public PortRange? SourcePort { get; init; } = new PortRange(1024, 65535);

    public PortRange? DestinationPort { get; init; }

    /// <summary>"" for a packet that this node itself sends; null: not known; <c>cali+</c>: one of those that begin so.</summary>
    public string? InInterface { get; init; }

    /// <summary>"" for a packet to this node itself; else as <see cref="InInterface"/>.</summary>
    public string? OutInterface { get; init; }

    /// <summary>One of New, Established, Related, Invalid, Untracked; with Dnat or Snat where conntrack has rewritten it.</summary>
    public ConnectionStates State { get; init; } = ConnectionStates.New;

    /// <summary>It comes by the interface that leads back to its source, as packets do where nobody has forged it (<c>-m rpfilter</c>).</summary>
    public bool ComesByItsWayBack { get; init; } = true;

    public PacketMark Mark { get; init; }

    public PacketMark ConnectionMark { get; init; }

    /// <summary>Before DNAT, where there was one.</summary>
    public AddressSet? OriginalDestination { get; init; }

    public PortRange? OriginalDestinationPort { get; init; }

    public bool IsV6 => Destination.IsV6 || Source.IsV6;

    public static Packet Tcp(AddressSet source, AddressSet destination, int port) => new()
    {
        Protocol = "tcp", Source = source, Destination = destination, DestinationPort = PortRange.Of(port),
    };

    public static Packet Udp(AddressSet source, AddressSet destination, int port) => Tcp(source, destination, port) with { Protocol = "udp" };

    /// <summary>The packet with another destination, as DNAT makes it.</summary>
    public Packet Redirected(AddressSet destination, PortRange? port) => this with
    {
        Destination = destination,
        DestinationPort = port ?? DestinationPort,
        OriginalDestination = OriginalDestination ?? Destination,
        OriginalDestinationPort = OriginalDestinationPort ?? DestinationPort,
        State = State | ConnectionStates.Dnat,
    };

    /// <summary><c>tcp 10.244.1.2 → 10.96.0.1:443</c>.</summary>
    public override string ToString() => $"{Protocol} {Source} → {Destination}{(DestinationPort is { } port ? ":" + port : "")}";
}

/// <summary>A mark of which some bits may not be known. A packet begins with 0.</summary>
/// <param name="UnknownBits">Bits of which nothing is known; in <paramref name="Value"/> they are 0.</param>
public readonly record struct PacketMark(uint Value, uint UnknownBits = 0)
{
    /// <summary>Whether mark AND mask is value.</summary>
    public Truth Is(uint value, uint mask)
    {
        var known = mask & ~UnknownBits;
        return (Value & known) != (value & known) || (value & ~mask) != 0 ? Truth.No
            : (mask & UnknownBits) != 0 ? Truth.Unknown
            : Truth.Yes;
    }

    /// <summary>(mark AND NOT mask) XOR value.</summary>
    public PacketMark Set(uint value, uint mask)
    {
        var unknown = UnknownBits & ~mask;
        return new(((Value & ~mask) ^ value) & ~unknown, unknown);
    }

    /// <summary>Bits of <paramref name="mask"/> taken from another mark.</summary>
    public PacketMark Take(PacketMark other, uint mask) =>
        new((Value & ~mask) | (other.Value & mask), (UnknownBits & ~mask) | (other.UnknownBits & mask));
}
