using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>The rows of <see cref="NftPane"/>.</summary>
internal sealed class NftRows
{
    private readonly NftPane _pane;
    private readonly PaneInput _input;
    private readonly NftRuleset _rules;
    private readonly Growth _growth;
    private readonly Dictionary<(string Table, string Chain, long Handle), long> _before = [];
    private readonly ILookup<(string Table, string Block), NftListingLine>? _listing;

    public NftRows(NftPane pane, PaneInput input, NftRuleset rules, Section section)
    {
        (_pane, _input, _rules) = (pane, input, rules);
        _listing = input.Output(Place.Node(input.Place.Node), "nft")?.As(NftListing.Parse).Lines.ToLookup(l => (l.Table, l.Block));
        var earlier = input.Before?.Find(section.Need);
        _growth = Growth.Between(earlier?.At, section.At);
        if (_growth.Seconds > 0 && earlier?.Value is CommandOutput output)
        {
            foreach (var rule in output.As(NftRuleset.Parse).Tables.SelectMany(t => t.Chains).SelectMany(c => c.Rules))
            {
                _before[(rule.Table, rule.Chain, rule.Handle)] = rule.Counter?.Packets ?? 0;
            }
        }
    }

    public PaneContent Make() => _pane.View switch
    {
        NftView.Blocks => Blocks(),
        NftView.Block => Block(),
        NftView.All => All(),
        _ => Only(),
    };

    // kube-proxy's own first, then what hangs on a hook, then the rest.
    private IEnumerable<NftTable> Tables() => _rules.Tables.OrderBy(t => t.Name == "kube-proxy" ? 0 : 1).ThenBy(t => t.Family == "ip6").ThenBy(t => t.IsOfIptables);

    private PaneContent Blocks()
    {
        List<PaneRow> rows = [];
        foreach (var table in Tables())
        {
            var isKube = table.Name == "kube-proxy";
            foreach (var set in table.Sets.OrderBy(s => s.Name == "service-ips" ? 0 : 1))
            {
                rows.Add(new PaneRow(
                    $"{table}|set|{set.Name}", $"{rows.Count + 1}", NameOf(table), set.IsMap ? set.MapType == "verdict" ? "verdict map" : "map" : "set", set.Name,
                    RuleOwner.OfNft(table.Name, set.Name), "", "", $"{set.Elements.Count}", "", set.Comment)
                {
                    Link = Link(table, set.Name), Tones = [Tone.Dim, Tone.Dim, Tone.Dim, Tone.Accent, OwnerTone(RuleOwner.OfNft(table.Name, set.Name))],
                });
            }

            foreach (var chain in table.Chains.OrderBy(c => !c.IsBase).ThenBy(c => isKube && c.Name != "services"))
            {
                var owner = chain.IsBase && table.IsOfIptables ? "kernel" : RuleOwner.OfNft(table.Name, chain.Name);
                rows.Add(new PaneRow(
                    $"{table}|chain|{chain.Name}", $"{rows.Count + 1}", NameOf(table), "chain", chain.Name, owner, chain.IsBase ? $"{chain.Hook} {chain.Priority}" : "", chain.Policy,
                    $"{chain.Rules.Count}", Packets(chain), chain.Comment)
                {
                    Link = Link(table, chain.Name),
                    Tones = [Tone.Dim, Tone.Dim, Tone.Dim, Tone.Text, OwnerTone(owner), Tone.Text, chain.Policy == "drop" ? Tone.Warn : Tone.Text],
                });
            }
        }

        return new PaneContent(_pane.Columns, rows)
        {
            Notes = [.. _rules.Tables.Where(t => t.IsDormant).Select(t => new ListNote($"{t} is dormant: no packet meets it"))],
            Page = rows.Count > 0 ? null : None(),
        };
    }

    private Page None() => PanePages.Nothing($"{_input.Place.Node} has no nftables rules", "What iptables-legacy wrote is not among them: see :iptables.");

    private static string Packets(NftChain chain) => chain.Rules.Any(r => r.Counter is not null) ? NftPane.Number(chain.Rules.Sum(r => r.Counter?.Packets ?? 0)) : "";

