using System.Globalization;
using System.Text;

namespace KubeNetTui.Evidence;

/// <summary>Rules and chains in nft's own syntax, as <c>nft list ruleset</c> prints them.</summary>
public static class NftWriter
{
    /// <summary>meta keys that nft prints without the word <c>meta</c> (src/meta.c, meta_key_is_unqualified; the rest as of 1.0).</summary>
    private static readonly HashSet<string> Unqualified =
        ["iif", "iifname", "iiftype", "iifgroup", "oif", "oifname", "oiftype", "oifgroup"];

    public static string Text(NftRule rule)
    {
        StringBuilder text = new();
        foreach (var statement in rule.Statements)
        {
            var part = Text(statement, rule.Family);
            text.Append(text.Length > 0 && part.Length > 0 ? " " : "").Append(part);
        }

        return (rule.Comment.Length > 0 ? text.Append(" comment \"").Append(rule.Comment).Append('"') : text).ToString();
    }

    /// <summary>The chain with its head and rules, one line each; each rule's line with its handle, as <c>nft -a</c> has it.</summary>
    public static IReadOnlyList<string> Lines(NftChain chain)
    {
        List<string> lines = [$"chain {chain.Name} {{"];
        if (chain.Comment.Length > 0)
        {
            lines.Add($"\tcomment \"{chain.Comment}\"");
        }

        if (chain.IsBase)
        {
            lines.Add($"\t{Head(chain)}");
        }

        lines.AddRange(chain.Rules.Select(Line));
        lines.Add("}");
        return lines;
    }

    /// <summary>A rule's line among those of its chain.</summary>
    public static string Line(NftRule rule) => $"\t{Text(rule)}{(rule.Handle > 0 ? string.Create(CultureInfo.InvariantCulture, $" # handle {rule.Handle}") : "")}";

