using System.Globalization;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>
/// The node's nftables: kube-proxy's table first, its maps before its chains, as a packet meets them. Enter follows a verdict; what
/// concerns a service is its map elements and the chains that they lead to.
/// </summary>
internal sealed record NftPane(NftView View) : Pane
{
    private static readonly TableColumn[] BlockColumns =
        [Number("#"), Text("Table"), Text("Kind"), Shrinking("Name"), Text("Owner"), Text("Hook"), Text("Policy"), Number("Entries"), Number("Packets"), Text("Comment", 1)];

    private static readonly TableColumn[] RuleColumns = [Number("#"), Text("Table", 1), Shrinking("Where"), Number("Packets"), Number("Per s"), Text("Owner"), Shrinking("Verdict"), Text("Rule"), Text("Comment", 1)];

    public string Family { get; init; } = "";

    public string Table { get; init; } = "";

    /// <summary>The chain, set or map shown.</summary>
    public string Name { get; init; } = "";

    public override string Word => "nft";

    public override string Noun => View == NftView.Blocks ? "chains and maps" : "rules";

    public override string? DefaultSort => "#";

    public override bool IsLive => true;

    public override bool IsFollowed => View == NftView.Block;

    public override Pane Root => new NftPane(View == NftView.Block ? NftView.Blocks : View);

    public override string OpenLabel => View == NftView.Blocks ? "rules" : "follow";

    public override IReadOnlyList<PaneSwitch> Switches =>
    [
        new("nft.only", "o", View == NftView.Only ? "all rules" : "only its rules", "Only what concerns the pod or service; again: all rules.", new NftPane(View == NftView.Only ? NftView.All : NftView.Only)) { IsNarrowing = true },
        new("nft.all", "a", View == NftView.All ? "chains" : "all rules", "All rules and elements in one list, to search in; again: the chains and maps.", new NftPane(View == NftView.All ? NftView.Blocks : NftView.All)),
        new("nft.blocks", "C", "chains", "The chains, sets and maps.", new NftPane(NftView.Blocks), View == NftView.Blocks ? "these are the chains" : null) { Opens = true },
    ];

    public override string TitleOf(string place) => IsFollowed ? Name : $"nft({place})";

    public override IEnumerable<Need> Needs(PanePlace place, IEvidence soFar) =>
    [
        CommandReadings.NodeNeed(place.Node, "nft-json"), CommandReadings.NodeNeed(place.Node, "nft"), Evidence.Needs.EndpointSlices(null), Evidence.Needs.Services(null),
    ];

    public override PaneContent Build(PaneInput input)
    {
        var need = CommandReadings.NodeNeed(input.Place.Node, "nft-json");
        if (input.Evidence.Output(need.Place, need.Section) is not { } output || input.SectionOf(need) is not { } section)
        {
            return PaneContent.Of(PanePages.Missing(input.Evidence, need, "nftables rules"), [.. new[] { input.SectionOf(need) }.OfType<Section>()]);
        }

        var rules = output.As(NftRuleset.Parse);
        if (output.Exit != 0 && rules.Tables.Count == 0)
        {
            return PaneContent.Of(PanePages.Failed(need, output, $"The nftables rules of {input.Place.Node} could not be listed"), section);
        }

        var content = new NftRows(this, input, rules, section).Make();
        List<ListNote> notes = [.. content.Notes];
        if (!rules.IsWhole || output.IsCut)
        {
            notes.Add(new("! the listing broke off: there may be more", Tone.Warn));
        }

        if (rules.NotUnderstood.Count > 0)
        {
            notes.Add(new($"{rules.NotUnderstood.Count} items were not understood; e shows the listing as it came", Tone.Unknown));
        }

        var text = input.SectionOf(CommandReadings.NodeNeed(input.Place.Node, "nft"));
        return content with { Notes = notes, Sections = text is { Status: SectionStatus.Read } ? [text, section] : [section] };
    }

    internal IReadOnlyList<TableColumn> Columns => View == NftView.Blocks ? BlockColumns : RuleColumns;

    internal static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}

internal enum NftView
{
    /// <summary>Chains, sets and maps.</summary>
    Blocks,

    /// <summary>The rules of a chain, or the elements of a map.</summary>
    Block,
    All,
    Only,
}
