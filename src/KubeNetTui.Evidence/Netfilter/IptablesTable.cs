namespace KubeNetTui.Evidence;

/// <summary>A table: <c>raw</c>, <c>mangle</c>, <c>nat</c>, <c>filter</c>, <c>security</c>.</summary>
public sealed class IptablesTable
{
    private readonly Dictionary<string, IptablesChain> _byName;

    public IptablesTable(string name, int line, IReadOnlyList<IptablesChain> chains, bool isComplete)
    {
        (Name, Line, Chains, IsComplete) = (name, line, chains, isComplete);

        // Not a frozen one: making it takes longer than reading all the rules.
        _byName = new(chains.Count);
        foreach (var chain in chains)
        {
            _byName.TryAdd(chain.Name, chain);
        }
    }

    public string Name { get; }

    /// <summary>Where it begins, one-based.</summary>
    public int Line { get; }

    /// <summary>In the order of the output: built-in ones first, as a rule.</summary>
    public IReadOnlyList<IptablesChain> Chains { get; }

    /// <summary>COMMIT was seen; without it the output broke off, and rules may be missing.</summary>
    public bool IsComplete { get; }

    public int RuleCount => Chains.Sum(c => c.Rules.Count);

    /// <summary>Null where the table has no such chain.</summary>
    public IptablesChain? Chain(string name) => _byName.GetValueOrDefault(name);
}
