namespace KubeNetTui.Evidence;

/// <summary>The commands that give what <see cref="NetfilterReadings"/> reads; given what has been read, the next ones.</summary>
public static class NetfilterNeeds
{
    /// <summary>
    /// The rules where Kubernetes' chains are. Plain <c>iptables-save</c> as a rule has them; only where it has not, the two back ends are asked for
    /// by name, each of which may be as large.
    /// </summary>
    public static IEnumerable<Need> Iptables(string node, IEvidence soFar, bool isV6 = false)
    {
        var plain = CommandReadings.NodeNeed(node, isV6 ? "ip6tables-save" : "iptables-save");
        yield return plain;
        if (!isV6 && soFar.Find(plain) is { Status: not (SectionStatus.Failed or SectionStatus.NotAsked or SectionStatus.Denied) } section && !HasServices(section))
        {
            yield return CommandReadings.NodeNeed(node, "iptables-nft-save");
            yield return CommandReadings.NodeNeed(node, "iptables-legacy-save");
        }
    }

    /// <summary>The rules of both back ends: what a packet passes.</summary>
    public static IEnumerable<Need> AllIptables(string node, IEvidence soFar)
    {
        var plain = CommandReadings.NodeNeed(node, "iptables-save");
        yield return plain;
        if (soFar.Find(plain) is not { } section)
        {
            yield break;
        }

        var backend = section is { Status: SectionStatus.Read, Value: CommandOutput output } ? output.As(IptablesRuleset.Parse).Backend : IptablesBackend.Unknown;
        if (section.Status is SectionStatus.Failed or SectionStatus.NotAsked)
        {
            yield break;
        }

        if (backend != IptablesBackend.Legacy)
        {
            yield return CommandReadings.NodeNeed(node, "iptables-legacy-save");
        }

        if (backend != IptablesBackend.Nft)
        {
            yield return CommandReadings.NodeNeed(node, "iptables-nft-save");
        }
    }

    public static Need Ipsets(string node) => CommandReadings.NodeNeed(node, "ipset");

    public static IEnumerable<Need> Ipvs(string node, IEvidence soFar) => NetfilterReadings.IpvsSources.Needs(Place.Node(node), soFar);

    private static bool HasServices(Section section) =>
        section is { Value: CommandOutput output } && NetfilterReadings.HasServices(output.As(IptablesRuleset.Parse));
}
