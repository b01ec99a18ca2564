namespace KubeNetTui.Evidence;

/// <summary>Something that has a value for a packet (libnftables-json(5), EXPRESSIONS).</summary>
public abstract record NftExpression;

/// <summary>A value as listed: <c>10.96.0.1</c>, <c>tcp</c>, <c>443</c>, <c>eth0</c>; wildcards of interface names keep their <c>*</c>.</summary>
public sealed record NftValue(string Text) : NftExpression;

/// <summary>A named set or map of the same table.</summary>
public sealed record NftSetReference(string Name) : NftExpression;

public sealed record NftPrefix(string Address, int Length) : NftExpression;

public sealed record NftRange(NftExpression From, NftExpression To) : NftExpression;

public sealed record NftConcat(IReadOnlyList<NftExpression> Parts) : NftExpression
{
    public bool Equals(NftConcat? other) => other is not null && Parts.SequenceEqual(other.Parts);

    public override int GetHashCode() => Parts.Aggregate(17, HashCode.Combine);
}

/// <summary>A set or map without a name: what is compared is one of the elements.</summary>
public sealed record NftSetLiteral(IReadOnlyList<NftElement> Elements) : NftExpression;

/// <summary>Flags beside each other: <c>established,related</c>. With <c>in</c>, one of them; with <c>==</c>, exactly these.</summary>
public sealed record NftBits(IReadOnlyList<NftExpression> Values) : NftExpression
{
    public bool Equals(NftBits? other) => other is not null && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => Values.Aggregate(23, HashCode.Combine);
}

/// <summary>A field of a header: ip daddr, tcp dport, icmp type. The protocol <c>th</c> is whatever transport header there is.</summary>
public sealed record NftPayload(string Protocol, string Field) : NftExpression;

/// <summary>iifname, oifname, l4proto, nfproto, mark, pkttype, …</summary>
public sealed record NftMeta(string Key) : NftExpression;

/// <summary>state, status, mark, original ip daddr, …</summary>
/// <param name="Direction">original or reply; "" where it has none.</param>
public sealed record NftCt(string Key, string Family, string Direction) : NftExpression;

/// <summary>What a route lookup says of the packet's addresses.</summary>
/// <param name="Result">type, oif, oifname; an oif compared with 0 or 1 asks whether there is one.</param>
/// <param name="Flags">saddr, daddr, mark, iif, oif.</param>
public sealed record NftFib(string Result, IReadOnlyList<string> Flags) : NftExpression;

/// <param name="Mode">random or inc.</param>
public sealed record NftNumgen(string Mode, int Modulus, int Offset) : NftExpression;

/// <summary>jhash or symhash: a number from the packet, the same for the same flow.</summary>
public sealed record NftHash(string Kind, int Modulus, int Offset) : NftExpression;

/// <param name="Op"><c>&amp;</c>, <c>|</c>, <c>^</c>, <c>&lt;&lt;</c>, <c>&gt;&gt;</c>. Since nft 1.1 with more than two operands.</param>
public sealed record NftBinary(string Op, IReadOnlyList<NftExpression> Operands) : NftExpression
{
    public bool Equals(NftBinary? other) => other is not null && Op == other.Op && Operands.SequenceEqual(other.Operands);

    public override int GetHashCode() => Operands.Aggregate(Op.GetHashCode(StringComparison.Ordinal), HashCode.Combine);
}

/// <summary>A value looked up in a map.</summary>
public sealed record NftMapLookup(NftExpression Key, NftExpression Data) : NftExpression;

/// <summary>Of a kind not known here (exthdr, socket, osf, raw payload, …); its value can't be told.</summary>
/// <param name="Text">As JSON.</param>
public sealed record NftOtherExpression(string Kind, string Text) : NftExpression;
