using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>One rule met by a packet: its statements from left to right, on every way that a match opens.</summary>
internal sealed class NftRuleRun(NftWalk walk, NftTable table, NftRule rule, int depth)
{
    private readonly List<End> _ends = [];

    public IReadOnlyList<End> Run(Way start)
    {
        _ends.Clear();
        From(start, 0, Truth.Yes);

        // All of it goes on, and nothing has changed: no branch, however unsure the matches.
        return _ends.Count > 1 && _ends.All(e => e.Kind == EndKind.Continues && e.Way.Packet == start.Packet) ? [new(EndKind.Continues, start)] : [.. _ends];
    }

    private void From(Way way, int at, Truth matched)
    {
        for (var i = at; i < rule.Statements.Count; i++)
        {
            switch (rule.Statements[i])
            {
                case NftMatch match:
                    var truth = walk.Matcher.Holds(match, table, way.Packet);
                    if (truth == Truth.No)
                    {
                        Continue(way);
                        return;
                    }

                    if (truth != Truth.Yes)
                    {
                        Branch(way, match, truth, i + 1);
                        return;
                    }

                    break;
                case NftOtherStatement other:
                    // A rate lets some pass; of what is not known, nothing can be said.
                    var some = other.Kind == "limit" ? Truth.Some : Truth.Unknown;
                    Continue(way.AtMost(CertaintyOf(some)));
                    (way, matched) = (way.AtMost(CertaintyOf(some)), Worse(matched, some));
                    break;
                case NftXt { Type: "match", Name: "comment" }:
                    break;
                case NftXt { Type: "match" }:
                    Continue(way.AtMost(WalkCertainty.Possible));
                    (way, matched) = (way.AtMost(WalkCertainty.Possible), Truth.Unknown);
                    break;
                case NftXt { Type: "target", Name: "REJECT" } or NftReject:
                    _ends.Add(new(EndKind.Rejected, Step(way, matched)));
                    return;
                case NftXt { Type: "target", Name: "LOG" or "NFLOG" or "TCPMSS" or "CHECKSUM" or "AUDIT" or "TRACE" } or NftXt { Type: "watcher" }:
                    break;
                case NftXt or NftNat { Kind: NftNatKind.Redirect }:
                    _ends.Add(new(EndKind.Unknown, Step(way, matched, "what this target does is not in the listing")));
                    return;
                case NftMangle mangle:
                    if (Value(mangle.Value, way.Packet) is not { } value)
                    {
                        // The map has no such key: the rule ends here.
                        Continue(way);
                        return;
                    }

                    if (Mangled(way, mangle with { Value = value }) is not { } changed)
                    {
                        _ends.Add(new(EndKind.Unknown, Step(way, matched, "the packet is rewritten in a way that is not followed")));
                        return;
                    }

                    way = changed;
                    break;
                case NftNat nat:
                    Rewrite(way, nat, matched);
                    return;
                case NftVerdict verdict:
                    Decide(way, verdict, matched);
                    return;
                case NftVerdictMap map:
                    Look(way, map, matched);
                    return;
            }
        }

        _ends.Add(new(EndKind.Continues, way));
    }

    private void Continue(Way way) => _ends.Add(new(EndKind.Continues, way));

    /// <summary>Those for which it holds go on in the rule, the others with the next rule.</summary>
    private void Branch(Way way, NftMatch match, Truth truth, int next)
    {
        var certainty = CertaintyOf(truth);
        var (inside, outside) = truth == Truth.Some ? Split(way.Packet, match) : (way.Packet, way.Packet);
        if (outside is not null)
        {
            Continue((way with { Packet = outside }).AtMost(certainty));
        }

        if (inside is not null)
        {
            // Where the addresses left over are none, the match holds for all.
            From((way with { Packet = inside }).AtMost(outside is null ? WalkCertainty.All : certainty), next, truth);
        }
    }

