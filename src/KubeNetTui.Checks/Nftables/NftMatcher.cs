using System.Globalization;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Whether an expression of nftables has a value for a packet (man nft, PAYLOAD, META, CONNTRACK and FIB EXPRESSIONS).</summary>
internal sealed class NftMatcher(WalkNode node)
{
    private static readonly IpRange Multicast = IpRange.Parse("224.0.0.0/4")!.Value;
    private static readonly IpRange Multicast6 = IpRange.Parse("ff00::/8")!.Value;
    private static readonly IpRange Broadcast = IpRange.Parse("255.255.255.255")!.Value;

    public Truth Holds(NftMatch match, NftTable table, Packet packet)
    {
        // A field of a header that the packet has not: the rule does not match, whatever the comparison.
        if (HasHeader(match.Left, packet) is var has && has != Truth.Yes)
        {
            return has;
        }

        return match.Op switch
        {
            "==" or "in" => Is(match.Left, match.Right, table, packet),
            "!=" => Is(match.Left, match.Right, table, packet).Not(),
            "<" or ">" or "<=" or ">=" => Compare(match.Left, match.Op, match.Right, packet),
            _ => Truth.Unknown,
        };
    }

    /// <summary>Whether <paramref name="left"/> is the value, or one of the set.</summary>
    public Truth Is(NftExpression left, NftExpression right, NftTable table, Packet packet)
    {
        switch (right)
        {
            case NftSetReference reference:
                return table.Set(reference.Name) is { } set ? IsAnyOf(left, set, table, packet) : Truth.Unknown;
            case NftSetLiteral literal:
                return literal.Elements.Aggregate(Truth.No, (t, e) => t == Truth.Yes ? t : t.Or(Is(left, e.Key, table, packet)));
            case NftConcat parts when left is NftConcat fields:
                return parts.Parts.Count != fields.Parts.Count ? Truth.Unknown
                    : fields.Parts.Zip(parts.Parts).Aggregate(Truth.Yes, (t, x) => t == Truth.No ? t : t.And(HasHeader(x.First, packet)).And(Is(x.First, x.Second, table, packet)));
            case NftOtherExpression or NftMapLookup:
                return Truth.Unknown;
            default:
                return IsValue(left, right, packet);
        }
    }

    /// <summary>A key in words of the listing, where the packet has one value for all its parts; null else.</summary>
    public static string? PlainKey(NftExpression key, Packet packet) => key switch
    {
        NftConcat concat => concat.Parts.Select(p => PlainKey(p, packet)).ToList() is var parts && parts.Contains(null) ? null : string.Join(" . ", parts),
        NftPayload { Protocol: "ip" or "ip6", Field: "saddr" } => packet.Source.One?.ToString(),
        NftPayload { Protocol: "ip" or "ip6", Field: "daddr" } => packet.Destination.One?.ToString(),
        NftPayload { Field: "dport" } => packet.DestinationPort is { IsSingle: true } port ? port.First.ToString(CultureInfo.InvariantCulture) : null,
        NftMeta { Key: "l4proto" } => packet.Protocol,
        _ => null,
    };

    public static PacketMark Mark(NftExpression value, Packet packet) => value switch
    {
        NftValue text when Number(text.Text) is { } number => new((uint)number),
        NftMeta { Key: "mark" } => packet.Mark,
        NftCt { Key: "mark" } => packet.ConnectionMark,
        NftBinary binary => binary.Operands.Skip(1).Aggregate(Mark(binary.Operands[0], packet), (m, o) => Combine(m, binary.Op, Mark(o, packet))),
        _ => new(0, uint.MaxValue),
    };

