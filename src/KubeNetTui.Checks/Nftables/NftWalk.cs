using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// A packet's way through the base chains of a hook, by priority: an accept ends one chain and the next one is met; a drop ends all. So
/// what iptables accepts, a table of firewalld may drop.
/// </summary>
public sealed class NftWalk
{
    /// <summary>Where a walk branches more than this, the rest is not known.</summary>
    private const int MostBranches = 4096;

    /// <summary>The kernel's own limit of jumps within each other (NFT_JUMP_STACK_SIZE).</summary>
    private const int MostJumps = 16;

    private readonly NftRuleset _ruleset;
    private readonly NftMatcher _matcher;
    private readonly Func<NftTable, bool> _tables;

    /// <param name="tables">Which tables are met; null: all.</param>
    public NftWalk(NftRuleset ruleset, WalkNode node, Func<NftTable, bool>? tables = null)
    {
        (_ruleset, _tables) = (ruleset, tables ?? (_ => true));
        _matcher = new NftMatcher(node);
    }

    /// <summary>
    /// The tables that iptables knows nothing of: together with a walk of iptables' own rules, everything is met once.
    /// </summary>
    /// <param name="incompatible">Tables that iptables-save could not print (<see cref="IptablesRuleset.Incompatible"/>): seen here alone.</param>
    public static NftWalk BesideIptables(NftRuleset ruleset, WalkNode node, IReadOnlyCollection<string>? incompatible = null) =>
        new(ruleset, node, t => !t.IsOfIptables || (t.Family == "ip" && incompatible?.Contains(t.Name) == true));

    /// <summary>Base chains that a packet of the family meets at the hook, in their order.</summary>
    public IEnumerable<(NftTable Table, NftChain Chain)> Chains(PacketHook hook, bool isV6)
    {
        var name = hook.ToString().ToLowerInvariant();
        var family = isV6 ? "ip6" : "ip";
        return _ruleset.Tables.Where(t => !t.IsDormant && (t.Family == family || t.Family == "inet") && _tables(t))
            .SelectMany(t => t.Chains.Where(c => c.Hook == name), (t, c) => (t, c))
            .OrderBy(x => x.c.Priority);
    }

    /// <summary>What the hook does with the packet. Chains of type nat are met by new connections alone, and one of them rewrites at most.</summary>
    public WalkResult Walk(PacketHook hook, Packet packet)
    {
        if (!_ruleset.IsWhole)
        {
            return new(hook, packet, [new(WalkVerdict.Unknown, WalkCertainty.All, packet, [Step("", "", "", null, Truth.Unknown, "the listing of nftables' rules was cut")])]);
        }

        List<WalkOutcome> ended = [];
        List<Way> ways = [new(packet, WalkCertainty.All, null)];
        foreach (var (table, chain) in Chains(hook, packet.IsV6))
        {
            List<Way> next = [];
            foreach (var way in ways)
            {
                if (chain.Type == "nat" && (!way.Packet.State.HasFlag(ConnectionStates.New) || (way.Packet.State.HasFlag(ConnectionStates.Dnat) && hook is PacketHook.Prerouting or PacketHook.Output)))
                {
                    next.Add(way);
                    continue;
                }

                foreach (var end in Run(table, chain, way, 0))
                {
                    var policy = end.Kind is EndKind.Fell or EndKind.Returned;
                    var dropped = end.Kind == EndKind.Dropped || (policy && chain.Policy == "drop");
                    var last = policy ? end.Way.With(Policy(table, chain)) : end.Way;
                    if (dropped || end.Kind is EndKind.Rejected or EndKind.Unknown)
                    {
                        var verdict = dropped ? WalkVerdict.Drop : end.Kind == EndKind.Rejected ? WalkVerdict.Reject : WalkVerdict.Unknown;
                        ended.Add(new(verdict, last.Certainty, last.Packet, last.Steps()));
                    }
                    else
                    {
                        next.Add(end.Kind == EndKind.Accepted ? end.Way : last);
                    }
                }
            }

            ways = Merge(next);
        }

        ended.AddRange(ways.Select(w => new WalkOutcome(WalkVerdict.Accept, w.Certainty, w.Packet, w.Steps())));
        return new(hook, packet, ended);
    }