    /// <summary><c>type filter hook input priority 0; policy drop;</c></summary>
    public static string Head(NftChain chain) => string.Create(
        CultureInfo.InvariantCulture,
        $"type {chain.Type} hook {chain.Hook}{(chain.Device.Length > 0 ? $" device \"{chain.Device}\"" : "")} priority {chain.Priority};{(chain.Policy.Length > 0 ? $" policy {chain.Policy};" : "")}");

    /// <summary>A named set or map; of large ones the first elements.</summary>
    public static IReadOnlyList<string> Lines(NftSet set, int mostElements = 20)
    {
        List<string> lines =
        [
            $"{(set.IsMap ? "map" : "set")} {set.Name} {{",
            $"\ttype {string.Join(" . ", set.KeyTypes)}{(set.MapType is { } data ? " : " + data : "")}",
        ];
        if (set.Flags.Count > 0)
        {
            lines.Add($"\tflags {string.Join(",", set.Flags)}");
        }

        lines.AddRange(set.Elements.Take(mostElements).Select(e => "\t\t" + Text(e)));
        if (set.Elements.Count > mostElements)
        {
            lines.Add($"\t\t… {set.Elements.Count - mostElements} more");
        }

        lines.Add("}");
        return lines;
    }

    public static string Text(NftElement element) =>
        Text(element.Key)
        + (element.Counter is { } counter ? " " + Text(counter, "") : "")
        + (element.Comment.Length > 0 ? $" comment \"{element.Comment}\"" : "")
        + (element.Verdict is { } verdict ? " : " + Text(verdict, "") : element.Data is { } data ? " : " + Text(data) : "");

    public static string Text(NftStatement statement, string family) => statement switch
    {
        NftMatch match => $"{Text(match.Left)}{(match.Op is "==" && !IsBits(match.Left) || match.Op == "in" ? "" : " " + match.Op)} {Right(match.Left, match.Right)}",
        NftVerdict { Target.Length: > 0 } verdict => $"{Word(verdict)} {verdict.Target}",
        NftVerdict verdict => Word(verdict),
        NftVerdictMap map => $"{Text(map.Key)} vmap {Text(map.Data)}",
        NftCounter { Named: { } name } => $"counter name \"{name}\"",
        NftCounter counter => string.Create(CultureInfo.InvariantCulture, $"counter packets {counter.Packets} bytes {counter.Bytes}"),
        NftMangle mangle => $"{Text(mangle.Key)} set {Right(mangle.Key, mangle.Value)}",
        NftNat nat => Text(nat),
        NftReject reject => Text(reject, family),
        NftXt xt => $"xt {xt.Type} \"{xt.Name}\"",
        NftSideEffect side => side.Kind == side.Text ? side.Kind : $"{side.Kind} {side.Text}".TrimEnd(),
        NftOtherStatement other => $"{other.Kind} {other.Text}".Trim(),
        _ => "",
    };

    public static string Text(NftExpression expression) => expression switch
    {
        NftValue value => value.Text,
        NftSetReference set => "@" + set.Name,
        NftPrefix prefix => string.Create(CultureInfo.InvariantCulture, $"{prefix.Address}/{prefix.Length}"),
        NftRange range => $"{Text(range.From)}-{Text(range.To)}",
        NftConcat concat => string.Join(" . ", concat.Parts.Select(Text)),
        NftSetLiteral set => $"{{ {string.Join(", ", set.Elements.Select(Text))} }}",
        NftBits bits => string.Join(",", bits.Values.Select(Text)),
        NftPayload payload => $"{payload.Protocol} {payload.Field}",
        NftMeta meta => Unqualified.Contains(meta.Key) ? meta.Key : "meta " + meta.Key,
        NftCt ct => string.Join(' ', ((string[])["ct", ct.Direction, ct.Family, ct.Key]).Where(w => w.Length > 0)),
        NftFib fib => $"fib {string.Join(" . ", fib.Flags)} {fib.Result}",
        NftNumgen numgen => string.Create(CultureInfo.InvariantCulture, $"numgen {numgen.Mode} mod {numgen.Modulus}{(numgen.Offset != 0 ? $" offset {numgen.Offset}" : "")}"),
        NftHash hash => string.Create(CultureInfo.InvariantCulture, $"{hash.Kind} mod {hash.Modulus}{(hash.Offset != 0 ? $" offset {hash.Offset}" : "")}"),
        NftBinary binary => string.Join($" {binary.Op} ", binary.Operands.Select(o => Right(binary.Operands[0], o))),
        NftMapLookup map => $"{Text(map.Key)} map {Text(map.Data)}",
        NftOtherExpression other => other.Text,
        _ => "",
    };

    /// <summary>A value in the form that goes with what it is compared to.</summary>
    private static string Right(NftExpression left, NftExpression right) => (left, right) switch
    {
        (_, NftValue value) when Root(left) is NftMeta { Key: "iifname" or "oifname" } => $"\"{value.Text}\"",
        (_, NftValue value) when Root(left) is NftMeta { Key: "mark" } or NftCt { Key: "mark" } && uint.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var mark) =>
            string.Create(CultureInfo.InvariantCulture, $"0x{mark:x8}"),
        (_, NftSetLiteral set) when Root(left) is NftMeta { Key: "iifname" or "oifname" } =>
            $"{{ {string.Join(", ", set.Elements.Select(e => e.Key is NftValue v ? $"\"{v.Text}\"" : Text(e)))} }}",
        (NftFib { Result: "oif" or "oifname" }, NftValue { Text: "0" or "1" } found) => found.Text == "0" ? "missing" : "exists",
        _ => Text(right),
    };

    private static NftExpression Root(NftExpression e) => e is NftBinary { Operands: [var first, ..] } ? Root(first) : e;

    /// <summary>A comparison of single bits is written with its <c>==</c>.</summary>
    private static bool IsBits(NftExpression left) => left is NftBinary;

    private static string Word(NftVerdict verdict) => verdict.Kind.ToString().ToLowerInvariant();

    private static string Text(NftNat nat)
    {
        var address = nat.Address is null ? "" : Text(nat.Address);
        var port = nat.Port is null ? "" : ":" + Text(nat.Port);
        var to = address.Contains(':', StringComparison.Ordinal) && port.Length > 0 && nat.Address is NftValue ? $"[{address}]{port}" : address + port;
        return string.Join(' ', ((string[])[nat.Kind.ToString().ToLowerInvariant(), nat.Family, to.Length > 0 ? "to " + to : "", string.Join(",", nat.Flags)]).Where(w => w.Length > 0));
    }

    private static string Text(NftReject reject, string family) => (reject.Type, reject.With, family) switch
    {
        ("", "", _) or ("icmp", "port-unreachable", "ip") or ("icmpv6", "port-unreachable", "ip6") or ("icmpx", "port-unreachable", _) => "reject",
        (var type, "", _) => $"reject with {type}",
        var (type, with, _) => $"reject with {type} {with}",
    };
}
