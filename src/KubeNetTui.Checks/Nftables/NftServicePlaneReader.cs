using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>kube-proxy's mode nftables.</summary>
internal sealed class NftServicePlaneReader : IServiceDataPlaneReader
{
    public string Mode => "nftables";

    public IEnumerable<Need> Needs(string node, bool isV6, IEvidence soFar) => [CommandReadings.NodeNeed(node, "nft-json")];

    public IServiceDataPlane? Open(string node, bool isV6, IEvidence evidence)
    {
        var section = evidence.Find(CommandReadings.NodeNeed(node, "nft-json"));
        return section is { Status: SectionStatus.Read, Value: CommandOutput output }
            ? isV6 ? output.As(_ => new OfFamily<V6>(section, output, "ip6")).Plane : output.As(_ => new OfFamily<V4>(section, output, "ip")).Plane
            : null;
    }

    /// <summary>Made once for each output and family.</summary>
    private sealed class OfFamily<TFamily>(Section section, CommandOutput output, string family)
    {
        public NftServicePlane? Plane { get; } = Make(section, output, family);
    }

    private static NftServicePlane? Make(Section section, CommandOutput output, string family)
    {
        var ruleset = output.As(NftRuleset.Parse);
        return ruleset.Table(family, "kube-proxy") is { } table && table.Chain("services") is { Rules.Count: > 0 } ? new(section, output, ruleset, table) : null;
    }

    private sealed class V4;

    private sealed class V6;
}
