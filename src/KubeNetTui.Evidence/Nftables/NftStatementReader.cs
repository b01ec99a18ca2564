using System.Text.Json;

namespace KubeNetTui.Evidence;

/// <summary>Statements and expressions from their JSON; what is of no known shape is kept as it is and counts as not known.</summary>
internal static class NftStatementReader
{
    public static NftStatement Read(JsonElement e)
    {
        if (e.ValueKind == JsonValueKind.String)
        {
            return e.GetString() is "notrack" ? new NftSideEffect("notrack", "notrack") : new NftOtherStatement(e.GetString() ?? "", e.GetRawText());
        }

        if (e.ValueKind != JsonValueKind.Object || e.Only() is not { } member)
        {
            return new NftOtherStatement("", e.GetRawText());
        }

        var o = member.Value;
        return Verdict(member) is { } verdict ? verdict : member.Name switch
        {
            "match" when o.Has("left") && o.Has("right") => new NftMatch(o.Text("op") is { Length: > 0 } op ? op : "==", Expression(o.GetProperty("left")), Expression(o.GetProperty("right"))),
            "vmap" when o.Has("key") && o.Has("data") => new NftVerdictMap(Expression(o.GetProperty("key")), Expression(o.GetProperty("data"))),
            "counter" => o.ValueKind == JsonValueKind.String ? new NftCounter(0, 0, o.GetString()) : new NftCounter(o.Long("packets"), o.Long("bytes")),
            "mangle" when o.Has("key") && o.Has("value") => new NftMangle(Expression(o.GetProperty("key")), Expression(o.GetProperty("value"))),
            "dnat" => Nat(NftNatKind.Dnat, o),
            "snat" => Nat(NftNatKind.Snat, o),
            "masquerade" => Nat(NftNatKind.Masquerade, o),
            "redirect" => Nat(NftNatKind.Redirect, o),
            "reject" => new NftReject(o.Text("type"), o.Text("expr")),
            "xt" => new NftXt(o.Text("type"), o.Text("name")),
            "log" => new NftSideEffect("log", o.Text("prefix") is { Length: > 0 } prefix ? $"prefix \"{prefix}\"" : ""),
            "notrack" or "set" or "map" or "flow" or "dup" or "ct helper" or "ct timeout" or "ct expectation" or "secmark" or "last" =>
                new NftSideEffect(member.Name, o.ValueKind == JsonValueKind.Null ? "" : o.GetRawText()),
            _ => new NftOtherStatement(member.Name, o.GetRawText()),
        };
    }

    public static NftExpression Expression(JsonElement e)
    {
        switch (e.ValueKind)
        {
            case JsonValueKind.String:
                var text = e.GetString() ?? "";
                return text.Length > 1 && text[0] == '@' && !text.Contains(',') ? new NftSetReference(text[1..]) : new NftValue(text);
            case JsonValueKind.Number:
                return new NftValue(e.GetRawText());
            case JsonValueKind.True or JsonValueKind.False:
                return new NftValue(e.ValueKind == JsonValueKind.True ? "1" : "0");
            case JsonValueKind.Array:
                return new NftBits([.. e.EnumerateArray().Select(Expression)]);
            case JsonValueKind.Object when e.Only() is { } member:
                return Of(member, e);
            default:
                return new NftOtherExpression("", e.GetRawText());
        }
    }

    /// <summary>The elements of a set or map: plain keys, or pairs of key and data.</summary>
    public static IReadOnlyList<NftElement> Elements(JsonElement list) => list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Select(Element)]
        : [Element(list)];

    /// <summary>A word, or several as nft writes them: <c>ipv4_addr . inet_service</c>.</summary>
    public static string Word(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.String => e.GetString() ?? "",
        JsonValueKind.Array => string.Join(" . ", e.EnumerateArray().Select(Word)),
        _ => e.GetRawText(),
    };

    private static NftElement Element(JsonElement e)
    {
        if (e.ValueKind != JsonValueKind.Array || e.GetArrayLength() != 2)
        {
            return Key(e);
        }

        var element = Key(e[0]);
        return e[1].ValueKind == JsonValueKind.Object && e[1].Only() is { } member && Verdict(member) is { } verdict
            ? element with { Verdict = verdict }
            : element with { Data = Expression(e[1]) };
    }

    /// <summary>A key, alone or with its comment and counter: <c>{"elem": {"val": …, "comment": …}}</c>.</summary>
    private static NftElement Key(JsonElement e) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty("elem", out var elem) && elem.Has("val")
            ? new NftElement(Expression(elem.GetProperty("val")))
            {
                Comment = elem.Text("comment"),
                Counter = elem.Has("counter") ? new NftCounter(elem.GetProperty("counter").Long("packets"), elem.GetProperty("counter").Long("bytes")) : null,
            }
            : new NftElement(Expression(e));

    private static NftVerdict? Verdict(JsonProperty member) => member.Name switch
    {
        "accept" => new(NftVerdictKind.Accept),
        "drop" => new(NftVerdictKind.Drop),
        "continue" => new(NftVerdictKind.Continue),
        "return" => new(NftVerdictKind.Return),
        "jump" => new(NftVerdictKind.Jump, member.Value.Text("target")),
        "goto" => new(NftVerdictKind.Goto, member.Value.Text("target")),
        "queue" => new(NftVerdictKind.Queue),
        _ => null,
    };

    private static NftNat Nat(NftNatKind kind, JsonElement o) => new(
        kind, o.Text("family"), o.Has("addr") ? Expression(o.GetProperty("addr")) : null, o.Has("port") ? Expression(o.GetProperty("port")) : null, o.Texts("flags"));

    private static NftExpression Of(JsonProperty member, JsonElement e)
    {
        var o = member.Value;
        return member.Name switch
        {
            "payload" when o.Text("field").Length > 0 => new NftPayload(o.Text("protocol"), o.Text("field")),
            "meta" when o.Text("key").Length > 0 => new NftMeta(o.Text("key")),
            "ct" when o.Text("key").Length > 0 => new NftCt(o.Text("key"), o.Text("family"), o.Text("dir")),
            "fib" => new NftFib(o.Text("result"), o.Texts("flags")),
            "prefix" when o.Text("addr").Length > 0 => new NftPrefix(o.Text("addr"), o.Int("len")),
            "range" when o.ValueKind == JsonValueKind.Array && o.GetArrayLength() == 2 => new NftRange(Expression(o[0]), Expression(o[1])),
            "concat" when o.ValueKind == JsonValueKind.Array => new NftConcat([.. o.EnumerateArray().Select(Expression)]),
            "set" => new NftSetLiteral(Elements(o)),
            "map" when o.Has("key") && o.Has("data") => new NftMapLookup(Expression(o.GetProperty("key")), Expression(o.GetProperty("data"))),
            "numgen" => new NftNumgen(o.Text("mode"), o.Int("mod"), o.Int("offset")),
            "jhash" or "symhash" => new NftHash(member.Name, o.Int("mod"), o.Int("offset")),
            "&" or "|" or "^" or "<<" or ">>" when o.ValueKind == JsonValueKind.Array && o.GetArrayLength() > 1 =>
                new NftBinary(member.Name, [.. o.EnumerateArray().Select(Expression)]),
            "elem" when o.Has("val") => Expression(o.GetProperty("val")),
            _ => new NftOtherExpression(member.Name, e.GetRawText()),
        };
    }
}
