using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Moving;

/// <summary>From an object to what uses it: <c>u</c>.</summary>
internal static class UsedBy
{
    private static readonly string[] Configs = ["configmaps", "secrets", "serviceaccounts", "persistentvolumeclaims"];

    public static bool Covers(ApiResource resource) =>
        (resource.Group.Length == 0 && Configs.Contains(resource.Plural)) || resource.IsSameKind(WellKnownKinds.Pods)
        || resource.IsSameKind(WellKnownKinds.Services) || resource.IsSameKind(WellKnownKinds.Nodes);

    public static void Open(IWorkspace workspace, Selection selection)
    {
        var session = workspace.Session;
        if (selection.Resource.IsSameKind(WellKnownKinds.Nodes))
        {
            workspace.Open(new ListScreen(workspace, new NodeWorkloadsSource(workspace, selection.Name)));
        }
        else if (selection.Resource.IsSameKind(WellKnownKinds.Services))
        {
            UsedBySource.Open(workspace, selection, PodReach.OfServices(session, selection.Namespace));
        }
        else if (selection.Resource.IsSameKind(WellKnownKinds.Pods))
        {
            OneObject.Read(workspace, selection, pod =>
                UsedBySource.Open(workspace, selection, PodReach.OfPod(session, selection.Namespace, selection.Name, new LabelSet(pod["metadata"]["labels"].Pairs))));
        }
        else
        {
            UsedBySource.Open(workspace, selection, ConfigUses.Of(session, selection));
        }
    }
}
