using System.Globalization;
using System.Text.Json;

namespace KubeNetTui.Evidence;

/// <summary>One policy routing rule.</summary>
/// <param name="Priority">The least is asked first.</param>
/// <param name="Table">Where it looks; "" where it does something else (<c>blackhole</c>, <c>goto</c>).</param>
/// <param name="Source">Packets from there; null all.</param>
/// <param name="Destination">Packets to there; null all.</param>
/// <param name="Conditions">What else must hold, in the tool's words: <c>fwmark 0x200/0xf00</c>, <c>iif eth1</c>, <c>not</c>.</param>
/// <param name="Action">What it does where it has no table: <c>blackhole</c>, <c>prohibit</c>, …; "" else.</param>
public sealed record RoutingRule(
    long Priority, string Table, IpPrefix? Source, IpPrefix? Destination, IReadOnlyList<string> Conditions, string Action = "")
{
    public override string ToString() =>
        $"{Priority.ToString(CultureInfo.InvariantCulture)}: from {(Source?.ToString() ?? "all")}{(Destination is { } to ? $" to {to}" : "")}"
        + $"{string.Concat(Conditions.Select(c => " " + c))} {(Table.Length > 0 ? "lookup " + Table : Action)}";
}

/// <summary>Policy routing rules, in the order in which the kernel asks them.</summary>
public sealed class RoutingRules(IReadOnlyList<RoutingRule> items, IReadOnlyList<NotUnderstoodLine> notUnderstood)
{
    private static readonly string[] ConditionKeys = ["iif", "oif", "tos", "ipproto", "sport", "dport", "uidrange", "l3mdev", "tun_id", "not", "suppress_prefixlen", "suppress_prefixlength"];

    /// <summary>What every network namespace begins with.</summary>
    public static RoutingRules Usual { get; } = new(
        [new(0, "local", null, null, []), new(32766, "main", null, null, []), new(32767, "default", null, null, [])], []);

    public IReadOnlyList<RoutingRule> Items { get; } = [.. items.OrderBy(r => r.Priority)];

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; } = notUnderstood;

    /// <summary><c>ip -j rule</c>.</summary>
    public static RoutingRules ParseJson(string text)
    {
        List<RoutingRule> rules = [];
        var failed = JsonItems.Read(text, item =>
        {
            if (item.Number("priority") is not { } priority)
            {
                return "no priority";
            }

            rules.Add(new(priority, item.Text("table"), Range(item, "src", "srclen"), Range(item, "dst", "dstlen"), Conditions(item), Action(item)));
            return null;
        });
        return new(rules, failed);
    }

    /// <summary><c>ip rule</c>: <c>32766: from all lookup main</c>.</summary>
    public static RoutingRules ParseText(string text)
    {
        List<RoutingRule> rules = [];
        List<NotUnderstoodLine> failed = [];
        var number = 0;
        foreach (var line in new TextLines(text))
        {
            number++;
            if (line.IsWhiteSpace())
            {
                continue;
            }

            var colon = line.IndexOf(':');
            if (colon > 0 && long.TryParse(line[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var priority))
            {
                rules.Add(Rule(priority, line[(colon + 1)..]));
            }
            else
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "a rule begins with its priority and a colon"));
            }
        }

        return new(rules, failed);
    }

    private static RoutingRule Rule(long priority, ReadOnlySpan<char> line)
    {
        (IpPrefix? source, IpPrefix? destination, var table, var action) = (null, null, "", "");
        List<string> conditions = [];
        var words = new TextWords(line);
        while (words.MoveNext())
        {
            switch (words.Current)
            {
                case "from":
                    source = IpPrefix.TryParse(words.Next(), out var from) ? from : null;
                    break;
                case "to":
                    destination = IpPrefix.TryParse(words.Next(), out var to) ? to : null;
                    break;
                case "lookup" or "table":
                    table = words.Next().ToString();
                    break;
                case "blackhole" or "unreachable" or "prohibit" or "goto" or "nop":
                    action = words.Current.ToString();
                    break;
                case "not":
                    conditions.Add("not");
                    break;
                case "[l3mdev-table]" or "proto" or "protocol":
                    words.Next();
                    break;
                default:
                    var key = words.Current.ToString();
                    conditions.Add($"{key} {words.Next()}");
                    break;
            }
        }

        return new(priority, table, source, destination, conditions, action);
    }

    private static IpPrefix? Range(JsonElement item, string name, string length)
    {
        var text = item.Text(name);
        return text is "" or "all" || !IpPrefix.TryParse(item.Number(length) is { } bits ? $"{text}/{bits}" : text, out var range) ? null : range;
    }

    private static List<string> Conditions(JsonElement item)
    {
        List<string> conditions = [];
        if (item.Text("fwmark") is { Length: > 0 } mark)
        {
            conditions.Add($"fwmark {mark}{(item.Text("fwmask") is { Length: > 0 } mask ? "/" + mask : "")}");
        }

        conditions.AddRange(ConditionKeys.Where(k => item.TryGetProperty(k, out _)).Select(k => $"{k} {item.Text(k)}".TrimEnd()));
        return conditions;
    }

    private static string Action(JsonElement item) => item.Text("action") is { Length: > 0 } action ? action : item.TryGetProperty("goto", out _) ? "goto" : "";
}