    /// <summary>The packets for which the match holds, and the others; null where there are none.</summary>
    private (Packet? Inside, Packet? Outside) Split(Packet packet, NftMatch match)
    {
        if (match.Left is not NftPayload { Protocol: "ip" or "ip6", Field: "saddr" or "daddr" } field || Ranges(match.Right) is not { } ranges)
        {
            return match is { Op: not "!=", Left: NftPayload { Field: "dport" } } && NftMatcher.PortsOf(match.Right) is { } ports && packet.DestinationPort is { } have
                ? (packet with { DestinationPort = new(Math.Max(have.First, ports.First), Math.Min(have.Last, ports.Last)) }, packet)
                : (packet, packet);
        }

        var isSource = field.Field == "saddr";
        var all = isSource ? packet.Source : packet.Destination;
        var within = AddressSet.Of(ranges.SelectMany(r => all.Intersect(r).Ranges));
        var without = ranges.Aggregate(all, (a, r) => a.Except(r));
        var (inside, outside) = match.Op == "!=" ? (without, within) : (within, without);
        return (Narrowed(inside), Narrowed(outside));

        Packet? Narrowed(AddressSet to) => to.IsEmpty ? null : isSource ? packet with { Source = to } : packet with { Destination = to };
    }

    private List<IpRange>? Ranges(NftExpression right)
    {
        IEnumerable<NftExpression> keys = right switch
        {
            NftSetLiteral literal => literal.Elements.Select(e => e.Key),
            NftSetReference reference when table.Set(reference.Name) is { } set => set.Elements.Select(e => e.Key),
            _ => [right],
        };
        List<IpRange> ranges = [];
        foreach (var key in keys)
        {
            if (NftMatcher.Range(key) is not { } range)
            {
                return null;
            }

            ranges.Add(range);
        }

        return ranges;
    }

    private void Decide(Way way, NftVerdict verdict, Truth matched)
    {
        switch (verdict.Kind)
        {
            case NftVerdictKind.Continue:
                _ends.Add(new(EndKind.Continues, way));
                break;
            case NftVerdictKind.Accept:
                _ends.Add(new(EndKind.Accepted, Step(way, matched)));
                break;
            case NftVerdictKind.Drop:
                _ends.Add(new(EndKind.Dropped, Step(way, matched)));
                break;
            case NftVerdictKind.Return:
                _ends.Add(new(EndKind.Returned, Step(way, matched)));
                break;
            case NftVerdictKind.Queue:
                _ends.Add(new(EndKind.Unknown, Step(way, matched, "a program in user space decides")));
                break;
            default:
                // The end of a chain that was jumped to comes back behind the jump; of one gone to, behind the jump before it.
                var back = verdict.Kind == NftVerdictKind.Jump ? EndKind.Continues : EndKind.Returned;
                foreach (var end in walk.Enter(table, verdict.Target, Step(way, matched), depth, rule))
                {
                    _ends.Add(end.Kind is EndKind.Fell or EndKind.Returned ? end with { Kind = back } : end);
                }

                break;
        }
    }

    private void Look(Way way, NftVerdictMap map, Truth matched)
    {
        IReadOnlyList<NftElement>? elements = map.Data switch
        {
            NftSetLiteral literal => literal.Elements,
            NftSetReference reference when table.Set(reference.Name) is { } set => Candidates(set, map.Key, way.Packet),
            _ => null,
        };
        if (elements is null)
        {
            _ends.Add(new(EndKind.Unknown, Step(way, matched, "the map is not in the listing")));
            return;
        }

        var certain = CertaintyOf(matched);
        foreach (var element in elements)
        {
            var truth = element.Verdict is null ? Truth.No : walk.Matcher.Holds(new NftMatch("==", map.Key, element.Key), table, way.Packet);
            if (truth != Truth.No)
            {
                Decide(truth == Truth.Yes ? way : way.AtMost(CertaintyOf(truth)), element.Verdict!, Worse(matched, truth));
            }

            if (truth == Truth.Yes)
            {
                return;
            }

            certain = (WalkCertainty)Math.Max((int)certain, (int)CertaintyOf(truth));
        }

        if (!IsExhausted(map.Key, elements))
        {
            Continue(way.AtMost(certain));
        }
    }

