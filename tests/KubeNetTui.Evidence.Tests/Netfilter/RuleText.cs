using System.Globalization;

namespace KubeNetTui.Evidence.Tests;

/// <summary>A rule as iptables-save would print it: for the round trip.</summary>
internal static class RuleText
{
    public static string Of(IptablesRule rule) =>
        $"-A {rule.Chain} {string.Join(' ', rule.Matches.Select(Of))} {(rule.Target is { } target ? Of(target) : "")}";

    public static string Of(IptablesMatch match) => (match.IsInverted ? "!" : "", match) switch
    {
        (var n, AddressMatch m) => $"{n} {(m.End == PacketEnd.Source ? "-s" : "-d")} {m.Range}",
        (var n, InterfaceMatch m) => $"{n} {(m.End == PacketEnd.Source ? "-i" : "-o")} {m.Name}",
        (var n, ProtocolMatch m) => $"{n} -p {m.Name}",
        (_, CommentMatch m) => $"-m comment --comment \"{m.Text}\"",
        (_, AccountMatch m) => $"-m nfacct --nfacct-name {m.Name}",
        (var n, StateMatch m) => $"-m conntrack {n} --ctstate {m.States.ToString().ToUpperInvariant().Replace(", ", ",", StringComparison.Ordinal)}",
        (var n, PortMatch m) => $"-m multiport {n} {(m.End == PacketEnd.Source ? "--sports" : "--dports")} {string.Join(',', m.Ranges)}",
        (var n, MarkMatch m) => $"-m mark {n} --mark 0x{m.Value:x}/0x{m.Mask:x}",
        (var n, StatisticMatch m) => string.Create(CultureInfo.InvariantCulture, $"-m statistic --mode random {n} --probability {m.Share:0.00000000000}"),
        (var n, AddressTypeMatch m) => $"-m addrtype {n} {(m.End == PacketEnd.Source ? "--src-type" : "--dst-type")} {string.Join(',', m.Types)}",
        _ => throw new NotSupportedException(match.ToString()),
    };

    private static string Of(IptablesTarget target) => target switch
    {
        JumpTarget t => $"-j {t.Chain}",
        RejectTarget t => $"-j REJECT --reject-with {t.With}",
        DnatTarget t => $"-j DNAT --to-destination {t.Addresses}:{t.Ports}",
        MarkTarget t => $"-j MARK --set-xmark 0x{t.Value:x}/0x{t.Mask:x}",
        MasqueradeTarget t => $"-j MASQUERADE{(t.IsFullyRandom ? " --random-fully" : "")}",
        AcceptTarget or DropTarget or ReturnTarget => $"-j {target.Name}",
        _ => throw new NotSupportedException(target.ToString()),
    };
}
