namespace KubeNetTui.Evidence;

/// <summary>Which of the two kernel interfaces the rules are in. Both can be in use at once; a packet passes both.</summary>
public enum IptablesBackend
{
    /// <summary>The output does not say (it is empty, or of busybox).</summary>
    Unknown,

    /// <summary>x_tables; also all versions before 1.8, which knew no other.</summary>
    Legacy,

    /// <summary>nf_tables, by iptables-nft.</summary>
    Nft,
}

/// <summary>What iptables-save or ip6tables-save printed, with or without <c>-c</c>. Any text gives one: an empty text, no tables.</summary>
public sealed class IptablesRuleset
{
    internal IptablesRuleset(
        string generator, IReadOnlyList<IptablesTable> tables, IReadOnlyList<string> incompatible, IReadOnlyList<NotUnderstoodLine> notUnderstood)
    {
        (Generator, Tables, Incompatible, NotUnderstood) = (generator, tables, incompatible, notUnderstood);
        Backend = generator.Contains("nf_tables", StringComparison.Ordinal) ? IptablesBackend.Nft
            : generator.Length > 0 ? IptablesBackend.Legacy
            : IptablesBackend.Unknown;
    }

    /// <summary><c>iptables-save v1.8.9 (nf_tables)</c>; "" where the output does not say.</summary>
    public string Generator { get; }

    public IptablesBackend Backend { get; }

    public IReadOnlyList<IptablesTable> Tables { get; }

    /// <summary>
    /// Tables that iptables-nft can't print, because something else has written nftables rules into them that iptables has no words for. What they
    /// do is seen by <c>nft</c> alone.
    /// </summary>
    public IReadOnlyList<string> Incompatible { get; }

    /// <summary>Lines of which nothing was made, and rules of which a part was not understood (those are among the rules, too).</summary>
    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; }

    public int RuleCount => Tables.Sum(t => t.RuleCount);

    /// <summary>Every table was printed to its end.</summary>
    public bool IsComplete => Tables.All(t => t.IsComplete);

    /// <summary>Null where it was not printed: an empty table need not be there.</summary>
    public IptablesTable? Table(string name)
    {
        foreach (var table in Tables)
        {
            if (table.Name == name)
            {
                return table;
            }
        }

        return null;
    }

    public IptablesChain? Chain(string table, string chain) => Table(table)?.Chain(chain);

    /// <summary>Never throws; what is not understood is kept with its line's number.</summary>
    public static IptablesRuleset Parse(string text) => IptablesParser.Parse(text);
}
