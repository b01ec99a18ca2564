using System.Text;
using KubeNetTui.Evidence;

namespace KubeNetTui.Panes;

/// <summary>A rule in the columns of a table: what it asks for, what it does.</summary>
internal static class RuleText
{
    /// <summary>The rule's own words without chain, comment and target: <c>-d 10.96.0.1/32 -p tcp -m tcp --dport 443</c>; <c>all</c> where it asks nothing.</summary>
    public static string Match(IptablesRule rule)
    {
        var text = new StringBuilder();
        foreach (var word in Words(rule.Rule, skip: 2))
        {
            if (word is "-j" or "-g" or "--jump" or "--goto")
            {
                break;
            }

            text.Append(text.Length > 0 ? " " : "").Append(word);
        }

        // Said by the protocol already.
        var match = WithoutComment(text.Replace("-m comment --comment", "--comment").ToString());
        foreach (var protocol in (string[])["tcp", "udp", "sctp"])
        {
            match = match.Replace($"-p {protocol} -m {protocol}", $"-p {protocol}", StringComparison.Ordinal);
        }

        return match.Length > 0 ? match : "all";
    }

    /// <summary>What it does, with what it does it to: <c>DNAT 10.244.0.4:8080</c>, <c>REJECT icmp-port-unreachable</c>; <c>count</c> where it only counts.</summary>
    public static string Target(IptablesRule rule, AddressBook names) => rule.Target switch
    {
        null => "count",
        JumpTarget { IsGoto: true } jump => $"goto {jump.Chain}",
        JumpTarget jump => jump.Chain,
        DnatTarget { Addresses: var to, Ports: var ports } => $"DNAT {to}{(ports is null ? "" : $":{ports}")}{Named(to, names)}",
        SnatTarget { Addresses: var to, Ports: var ports } => $"SNAT {to}{(ports is null ? "" : $":{ports}")}",
        RejectTarget reject => $"REJECT {reject.With}",
        MarkTarget mark => $"MARK 0x{mark.Value:x}/0x{mark.Mask:x}",
        PassingTarget { Options.Length: > 0 } passing => $"{passing.Name} {passing.Options}",
        OtherTarget { Options.Length: > 0 } other => $"{other.Name} {other.Options}",
        var target => target.Name,
    };

    public static bool Stops(IptablesTarget? target) => target is DropTarget or RejectTarget;

    private static string Named(IpRange? to, AddressBook names) =>
        to is { IsSingle: true } one && names.NameOf(one.First.ToString()) is { Length: > 0 } name ? $" {name}" : "";

    private static string WithoutComment(string text)
    {
        var at = text.IndexOf("--comment ", StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        var start = at + "--comment ".Length;
        var end = start < text.Length && text[start] == '"' ? Closing(text, start + 1) + 1 : text.IndexOf(' ', start);
        return (text[..at] + (end < 0 || end >= text.Length ? "" : text[end..].TrimStart())).Trim();
    }

    private static int Closing(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return i;
            }
        }

        return text.Length;
    }

    /// <summary>Words of a line, quoted ones with their quotes.</summary>
    private static IEnumerable<string> Words(string line, int skip)
    {
        for (var i = 0; i < line.Length;)
        {
            var start = i;
            while (i < line.Length && line[i] != ' ')
            {
                i = line[i] == '"' ? Math.Min(line.Length, Closing(line, i + 1) + 1) : i + 1;
            }

            if (i > start && skip-- <= 0)
            {
                yield return line[start..i];
            }

            i++;
        }
    }
}
