namespace KubeNetTui.Evidence;

/// <summary>A chain. A base chain hangs on a hook; others are only met by a jump or goto.</summary>
public sealed record NftChain(string Family, string Table, string Name)
{
    public long Handle { get; init; }

    /// <summary>filter, nat, route; "" for a chain that hangs on no hook.</summary>
    public string Type { get; init; } = "";

    /// <summary>prerouting, input, forward, output, postrouting, ingress, egress; "" for a chain that hangs on no hook.</summary>
    public string Hook { get; init; } = "";

    /// <summary>
    /// Lower is met first: raw −300, mangle −150, dstnat −100, filter 0, security 50, srcnat 100. DNAT itself takes place at −100
    /// whatever the priority of the nat chain beside others.
    /// </summary>
    public int Priority { get; init; }

    /// <summary>accept or drop; "" where the chain has none.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Of netdev and ingress chains.</summary>
    public string Device { get; init; } = "";

    public string Comment { get; init; } = "";

    public IReadOnlyList<NftRule> Rules { get; init; } = [];

    public bool IsBase => Hook.Length > 0;

    public override string ToString() => $"{Family} {Table} {Name}";
}

/// <summary>A rule: statements from left to right; a match that does not hold ends it.</summary>
public sealed record NftRule(string Family, string Table, string Chain, IReadOnlyList<NftStatement> Statements)
{
    /// <summary>What <c>nft delete rule</c> takes.</summary>
    public long Handle { get; init; }

    public string Comment { get; init; } = "";

    /// <summary>Null: the rule does not count.</summary>
    public NftCounter? Counter => Statements.OfType<NftCounter>().FirstOrDefault(c => c.Named is null);

    /// <summary>As nft prints it: <c>ip daddr 10.96.0.1 tcp dport 443 drop</c>.</summary>
    public string Text => NftWriter.Text(this);

    public override string ToString() => Text;
}
