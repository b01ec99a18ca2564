using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>kube-proxy in IPVS mode (pkg/proxy/ipvs/proxier.go): a virtual server a frontend, a real server an endpoint.</summary>
internal sealed class IpvsPlaneReader : IServiceDataPlaneReader
{
    public string Mode => "ipvs";

    public IEnumerable<Need> Needs(string node, bool isV6, IEvidence soFar) => [.. NetfilterNeeds.Ipvs(node, soFar), .. NetfilterNeeds.Iptables(node, soFar, isV6)];

    public IServiceDataPlane? Open(string node, bool isV6, IEvidence evidence)
    {
        var table = evidence.Ipvs(node);
        if (table.IsRead && table.Value.Services.Any(s => s.Address is not null))
        {
            return new IpvsPlane(table);
        }

        // Its iptables rules are there, and nothing shows the virtual servers: not the same as having none.
        return evidence.Iptables(node, isV6)?.Main is { } rules && HasSets(rules.Rules) && !table.IsRead
            ? new UnreadPlane("ipvs", rules.Section, rules.Output, $"kube-proxy is in IPVS mode, and its virtual servers could not be read: {table.Problem}")
            : null;
    }

    private static bool HasSets(IptablesRuleset rules) =>
        rules.Chain("nat", "KUBE-SERVICES")?.Rules.Any(r => r.Matches.Any(m => m is SetMatch { Set: "KUBE-CLUSTER-IP" or "KUBE-6-CLUSTER-IP" })) ?? false;
}

/// <inheritdoc cref="IpvsPlaneReader"/>
internal sealed class IpvsPlane(CommandReading<IpvsTable> table) : IServiceDataPlane
{
    private readonly IpvsTable _table = table.Value!;

    public string Mode => "ipvs";

    public Section Section { get; } = table.Section!;

    public CommandOutput Output { get; } = table.Output!;

    public bool IsWhole => !Output.IsCut && _table.NotUnderstood.Count == 0;

    public Programmed Find(Frontend frontend)
    {
        // A node port is a virtual server on each of the node's addresses; all have the same real servers.
        var service = frontend.Address is { } address
            ? _table.Find(frontend.Protocol, address, frontend.Port)
            : _table.Services.FirstOrDefault(s => s.Protocol == frontend.Protocol && s.Port == frontend.Port && s.Address is { } own && own.IsV6 == frontend.IsV6);
        return service is null
            ? Programmed.Missing
            : new Programmed(
                ProgrammedKind.Endpoints,
                [.. service.Destinations.Select(d => new ProgrammedEndpoint(d.Address, d.Port, d.Weight == 0))],
                [service.Line - 1, .. service.Destinations.Select(d => d.Line - 1)]);
    }
}

/// <summary>A mode that is in use, and can't be looked into.</summary>
internal sealed class UnreadPlane(string mode, Section section, CommandOutput output, string why) : IServiceDataPlane
{
    public string Mode => mode;

    public Section Section => section;

    public CommandOutput Output => output;

    public bool IsWhole => false;

    public Programmed Find(Frontend frontend) => new(ProgrammedKind.NotUnderstood, [], [], why);
}