    /// <summary>As a base-10, base-16 number or a protocol's name; null for other words.</summary>
    public static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : text.StartsWith("0x", StringComparison.Ordinal) && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number) ? number
        : null;

    private Truth IsAnyOf(NftExpression left, NftSet set, NftTable table, Packet packet)
    {
        if (PlainKey(left, packet) is { } key)
        {
            return set.FindPlain(key) is not null ? Truth.Yes
                : set.Patterns.Aggregate(Truth.No, (t, e) => t == Truth.Yes ? t : t.Or(Is(left, e.Key, table, packet)));
        }

        return set.Elements.Aggregate(Truth.No, (t, e) => t == Truth.Yes ? t : t.Or(Is(left, e.Key, table, packet)));
    }

    /// <summary>What nft itself asks before it looks at a field: the family and the protocol (implicit dependencies).</summary>
    private static Truth HasHeader(NftExpression left, Packet packet) => left switch
    {
        NftPayload { Protocol: "ip" or "icmp" or "igmp" } p => Truths.Of(!packet.IsV6 && (p.Protocol == "ip" || p.Protocol == packet.Protocol)),
        NftPayload { Protocol: "ip6" } => Truths.Of(packet.IsV6),
        NftPayload { Protocol: "icmpv6" } => Truths.Of(packet.Protocol == "ipv6-icmp"),
        NftPayload { Protocol: "tcp" or "udp" or "sctp" or "dccp" or "udplite" or "ah" or "esp" or "comp" } p => Truths.Of(p.Protocol == packet.Protocol),
        NftPayload { Protocol: "th" } => packet.Protocol is "tcp" or "udp" or "sctp" or "dccp" or "udplite" ? Truth.Yes : Truth.Unknown,
        NftPayload { Protocol: "ether" or "vlan" or "arp" } => Truth.Unknown,
        NftBinary { Operands: [var first, ..] } => HasHeader(first, packet),
        _ => Truth.Yes,
    };

    private Truth IsValue(NftExpression left, NftExpression right, Packet packet) => left switch
    {
        NftPayload { Protocol: "ip" or "ip6", Field: "saddr" } => Addresses(packet.Source, right),
        NftPayload { Protocol: "ip" or "ip6", Field: "daddr" } => Addresses(packet.Destination, right),
        NftPayload { Protocol: "ip", Field: "protocol" } or NftPayload { Protocol: "ip6", Field: "nexthdr" } or NftMeta { Key: "l4proto" } => Protocol(packet, right),
        NftPayload { Field: "sport" } => Ports(packet.SourcePort, right),
        NftPayload { Field: "dport" } => Ports(packet.DestinationPort, right),
        NftPayload { Protocol: "tcp", Field: "flags" } => Flags(0xff, right, packet),
        NftBinary { Op: "&", Operands: [NftPayload { Protocol: "tcp", Field: "flags" }, var mask] } => FlagBits(mask) is { } bits ? Flags(bits, right, packet) : Truth.Unknown,
        NftMeta { Key: "nfproto" } => Word(packet.IsV6 ? "ipv6" : "ipv4", right),
        NftMeta { Key: "protocol" } => Word(packet.IsV6 ? "ip6" : "ip", right),
        NftMeta { Key: "iifname" or "iif" } => Interface(packet.InInterface, right),
        NftMeta { Key: "oifname" or "oif" } => Interface(packet.OutInterface, right),
        NftMeta { Key: "pkttype" } => PacketType(packet, right),
        NftMeta { Key: "mark" } => IsMark(packet.Mark, right),
        NftCt { Key: "mark" } => IsMark(packet.ConnectionMark, right),
        NftBinary { Op: "&", Operands: [NftMeta { Key: "mark" }, NftValue mask] } => IsMasked(packet.Mark, mask, right),
        NftBinary { Op: "&", Operands: [NftCt { Key: "mark" }, NftValue mask] } => IsMasked(packet.ConnectionMark, mask, right),
        NftCt { Key: "state" } => States(packet, right),
        NftCt { Key: "status" } => Status(packet, right),
        NftCt { Key: "direction" } => packet.State.HasFlag(ConnectionStates.New) ? Word("original", right) : Truth.Unknown,
        NftCt { Key: "ip daddr" or "ip6 daddr" or "daddr", Direction: "original" } => Addresses(packet.OriginalDestination ?? packet.Destination, right),
        NftCt { Key: "proto-dst", Direction: "original" } => Ports(packet.OriginalDestinationPort ?? packet.DestinationPort, right),
        NftCt { Key: "l3proto" } => Word(packet.IsV6 ? "ipv6" : "ipv4", right),
        NftCt { Key: "protocol" } => Protocol(packet, right),
        NftFib { Result: "type" } fib when fib.Flags.Contains("daddr") => AddressType(packet.Destination, right),
        NftFib { Result: "type" } fib when fib.Flags.Contains("saddr") => AddressType(packet.Source, right),

        // The next packet may draw another number.
        NftNumgen numgen => numgen.Modulus == 1 ? Word(numgen.Offset.ToString(CultureInfo.InvariantCulture), right) : Truth.Some,
        NftHash hash => hash.Modulus == 1 ? Word(hash.Offset.ToString(CultureInfo.InvariantCulture), right) : Truth.Some,
        _ => Truth.Unknown,
    };

    private static Truth Compare(NftExpression left, string op, NftExpression right, Packet packet)
    {
        PortRange? ports = left switch { NftPayload { Field: "sport" } => packet.SourcePort, NftPayload { Field: "dport" } => packet.DestinationPort, _ => null };
        if (ports is not { } have || right is not NftValue value || Number(value.Text) is not (>= 0 and <= 65535 and var limit))
        {
            return Truth.Unknown;
        }

        var port = (int)limit;
        var (first, last) = op switch { "<" => (0, port - 1), "<=" => (0, port), ">" => (port + 1, 65535), _ => (port, 65535) };
        return first > last ? Truth.No : Within(have, new PortRange(first, last));
    }

    /// <summary>An address set in a value, prefix or range.</summary>
    public static Truth Addresses(AddressSet have, NftExpression right) => Range(right) is { } range ? have.IsIn(range) : Truth.Unknown;

    public static IpRange? Range(NftExpression right) => right switch
    {
        NftValue value => IpRange.Parse(value.Text),
        NftPrefix prefix => IpRange.Parse(string.Create(CultureInfo.InvariantCulture, $"{prefix.Address}/{prefix.Length}")),
        NftRange { From: NftValue from, To: NftValue to } => IpRange.Parse($"{from.Text}-{to.Text}"),
        _ => null,
    };

    public static PortRange? PortsOf(NftExpression right) => right switch
    {
        NftValue value when Number(value.Text) is >= 0 and <= 65535 and var port => PortRange.Of((int)port),
        NftRange { From: NftValue from, To: NftValue to } when Number(from.Text) is >= 0 and <= 65535 and var first && Number(to.Text) is >= 0 and <= 65535 and var last && first <= last =>
            new PortRange((int)first, (int)last),
        _ => null,
    };

    // Names of services come where nft was not asked for numbers.
    private static Truth Ports(PortRange? have, NftExpression right) =>
        have is { } range && PortsOf(right) is { } wanted ? Within(range, wanted) : Truth.Unknown;

    private static Truth Within(PortRange have, PortRange wanted) =>
        wanted.Contains(have) ? Truth.Yes : wanted.Overlaps(have) ? Truth.Some : Truth.No;

    private static Truth Word(string have, NftExpression right) => right is NftValue value ? Truths.Of(value.Text == have) : Truth.Unknown;

    private static Truth Protocol(Packet packet, NftExpression right) => right is not NftValue { Text: var text } ? Truth.Unknown
        : Truths.Of(packet.Protocol == text || text == packet.Protocol switch
        {
            "icmp" => "1", "tcp" => "6", "udp" => "17", "ipv6-icmp" => "58", "sctp" => "132", _ => "",
        } || (packet.Protocol == "ipv6-icmp" && text == "icmpv6"));

    private static Truth Interface(string? have, NftExpression right)
    {
        if (right is not NftValue { Text: var text } || have is null)
        {
            return Truth.Unknown;
        }

        var prefix = text.EndsWith('*') ? text[..^1] : null;
        if (!have.EndsWith('+'))
        {
            return Truths.Of(prefix is null ? have == text : have.StartsWith(prefix, StringComparison.Ordinal));
        }

        // One of several interfaces of the same beginning.
        var begins = have[..^1];
        return prefix is not null && begins.StartsWith(prefix, StringComparison.Ordinal) ? Truth.Yes
            : (prefix ?? text).StartsWith(begins, StringComparison.Ordinal) ? Truth.Some
            : Truth.No;
    }

    private static Truth PacketType(Packet packet, NftExpression right)
    {
        var multicast = packet.Destination.IsIn(packet.IsV6 ? Multicast6 : Multicast);
        var broadcast = packet.IsV6 ? Truth.No : packet.Destination.IsIn(Broadcast);
        return right is not NftValue { Text: var text } ? Truth.Unknown : text switch
        {
            "multicast" => multicast,
            "broadcast" => broadcast,
            "host" or "unicast" => multicast.Or(broadcast).Not(),
            _ => Truth.Unknown,
        };
    }

    private static Truth IsMark(PacketMark mark, NftExpression right) =>
        right is NftValue value && Number(value.Text) is >= 0 and <= uint.MaxValue and var number ? mark.Is((uint)number, uint.MaxValue) : Truth.Unknown;

    private static Truth IsMasked(PacketMark mark, NftValue mask, NftExpression right) =>
        Number(mask.Text) is >= 0 and <= uint.MaxValue and var bits && right is NftValue value && Number(value.Text) is >= 0 and <= uint.MaxValue and var number
            ? mark.Is((uint)number, (uint)bits)
            : Truth.Unknown;

    private static Truth States(Packet packet, NftExpression right)
    {
        IEnumerable<NftExpression> asked = right switch { NftBits bits => bits.Values, NftBinary { Op: "|" } binary => binary.Operands, _ => [right] };
        return asked.Aggregate(Truth.No, (t, one) => t.Or(one is NftValue value ? value.Text switch
        {
            "new" => Truths.Of(packet.State.HasFlag(ConnectionStates.New)),
            "established" => Truths.Of(packet.State.HasFlag(ConnectionStates.Established)),
            "related" => Truths.Of(packet.State.HasFlag(ConnectionStates.Related)),
            "invalid" => Truths.Of(packet.State.HasFlag(ConnectionStates.Invalid)),
            "untracked" => Truths.Of(packet.State.HasFlag(ConnectionStates.Untracked)),
            _ => Truth.Unknown,
        } : Truth.Unknown));
    }

    private static Truth Status(Packet packet, NftExpression right)
    {
        IEnumerable<NftExpression> asked = right switch { NftBits bits => bits.Values, NftBinary { Op: "|" } binary => binary.Operands, _ => [right] };
        var isFirst = packet.State.HasFlag(ConnectionStates.New);
        return asked.Aggregate(Truth.No, (t, one) => t.Or(one is NftValue value ? value.Text switch
        {
            "dnat" => Truths.Of(packet.State.HasFlag(ConnectionStates.Dnat)),
            "snat" => Truths.Of(packet.State.HasFlag(ConnectionStates.Snat)),
            "assured" or "seen-reply" when isFirst => Truth.No,
            _ => Truth.Unknown,
        } : Truth.Unknown));
    }

    private Truth AddressType(AddressSet addresses, NftExpression right)
    {
        var multicast = addresses.IsIn(addresses.IsV6 ? Multicast6 : Multicast);
        var local = multicast == Truth.Yes ? Truth.No : node.IsLocal(addresses);
        return right is not NftValue { Text: var text } ? Truth.Unknown : text switch
        {
            "local" => local,
            "multicast" => multicast,
            "broadcast" when addresses.IsV6 => Truth.No,
            "broadcast" or "anycast" when local == Truth.Yes || IsElsewhere(addresses) => Truth.No,
            "broadcast" when addresses.IsIn(Broadcast) == Truth.Yes => Truth.Yes,
            "unicast" when IsElsewhere(addresses) => Truth.Yes,
            "unicast" when local == Truth.Yes || multicast == Truth.Yes => Truth.No,
            "blackhole" or "unreachable" or "prohibit" when local == Truth.Yes => Truth.No,
            _ => Truth.Unknown,
        };
    }

    private bool IsElsewhere(AddressSet addresses) =>
        addresses.Ranges.Count > 0 && addresses.Ranges.All(r => node.Elsewhere.Any(e => e.Contains(r))) && node.IsLocal(addresses) == Truth.No;

    /// <summary>A connection's first TCP packet has SYN alone.</summary>
    private static Truth Flags(int mask, NftExpression right, Packet packet) =>
        packet.State.HasFlag(ConnectionStates.New) && FlagBits(right) is { } wanted ? Truths.Of((0x02 & mask) == wanted) : Truth.Unknown;

    private static int? FlagBits(NftExpression e) => e switch
    {
        NftValue value => value.Text switch
        {
            "fin" => 1, "syn" => 2, "rst" => 4, "psh" => 8, "ack" => 16, "urg" => 32, "ecn" => 64, "cwr" => 128,
            var text => Number(text) is >= 0 and <= 255 and var number ? (int)number : null,
        },
        NftBits bits => bits.Values.Select(FlagBits).Aggregate((int?)0, (a, b) => a | b),
        NftBinary { Op: "|" } binary => binary.Operands.Select(FlagBits).Aggregate((int?)0, (a, b) => a | b),
        _ => null,
    };

    private static PacketMark Combine(PacketMark a, string op, PacketMark b) => op switch
    {
        // A bit that is not known stays so, but where the other side decides it.
        "|" => Or(a, b),
        "&" => And(a, b),
        "^" => new((a.Value ^ b.Value) & ~(a.UnknownBits | b.UnknownBits), a.UnknownBits | b.UnknownBits),
        "<<" when b.UnknownBits == 0 && b.Value < 32 => new(a.Value << (int)b.Value, a.UnknownBits << (int)b.Value),
        ">>" when b.UnknownBits == 0 && b.Value < 32 => new(a.Value >> (int)b.Value, a.UnknownBits >> (int)b.Value),
        _ => new(0, uint.MaxValue),
    };

    private static PacketMark Or(PacketMark a, PacketMark b)
    {
        // Unknown on one side, and not set for sure on the other.
        var unknown = (a.UnknownBits & ~b.Value) | (b.UnknownBits & ~a.Value);
        return new((a.Value | b.Value) & ~unknown, unknown);
    }

    private static PacketMark And(PacketMark a, PacketMark b)
    {
        // Unknown on one side, and not clear for sure on the other.
        var unknown = (a.UnknownBits & (b.Value | b.UnknownBits)) | (b.UnknownBits & (a.Value | a.UnknownBits));
        return new(a.Value & b.Value & ~unknown, unknown);
    }
}
