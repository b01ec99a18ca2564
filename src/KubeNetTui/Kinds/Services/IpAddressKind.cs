using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Kinds;

/// <summary>An address claimed for a service; Enter leads to that service's endpoints.</summary>
internal sealed class IpAddressKind() : NetworkKind("networking.k8s.io", "ipaddresses")
{
    public override IReadOnlyList<TableColumn> Columns { get; } = [Name, Text("Parent"), Text("Kind"), Text("Family"), Wide("Kept by"), Age];

    public override string OpenLabel => "endpoints";

    public override KindItem? Read(ReadOnlySpan<byte> json, StringPool strings) =>
        IpAddressClaim.TryParse(json, out var claim, out _, strings: strings)
            ? new KindItem(
                claim.Meta,
                [
                    claim.Name, OrNone(claim.ParentNamespace.Length > 0 ? $"{claim.ParentNamespace}/{claim.ParentName}" : claim.ParentName),
                    claim.ParentResource + (claim.ParentGroup.Length > 0 ? "." + claim.ParentGroup : ""),
                    claim.Name.Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4",
                    OrNone(claim.Meta.Labels["ipaddress.kubernetes.io/managed-by"] ?? ""), "",
                ],
                claim)
            : null;

    public override LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) =>
        source is IpAddressClaim claim ? IpAddressVerdict.Of(claim, around, now) : base.Judge(source, around, now);

    public override bool TryOpen(IWorkspace workspace, Selection selection)
    {
        ObjectReading.Then(workspace, selection, json =>
        {
            if (IpAddressClaim.TryParse(json.Span, out var claim, out _) && claim.IsOfService)
            {
                workspace.Open(new ListScreen(workspace, EndpointsSource.OfService(workspace, claim.ParentNamespace, claim.ParentName)));
            }
            else
            {
                workspace.Say($"{selection.Name} is claimed for no service: y shows for what");
            }
        });
        return true;
    }
}
