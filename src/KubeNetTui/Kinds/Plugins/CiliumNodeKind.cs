using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Kinds;

/// <summary>A node as Cilium sees it: its addresses and the ranges of its pods; Enter leads to the pods.</summary>
internal sealed class CiliumNodeKind() : PluginKind("cilium.io", "ciliumnodes")
{
    public override IReadOnlyList<TableColumn> Columns { get; } =
        [Name, Text("Internal IP"), Text("Cilium IP"), Text("Pod ranges"), Text("Used"), Age];

    public override string OpenLabel => "pods";

    public override bool HasVerdict => false;

    public override bool TryOpen(IWorkspace workspace, Selection selection) => PodsOfNode.Open(workspace, selection.Name);

    protected override (string[] Cells, object Source) RowOf(string name, Fields root)
    {
        var ipam = root["spec"]["ipam"];
        var pools = ipam["pools"]["allocated"].Items.SelectMany(static p => p["cidrs"].Items);
        var pool = ipam["pool"].Members.Count();

        // In the modes where the operator hands out single addresses, pool has them all and used those taken; elsewhere the agent alone knows.
        var used = pool > 0 ? $"{root["status"]["ipam"]["used"].Members.Count()}/{pool}" : "<not told>";
        return (
            [
                name, Address(root, "InternalIP"), Address(root, "CiliumInternalIP"),
                Some(ipam["podCIDRs"].Items.Concat(pools).Select(static c => c.Text)), used, "",
            ],
            "");
    }

    private static string Address(Fields root, string type) =>
        Some(root["spec"]["addresses"].Items.Where(a => a["type"].Text == type).Select(static a => a["ip"].Text), 2);
}

/// <summary>The pods of a node, for kinds that are named as nodes are.</summary>
internal static class PodsOfNode
{
    public static bool Open(IWorkspace workspace, string node)
    {
        var query = new ListQuery(FieldSelector: $"spec.nodeName={node}");
        workspace.Open(new ListScreen(workspace, new KindSource(workspace, WellKnownKinds.Pods, query, node)));
        return true;
    }
}
