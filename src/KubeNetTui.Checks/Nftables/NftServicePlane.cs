using System.Globalization;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// The services in <c>table ip kube-proxy</c> (pkg/proxy/nftables/proxier.go): the maps service-ips, service-nodeports and the two of
/// services without endpoints, the chains that they lead to, and the DNAT at their ends.
/// </summary>
internal sealed class NftServicePlane : IServiceDataPlane
{
    /// <summary>A service's chain leads to an endpoint's over at most: external-, service-.</summary>
    private const int MostChains = 4;

    private readonly NftTable _table;
    private readonly Lazy<NftTableText> _text;
    private readonly Lazy<CommandOutput> _output;
    private readonly NftSet? _services;
    private readonly NftSet? _nodePorts;
    private readonly NftSet? _refused;
    private readonly NftSet? _refusedNodePorts;

    public NftServicePlane(Section section, CommandOutput read, NftRuleset ruleset, NftTable table)
    {
        _table = table;
        _text = new(() => new NftTableText(table));
        _output = new(() => new CommandOutput(string.Join('\n', _text.Value.Lines), IsCut: read.IsCut));
        _services = table.Set("service-ips");
        _nodePorts = table.Set("service-nodeports");
        _refused = table.Set("no-endpoint-services");
        _refusedNodePorts = table.Set("no-endpoint-nodeports");
        Section = section with { Command = $"nft -a list {table}" };
        IsWhole = ruleset.IsWhole && !read.IsCut && read.Exit == 0 && !table.IsDormant && _services is not null && _nodePorts is not null && _refused is not null;
    }

    public string Mode => "nftables";

    public Section Section { get; }

    public CommandOutput Output => _output.Value;

    public bool IsWhole { get; }

    public Programmed Find(Frontend frontend)
    {
        var isNodePort = frontend.Kind == FrontendKind.NodePort;
        var key = isNodePort
            ? string.Create(CultureInfo.InvariantCulture, $"{frontend.Protocol} . {frontend.Port}")
            : string.Create(CultureInfo.InvariantCulture, $"{frontend.Address} . {frontend.Protocol} . {frontend.Port}");
        if ((isNodePort ? _nodePorts : _services)?.FindPlain(key) is { Verdict: { } verdict } element)
        {
            return Follow(verdict, [element], 0);
        }

        return (isNodePort ? _refusedNodePorts : _refused)?.FindPlain(key) is { Verdict: { } refusal } refused ? Follow(refusal, [refused], 0) : Programmed.Missing;
    }

    /// <param name="parts">Elements and rules that led here: the lines of the exhibit.</param>
    private Programmed Follow(NftVerdict verdict, List<object> parts, int depth)
    {
        switch (verdict.Kind)
        {
            case NftVerdictKind.Drop:
                return new(ProgrammedKind.Drops, [], Lines(parts));
            case NftVerdictKind.Jump or NftVerdictKind.Goto:
                break;
            default:
                return new(ProgrammedKind.NotUnderstood, [], Lines(parts), $"the map leads to {NftWriter.Text(verdict, _table.Family)}");
        }

        if (_table.Chain(verdict.Target) is not { } chain || depth > MostChains)
        {
            return new(ProgrammedKind.NotUnderstood, [], Lines(parts), depth > MostChains ? $"chains lead on and on from {verdict.Target}" : $"chain {verdict.Target} is not there");
        }

        foreach (var rule in chain.Rules.Where(r => !IsAside(r)))
        {
            parts.Add(rule);
            switch (rule.Statements.LastOrDefault(s => s is not (NftCounter or NftSideEffect)))
            {
                case NftVerdictMap { Data: NftSetLiteral choices }:
                    return Choose(choices, parts);
                case NftVerdictMap { Data: NftSetReference { Name: var name } } when _table.Set(name) is { } set:
                    return Choose(new NftSetLiteral(set.Elements), parts);
                case NftReject:
                    return new(ProgrammedKind.Rejects, [], Lines(parts));
                case NftNat { Kind: NftNatKind.Dnat } nat:
                    return Endpoint(nat) is { } endpoint
                        ? new(ProgrammedKind.Endpoints, [endpoint], Lines(parts))
                        : new(ProgrammedKind.NotUnderstood, [], Lines(parts), rule.Text);
                case NftVerdict next when next.Kind != NftVerdictKind.Return:
                    return Follow(next, parts, depth + 1);
                default:
                    return new(ProgrammedKind.NotUnderstood, [], Lines(parts), rule.Text);
            }
        }

        parts.Add(chain);
        return new(ProgrammedKind.Endpoints, [], Lines(parts));
    }

    /// <summary>
    /// Rules that have no say in where ordinary traffic goes: marks for masquerading, clients with affinity to one endpoint, the short cut
    /// of the node's own pods under policy Local.
    /// </summary>
    private static bool IsAside(NftRule rule) =>
        rule.Statements.All(s => s is NftMatch or NftCounter or NftSideEffect or NftMangle)
        || rule.Statements[^1] is NftVerdict { Kind: NftVerdictKind.Jump, Target: "mark-for-masquerade" }
        || rule.Statements.OfType<NftMatch>().Any(m => m.Left is NftPayload { Protocol: "ip" or "ip6", Field: "saddr" } or NftFib or NftMeta { Key: "iif" or "iifname" } || (m.Left is NftConcat concat && concat.Parts.Any(p => p is NftPayload { Field: "saddr" })));

    private Programmed Choose(NftSetLiteral choices, List<object> parts)
    {
        List<ProgrammedEndpoint> endpoints = [];
        foreach (var choice in choices.Elements)
        {
            var chain = choice.Verdict is { Target: { Length: > 0 } target } ? _table.Chain(target) : null;
            var rule = chain?.Rules.FirstOrDefault(r => r.Statements.Any(s => s is NftNat { Kind: NftNatKind.Dnat }));
            if (rule is null || Endpoint(rule.Statements.OfType<NftNat>().First()) is not { } endpoint)
            {
                return new(ProgrammedKind.NotUnderstood, [], Lines(parts), $"the endpoint's chain {choice.Verdict?.Target} {(chain is null ? "is not there" : "has no DNAT that is understood")}");
            }

            parts.Add(rule);
            endpoints.Add(endpoint);
        }

        return new(ProgrammedKind.Endpoints, endpoints, Lines(parts));
    }

    private static ProgrammedEndpoint? Endpoint(NftNat nat) =>
        nat is { Address: NftValue address, Port: NftValue port } && Ip.Parse(address.Text) is { } ip && NftMatcher.Number(port.Text) is > 0 and <= 65535 and var number
            ? new(ip, (int)number)
            : null;

    // Looked up only where somebody looks: of most services nobody does.
    private LazyList<int> Lines(List<object> parts)
    {
        object[] kept = [.. parts];
        return new(() => [.. kept.Select(_text.Value.LineOf).Where(l => l >= 0).Distinct().Order()]);
    }
}
