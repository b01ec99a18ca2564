namespace KubeNetTui.Evidence;

/// <summary>
/// What <c>nft list ruleset</c> printed, for reading and searching: each line with the table and the chain, set or map it stands in.
/// What the rules do is told from the JSON (<see cref="NftRuleset"/>): this form leaves out what iptables' own matches ask for.
/// </summary>
public sealed record NftListing(IReadOnlyList<NftListingLine> Lines, IReadOnlyList<NotUnderstoodLine> NotUnderstood)
{
    /// <summary>Every block was closed. Without it, what is missing proves nothing.</summary>
    public bool IsWhole { get; init; } = true;

    public static NftListing Parse(string text) => Parse(text.AsSpan());

    public static NftListing Parse(ReadOnlySpan<char> text)
    {
        List<NftListingLine> lines = [];
        List<NotUnderstoodLine> notUnderstood = [];
        var table = "";
        var block = "";
        var depth = 0;
        var inElements = false;
        var number = 0;
        foreach (var line in text.EnumerateLines())
        {
            number++;
            var trimmed = line.Trim();
            if (trimmed.IsEmpty)
            {
                continue;
            }

            if (inElements)
            {
                inElements = !trimmed.EndsWith("}");
                lines.Add(new(number, table, block, trimmed.ToString()));
            }
            else if (trimmed[0] == '#')
            {
                lines.Add(new(number, table, block, trimmed.ToString()));
            }
            else if (trimmed is "}")
            {
                depth--;
                (table, block) = (depth <= 0 ? "" : table, "");
                if (depth < 0)
                {
                    depth = 0;
                    notUnderstood.Add(NotUnderstoodLine.Of(number, line, "a table"));
                }
            }
            else if (depth == 0 && trimmed.StartsWith("table ") && trimmed.EndsWith("{"))
            {
                table = trimmed["table ".Length..^1].Trim().ToString();
                depth = 1;
            }
            else if (depth == 1 && trimmed.EndsWith("{") && IsBlock(trimmed))
            {
                block = trimmed[..^1].Trim().ToString();
                depth = 2;
            }
            else if (depth == 0)
            {
                notUnderstood.Add(NotUnderstoodLine.Of(number, line, "a table"));
            }
            else
            {
                inElements = trimmed.StartsWith("elements = {") && !trimmed.EndsWith("}");
                lines.Add(new(number, table, block, trimmed.ToString()));
            }
        }

        return new(lines, notUnderstood) { IsWhole = depth == 0 && !inElements };
    }

    private static bool IsBlock(ReadOnlySpan<char> line) =>
        line[..Math.Max(0, line.IndexOf(' '))] is "chain" or "set" or "map" or "flowtable" or "counter" or "quota" or "limit" or "ct" or "secmark" or "synproxy" or "meter";
}

/// <param name="Number">Counted from 1.</param>
/// <param name="Table"><c>inet firewalld</c>.</param>
/// <param name="Block"><c>chain filter_INPUT</c>, <c>map service-ips</c>; "" for a line of the table itself.</param>
/// <param name="Text">Without the indent.</param>
public sealed record NftListingLine(int Number, string Table, string Block, string Text)
{
    /// <summary>Name of the chain; "" in a set or map.</summary>
    public string Chain => Block.StartsWith("chain ", StringComparison.Ordinal) ? Block["chain ".Length..] : "";
}
