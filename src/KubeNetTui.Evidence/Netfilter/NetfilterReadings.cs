namespace KubeNetTui.Evidence;

/// <summary>One section of iptables rules as it was read.</summary>
/// <param name="Name">The section's: <c>iptables-save</c>, <c>iptables-legacy-save</c>, <c>iptables-nft-save</c>, <c>ip6tables-save</c>.</param>
public sealed record IptablesSource(string Name, Section Section, CommandOutput Output, IptablesRuleset Rules)
{
    /// <summary>From the output, else from the name of the command.</summary>
    public IptablesBackend Backend => Rules.Backend != IptablesBackend.Unknown ? Rules.Backend
        : Name.Contains("legacy", StringComparison.Ordinal) ? IptablesBackend.Legacy
        : Name.Contains("-nft-", StringComparison.Ordinal) ? IptablesBackend.Nft
        : IptablesBackend.Unknown;

    /// <summary>All that the kernel has in this back end was printed: what is not there is not there.</summary>
    public bool IsWhole => !Output.IsCut && Output.Exit == 0 && Rules.IsComplete && Rules.Incompatible.Count == 0;
}

/// <summary>The iptables rules of a place, by back end; a packet passes those of both.</summary>
/// <param name="Main">The back end where Kubernetes' chains are; where none has any, what plain <c>iptables-save</c> printed.</param>
/// <param name="Other">The other back end, where it has any rules of its own; else null.</param>
public sealed record NodeIptables(IptablesSource Main, IptablesSource? Other)
{
    public IEnumerable<IptablesSource> Sources => Other is null ? [Main] : [Main, Other];
}

/// <summary>Netfilter of nodes and pods by name: <c>evidence.Iptables(Place.Node("node-a"))</c>.</summary>
public static class NetfilterReadings
{
    private static readonly string[] V4 = ["iptables-save", "iptables-nft-save", "iptables-legacy-save"];
    private static readonly string[] V6 = ["ip6tables-save"];

    internal static readonly CommandSources<IpvsTable> IpvsSources = new(
        new("ipvsadm", IpvsTable.Parse, t => t.HasHeader),
        new("proc-net-ip-vs", IpvsTable.ParseProc, t => t.HasHeader));

    /// <summary>All sections that <see cref="Iptables(IEvidence, Place, bool)"/> looks at; <see cref="NetfilterNeeds"/> asks for fewer, in rounds.</summary>
    public static IEnumerable<CommandNeed> IptablesNeeds(string node, bool isV6 = false) =>
        (isV6 ? V6 : V4).Select(s => CommandReadings.NodeNeed(node, s));

    public static NodeIptables? Iptables(this IEvidence evidence, string node, bool isV6 = false) => evidence.Iptables(Place.Node(node), isV6);

    /// <summary>
    /// The rules of a node or a pod's network namespace. Plain <c>iptables-save</c> prints the back end that the node's own tools use, which need not
    /// be the one that kube-proxy's image uses. Null where none was read: <see cref="EvidenceReadings.WhyMissing"/> says why.
    /// </summary>
    public static NodeIptables? Iptables(this IEvidence evidence, Place place, bool isV6 = false)
    {
        List<IptablesSource> sources = [];
        foreach (var name in isV6 ? V6 : V4)
        {
            var section = evidence.Find(new CommandNeed(place, name));
            if (section is { Status: SectionStatus.Read, Value: CommandOutput output } && (output.Text.Length > 0 || output.Exit == 0))
            {
                sources.Add(new IptablesSource(name, section, output, output.As(IptablesRuleset.Parse)));
            }
        }

        if (sources.Count == 0)
        {
            return null;
        }

        var main = sources.FirstOrDefault(s => HasServices(s.Rules)) ?? sources.FirstOrDefault(s => HasKubernetes(s.Rules)) ?? sources[0];

        // iptables-save is one of the two others under another name.
        var other = sources.FirstOrDefault(s => s != main && s.Rules.RuleCount > 0 && s.Backend != main.Backend && s.Name != "iptables-save")
            ?? sources.FirstOrDefault(s => s != main && s.Rules.RuleCount > 0 && s.Backend != main.Backend);
        return new NodeIptables(main, other);
    }

    public static IpsetSave? Ipsets(this IEvidence evidence, string node) =>
        evidence.Output(Place.Node(node), "ipset") is { Exit: 0 } output ? output.As(IpsetSave.Parse) : null;

    /// <summary>Virtual servers with weights, by ipvsadm or else from /proc; not read where the kernel has no IPVS.</summary>
    public static CommandReading<IpvsTable> Ipvs(this IEvidence evidence, string node) => IpvsSources.Read(Place.Node(node), evidence);

    internal static bool HasServices(IptablesRuleset rules) => rules.Chain("nat", "KUBE-SERVICES") is { Rules.Count: > 0 };

    private static bool HasKubernetes(IptablesRuleset rules) =>
        rules.Tables.Any(t => t.Chains.Any(c => c.Name.StartsWith("KUBE-", StringComparison.Ordinal)));
}