    private PaneContent Block()
    {
        if (_rules.Table(_pane.Family, _pane.Table) is not { } table)
        {
            return Gone();
        }

        var rows = table.Chain(_pane.Name) is { } chain ? RuleRows(table, chain).ToList() : table.Set(_pane.Name) is { } set ? ElementRows(table, set).ToList() : null;
        if (rows is null)
        {
            return Gone();
        }

        var callers = table.Chains.Where(c => c.Rules.Any(r => r.Statements.OfType<NftVerdict>().Any(v => v.Target == _pane.Name))).Select(c => c.Name)
            .Concat(table.Sets.Where(s => s.Elements.Any(e => e.Verdict?.Target == _pane.Name)).Select(s => "@" + s.Name)).ToList();
        var head = table.Chain(_pane.Name) is { IsBase: true } based ? NftWriter.Head(based) : "";
        return new PaneContent(_pane.Columns, Numbered(rows))
        {
            Notes = [new($"{NameOf(table)} {_pane.Name}{(head.Length > 0 ? " · " + head : "")}{(callers.Count > 0 ? $" · from {string.Join(", ", callers.Take(4))}{(callers.Count > 4 ? $" and {callers.Count - 4} more" : "")}" : "")}")],
            Page = rows.Count > 0 ? null : PanePages.Nothing($"{_pane.Name} is empty"),
        };
    }

    private PaneContent Gone() => PaneContent.Of(PanePages.Nothing($"There is no {_pane.Name} in table {_pane.Family} {_pane.Table} (any more)", "kube-proxy takes away what belongs to services and endpoints that are gone; r reads again."));

    private PaneContent All()
    {
        var rows = Numbered(Tables().SelectMany(t => t.Sets.SelectMany(s => ElementRows(t, s)).Concat(t.Chains.SelectMany(c => RuleRows(t, c)))));
        return new PaneContent(_pane.Columns, rows) 
        {
            Notes = [new($"{Count.Of(rows.Count, "rule")} and elements in {Count.Of(_rules.Tables.Count, "table")}")], Page = rows.Count > 0 ? null : None(),
        };
    }

    private PaneContent Only()
    {
        if (!_input.Place.IsNarrowed)
        {
            return PaneContent.Of(PanePages.Nothing("Only what concerns a service or a pod", "This is about the whole node. Select a service or a pod, press x, then f; o here shows all rules again."));
        }

        List<PaneRow> rows = [];
        foreach (var table in Tables())
        {
            Queue<string> open = new();
            HashSet<string> seen = [];
            foreach (var set in table.Sets)
            {
                foreach (var (element, row) in set.Elements.Zip(ElementRows(table, set)))
                {
                    if (!Concerns(row))
                    {
                        continue;
                    }

                    rows.Add(row);
                    Follow(open, element.Verdict?.Target);
                }
            }

            foreach (var chain in table.Chains)
            {
                foreach (var (rule, row) in chain.Rules.Zip(RuleRows(table, chain)))
                {
                    if (Concerns(row) && !chain.Name.Contains(ServiceMark, StringComparison.Ordinal))
                    {
                        rows.Add(row);
                        Targets(rule).ForEach(t => Follow(open, t));
                    }
                }
            }

            // From the service's chain to those of its endpoints; what belongs to everybody is said by its name.
            while (open.TryDequeue(out var name))
            {
                if (seen.Add(name) && table.Chain(name) is { } chain)
                {
                    rows.AddRange(RuleRows(table, chain));
                    chain.Rules.SelectMany(Targets).ToList().ForEach(t => Follow(open, t));
                }
            }
        }

        rows = [.. rows.DistinctBy(r => r.Key)];
        return rows.Count > 0
            ? new PaneContent(_pane.Columns, Numbered(rows)) { Notes = [new($"{_input.Place.Subject}: {Count.Of(rows.Count, "rule")} and elements")] }
            : PaneContent.Of(PanePages.Nothing($"No nftables rule of {_input.Place.Node} concerns {_input.Place.Subject}", "kube-proxy has not programmed it here, or works in another mode: see :iptables and :ipvs."));
    }

    /// <summary>Lines of a block in which one is looked for; a map of ten thousand services is searched by the person.</summary>
    private const int MostSearched = 300;

    private const string ServiceMark = "-service-";

    private static void Follow(Queue<string> open, string? target)
    {
        if (target is { Length: > 0 } && (target.StartsWith("service-", StringComparison.Ordinal) || target.StartsWith("endpoint-", StringComparison.Ordinal)
            || target.StartsWith("external-", StringComparison.Ordinal) || target.StartsWith("firewall-", StringComparison.Ordinal)))
        {
            open.Enqueue(target);
        }
    }

    private static List<string> Targets(NftRule rule) =>
    [
        .. rule.Statements.OfType<NftVerdict>().Select(v => v.Target),
        .. rule.Statements.OfType<NftVerdictMap>().SelectMany(m => m.Data is NftSetLiteral set ? set.Elements.Select(e => e.Verdict?.Target ?? "") : []),
    ];

    private bool Concerns(PaneRow row)
    {
        var text = row.Cells[7] + " " + row.Cells[6];
        return _input.Place.Named.Any(a => HasWord(text, a))
            || (_input.Place.Service is { } service && text.Contains($"-{service.Namespace}/{service.Name}/", StringComparison.Ordinal));
    }

