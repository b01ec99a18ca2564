using KubeNetTui.CommandLine;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.App.Commands;

/// <summary>A kind's list as the root, where and how a command says.</summary>
internal static class KindOpening
{
    public static void Open(Workspace workspace, ApiResource resource, KindCommand which)
    {
        var session = workspace.Session;
        if (which.Context is { } context && context != session.Client.Settings.ContextName)
        {
            workspace.Say($"connecting to {context} …");
            workspace.Connect(context, new Arrival { Place = (resource, Elsewhere(workspace, which)), IsCarried = which.Namespaces.Count == 0 });
            return;
        }

        if (resource.Verbs.Count > 0 && !resource.Verbs.Contains("list"))
        {
            workspace.Say($"{resource.FullName} can't be listed: the server only lets one {string.Join(", ", resource.Verbs)}", StatusTone.Warning);
            return;
        }

        if (resource.Namespaced)
        {
            session.Namespaces = which.AllNamespaces ? [] : which.Namespaces.Count > 0 ? which.Namespaces : session.Namespaces;
        }

        var screen = new ListScreen(workspace, SourceOf(workspace, resource, session.Namespaces));
        screen.SetFilter(which.Filter);
        workspace.Root(screen, resource, $"{resource.FullName} {KindCommand.TextOf(resource.Namespaced, session.Namespaces, which.Filter)}".TrimEnd());
        if (resource.Namespaced && session.Namespaces.Where(workspace.IsNoNamespace).ToList() is { Count: > 0 } none)
        {
            workspace.Say($"there is no namespace {string.Join(", ", none)}{NearNames.Hint(none[0], workspace.NamespaceNames)}", StatusTone.Warning);
        }
    }

    /// <summary>As meant for another context: what it does not say of namespaces stays as it is here.</summary>
    public static KindCommand Elsewhere(Workspace workspace, KindCommand which)
    {
        var here = workspace.Session.Namespaces;
        return which with
        {
            Context = null,
            Namespaces = which.Namespaces.Count > 0 || which.AllNamespaces ? which.Namespaces : here,
            AllNamespaces = which.AllNamespaces || (which.Namespaces.Count == 0 && here.Count == 0),
        };
    }

    private static ListSource SourceOf(Workspace workspace, ApiResource resource, IReadOnlyList<string> namespaces) =>
        resource.IsSameKind(WellKnownKinds.Namespaces) ? new NamespacesSource(workspace)
        : resource.Namespaced && namespaces.Count > 1
            ? new KindSource(workspace, resource, new ListQuery(), several: namespaces)
        : new KindSource(workspace, resource, new ListQuery(resource.Namespaced && namespaces is [var one] ? one : null));
}
