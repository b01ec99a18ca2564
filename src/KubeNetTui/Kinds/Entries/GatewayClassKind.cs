using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Kinds;

/// <summary>Who serves a class of gateways, and whether it has been taken; Enter leads to its gateways.</summary>
internal sealed class GatewayClassKind() : NetworkKind(Needs.GatewayGroup, "gatewayclasses")
{
    public override IReadOnlyList<TableColumn> Columns { get; } = [Name, Text("Controller"), Text("Accepted"), Wide("Description"), Age];

    public override string OpenLabel => "gateways";

    public override KindItem? Read(ReadOnlySpan<byte> json, StringPool strings) =>
        GatewayClass.TryParse(json, out var value, out _, strings: strings)
            ? new KindItem(
                value.Meta, [value.Name, OrNone(value.Controller), ConditionShort.Of(value.Conditions, "Accepted"), OrNone(value.Description), ""], value)
            : null;

    public override LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) =>
        source is GatewayClass value ? GatewayVerdict.OfClass(value) : base.Judge(source, around, now);

    public override bool TryOpen(IWorkspace workspace, Selection selection)
    {
        if (NetworkKinds.Served(workspace, Needs.GatewayGroup, "gateways") is not { } gateways)
        {
            workspace.Say("this server serves no gateways", StatusTone.Warning);
            return true;
        }

        workspace.Open(new ListScreen(workspace, new KindSource(
            workspace, gateways, new ListQuery(), selection.Name, only: row => row.Source is Gateway g && g.ClassName == selection.Name)));
        return true;
    }
}
