using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.App.Commands;

/// <summary>What follows the name of a kind: <c>[NAMESPACE] [-A] [-l SELECTOR] [/FILTER]</c>.</summary>
/// <param name="Namespace">The one named, or null for the one browsed.</param>
/// <param name="Filter">As typed after <c>/</c>; "" for none.</param>
internal sealed record KindCommand(string? Namespace, bool AllNamespaces, string Filter)
{
    public static KindCommand Parse(string rest)
    {
        string? ns = null;
        var all = false;
        var filter = "";
        while (rest.Length > 0)
        {
            if (rest[0] == '/')
            {
                filter = rest[1..];
                break;
            }

            if (rest.StartsWith("-l", StringComparison.Ordinal) || rest.StartsWith("-f ", StringComparison.Ordinal))
            {
                filter = rest;
                break;
            }

            (var word, rest) = CommandText.Cut(rest);
            all |= word is "-A" or "--all-namespaces" || (ns is null && CommandText.IsAll(word));
            ns ??= word.StartsWith('-') || CommandText.IsAll(word) ? null : word.TrimStart('@');
        }

        return new KindCommand(ns, all, filter);
    }

    /// <summary>Opens the list as the root.</summary>
    public void Open(Workspace workspace, ApiResource resource)
    {
        var session = workspace.Session;
        if (resource.Namespaced)
        {
            session.Namespace = AllNamespaces ? null : Namespace ?? session.Namespace;
            if (session.Namespace is { } ns)
            {
                workspace.Slots.Use(ns);
            }
        }

        if (resource.Verbs.Count > 0 && !resource.Verbs.Contains("list"))
        {
            workspace.Say($"{resource.FullName} can't be listed: the server only lets one {string.Join(", ", resource.Verbs)}", StatusTone.Warning);
            return;
        }

        var scope = resource.Namespaced ? session.Namespace : null;
        var screen = resource.IsSameKind(WellKnownKinds.Namespaces)
            ? new ListScreen(workspace, new NamespacesSource(workspace))
            : new ListScreen(workspace, new KindSource(workspace, resource, new ListQuery(scope)));
        screen.SetFilter(Filter);
        workspace.Root(screen, PlaceOf(resource, scope));
        workspace.WatchVerdicts();
    }

    /// <summary>The command that opens the same again.</summary>
    private string PlaceOf(ApiResource resource, string? scope) =>
        $"{resource.FullName}{(!resource.Namespaced ? "" : scope is null ? " -A" : " " + scope)}{(Filter.Length > 0 ? " /" + Filter : "")}";
}
