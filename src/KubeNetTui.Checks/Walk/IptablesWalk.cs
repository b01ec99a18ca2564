using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// Walks a packet through the iptables rules of one hook, table after table as the kernel does (include/uapi/linux/netfilter_ipv4.h, enum
/// nf_ip_hook_priorities), in both back ends.
/// </summary>
public sealed class IptablesWalk
{
    // A ruleset that branches further is told as not decided; real ones stay far below.
    private const int MostStates = 512;
    private const int MostDepth = 64;

    private static readonly string[][] Tables =
    [
        ["raw", "mangle", "nat"],
        ["mangle", "filter", "security", "nat"],
        ["mangle", "filter", "security"],
        ["raw", "mangle", "nat", "filter", "security"],
        ["mangle", "nat"],
    ];

    private static readonly string[] Chains = ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"];

    private readonly PacketHook _hook;
    private readonly WalkNode _node;
    private readonly List<WalkOutcome> _outcomes = [];
    private IptablesSource _source = null!;
    private IptablesTable _table = null!;
    private bool _overflowed;

    private IptablesWalk(PacketHook hook, WalkNode node) => (_hook, _node) = (hook, node);

    /// <param name="rules">Of the node; a packet passes those of both back ends.</param>
    public static WalkResult Run(NodeIptables rules, PacketHook hook, Packet packet, WalkNode node) => Run([.. rules.Sources], hook, packet, node);

    public static WalkResult Run(IReadOnlyList<IptablesSource> sources, PacketHook hook, Packet packet, WalkNode node) =>
        new IptablesWalk(hook, node).Run(sources, packet);

    private WalkResult Run(IReadOnlyList<IptablesSource> sources, Packet packet)
    {
        var states = new WalkStates { new WalkState(packet, ForkPath.None, null) };
        foreach (var table in Tables[(int)_hook])
        {
            foreach (var source in sources)
            {
                _source = source;
                states = Table(table, states);
            }
        }

        foreach (var state in states)
        {
            End(WalkVerdict.Accept, state);
        }

        return new WalkResult(_hook, packet, _outcomes);
    }

    private WalkStates Table(string name, WalkStates states)
    {
        if (_source.Rules.Table(name) is not { } table)
        {
            if (_source.Rules.Incompatible.Contains(name) || _source.Output.IsCut)
            {
                NotSeen(states, name, _source.Output.IsCut ? "the output was cut before this table" : "iptables can't print this table: see nft list ruleset");
            }

            return states;
        }

        _table = table;
        if (!table.IsComplete)
        {
            NotSeen(states, name, "the output broke off in this table");
        }

        if (table.Chain(Chains[(int)_hook]) is not { } chain)
        {
            return states;
        }

        // The nat table is asked for the first packet of a connection alone; the others follow it.
        var (asked, passed) = name == "nat" ? states.Split(s => s.Packet.State.HasFlag(ConnectionStates.New)) : (states, []);
        foreach (var state in Chain(chain, asked, passed, 0))
        {
            Policy(chain, state, passed);
        }

        return passed.Merged();
    }

    /// <returns>The states that come out at its end or by RETURN; those that it accepts are added to <paramref name="accepted"/>.</returns>
    private WalkStates Chain(IptablesChain chain, WalkStates states, WalkStates accepted, int depth)
    {
        WalkStates returned = [];
        foreach (var rule in chain.Rules)
        {
            if (states.Count == 0)
            {
                break;
            }

            states = Rule(chain, rule, states, accepted, returned, depth);
            if (states.Count > MostStates)
            {
                Overflow(states, chain, rule);
                states = [];
            }
        }

        returned.AddRange(states);
        return returned.Merged();
    }

