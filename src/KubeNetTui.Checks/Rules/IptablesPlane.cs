using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>kube-proxy in iptables mode: chains as pkg/proxy/iptables/proxier.go writes them, of 1.19 to 1.35.</summary>
internal sealed class IptablesPlaneReader : IServiceDataPlaneReader
{
    public string Mode => "iptables";

    public IEnumerable<Need> Needs(string node, bool isV6, IEvidence soFar) => NetfilterNeeds.Iptables(node, soFar, isV6);

    public IServiceDataPlane? Open(string node, bool isV6, IEvidence evidence) =>
        evidence.Iptables(node, isV6) is { } rules && IsHere(rules.Main.Rules) ? rules.Main.Output.As(_ => new IptablesPlane(rules.Main)) : null;

    /// <summary>IPVS mode has a chain of the same name, which asks ipsets for the services.</summary>
    private static bool IsHere(IptablesRuleset rules) =>
        rules.Chain("nat", "KUBE-SERVICES") is { Rules.Count: > 0 } services && !services.Rules.Any(r => r.Matches.Any(m => m is SetMatch));
}

/// <inheritdoc cref="IptablesPlaneReader"/>
internal sealed class IptablesPlane : IServiceDataPlane
{
    // KUBE-SERVICES → KUBE-EXT → KUBE-SVC → KUBE-SEP, and KUBE-FW before them in older versions.
    private const int MostDepth = 6;

    private readonly IptablesTable? _nat;
    private readonly Dictionary<(Ip? Address, string Protocol, int Port), List<IptablesRule>> _forwards = [];
    private readonly Dictionary<(Ip? Address, string Protocol, int Port), List<IptablesRule>> _refusals = [];
    private readonly Dictionary<string, Reached> _chains = [];

    public IptablesPlane(IptablesSource source)
    {
        (Section, Output) = (source.Section, source.Output);
        IsWhole = source.IsWhole;
        _nat = source.Rules.Table("nat");
        Index(_nat?.Chain("KUBE-SERVICES"), _forwards);
        Index(_nat?.Chain("KUBE-NODEPORTS"), _forwards);
        Index(source.Rules.Chain("filter", "KUBE-SERVICES"), _refusals);
        Index(source.Rules.Chain("filter", "KUBE-EXTERNAL-SERVICES"), _refusals);
    }

    public string Mode => "iptables";

    public Section Section { get; }

    public CommandOutput Output { get; }

    public bool IsWhole { get; }

    public Programmed Find(Frontend frontend)
    {
        (Ip?, string, int) key = (frontend.Address, frontend.Protocol, frontend.Port);
        List<int> lines = [];
        HashSet<ProgrammedEndpoint> endpoints = [];
        var (known, drops, why) = (false, false, "");
        foreach (var rule in _forwards.GetValueOrDefault(key) ?? [])
        {
            if (rule.Target is not JumpTarget jump || Reach(jump.Chain, 0) is not { IsMarkOnly: false } reached)
            {
                continue;
            }

            known = true;
            endpoints.UnionWith(reached.Endpoints);
            drops |= reached.Drops;
            why = why.Length > 0 ? why : rule.Problem.Length > 0 ? rule.Problem : reached.Why;
            lines.Add(rule.Line - 1);
            lines.AddRange(reached.Lines);
        }

        var refusal = _refusals.GetValueOrDefault(key)?.FirstOrDefault();
        if (refusal is not null)
        {
            lines.Add(refusal.Line - 1);
        }

        // A refusal comes after NAT: what has been given an endpoint does not meet it.
        return (endpoints.Count, refusal?.Target) switch
        {
            (0, RejectTarget) => new(ProgrammedKind.Rejects, [], lines),
            (0, DropTarget) => new(ProgrammedKind.Drops, [], lines),
            _ when why.Length > 0 => new(ProgrammedKind.NotUnderstood, [.. endpoints], lines, why),
            (0, _) when drops => new(ProgrammedKind.Drops, [], lines),
            _ when known => new(ProgrammedKind.Endpoints, [.. endpoints], [.. lines.Distinct().Order()]),
            _ => Programmed.Missing,
        };
    }

