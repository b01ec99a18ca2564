using System.Globalization;
using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>The rows of <see cref="IptablesPane"/>.</summary>
internal sealed class IptablesRows
{
    private const string Services = "KUBE-SERVICES";
    private static readonly string[] TableOrder = ["nat", "filter", "mangle", "raw", "security"];
    private static readonly TableColumn[] ChainColumns =
    [
        new("#", "integer", "", "", 0), new("Table", "string", "", "", 0), new("Chain", "string", "name", "", 0), new("Owner", "string", "", "", 0),
        new("Policy", "string", "", "", 0), new("Rules", "integer", "", "", 0), new("Jumps here", "integer", "", "", 0), new("Packets", "integer", "", "", 0),
    ];

    private readonly IptablesPane _pane;
    private readonly PaneInput _input;
    private readonly IptablesSource _source;
    private readonly Growth _growth;
    private readonly Dictionary<(string Table, string Rule), long> _before = [];

    public IptablesRows(IptablesPane pane, PaneInput input, IptablesSource source)
    {
        (_pane, _input, _source) = (pane, input, source);
        var before = input.Before?.Iptables(input.Place.Node, pane.IsV6)?.Sources.FirstOrDefault(s => s.Name == source.Name);
        _growth = Growth.Between(before?.Section.At, source.Section.At);
        foreach (var (table, rule) in before is null || _growth.Seconds <= 0 ? [] : Rules(before.Rules))
        {
            _before[(table.Name, rule.Rule)] = rule.Counters?.Packets ?? 0;
        }
    }

    public PaneContent Make() => _pane.View switch
    {
        IptablesView.Chains => Chains(),
        IptablesView.All => Many(InOrder(), ""),
        IptablesView.Only => Only(),
        _ => OneChain(),
    };

    private static IEnumerable<(IptablesTable Table, IptablesRule Rule)> Rules(IptablesRuleset rules) =>
        rules.Tables.SelectMany(t => t.Chains.SelectMany(c => c.Rules.Select(r => (t, r))));

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private IEnumerable<IptablesTable> Tables() => _source.Rules.Tables.OrderBy(t => Array.IndexOf(TableOrder, t.Name) is >= 0 and var i ? i : 9);

    /// <summary>KUBE-SERVICES of nat first, and what it leads to; then the rest, table by table.</summary>
    private List<(IptablesTable Table, IptablesChain Chain)> ChainsInOrder()
    {
        List<(IptablesTable, IptablesChain)> ordered = [];
        HashSet<(string, string)> seen = [];
        foreach (var table in Tables())
        {
            if (table.Chain(Services) is { } services)
            {
                Reach(table, services);
            }
        }

        foreach (var table in Tables())
        {
            foreach (var chain in table.Chains)
            {
                Reach(table, chain);
            }
        }

        return ordered;

        void Reach(IptablesTable table, IptablesChain first)
        {
            var open = new Stack<IptablesChain>([first]);
            while (open.TryPop(out var chain))
            {
                if (!seen.Add((table.Name, chain.Name)))
                {
                    continue;
                }

                ordered.Add((table, chain));
                foreach (var rule in chain.Rules.Reverse())
                {
                    if (rule.Target is JumpTarget jump && table.Chain(jump.Chain) is { } next)
                    {
                        open.Push(next);
                    }
                }
            }
        }
    }

    private IEnumerable<(IptablesTable Table, IptablesRule Rule)> InOrder() =>
        ChainsInOrder().SelectMany(c => c.Chain.Rules.Select(r => (c.Table, r)));

    private PaneContent OneChain()
    {
        var (table, chain) = _pane.Chain.Length > 0
            ? (_source.Rules.Table(_pane.Table), _source.Rules.Chain(_pane.Table, _pane.Chain))
            : Tables().Select(t => (t, t.Chain(Services))).FirstOrDefault(t => t.Item2 is { Rules.Count: > 0 });
        if (table is null || chain is null)
        {
            return _pane.Chain.Length > 0 ? NoSuchChain() : Chains();
        }

        var rows = chain.Rules.Select((rule, i) => RowOf(table, rule, i + 1, many: false)).ToList();
        var from = CallersOf(table, chain.Name);
        List<ListNote> notes =
        [
            new($"{table.Name} {chain.Name}"
                + (chain.Policy.Length > 0 ? $" · policy {chain.Policy}{(chain.Counters is { } c ? $", {c.Packets} packets" : "")}" : "")
                + (from.Count > 0 ? $" · from {string.Join(", ", from.Take(4))}{(from.Count > 4 ? $" and {from.Count - 4} more" : "")}" : "")),
        ];
        return new PaneContent(_pane.Columns, rows)
        {
            Notes = notes,
            Page = rows.Count > 0 ? null : PanePages.Nothing($"{chain.Name} has no rules",
                chain.Policy.Length > 0 ? $"Its policy decides: {chain.Policy}." : "A packet that comes here goes back to where it came from."),
        };
    }

