namespace KubeNetTui.Evidence;

/// <summary>
/// Lines of <c>ipset save</c>: <c>create NAME hash:ip,port family inet …</c> and <c>add NAME 10.96.0.1,tcp:443 …</c>; also the XML-less
/// <c>-o save</c> of ipset 6 and 7, which are the same.
/// </summary>
internal sealed class IpsetParser
{
    private readonly Dictionary<string, Building> _sets = [];
    private readonly List<Building> _order = [];
    private readonly List<NotUnderstoodLine> _notUnderstood = [];

    public static IpsetSave Parse(string text)
    {
        var parser = new IpsetParser();
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            parser.Line(++number, line.Trim());
        }

        return new IpsetSave([.. parser._order.Select(b => b.Set with { Entries = b.Entries, IsUnderstood = b.IsUnderstood })], parser._notUnderstood);
    }

    private void Line(int number, ReadOnlySpan<char> line)
    {
        if (line.IsEmpty || line[0] == '#')
        {
            return;
        }

        var tokens = new RuleTokens(line);
        tokens.Next();
        var verb = tokens.Current;
        if (verb is not ("create" or "add" or "-N" or "-A") || !tokens.Next())
        {
            Reject(number, line, "neither create nor add");
            return;
        }

        var name = tokens.Text();
        if (!tokens.Next())
        {
            Reject(number, line, $"nothing behind the set's name {name}");
            return;
        }

        if (verb is "create" or "-N")
        {
            var type = tokens.Text();
            var built = new Building(new Ipset(name, type, tokens.Between(tokens.Position, line.Length).ToString(), number, []));
            _sets[name] = built;
            _order.Add(built);
        }
        else if (!_sets.TryGetValue(name, out var set))
        {
            Reject(number, line, $"an entry of a set that was not created: {name}");
        }
        else
        {
            Add(number, line, set, ref tokens);
        }
    }

    private void Add(int number, ReadOnlySpan<char> line, Building set, ref RuleTokens tokens)
    {
        var kinds = set.Set.Fields;
        List<IpsetField> fields = [];
        var text = tokens.Text();
        foreach (var part in text.Split(','))
        {
            var kind = fields.Count < kinds.Count ? kinds[fields.Count] : "";
            if (kind.Length == 0 || !TryField(part, kind, out var field))
            {
                set.IsUnderstood = false;
                Reject(number, line, kind.Length == 0 ? $"more fields than {set.Set.Type} has" : $"no {kind}: {part}");
                return;
            }

            fields.Add(field);
        }

        var excluded = false;
        while (tokens.Next())
        {
            excluded |= tokens.Current is "nomatch";
        }

        if (fields.Count != kinds.Count)
        {
            set.IsUnderstood = false;
            Reject(number, line, $"fewer fields than {set.Set.Type} has");
            return;
        }

        set.Entries.Add(new IpsetEntry(fields, excluded, number));
    }

    private static bool TryField(string text, string kind, out IpsetField field)
    {
        field = new IpsetField(text, null, null, "");
        switch (kind)
        {
            case "ip" or "net":
                var isRange = IpRange.TryParse(text, out var range);
                field = field with { Addresses = range };
                return isRange;
            case "port":
                var colon = text.IndexOf(':');
                var isPort = PortRange.TryParse(colon < 0 ? text : text.AsSpan(colon + 1), out var ports);

                // ICMP stands here with type and code (icmp:8/0); such an entry is no port.
                field = isPort ? field with { Ports = ports, Protocol = colon < 0 ? "tcp" : text[..colon] } : field;
                return isPort || text.StartsWith("icmp", StringComparison.Ordinal);
            default:
                return text.Length > 0;
        }
    }

    private void Reject(int number, ReadOnlySpan<char> line, string why) => _notUnderstood.Add(NotUnderstoodLine.Of(number, line, why));

    private sealed class Building(Ipset set)
    {
        public Ipset Set { get; } = set;

        public List<IpsetEntry> Entries { get; } = [];

        public bool IsUnderstood { get; set; } = true;
    }
}
