namespace KubeNetTui.Evidence;

/// <summary>
/// What <c>nft -j list ruleset</c> printed (libnftables-json(5)). Rules stand in the order in which the kernel meets them; tables and
/// chains in the order of the listing, which says nothing about evaluation: that goes by hook and <see cref="NftChain.Priority"/>.
/// </summary>
/// <param name="Version">Of the nft that printed it: <c>1.0.6</c>; "" where it did not say.</param>
public sealed record NftRuleset(string Version, IReadOnlyList<NftTable> Tables, IReadOnlyList<NotUnderstoodLine> NotUnderstood)
{
    /// <summary>The listing had its end. Without it, what is missing proves nothing.</summary>
    public bool IsWhole { get; init; } = true;

    public static NftRuleset Parse(string json) => new NftJsonReader().Read(json);

    public NftTable? Table(string family, string name) => Tables.FirstOrDefault(t => t.Family == family && t.Name == name);
}

/// <summary>One table with all that stands in it.</summary>
/// <param name="Family">ip, ip6, inet, arp, bridge, netdev.</param>
public sealed record NftTable(string Family, string Name)
{
    private static readonly string[] XtTables = ["filter", "nat", "mangle", "raw", "security"];

    // A table of kube-proxy has a chain for each endpoint, and each jump looks one up.
    private readonly IReadOnlyList<NftChain> _chains = [];
    private readonly Lazy<Dictionary<string, NftChain>> _byName = new(() => []);

    public long Handle { get; init; }

    public string Comment { get; init; } = "";

    /// <summary><c>dormant</c>: its base chains are not registered, no packet meets them. <c>owner</c>: a running process holds it.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    public IReadOnlyList<NftChain> Chains
    {
        get => _chains;
        init
        {
            _chains = value;
            _byName = new(() => value.GroupBy(c => c.Name).ToDictionary(g => g.Key, g => g.First()));
        }
    }

    public IReadOnlyList<NftSet> Sets { get; init; } = [];

    public IReadOnlyList<NftFlowtable> Flowtables { get; init; } = [];

    /// <summary>Named counters, quotas, limits, conntrack helpers, …: kind, name and text.</summary>
    public IReadOnlyList<NftObject> Objects { get; init; } = [];

    public bool IsDormant => Flags.Contains("dormant");

    /// <summary>
    /// iptables-nft keeps its rules here: iptables-save lists them too. It takes a table for its own when its base chains are those of
    /// iptables, at their own hooks; any other base chain makes it "incompatible, use 'nft' tool" (iptables/nft.c, nft_is_table_compatible).
    /// </summary>
    public bool IsOfIptables =>
        Family is "ip" or "ip6" && XtTables.Contains(Name) && Chains.All(c => !c.IsBase || string.Equals(c.Name, c.Hook, StringComparison.OrdinalIgnoreCase) && IsUpper(c.Name));

    public NftChain? Chain(string name) => _byName.Value.GetValueOrDefault(name);

    public NftSet? Set(string name) => Sets.FirstOrDefault(s => s.Name == name);

    public override string ToString() => $"table {Family} {Name}";

    private static bool IsUpper(string name) => name.AsSpan().IndexOfAnyExceptInRange('A', 'Z') < 0;
}

/// <summary>A named counter, quota, limit, ct helper, ct timeout, secmark or synproxy.</summary>
/// <param name="Text">As JSON.</param>
public sealed record NftObject(string Kind, string Name, string Text);

/// <summary>Connections handed to it bypass the rules of the forward hook from then on.</summary>
public sealed record NftFlowtable(string Name, string Hook, int Priority, IReadOnlyList<string> Devices);
