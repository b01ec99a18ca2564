using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Walks through all rules that a node has at a hook: iptables' of both back ends, then the tables of nftables beside them.</summary>
internal sealed class NodeHooks
{
    // Each accepted branch is walked again through nftables.
    private const int MostBranches = 64;

    private readonly WalkNode _node;
    private readonly NodeIptables? _iptables;
    private readonly NftWalk? _nft;

    public NodeHooks(IEvidence evidence, string node, WalkNode walkNode)
    {
        (Evidence, Name, _node) = (evidence, node, walkNode);
        _iptables = evidence.Iptables(node);
        if (evidence.Output(Place.Node(node), "nft-json") is { Exit: 0, IsCut: false } output)
        {
            var rules = output.As(NftRuleset.Parse);
            _nft = _iptables is null ? new NftWalk(rules, walkNode)
                : NftWalk.BesideIptables(rules, walkNode, [.. _iptables.Sources.SelectMany(s => s.Rules.Incompatible)]);
        }
    }

    public IEvidence Evidence { get; }

    public string Name { get; }

    /// <summary>Neither was read: nothing can be said.</summary>
    public bool IsBlind => _iptables is null && _nft is null;

    /// <summary>iptables alone was read: a table of nftables beside it would not be seen.</summary>
    public bool IsNftUnseen => _nft is null;

    public static IEnumerable<Need> Needs(string node, IEvidence soFar) =>
        [.. NetfilterNeeds.AllIptables(node, soFar), NetfilterNeeds.Ipsets(node), CommandReadings.NodeNeed(node, "nft-json")];

    public Finding Missing(CheckInfo info, Subject subject)
    {
        var need = CommandReadings.NodeNeed(Name, "iptables-save");
        return info.Unknown(subject, $"its rules could not be read: {Evidence.WhyMissing(need)}", Evidence.Find(need)?.HowToGet ?? "");
    }

    public WalkResult Walk(PacketHook hook, Packet packet)
    {
        if (_iptables is null)
        {
            return _nft!.Walk(hook, packet);
        }

        var first = IptablesWalk.Run(_iptables, hook, packet, _node);
        if (_nft is null)
        {
            return first;
        }

        List<WalkOutcome> outcomes = [.. first.Outcomes.Where(o => o.Verdict != WalkVerdict.Accept)];
        foreach (var outcome in first.Outcomes.Where(o => o.Verdict == WalkVerdict.Accept).Take(MostBranches))
        {
            outcomes.AddRange(_nft.Walk(hook, outcome.Packet).Outcomes.Select(o => o with
            {
                Certainty = o.Certainty > outcome.Certainty ? o.Certainty : outcome.Certainty,
                Trace = [.. outcome.Trace, .. o.Trace],
            }));
        }

        return new WalkResult(hook, packet, outcomes);
    }

    /// <summary>
    /// The outputs with the rules that a packet met marked; what decided is the last of them. Of a packet that was lost, only those of
    /// the table that lost it: that the others let it pass proves nothing.
    /// </summary>
    public IEnumerable<Exhibit> Show(IEnumerable<WalkOutcome> outcomes)
    {
        foreach (var source in outcomes.SelectMany(Telling).GroupBy(s => s.Source))
        {
            var steps = source.Distinct().ToList();
            if (Evidence.Find(CommandReadings.NodeNeed(Name, source.Key)) is { Value: CommandOutput output } section)
            {
                yield return steps.Exists(s => s.Line > 0)
                    ? Exhibits.Of(section, output, steps.Where(s => s.Line > 0).Select(s => s.Line - 1))
                    : Exhibits.Of(section, $"rules of nftables that it meets on {Name}", [.. steps.Select(s => s.ToString())], _ => true);
            }
        }
    }

    private static IEnumerable<WalkStep> Telling(WalkOutcome outcome) =>
        outcome.Decider is { } last && outcome.IsLost ? outcome.Trace.Where(s => s.Table == last.Table && s.Source == last.Source) : outcome.Trace;
}
