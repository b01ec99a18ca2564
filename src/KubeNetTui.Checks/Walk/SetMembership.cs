using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Whether a packet is in an ipset.</summary>
internal static class SetMembership
{
    // A list of sets may not hold lists, says the kernel; an output that says otherwise is no reason to loop.
    private const int MostDepth = 4;

    public static Truth Of(SetMatch match, Packet packet, IpsetSave? sets, int depth = 0)
    {
        if (sets?.Find(match.Set) is not { } set || depth > MostDepth || match.Conditions.Length > 0)
        {
            return Truth.Unknown;
        }

        var truth = set.Fields is ["set"]
            ? set.Entries.Select(e => Of(match with { Set = e.Fields[0].Text }, packet, sets, depth + 1)).Aggregate(Truth.No, Truths.Or)
            : set.Fields is ["ip" or "net"] && match.Directions is [var end]
                ? OfAddresses(set, end == PacketEnd.Source ? packet.Source : packet.Destination)
                : OfEntries(set, match.Directions, packet);
        return truth != Truth.Yes && !set.IsUnderstood ? Truth.Unknown : truth;
    }

    /// <summary>Entries take addresses away until none is left: together they may cover what each of them covers a part of.</summary>
    private static Truth OfAddresses(Ipset set, AddressSet addresses)
    {
        // A longer prefix wins over a shorter one, so the excluded are looked at with those inside of them: exact for one address, else not.
        var excluded = set.Entries.Where(e => e.IsExcluded && addresses.IsIn(e.Fields[0].Addresses!.Value) != Truth.No).ToList();
        if (excluded.Count > 0 && addresses.One is not { })
        {
            return Truth.Unknown;
        }

        if (excluded.Count > 0)
        {
            var best = set.Entries.Where(e => addresses.IsIn(e.Fields[0].Addresses!.Value) == Truth.Yes)
                .MinBy(e => e.Fields[0].Addresses!.Value.Last.Value - e.Fields[0].Addresses!.Value.First.Value);
            return Truths.Of(best is { IsExcluded: false });
        }

        var left = addresses;
        foreach (var entry in set.Entries)
        {
            var range = entry.Fields[0].Addresses!.Value;
            if (left.IsIn(range) != Truth.No)
            {
                left = left.Except(range);
            }
        }

        return left.IsEmpty ? Truth.Yes : left.Equals(addresses) ? Truth.No : Truth.Some;
    }

    private static Truth OfEntries(Ipset set, IReadOnlyList<PacketEnd> ends, Packet packet)
    {
        var found = Truth.No;
        foreach (var entry in set.Entries)
        {
            var truth = Truth.Yes;
            for (var i = 0; i < entry.Fields.Count && truth != Truth.No; i++)
            {
                truth = truth.And(i < ends.Count ? OfField(set.Fields[i], entry.Fields[i], ends[i], packet) : Truth.Unknown);
            }

            // An exclusion hides part of what others cover; which part is not worth working out here.
            found = found.Or(entry.IsExcluded && truth != Truth.No ? Truth.Unknown : truth);
            if (found == Truth.Yes && !entry.IsExcluded)
            {
                break;
            }
        }

        return found;
    }

    private static Truth OfField(string kind, IpsetField field, PacketEnd end, Packet packet)
    {
        var isSource = end == PacketEnd.Source;
        switch (kind)
        {
            case "ip" or "net" when field.Addresses is { } range:
                return (isSource ? packet.Source : packet.Destination).IsIn(range);
            case "port" when field.Ports is { } ports:
                return Truths.Of(field.Protocol == packet.Protocol).And(MatchEvaluation.Port(isSource ? packet.SourcePort : packet.DestinationPort, ports));
            case "port":
                // ICMP with a type and a code.
                return field.Text.StartsWith(packet.Protocol, StringComparison.Ordinal) ? Truth.Unknown : Truth.No;
            case "iface":
                return MatchEvaluation.Interface(isSource ? packet.InInterface : packet.OutInterface, field.Text);
            default:
                return Truth.Unknown;
        }
    }
}