    private List<End> Run(NftTable table, NftChain chain, Way start, int depth)
    {
        List<End> ends = [];
        List<Way> live = [start];
        foreach (var rule in chain.Rules)
        {
            List<Way> next = [];
            foreach (var way in live)
            {
                foreach (var end in new NftRuleRun(this, table, rule, depth).Run(way))
                {
                    if (end.Kind == EndKind.Continues)
                    {
                        next.Add(end.Way);
                    }
                    else
                    {
                        ends.Add(end);
                    }
                }
            }

            live = Merge(next);
            if (live.Count == 0)
            {
                return ends;
            }

            if (live.Count + ends.Count > MostBranches)
            {
                ends.AddRange(live.Select(w => new End(EndKind.Unknown, w.With(Step(table.ToString(), chain.Name, rule.Text, null, Truth.Unknown, "the rules branch too often to follow")))));
                return ends;
            }
        }

        ends.AddRange(live.Select(w => new End(EndKind.Fell, w)));
        return ends;
    }

    internal IReadOnlyList<End> Enter(NftTable table, string target, Way way, int depth, NftRule from)
    {
        if (depth >= MostJumps)
        {
            return [new(EndKind.Unknown, way.With(Of(table, from, Truth.Unknown, "chains jump to each other without end")))];
        }

        return table.Chain(target) is { } chain
            ? Run(table, chain, way, depth + 1)
            : [new(EndKind.Unknown, way.With(Of(table, from, Truth.Unknown, $"chain {target} is not in the listing")))];
    }

    internal NftMatcher Matcher => _matcher;

    internal static WalkStep Of(NftTable table, NftRule rule, Truth matched, string why = "") =>
        Step($"{table.Family} {table.Name}", rule.Chain, rule.Text, rule.Counter?.Packets, matched, why);

    private static WalkStep Policy(NftTable table, NftChain chain) =>
        Step($"{table.Family} {table.Name}", chain.Name, NftWriter.Head(chain), null, Truth.Yes, "") with { IsPolicy = true };

    private static WalkStep Step(string table, string chain, string rule, long? packets, Truth matched, string why) =>
        new("nft-json", table, chain, rule, 0, packets, matched) { Why = why };

    /// <summary>Ways with the same packet are one from here on: the surest of them stands for all.</summary>
    private static List<Way> Merge(List<Way> ways) => ways.Count < 2 ? ways
        : [.. ways.GroupBy(w => w.Packet).Select(g => g.MinBy(w => w.Certainty)!)];
}

internal enum EndKind
{
    /// <summary>The next rule.</summary>
    Continues,
    Accepted,
    Dropped,
    Rejected,

    /// <summary>Back to the rule behind the jump.</summary>
    Returned,

    /// <summary>The chain's end.</summary>
    Fell,
    Unknown,
}

internal readonly record struct End(EndKind Kind, Way Way);

/// <summary>One of the ways that a packet may have taken so far.</summary>
internal sealed record Way(Packet Packet, WalkCertainty Certainty, Trail? Trail)
{
    public Way With(WalkStep step) => this with { Trail = new(Trail, step) };

    public Way AtMost(WalkCertainty certainty) => certainty > Certainty ? this with { Certainty = certainty } : this;

    public IReadOnlyList<WalkStep> Steps()
    {
        List<WalkStep> steps = [];
        for (var t = Trail; t is not null; t = t.Before)
        {
            steps.Add(t.Step);
        }

        steps.Reverse();
        return steps;
    }
}

/// <summary>Steps, shared between ways that began together.</summary>
internal sealed record Trail(Trail? Before, WalkStep Step);