    private static List<string> CallersOf(IptablesTable table, string chain) =>
        [.. table.Chains.Where(c => c.Rules.Any(r => r.Target is JumpTarget jump && jump.Chain == chain)).Select(c => c.Name)];

    private PaneContent NoSuchChain() => PaneContent.Of(
        PanePages.Nothing($"There is no chain {_pane.Chain} in {_pane.Table} (any more)", "kube-proxy takes away chains of services and endpoints that are gone; r reads again."), _source.Section);

    private PaneContent Many(IEnumerable<(IptablesTable Table, IptablesRule Rule)> rules, string what)
    {
        var rows = rules.Select((r, i) => RowOf(r.Table, r.Rule, i + 1, many: true)).ToList();
        var foreign = rows.Count(r => r.Cells[5] == RuleOwner.Other);
        var tables = rows.Select(r => r.Cells[1]).Distinct().Count();
        List<ListNote> notes = [new($"{what}{Count.Of(rows.Count, "rule")} in {Count.Of(tables, "table")}{(foreign > 0 ? $" · {foreign} that nobody known wrote" : "")}")];
        return new PaneContent(_pane.Columns, rows) { Notes = notes, Page = rows.Count > 0 ? null : None() };
    }

    private Page None() => PanePages.Nothing(
        $"{_input.Place.Node} has no iptables rules", "kube-proxy in nftables or IPVS mode, or an eBPF data plane, needs (almost) none: see :nft and :ipvs.");

    private PaneContent Only()
    {
        if (!_input.Place.IsNarrowed)
        {
            return PaneContent.Of(PanePages.Nothing(
                "Only what concerns a service or a pod", "This is about the whole node. Select a service or a pod, press x, then i; o here shows all rules again."), _source.Section);
        }

        var (subject, all) = (_input.Place.Subject, ChainsInOrder());
        List<(IptablesTable, IptablesRule)> concerned = [];
        HashSet<(string, string)> whole = [];
        HashSet<IptablesRule> seen = [];

        // A packet's order: the rule in KUBE-SERVICES, its KUBE-SVC chain, the KUBE-SEP chains.
        foreach (var (table, chain) in all)
        {
            foreach (var rule in chain.Rules.Where(r => whole.Contains((table.Name, chain.Name)) || Concerns(r)))
            {
                concerned.Add((table, rule));
                seen.Add(rule);
                if (rule.Target is JumpTarget jump && IsOfService(jump.Chain))
                {
                    whole.Add((table.Name, jump.Chain));
                }
            }
        }

        return concerned.Count > 0
            ? Many(concerned, $"{subject}: ")
            : PaneContent.Of(PanePages.Nothing($"No rule of {_input.Place.Node} concerns {subject}", WhyNone()), _source.Section);
    }

    private string WhyNone() => _input.Place switch
    {
        { Service: { IsHeadless: true } } => "It is headless: clients reach its pods directly, no rule is needed.",
        { Service: { IsExternalName: true } } => "It is an alias of a name: no rule is needed.",
        { Service: not null } => "kube-proxy has not programmed it here, or not by iptables: :nft and :ipvs show the other modes.",
        _ => "No service leads to it, and no rule names its address.",
    };

    // KUBE-MARK-MASQ and the like are everybody's: what they do is said by their name.
    private static bool IsOfService(string chain) =>
        chain.StartsWith("KUBE-SVC-", StringComparison.Ordinal) || chain.StartsWith("KUBE-SEP-", StringComparison.Ordinal)
        || chain.StartsWith("KUBE-EXT-", StringComparison.Ordinal) || chain.StartsWith("KUBE-SVL-", StringComparison.Ordinal)
        || chain.StartsWith("KUBE-FW-", StringComparison.Ordinal) || chain.StartsWith("KUBE-XLB-", StringComparison.Ordinal);

