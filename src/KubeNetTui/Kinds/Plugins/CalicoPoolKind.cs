using System.Net;
using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Kinds;

/// <summary>Calico's ranges of pod addresses, and how much of them is taken; Enter leads to the blocks that nodes have cut out of one.</summary>
internal sealed class CalicoPoolKind(string group) : PluginKind(group, "ippools")
{
    internal const int UsedCell = 3;
    internal const int BlocksCell = 4;

    public override IReadOnlyList<TableColumn> Columns { get; } =
        [Name, Text("CIDR"), Text("Size"), Number("Used"), Number("Blocks"), Text("Encapsulation"), Text("NAT"), Text("Nodes"), State, Age];

    public override string OpenLabel => "blocks";

    public override RowsBeside Beside(IClusterFeeds feeds, ListQuery query) => new CalicoUse(feeds.List(CalicoBlockKind.Resource.Path(), new ListQuery(), CalicoBlock.Parse));

    public override LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) => source switch
    {
        CalicoPool { Disabled: true } => LiveJudgements.Of(Verdict.NotApplicable, "disabled: gives out no more"),
        CalicoPool { Used: null } => LiveJudgements.Of(Verdict.Unknown, "blocks not read"),
        CalicoPool { Size: > 0 } pool when pool.Used >= pool.Size => LiveJudgements.Of(Verdict.Fail, "full: no new pod gets an address"),
        CalicoPool { Size: > 0 } pool when pool.Used >= pool.Size * 0.95 => LiveJudgements.Of(Verdict.Warn, $"{pool.Used * 100 / pool.Size} % used"),
        CalicoPool => new LiveJudgement(Verdict.Pass, ""),
        _ => base.Judge(source, around, now),
    };

    public override bool TryOpen(IWorkspace workspace, Selection selection)
    {
        if (NetworkKinds.Served(workspace, CalicoBlockKind.Resource.Group, CalicoBlockKind.Resource.Plural) is not { } blocks)
        {
            workspace.Say("this server serves no IPAMBlocks", StatusTone.Warning);
            return true;
        }

        ObjectReading.Then(workspace, selection, json =>
        {
            var range = AddressRange.Parse(Fields.Parse(json)["spec"]["cidr"].Text);
            workspace.Open(new ListScreen(workspace, new KindSource(
                workspace, blocks, new ListQuery(), selection.Name,
                only: row => row.Source is CalicoBlock { Range: { } block } && range is { } pool && pool.Contains(block.BaseAddress))));
        });
        return true;
    }

    protected override (string[] Cells, object Source) RowOf(string name, Fields root)
    {
        var spec = root["spec"];
        var cidr = spec["cidr"].Text;
        var range = AddressRange.Parse(cidr);
        var disabled = spec["disabled"].IsTrue;
        return (
            [
                name, OrNone(cidr), AddressRange.SizeText(cidr), "", "", Encapsulation(spec), spec["natOutgoing"].IsTrue ? "yes" : "no",
                spec["nodeSelector"].Text is { Length: > 0 } nodes ? nodes : "all()", disabled ? "disabled" : "active", "",
            ],
            new CalicoPool(range, disabled, null, range is { } known ? AddressRange.Size(known) : 0));
    }

    private static string Encapsulation(Fields spec) => (spec["vxlanMode"].Text, spec["ipipMode"].Text) switch
    {
        (not ("" or "Never") and var vxlan, _) => $"VXLAN {vxlan}",
        (_, not ("" or "Never") and var ipip) => $"IPIP {ipip}",
        _ => "<none>",
    };
}

/// <param name="Used">Addresses taken in its blocks; null: not known.</param>
/// <param name="Size">0: more than anybody counts.</param>
internal sealed record CalicoPool(IPNetwork? Range, bool Disabled, long? Used, long Size);
