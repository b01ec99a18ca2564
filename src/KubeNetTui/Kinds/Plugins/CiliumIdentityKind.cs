using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Kinds;

/// <summary>Which labels an identity of Cilium stands for; Enter leads to the endpoints that have it.</summary>
internal sealed class CiliumIdentityKind() : PluginKind("cilium.io", "ciliumidentities")
{
    private const string NamespaceLabel = "k8s:io.kubernetes.pod.namespace";

    public override IReadOnlyList<TableColumn> Columns { get; } = [Name, Text("Namespace"), Text("Service account"), Long("Labels"), Age];

    public override string OpenLabel => "endpoints";

    public override bool HasVerdict => false;

    public override bool TryOpen(IWorkspace workspace, Selection selection)
    {
        if (NetworkKinds.Served(workspace, Group, "ciliumendpoints") is not { } endpoints)
        {
            workspace.Say("this server serves no CiliumEndpoints", StatusTone.Warning);
            return true;
        }

        workspace.Open(new ListScreen(workspace, new KindSource(
            workspace, endpoints, new ListQuery(), selection.Name, only: row => row.Source is CiliumEndpoint e && e.Identity == selection.Name)));
        return true;
    }

    protected override (string[] Cells, object Source) RowOf(string name, Fields root)
    {
        var labels = root["security-labels"];

        // The labels of the namespace and of the cluster say nothing that the namespace does not.
        var own = labels.Pairs.Where(static l => l.Key.StartsWith("k8s:", StringComparison.Ordinal) && !l.Key.StartsWith("k8s:io.", StringComparison.Ordinal));
        return (
            [
                name, OrNone(labels[NamespaceLabel].Text), OrNone(labels["k8s:io.cilium.k8s.policy.serviceaccount"].Text),
                Some(own.Select(static l => $"{l.Key[4..]}={l.Value}"), 4), "",
            ],
            "");
    }
}
