using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Whether a packet meets the conditions of a rule.</summary>
/// <param name="Met">The packet as the target sees it: where only a part of the addresses meets the rule, that part.</param>
/// <param name="Rest">The packet as the next rule sees it where this one was not met.</param>
/// <param name="Why">The condition that could not be decided; "" where all could.</param>
internal readonly record struct MatchEvaluation(Truth Truth, Packet Met, Packet Rest, string Why)
{
    private static readonly IpRange Multicast = IpRange.Parse("224.0.0.0/4")!.Value;
    private static readonly IpRange Multicast6 = IpRange.Parse("ff00::/8")!.Value;
    private static readonly IpRange Broadcast = IpRange.Parse("255.255.255.255")!.Value;

    public static MatchEvaluation Of(IptablesRule rule, Packet packet, PacketHook hook, WalkNode node)
    {
        var truth = Truth.Yes;
        var why = "";
        var partial = 0;
        AddressMatch? narrowing = null;
        var met = packet;
        foreach (var match in rule.Matches)
        {
            var one = Of(match, packet, hook, node);
            truth = truth.And(one);
            if (truth == Truth.No)
            {
                return new(Truth.No, packet, packet, "");
            }

            if (one == Truth.Unknown && why.Length == 0)
            {
                why = Undecided(match);
            }

            if (one == Truth.Some)
            {
                partial++;
                narrowing = match as AddressMatch ?? narrowing;
                met = Narrow(met, match);
            }
        }

        if (rule.Problem.Length > 0)
        {
            return new(Truth.Unknown, met, packet, $"not understood: {rule.Problem}");
        }

        // Only where nothing else is open, those that did not meet it are exactly the others.
        var rest = truth == Truth.Some && partial == 1 && narrowing is not null ? Narrow(packet, narrowing with { IsInverted = !narrowing.IsInverted }) : packet;
        return new(truth, met, rest, why);
    }

    public static Truth Interface(string? name, string wanted)
    {
        if (name is null)
        {
            return wanted is "+" ? Truth.Yes : Truth.Unknown;
        }

        if (name is [.. var start, '+'])
        {
            return wanted is [.. var prefix, '+']
                ? (start.StartsWith(prefix, StringComparison.Ordinal), prefix.StartsWith(start, StringComparison.Ordinal)) switch
                {
                    (true, _) => Truth.Yes,
                    (_, true) => Truth.Some,
                    _ => Truth.No,
                }
                : wanted.StartsWith(start, StringComparison.Ordinal) ? Truth.Some : Truth.No;
        }

        return Truths.Of(new InterfaceMatch(PacketEnd.Source, wanted, false).Takes(name));
    }

    public static Truth Port(PortRange? port, PortRange wanted) => port switch
    {
        null => Truth.Unknown,
        { } own when wanted.Contains(own) => Truth.Yes,
        { } own when wanted.Overlaps(own) => Truth.Some,
        _ => Truth.No,
    };

    private static Truth Of(IptablesMatch match, Packet packet, PacketHook hook, WalkNode node)
    {
        var truth = match switch
        {
            CommentMatch or AccountMatch => Truth.Yes,
            AddressMatch m => (m.End == PacketEnd.Source ? packet.Source : packet.Destination).IsIn(m.Range),
            ProtocolMatch m => Protocol(m.Name, packet.Protocol),
            PortMatch m => Ports(m, packet),
            InterfaceMatch m => Interface(m.End == PacketEnd.Source ? packet.InInterface : packet.OutInterface, m.Name),
            StateMatch m => Truths.Of((m.States & packet.State) != 0),
            MarkMatch m => (m.IsConnection ? packet.ConnectionMark : packet.Mark).Is(m.Value, m.Mask),
            SetMatch m => SetMembership.Of(m, packet, node.Sets),
            StatisticMatch m => m.Share switch { >= 1 => Truth.Yes, <= 0 => Truth.No, _ => Truth.Some },
            RecentMatch m => m.Action == RecentAction.Set ? Truth.Yes : Truth.Some,
            RateMatch => Truth.Some,
            AddressTypeMatch m => AddressType(m, packet, node),
            TcpFlagsMatch m => Flags(m, packet),
            ConnectionAddressMatch m => IsFirst(packet) ? ConnectionAddress(m, packet).IsIn(m.Range) : Truth.Unknown,
            ConnectionPortMatch m => IsFirst(packet) ? Port(ConnectionPort(m, packet), m.Range) : Truth.Unknown,
            ConnectionDirectionMatch m => IsFirst(packet) ? Truths.Of(!m.IsReply) : Truth.Unknown,
            FragmentMatch => Truth.No,
            PacketTypeMatch m => Truths.Of(m.Type == "unicast"),
            ReversePathMatch => Truths.Of(packet.ComesByItsWayBack),
            OwnerMatch => hook is PacketHook.Output or PacketHook.Postrouting && packet.InInterface is null or "" ? Truth.Unknown : Truth.No,
            IcmpTypeMatch m => packet.Protocol is not ("icmp" or "ipv6-icmp") ? Truth.No : m.Type is "any" or "255" ? Truth.Yes : Truth.Unknown,
            BridgePortMatch m => BridgePort(m, packet),
            _ => Truth.Unknown,
        };
        return truth.If(match.IsInverted);
    }

    private static Truth Protocol(string wanted, string own) => Name(wanted) is "all" ? Truth.Yes : Truths.Of(Name(wanted) == Name(own));

    private static string Name(string protocol) => protocol switch
    {
        "0" or "ip" => "all",
        "1" => "icmp",
        "6" => "tcp",
        "17" => "udp",
        "58" or "icmpv6" or "icmp6" => "ipv6-icmp",
        "132" => "sctp",
        _ => protocol,
    };

    private static Truth Ports(PortMatch match, Packet packet)
    {
        var truth = Truth.No;
        foreach (var range in match.Ranges)
        {
            truth = truth.Or(match.End switch
            {
                PacketEnd.Source => Port(packet.SourcePort, range),
                PacketEnd.Destination => Port(packet.DestinationPort, range),
                _ => Port(packet.SourcePort, range).Or(Port(packet.DestinationPort, range)),
            });
        }

        return truth;
    }

    private static Truth AddressType(AddressTypeMatch match, Packet packet, WalkNode node)
    {
        var addresses = match.End == PacketEnd.Source ? packet.Source : packet.Destination;
        var truth = Truth.No;
        foreach (var type in match.Types)
        {
            var multicast = addresses.IsIn(addresses.IsV6 ? Multicast6 : Multicast);
            var broadcast = addresses.IsIn(Broadcast);
            truth = truth.Or(type switch
            {
                "LOCAL" => node.IsLocal(addresses),
                "MULTICAST" => multicast,
                "BROADCAST" => broadcast,
                "UNICAST" => node.IsLocal(addresses).Or(multicast).Or(broadcast).Not(),
                "UNSPEC" => Truth.No,
                _ => Truth.Unknown,
            });
        }

        return match.OfInterface && truth != Truth.No ? Truth.Unknown : truth;
    }

    /// <summary>The first packet of a connection has SYN alone; of the others it depends.</summary>
    private static Truth Flags(TcpFlagsMatch match, Packet packet) =>
        packet.Protocol != "tcp" ? Truth.No
        : packet.State.HasFlag(ConnectionStates.New) ? Truths.Of((TcpFlags.Syn & match.Mask) == match.Set)
        : Truth.Some;

    private static bool IsFirst(Packet packet) => packet.State.HasFlag(ConnectionStates.New);

    private static AddressSet ConnectionAddress(ConnectionAddressMatch match, Packet packet) => (match.End, match.IsReply) switch
    {
        (PacketEnd.Source, false) or (PacketEnd.Destination, true) => packet.Source,
        (PacketEnd.Destination, false) => packet.OriginalDestination ?? packet.Destination,
        _ => packet.Destination,
    };

    private static PortRange? ConnectionPort(ConnectionPortMatch match, Packet packet) => (match.End, match.IsReply) switch
    {
        (PacketEnd.Source, false) or (PacketEnd.Destination, true) => packet.SourcePort,
        (PacketEnd.Destination, false) => packet.OriginalDestinationPort ?? packet.DestinationPort,
        _ => packet.DestinationPort,
    };

    /// <summary>A packet that is routed from one interface to another is not bridged; by which port of a bridge it came is not known.</summary>
    private static Truth BridgePort(BridgePortMatch match, Packet packet) =>
        match.Question == "--physdev-is-bridged" && packet is { InInterface: { } input, OutInterface: { } output } && input != output ? Truth.No : Truth.Unknown;

    private static Packet Narrow(Packet packet, IptablesMatch match)
    {
        switch (match)
        {
            case AddressMatch m:
                var own = m.End == PacketEnd.Source ? packet.Source : packet.Destination;
                var part = m.IsInverted ? own.Except(m.Range) : own.Intersect(m.Range);
                return m.End == PacketEnd.Source ? packet with { Source = part } : packet with { Destination = part };
            case PortMatch { End: PacketEnd.Destination, IsInverted: false, Ranges: [var range] } when packet.DestinationPort is { } port:
                return packet with { DestinationPort = new PortRange(Math.Max(port.First, range.First), Math.Min(port.Last, range.Last)) };
            default:
                return packet;
        }
    }

    private static string Undecided(IptablesMatch match) => match switch
    {
        OtherMatch m => $"-m {m.Module} {m.Options}".TrimEnd(),
        SetMatch m => $"members of the ipset {m.Set}",
        InterfaceMatch m => m.End == PacketEnd.Source ? $"the interface it comes by ({m.Name})" : $"the interface it leaves by ({m.Name})",
        AddressTypeMatch => "the node's own addresses",
        OwnerMatch m => $"the process that sends it ({m.Option} {m.Value})",
        MarkMatch => "its mark",
        IcmpTypeMatch => "its ICMP type",
        BridgePortMatch => "the bridge port it comes by",
        _ => "the connection that it belongs to",
    };
}
