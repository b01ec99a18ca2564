using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// A table as <c>nft -a list table</c> prints it, made from its JSON, with the line on which each rule and element stands: what a person
/// reads as evidence. The JSON is one line.
/// </summary>
internal sealed class NftTableText
{
    private readonly Dictionary<object, int> _lines = new(ReferenceEqualityComparer.Instance);

    public NftTableText(NftTable table)
    {
        List<string> lines = [$"{table} {{"];
        foreach (var set in table.Sets)
        {
            List<string> text = [.. NftWriter.Lines(set, int.MaxValue)];
            var first = lines.Count + text.Count - 1 - set.Elements.Count;
            for (var i = 0; i < set.Elements.Count; i++)
            {
                _lines.TryAdd(set.Elements[i], first + i);
            }

            lines.AddRange(text.Select(l => "\t" + l));
        }

        foreach (var chain in table.Chains)
        {
            List<string> text = [.. NftWriter.Lines(chain)];
            var first = lines.Count + text.Count - 1 - chain.Rules.Count;
            _lines.TryAdd(chain, lines.Count);
            for (var i = 0; i < chain.Rules.Count; i++)
            {
                _lines.TryAdd(chain.Rules[i], first + i);
            }

            lines.AddRange(text.Select(l => "\t" + l));
        }

        lines.Add("}");
        Lines = lines;
    }

    public IReadOnlyList<string> Lines { get; }

    /// <summary>Zero-based; −1 where it is not of this table.</summary>
    /// <param name="part">An element, a rule or a chain of the table: the object itself.</param>
    public int LineOf(object part) => _lines.GetValueOrDefault(part, -1);
}