    private bool Concerns(IptablesRule rule)
    {
        if (_input.Place.Service is { } service && IsAbout(rule.Comment, service.FullName))
        {
            return true;
        }

        return rule.Matches.OfType<AddressMatch>().Any(m => !m.IsInverted && Has(m.Range)) || (rule.Target is DnatTarget { Addresses: { } to } && Has(to));
    }

    private bool Has(IpRange range) => range.IsSingle && _input.Place.Named.Contains(range.First.ToString());

    /// <summary><c>demo/web:http cluster IP</c> is about <c>demo/web</c>, <c>demo/web-2</c> is not.</summary>
    private static bool IsAbout(string comment, string service) =>
        comment.StartsWith(service, StringComparison.Ordinal) && (comment.Length == service.Length || comment[service.Length] is ':' or ' ');

    private PaneRow RowOf(IptablesTable table, IptablesRule rule, int number, bool many)
    {
        var owner = RuleOwner.Of(rule);
        var packets = rule.Counters?.Packets;
        var rate = _growth.PerSecond(_before.TryGetValue((table.Name, rule.Rule), out var before) ? before : null, packets);
        string target = RuleText.Target(rule, _input.Names), match = RuleText.Match(rule);
        var ownerTone = owner == RuleOwner.Other ? Tone.Accent : Tone.Dim;
        var targetTone = RuleText.Stops(rule.Target) ? Tone.Fail : rule.Target is JumpTarget ? Tone.Key : Tone.Text;
        var counts = packets is > 0 ? Tone.Text : Tone.Dim;
        var key = $"{table.Name}|{rule.Rule}";
        var link = rule.Target is JumpTarget jump
            ? new PaneLink("follow", _pane with { View = IptablesView.Chain, Table = table.Name, Chain = jump.Chain })
            : null;
        var row = many
            ? new PaneRow(key, $"{number}", table.Name, rule.Chain, Number(packets), rate, owner, rule.Comment, target, match)
            {
                Tones = [Tone.Dim, Tone.Dim, Tone.Dim, counts, Tone.Accent, ownerTone, Tone.Text, targetTone, Tone.Text],
            }
            : new PaneRow(key, $"{number}", Number(packets), rate, Number(rule.Counters?.Bytes), owner, rule.Comment, target, match)
            {
                Tones = [Tone.Dim, counts, Tone.Accent, Tone.Dim, ownerTone, Tone.Text, targetTone, Tone.Text],
            };
        return row with
        {
            Tone = owner == RuleOwner.Other ? Tone.Accent : Tone.Text, Section = 0, Lines = [rule.Line], Link = link,
            Details = rule.Problem.Length > 0 ? [$"Not understood in full: {rule.Problem}."] : [],
        };
    }

    private PaneContent Chains()
    {
        var jumps = Rules(_source.Rules).Where(r => r.Rule.Target is JumpTarget).CountBy(r => (r.Table.Name, ((JumpTarget)r.Rule.Target!).Chain)).ToDictionary();
        var rows = ChainsInOrder().Select((c, i) =>
        {
            var owner = c.Chain.IsBuiltIn ? "kernel" : RuleOwner.OfChain(c.Chain.Name);
            return new PaneRow(
                $"{c.Table.Name}|{c.Chain.Name}", $"{i + 1}", c.Table.Name, c.Chain.Name, owner, c.Chain.Policy, $"{c.Chain.Rules.Count}",
                Number(jumps.GetValueOrDefault((c.Table.Name, c.Chain.Name))), Number(c.Chain.IsBuiltIn ? c.Chain.Counters?.Packets : c.Chain.Rules.Sum(r => r.Counters?.Packets ?? 0)))
            {
                Tones = [Tone.Dim, Tone.Dim, Tone.Text, owner == RuleOwner.Other ? Tone.Accent : Tone.Dim, c.Chain.Policy == "DROP" ? Tone.Warn : Tone.Text],
                Link = new PaneLink("rules", _pane with { View = IptablesView.Chain, Table = c.Table.Name, Chain = c.Chain.Name }),
                Section = 0, Lines = [c.Chain.Line],
            };
        }).ToList();
        return new PaneContent(ChainColumns, rows)
        {
            Page = rows.Count > 0 ? null : None(),
        };
    }
}