    /// <summary>The address as a whole: 10.96.0.1 is not in 10.96.0.10.</summary>
    private static bool HasWord(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !IsPart(text[at - 1])) && (end == text.Length || !IsPart(text[end])))
            {
                return true;
            }
        }

        return false;

        static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or ':';
    }

    private static List<PaneRow> Numbered(IEnumerable<PaneRow> rows) => [.. rows.Select((row, i) => row with { Cells = [$"{i + 1}", .. row.Cells[1..]] })];

    private IEnumerable<PaneRow> RuleRows(NftTable table, NftChain chain) => chain.Rules.Select((rule, i) =>
    {
        var owner = RuleOwner.OfNft(table.Name, rule.Chain) is var known && known != RuleOwner.Other ? known
            : Targets(rule).Select(RuleOwner.OfChain).FirstOrDefault(o => o != RuleOwner.Other) ?? RuleOwner.Other;
        var packets = rule.Counter?.Packets;
        var rate = _growth.PerSecond(_before.TryGetValue((rule.Table, rule.Chain, rule.Handle), out var before) ? before : null, packets);
        var verdict = VerdictOf(rule);
        var text = NftWriter.Text(rule with { Comment = "" });
        var target = rule.Statements.OfType<NftVerdict>().Select(v => v.Target).FirstOrDefault(t => t.Length > 0);
        return new PaneRow($"{table}|{chain.Name}|{rule.Handle}|{i}", "", NameOf(table), chain.Name, NftPane.Number(packets), rate, owner, verdict, text, rule.Comment)
        {
            Tone = owner == RuleOwner.Other ? Tone.Accent : Tone.Text,
            Tones = [Tone.Dim, Tone.Dim, Tone.Text, packets is > 0 ? Tone.Text : Tone.Dim, Tone.Accent, OwnerTone(owner), verdict is "drop" or "reject" ? Tone.Fail : target is null ? Tone.Text : Tone.Key, Tone.Text, Tone.Dim],
            Link = target is null ? null : Link(table, target), Section = Section(table, "chain " + chain.Name, text, out var line), Lines = line,
        };
    });

    private IEnumerable<PaneRow> ElementRows(NftTable table, NftSet set)
    {
        var owner = RuleOwner.OfNft(table.Name, set.Name);
        foreach (var element in set.Elements)
        {
            var key = NftWriter.Text(element.Key);
            var verdict = element.Verdict is { } v ? v.Target.Length > 0 ? $"{v.Kind.ToString().ToLowerInvariant()} {v.Target}" : v.Kind.ToString().ToLowerInvariant()
                : element.Data is { } data ? NftWriter.Text(data) : "";
            var name = _input.Names.NameOf(key.Split(' ')[0]);
            yield return new PaneRow($"{table}|{set.Name}|{key}", "", NameOf(table), "@" + set.Name, NftPane.Number(element.Counter?.Packets), "", owner, verdict, key + (name.Length > 0 ? $"   {name}" : ""), element.Comment)
            {
                Tones = [Tone.Dim, Tone.Dim, Tone.Accent, Tone.Text, Tone.Accent, OwnerTone(owner), verdict.StartsWith("goto no-endpoints", StringComparison.Ordinal) ? Tone.Fail : Tone.Key, Tone.Text, Tone.Dim],
                Link = element.Verdict is { Target: { Length: > 0 } target } ? Link(table, target) : null, Section = Section(table, $"{(set.IsMap ? "map" : "set")} {set.Name}", key, out var line), Lines = line,
            };
        }
    }

    // The text listing says the same in the words that people know; its lines are marked where they are found.
    private int Section(NftTable table, string block, string text, out IReadOnlyList<int> lines)
    {
        var of = (_listing?[(NameOf(table), block)] ?? []).Take(MostSearched + 1).ToList();
        lines = of.Count <= MostSearched && of.Find(l => l.Text.Contains(text, StringComparison.Ordinal)) is { } line ? [line.Number] : [];
        return 0;
    }

    private PaneLink Link(NftTable table, string name) => new("follow", _pane with { View = NftView.Block, Family = table.Family, Table = table.Name, Name = name });

    private static string NameOf(NftTable table) => $"{table.Family} {table.Name}";

    private static Tone OwnerTone(string owner) => owner == RuleOwner.Other ? Tone.Accent : Tone.Dim;

    private static string VerdictOf(NftRule rule)
    {
        foreach (var statement in rule.Statements)
        {
            switch (statement)
            {
                case NftVerdict { Target.Length: > 0 } verdict: return $"{verdict.Kind.ToString().ToLowerInvariant()} {verdict.Target}";
                case NftVerdict verdict: return verdict.Kind.ToString().ToLowerInvariant();
                case NftReject: return "reject";
                case NftNat nat: return nat.Kind.ToString().ToLowerInvariant();
                case NftVerdictMap: return "vmap";
            }
        }

        return "";
    }
}
