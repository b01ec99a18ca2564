using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>
/// The node's iptables rules: KUBE-SERVICES first, Enter follows a jump. Other views of the same evidence are all rules in one table, the
/// chains, and only what concerns the pod or service at hand.
/// </summary>
internal sealed record IptablesPane(IptablesView View) : Pane
{
    private static readonly TableColumn[] InOneChain =
    [
        Number("#"), Number("Packets"), Number("Per s"), Number("Bytes", 1), Text("Owner"), Trimming("Comment"), Shrinking("Target"), Text("Match"),
    ];

    private static readonly TableColumn[] InMany =
    [
        Number("#"), Text("Table"), Shrinking("Chain"), Number("Packets"), Number("Per s"), Text("Owner"), Trimming("Comment"), Shrinking("Target"), Text("Match"),
    ];

    /// <summary>The table and chain shown; "" for the one that comes first.</summary>
    public string Table { get; init; } = "";

    public string Chain { get; init; } = "";

    public bool IsV6 { get; init; }

    /// <summary>Rules of the other back end, where a node has both.</summary>
    public bool IsOther { get; init; }

    public override string Word => "iptables";

    public override string Noun => View == IptablesView.Chains ? "chains" : "rules";

    public override string? DefaultSort => "#";

    public override bool IsLive => true;

    public override bool IsFollowed => View == IptablesView.Chain && Chain.Length > 0;

    public override Pane Root => this with { View = View == IptablesView.Chain ? IptablesView.Chain : View, Table = "", Chain = "" };

    public override string OpenLabel => View == IptablesView.Chains ? "rules" : "follow";

    public override IReadOnlyList<PaneSwitch> Switches =>
    [
        new("iptables.only", "o", View == IptablesView.Only ? "all rules" : "only its rules", "Only what concerns the pod or service; again: all rules.",
            this with { View = View == IptablesView.Only ? IptablesView.All : IptablesView.Only }) { IsNarrowing = true },
        new("iptables.all", "a", "all rules", "All rules of all tables in one list, to search in; again: KUBE-SERVICES.",
            this with { View = View == IptablesView.All ? IptablesView.Chain : IptablesView.All, Table = "", Chain = "" }),
        new("iptables.chains", "C", "chains", "The chains, with what they count.", this with { View = IptablesView.Chains, Table = "", Chain = "" },
            View == IptablesView.Chains ? "these are the chains" : null) { Opens = true },
        new("iptables.family", "6", IsV6 ? "IPv4" : "IPv6", "The rules for IPv6; again: for IPv4.", this with { IsV6 = !IsV6 }),
        new("iptables.backend", "b", "other back end", "The rules of the other back end (nf_tables or legacy), where the node has both.", this with { IsOther = !IsOther }),
    ];

    public override string TitleOf(string place) => IsFollowed ? Chain : $"iptables{(IsV6 ? " v6" : "")}({place})";

    public override IEnumerable<Need> Needs(PanePlace place, IEvidence soFar) =>
    [
        .. NetfilterReadings.IptablesNeeds(place.Node), .. NetfilterReadings.IptablesNeeds(place.Node, isV6: true),
        Evidence.Needs.EndpointSlices(null), Evidence.Needs.Services(null),
    ];

    public override PaneContent Build(PaneInput input)
    {
        var node = input.Place.Node;
        if (input.Evidence.Iptables(node, IsV6) is not { } rules)
        {
            return Missing(input);
        }

        var source = IsOther ? rules.Other : rules.Main;
        if (source is null)
        {
            return PaneContent.Of(PanePages.Nothing($"{node} has one back end", $"All of its rules are in {Words(rules.Main)}: b shows them again."), rules.Main.Section);
        }

        var content = new IptablesRows(this, input, source).Make();
        return content with
        {
            Sections = [source.Section], Notes = [.. content.Notes, .. NotesOf(source, rules)],
            Closed = rules.Other is null ? new Dictionary<string, string> { ["b"] = $"{node} has one back end" } : [],
        };
    }

    internal IReadOnlyList<TableColumn> Columns => View is IptablesView.All or IptablesView.Only ? InMany : InOneChain;

    private static IEnumerable<ListNote> NotesOf(IptablesSource source, NodeIptables rules)
    {
        if ((source == rules.Main ? rules.Other : rules.Main) is { } other)
        {
            yield return new($"! two back ends at once: {Count.Of(other.Rules.RuleCount, "rule")} more in {Words(other)} (b); a packet passes both", Tone.Warn);
        }

        if (source.Rules.Incompatible.Count > 0)
        {
            yield return new($"! not shown here, since iptables has no words for them: tables {string.Join(", ", source.Rules.Incompatible)} (see :nft)", Tone.Warn);
        }

        if (!source.Rules.IsComplete || source.Output.IsCut)
        {
            yield return new("! the output broke off: there may be more rules", Tone.Warn);
        }

        if (source.Rules.NotUnderstood.Count > 0)
        {
            yield return new($"{Count.Of(source.Rules.NotUnderstood.Count, "line")} not understood in full; e shows the output as it came", Tone.Unknown);
        }
    }

    private static string Words(IptablesSource source) => source.Backend switch
    {
        IptablesBackend.Legacy => "legacy x_tables",
        IptablesBackend.Nft => "nf_tables",
        _ => source.Name,
    };

    private PaneContent Missing(PaneInput input)
    {
        var need = NetfilterReadings.IptablesNeeds(input.Place.Node, IsV6).First();
        return PaneContent.Of(PanePages.Missing(input.Evidence, need, IsV6 ? "IPv6 rules" : "iptables rules"), [.. new[] { input.SectionOf(need) }.OfType<Section>()]);
    }
}

internal enum IptablesView
{
    /// <summary>The rules of one chain.</summary>
    Chain,

    /// <summary>All rules of all tables.</summary>
    All,

    /// <summary>What concerns the pod or service, in the order in which a packet to it meets it.</summary>
    Only,

    /// <summary>The chains.</summary>
    Chains,
}
