namespace KubeNetTui.Evidence;

/// <summary>Options of the smaller match modules.</summary>
internal static class MoreOptions
{
    public static bool Read(ref RuleParser rule, ReadOnlySpan<char> module, ReadOnlySpan<char> option, bool inverted) => module switch
    {
        "mark" or "connmark" => option is "--mark" && Mark(ref rule, module is "connmark", inverted),
        "addrtype" => AddressType(ref rule, option, inverted),
        "set" => option is "--match-set" or "--set" ? Set(ref rule, inverted) : option is "--return-nomatch" or "!" or "--update-counters" or "--update-subcounters"
            || rule.Unevaluated(option, inverted),
        "nfacct" => option is "--nfacct-name" && Account(ref rule),
        "icmp" or "icmp6" or "icmpv6" => option is "--icmp-type" or "--icmpv6-type" && Icmp(ref rule, inverted),
        "physdev" => BridgePort(ref rule, option, inverted),
        "owner" => Owner(ref rule, option, inverted),
        "rpfilter" => ReversePath(ref rule, option),
        "iprange" => Range(ref rule, option, inverted),
        "pkttype" => option is "--pkt-type" && PacketType(ref rule, inverted),
        _ => false,
    };

    private static bool Mark(ref RuleParser rule, bool isConnection, bool inverted)
    {
        inverted ^= rule.Value(out var value);
        var isMark = FlagWords.TryMark(value, out var mark, out var mask);
        rule.Add(new MarkMatch(mark, mask, isConnection, inverted));
        return isMark;
    }

    private static bool AddressType(ref RuleParser rule, ReadOnlySpan<char> option, bool inverted)
    {
        if (option is "--limit-iface-in" or "--limit-iface-out")
        {
            rule.LimitAddressTypeToInterface();
            return true;
        }

        if (option is not ("--src-type" or "--dst-type"))
        {
            return false;
        }

        inverted ^= rule.Value(out var value);
        var end = option is "--src-type" ? PacketEnd.Source : PacketEnd.Destination;
        rule.Add(new AddressTypeMatch(end, value is "LOCAL" ? FlagWords.Local : value.ToString().Split(','), false, inverted));
        return !value.IsEmpty;
    }

    private static bool Set(ref RuleParser rule, bool inverted)
    {
        inverted ^= rule.Value(out var name);
        var set = rule.Keep(name);
        _ = rule.Value(out var flags);
        List<PacketEnd> directions = [];
        foreach (var part in flags.Split(','))
        {
            if (flags[part] is not ("src" or "dst"))
            {
                return false;
            }

            directions.Add(flags[part] is "src" ? PacketEnd.Source : PacketEnd.Destination);
        }

        rule.Add(new SetMatch(set, directions, "", inverted));
        return set.Length > 0;
    }

    private static bool Account(ref RuleParser rule)
    {
        _ = rule.Value(out var name);
        rule.Add(new AccountMatch(rule.Keep(name)));
        return true;
    }

    private static bool Icmp(ref RuleParser rule, bool inverted)
    {
        inverted ^= rule.Value(out var type);
        rule.Add(new IcmpTypeMatch(rule.Keep(type), inverted));
        return !type.IsEmpty;
    }

    private static bool BridgePort(ref RuleParser rule, ReadOnlySpan<char> option, bool inverted)
    {
        if (option is "--physdev-is-in" or "--physdev-is-out" or "--physdev-is-bridged")
        {
            rule.Add(new BridgePortMatch(option.ToString(), "", inverted));
            return true;
        }

        if (option is not ("--physdev-in" or "--physdev-out"))
        {
            return false;
        }

        inverted ^= rule.Value(out var port);
        rule.Add(new BridgePortMatch(option.ToString(), rule.Keep(port), inverted));
        return true;
    }

    private static bool Owner(ref RuleParser rule, ReadOnlySpan<char> option, bool inverted)
    {
        if (option is not ("--uid-owner" or "--gid-owner" or "--socket-exists" or "--suppl-groups" or "--pid-owner" or "--sid-owner" or "--cmd-owner"))
        {
            return false;
        }

        ReadOnlySpan<char> value = default;
        if (rule.HasValue)
        {
            inverted ^= rule.Value(out value);
        }

        rule.Add(new OwnerMatch(option.ToString(), value.ToString(), inverted));
        return true;
    }

    private static bool ReversePath(ref RuleParser rule, ReadOnlySpan<char> option)
    {
        // --invert is the module's own "!"; a bare "-m rpfilter" holds for packets that pass the test, and iptables-save prints no option for it.
        if (option is not ("--invert" or "--loose" or "--validmark" or "--accept-local"))
        {
            return false;
        }

        rule.MergeReversePath(option is "--loose", option is "--invert");
        return true;
    }

    private static bool Range(ref RuleParser rule, ReadOnlySpan<char> option, bool inverted)
    {
        if (option is not ("--src-range" or "--dst-range"))
        {
            return false;
        }

        inverted ^= rule.Value(out var value);
        var isRange = IpRange.TryParse(value, out var range);
        rule.Add(new AddressMatch(option is "--src-range" ? PacketEnd.Source : PacketEnd.Destination, range, inverted));
        return isRange;
    }

    private static bool PacketType(ref RuleParser rule, bool inverted)
    {
        inverted ^= rule.Value(out var type);
        rule.Add(new PacketTypeMatch(rule.Keep(type), inverted));
        return !type.IsEmpty;
    }
}
