using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Kinds;

/// <summary>Listeners, how many routes are attached, and whether the controller has programmed it; Enter leads to its routes.</summary>
internal sealed class GatewayKind() : NetworkKind(Needs.GatewayGroup, "gateways")
{
    public override IReadOnlyList<TableColumn> Columns { get; } =
        [Name, Text("Class"), Long("Listeners"), Number("Routes"), Text("Address"), Text("Programmed"), Age];

    public override string OpenLabel => "routes";

    public override KindItem? Read(ReadOnlySpan<byte> json, StringPool strings) =>
        Gateway.TryParse(json, out var gateway, out _, strings: strings)
            ? new KindItem(
                gateway.Meta,
                [
                    gateway.Name, OrNone(gateway.ClassName), Some(gateway.Listeners.Select(static l => l.ToString()), 4),
                    gateway.Listeners.Any(static l => l.AttachedRoutes is not null) ? $"{gateway.Listeners.Sum(static l => l.AttachedRoutes ?? 0)}" : "<unknown>",
                    Some(gateway.Addresses, 2), ConditionShort.Of(gateway.Conditions, "Programmed"), "",
                ],
                gateway)
            : null;

    public override LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) =>
        source is Gateway gateway ? GatewayVerdict.Of(gateway, around) : base.Judge(source, around, now);

    public override bool TryOpen(IWorkspace workspace, Selection selection)
    {
        if (RoutesSource.Of(workspace, selection) is { } routes)
        {
            workspace.Open(new ListScreen(workspace, routes));
        }
        else
        {
            workspace.Say("this server serves no routes (HTTPRoute, GRPCRoute)", StatusTone.Warning);
        }

        return true;
    }
}
