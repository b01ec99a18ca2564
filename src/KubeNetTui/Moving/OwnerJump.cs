using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Moving;

/// <summary>From an object to what owns it, selected in the list of its kind: <c>shift-j</c>.</summary>
internal static class OwnerJump
{
    public static void Start(IWorkspace workspace, Selection selection) => OneObject.Read(workspace, selection, o =>
    {
        // The controller first: garbage collection knows other owners too.
        List<Fields> owners = [.. o["metadata"]["ownerReferences"].Items.OrderByDescending(r => r["controller"].IsTrue)];
        switch (owners)
        {
            case []:
                workspace.Say($"{selection.Resource.Singular} {selection.Name} has no owner: nobody made it but who created it");
                break;
            case [var owner]:
                Go(workspace, selection, owner);
                break;
            case [var controller, ..] when controller["controller"].IsTrue:
                Go(workspace, selection, controller);
                break;
            default:
                workspace.Show(new ChoiceOverlay(workspace, $"owners of {selection.Name}",
                    [.. owners.Select((r, i) => new Choice(i < 9 ? $"{i + 1}" : "", $"{r["kind"].Text} {r["name"].Text}", () => Go(workspace, selection, r)))]));
                break;
        }
    });

    private static void Go(IWorkspace workspace, Selection from, Fields owner)
    {
        var (version, kind, name) = (owner["apiVersion"].Text, owner["kind"].Text, owner["name"].Text);
        var group = version.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? version[..slash] : "";
        var kinds = (workspace.Session.Catalog ?? WellKnownKinds.Catalog).Resources;
        if (kinds.FirstOrDefault(r => r.Kind == kind && r.Group == group) is not { } resource)
        {
            workspace.Say($"its owner is {kind} {name}, and the server lists no {kind} of {(version.Length > 0 ? version : "core")}", StatusTone.Warning);
            return;
        }

        Show(workspace, resource, resource.Namespaced ? from.Namespace : "", name);
    }

    /// <summary>The list of a kind with one of its objects selected, over the screen at hand.</summary>
    public static void Show(IWorkspace workspace, ApiResource resource, string ns, string name)
    {
        var screen = new ListScreen(workspace, new KindSource(workspace, resource, new ListQuery(resource.Namespaced ? ns : null)));
        screen.SelectWhenThere(ns, name);
        workspace.Open(screen);
    }
}
