namespace KubeNetTui.Evidence;

/// <summary>Options of <c>-m conntrack</c> and <c>-m state</c> (extensions/libxt_conntrack.c).</summary>
internal static class ConntrackOptions
{
    public static bool Read(ref RuleParser rule, ReadOnlySpan<char> option, bool inverted)
    {
        if (option is not ("--ctstate" or "--state" or "--ctdir" or "--ctproto" or "--ctstatus" or "--ctexpire") && !IsTuple(option))
        {
            return false;
        }

        if (option is "--ctproto" or "--ctstatus" or "--ctexpire")
        {
            return rule.Unevaluated(option, inverted);
        }

        inverted ^= rule.Value(out var value);
        switch (option)
        {
            case "--ctstate" or "--state":
                if (!FlagWords.TryStates(value, out var states))
                {
                    return false;
                }

                rule.Add(new StateMatch(states, inverted));
                return true;
            case "--ctdir":
                rule.Add(new ConnectionDirectionMatch(value.Equals("REPLY", StringComparison.OrdinalIgnoreCase), inverted));
                return value is "ORIGINAL" or "REPLY" or "original" or "reply";
            default:
                return Tuple(ref rule, option, value, inverted);
        }
    }

    private static bool IsTuple(ReadOnlySpan<char> option) => option is
        "--ctorigsrc" or "--ctorigdst" or "--ctreplsrc" or "--ctrepldst" or "--ctorigsrcport" or "--ctorigdstport" or "--ctreplsrcport" or "--ctrepldstport";

    private static bool Tuple(ref RuleParser rule, ReadOnlySpan<char> option, ReadOnlySpan<char> value, bool inverted)
    {
        var isReply = option.StartsWith("--ctrepl", StringComparison.Ordinal);
        var end = option.Contains("src", StringComparison.Ordinal) ? PacketEnd.Source : PacketEnd.Destination;
        if (option.EndsWith("port", StringComparison.Ordinal))
        {
            var isPort = PortRange.TryParse(value, out var ports);
            rule.Add(new ConnectionPortMatch(end, isReply, ports, inverted));
            return isPort;
        }

        var isRange = IpRange.TryParse(value, out var range);
        rule.Add(new ConnectionAddressMatch(end, isReply, range, inverted));
        return isRange;
    }
}