    private WalkStates Rule(IptablesChain chain, IptablesRule rule, WalkStates states, WalkStates accepted, WalkStates returned, int depth)
    {
        WalkStates? next = null;
        for (var i = 0; i < states.Count; i++)
        {
            var state = states[i];
            var match = MatchEvaluation.Of(rule, state.Packet, _hook, _node);
            if (match.Truth == Truth.No)
            {
                next?.Add(state);
                continue;
            }

            // The first that is met: those before it go on as they are.
            next ??= [.. states.Take(i)];
            if (rule.Target is null or PassingTarget)
            {
                next.Add(match.Truth == Truth.Yes ? state with { Trace = state.Trace.Add(Step(chain, rule, match)) } : state);
                continue;
            }

            var path = (Met: state.Path, Other: state.Path);
            var trace = state.Trace.Add(Step(chain, rule, match));
            if (match.Truth != Truth.Yes)
            {
                path = state.Path.Fork(match.Truth == Truth.Unknown);

                // What could not be decided is told in both branches.
                next.Add(new WalkState(match.Rest, path.Other, match.Truth == Truth.Unknown ? trace : state.Trace));
            }

            Apply(chain, rule.Target, new WalkState(match.Met, path.Met, trace), next, accepted, returned, depth);
        }

        return next?.Merged() ?? states;
    }

    private void Apply(IptablesChain chain, IptablesTarget target, WalkState state, WalkStates next, WalkStates accepted, WalkStates returned, int depth)
    {
        var packet = state.Packet;
        switch (target)
        {
            case AcceptTarget:
                accepted.Add(state);
                break;
            case DropTarget:
                End(WalkVerdict.Drop, state);
                break;
            case RejectTarget:
                End(WalkVerdict.Reject, state);
                break;
            case ReturnTarget:
                returned.Add(state);
                break;
            case JumpTarget jump when _table.Chain(jump.Chain) is { } called && depth < MostDepth:
                (jump.IsGoto ? returned : next).AddRange(Chain(called, [state], accepted, depth + 1));
                break;
            case JumpTarget jump:
                End(WalkVerdict.Unknown, state.Because(depth < MostDepth ? $"there is no chain {jump.Chain} in what was printed" : "the chains call each other in a circle"));
                break;
            case DnatTarget or RedirectTarget or SnatTarget or MasqueradeTarget or NetmapTarget:
                accepted.Add(state with { Packet = PacketChanges.Translate(target, packet, _hook, _node) });
                break;
            case TproxyTarget proxy:
                accepted.Add(state with { Packet = packet with { Mark = packet.Mark.Set(proxy.Mark, proxy.Mask | proxy.Mark) } });
                break;
            case MarkTarget or ConnectionMarkTarget or ConntrackTarget:
                next.Add(state with { Packet = PacketChanges.Note(target, packet) });
                break;
            default:
                End(WalkVerdict.Unknown, state.Because($"what the target {target.Name} does is not known"));
                break;
        }
    }

    private void Policy(IptablesChain chain, WalkState state, WalkStates accepted)
    {
        var step = new WalkStep(_source.Name, _table.Name, chain.Name, $":{chain.Name} {chain.Policy}", chain.Line, chain.Counters?.Packets, Truth.Yes, IsPolicy: true);
        if (chain.Policy == "DROP")
        {
            End(WalkVerdict.Drop, state with { Trace = state.Trace.Add(step) });
        }
        else
        {
            accepted.Add(state with { Trace = state.Trace.Add(step) });
        }
    }

    private void End(WalkVerdict verdict, WalkState state) =>
        _outcomes.Add(new WalkOutcome(verdict, state.Path.Certainty, state.Packet, state.Trace.ToList()));

    private void NotSeen(WalkStates states, string table, string why)
    {
        foreach (var state in states)
        {
            var step = new WalkStep(_source.Name, table, Chains[(int)_hook], $"*{table}", 0, null, Truth.Unknown) { Why = why };
            _outcomes.Add(new WalkOutcome(WalkVerdict.Unknown, WalkCertainty.Possible, state.Packet, state.Trace.Add(step).ToList()));
        }
    }

    private void Overflow(WalkStates states, IptablesChain chain, IptablesRule rule)
    {
        if (!_overflowed)
        {
            _overflowed = true;
            var step = new WalkStep(_source.Name, _table.Name, chain.Name, rule.Rule, rule.Line, null, Truth.Unknown) { Why = "the rules branch too often to follow them all" };
            _outcomes.Add(new WalkOutcome(WalkVerdict.Unknown, WalkCertainty.Possible, states[0].Packet, states[0].Trace.Add(step).ToList()));
        }
    }

    private WalkStep Step(IptablesChain chain, IptablesRule rule, MatchEvaluation match) =>
        new(_source.Name, _table.Name, chain.Name, rule.Rule, rule.Line, rule.Counters?.Packets, match.Truth) { Why = match.Why };
}