    /// <summary>The elements that the packet's key may be; one where the key is known.</summary>
    private static IReadOnlyList<NftElement> Candidates(NftSet set, NftExpression key, Packet packet) =>
        NftMatcher.PlainKey(key, packet) is { } plain
            ? set.FindPlain(plain) is { } found ? [found] : set.Patterns
            : set.Elements;

    /// <summary>Every number that may be drawn has its element.</summary>
    private static bool IsExhausted(NftExpression key, IReadOnlyList<NftElement> elements)
    {
        var modulus = key switch { NftNumgen numgen => numgen.Modulus, NftHash hash => hash.Modulus, _ => 0 };
        return modulus > 0 && elements.Where(e => e.Verdict is not null).Sum(e => e.Key switch
        {
            NftRange { From: NftValue from, To: NftValue to } when NftMatcher.Number(from.Text) is { } first && NftMatcher.Number(to.Text) is { } last => last - first + 1,
            NftValue => 1,
            _ => 0,
        }) >= modulus;
    }

    private static Way? Mangled(Way way, NftMangle mangle) => mangle.Key switch
    {
        NftMeta { Key: "mark" } => way with { Packet = way.Packet with { Mark = NftMatcher.Mark(mangle.Value, way.Packet) } },
        NftCt { Key: "mark" } => way with { Packet = way.Packet with { ConnectionMark = NftMatcher.Mark(mangle.Value, way.Packet) } },

        // An address, a port or the protocol: another packet from here on.
        NftPayload { Field: "saddr" or "daddr" or "sport" or "dport" or "protocol" or "nexthdr" } => null,
        _ => way,
    };

    private void Rewrite(Way way, NftNat nat, Truth matched)
    {
        var packet = way.Packet;

        // Without an address, the port alone changes; an address and port looked up together are not followed.
        if (nat.Address is { } looked && Value(looked, packet) is null)
        {
            Continue(way);
            return;
        }

        var target = nat.Address is null ? null : Value(nat.Address, packet);
        var address = nat.Address is null ? packet.Destination : NftMatcher.Range(target!) is { } to ? AddressSet.Of(to) : null;
        var port = nat.Port is null ? packet.DestinationPort : NftMatcher.PortsOf(nat.Port);
        _ends.Add(nat.Kind != NftNatKind.Dnat ? new(EndKind.Accepted, Step(way with { Packet = packet with { State = packet.State | ConnectionStates.Snat } }, matched))
            : address is null || (nat.Port is not null && port is null) ? new(EndKind.Unknown, Step(way, matched, "where it is sent is looked up in a way that is not followed"))
            : new(EndKind.Accepted, Step(way with { Packet = packet.Redirected(address, port) }, matched)));
    }

    /// <summary>The value, looked up where it stands in a map; null where the map has none for this packet, an unknown one where that can't be told.</summary>
    private NftExpression? Value(NftExpression value, Packet packet)
    {
        if (value is not NftMapLookup lookup)
        {
            return value;
        }

        IReadOnlyList<NftElement>? elements = lookup.Data switch
        {
            NftSetLiteral literal => literal.Elements,
            NftSetReference reference when table.Set(reference.Name) is { } set => Candidates(set, lookup.Key, packet),
            _ => null,
        };
        if (elements is null)
        {
            return new NftOtherExpression("map", "");
        }

        foreach (var element in elements)
        {
            var truth = walk.Matcher.Holds(new NftMatch("==", lookup.Key, element.Key), table, packet);
            if (truth != Truth.No)
            {
                return truth == Truth.Yes && element.Data is { } data ? data : new NftOtherExpression("map", "");
            }
        }

        return null;
    }

    private Way Step(Way way, Truth matched, string why = "") => way.With(NftWalk.Of(table, rule, why.Length > 0 ? Truth.Unknown : matched, why));

    private static WalkCertainty CertaintyOf(Truth truth) => truth switch
    {
        Truth.Some => WalkCertainty.Some, Truth.Unknown => WalkCertainty.Possible, _ => WalkCertainty.All,
    };

    private static Truth Worse(Truth a, Truth b) => (a, b) switch
    {
        (Truth.Unknown, _) or (_, Truth.Unknown) => Truth.Unknown,
        (Truth.Some, _) or (_, Truth.Some) => Truth.Some,
        _ => b,
    };
}