    private static void Index(IptablesChain? chain, Dictionary<(Ip? Address, string Protocol, int Port), List<IptablesRule>> index)
    {
        foreach (var rule in chain?.Rules ?? [])
        {
            if (Key(rule) is not { } key)
            {
                continue;
            }

            if (!index.TryGetValue(key, out var rules))
            {
                index.Add(key, rules = []);
            }

            rules.Add(rule);
        }
    }

    /// <summary>What a rule of KUBE-SERVICES or KUBE-NODEPORTS is for; null for those that lead to another list.</summary>
    private static (Ip? Address, string Protocol, int Port)? Key(IptablesRule rule)
    {
        Ip? address = null;
        string? protocol = null;
        int? port = null;
        foreach (var match in rule.Matches)
        {
            switch (match)
            {
                case AddressMatch { End: PacketEnd.Destination, IsInverted: false } m:
                    // Node ports on loopback are counted by a rule of their own, beside the one for all addresses.
                    address = m.Range.IsSingle ? m.Range.First : null;
                    if (!m.Range.IsSingle)
                    {
                        return null;
                    }

                    break;
                case ProtocolMatch { IsInverted: false } m:
                    protocol = m.Name;
                    break;
                case PortMatch { End: PacketEnd.Destination, IsInverted: false, Ranges: [{ IsSingle: true } range] }:
                    port = range.First;
                    break;
            }
        }

        return protocol is not null && port is { } number ? (address, protocol, number) : null;
    }

    /// <summary>The endpoints that a chain sends packets from anywhere to; each chain is followed once.</summary>
    private Reached Reach(string chain, int depth)
    {
        if (_chains.TryGetValue(chain, out var known))
        {
            return known;
        }

        var reached = Follow(chain, depth);
        _chains[chain] = reached;
        return reached;
    }

    private Reached Follow(string name, int depth)
    {
        if (_nat?.Chain(name) is not { } chain || depth > MostDepth)
        {
            return new([], [], false, false, $"there is no chain {name}");
        }

        HashSet<ProgrammedEndpoint> endpoints = [];
        List<int> lines = [];
        var (drops, marks, markOnly, why) = (false, false, true, "");

        // In KUBE-FW of versions before 1.25 the rules by source are the load balancer's source ranges, not a way of their own.
        var bySource = name.StartsWith("KUBE-FW-", StringComparison.Ordinal);
        foreach (var rule in chain.Rules.Where(r => bySource || !IsOfSomeSources(r)))
        {
            switch (rule.Target)
            {
                case DnatTarget { Addresses: { IsSingle: true } to, Ports: { IsSingle: true } port }:
                    endpoints.Add(new ProgrammedEndpoint(to.First, port.First));
                    lines.Add(rule.Line - 1);
                    markOnly = false;
                    break;
                case DnatTarget:
                    why = $"a DNAT without one address and port: {rule.Rule}";
                    markOnly = false;
                    break;
                case MarkTarget mark:
                    // KUBE-MARK-DROP of versions before 1.28: what carries this mark is dropped in KUBE-FIREWALL.
                    drops |= mark.Value == 0x8000;
                    marks = true;
                    break;
                case JumpTarget jump when Reach(jump.Chain, depth + 1) is { } inner:
                    endpoints.UnionWith(inner.Endpoints);
                    lines.AddRange(inner.IsMarkOnly ? [] : [rule.Line - 1, .. inner.Lines]);
                    drops |= inner.Drops;
                    markOnly &= inner.IsMarkOnly;
                    why = why.Length > 0 ? why : inner.Why;
                    break;
                case DropTarget:
                    drops = true;
                    break;
                default:
                    markOnly = false;
                    break;
            }

            why = why.Length > 0 ? why : rule.Problem;
        }

        return new([.. endpoints], lines, drops, marks && markOnly && !drops, why);
    }

    /// <summary>For the node's own packets, or those of pods: policy Local sends these to all endpoints.</summary>
    private static bool IsOfSomeSources(IptablesRule rule) => rule.Matches.Any(m =>
        m is AddressTypeMatch { End: PacketEnd.Source, IsInverted: false } or AddressMatch { End: PacketEnd.Source, IsInverted: false });

    /// <param name="IsMarkOnly">It marks packets and comes back: KUBE-MARK-MASQ.</param>
    private sealed record Reached(IReadOnlyList<ProgrammedEndpoint> Endpoints, IReadOnlyList<int> Lines, bool Drops, bool IsMarkOnly, string Why);
}
