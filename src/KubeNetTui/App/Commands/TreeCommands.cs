using KubeNetTui.Kubernetes;
using KubeNetTui.Panes;
using KubeNetTui.Pulse;
using KubeNetTui.Trees;

namespace KubeNetTui.App.Commands;

/// <summary>Pictures of many kinds at once: the network tree, what owns what, and the dashboard.</summary>
internal static class TreeCommands
{
    /// <summary>Kinds that k9s has a tree for, with the network itself.</summary>
    private static readonly string[] Known = ["net", "deploy", "sts", "ds", "rs", "job", "cronjob", "svc", "po", "node"];

    public static IReadOnlyList<Command> Of(Workspace workspace) =>
    [
        new(["tree", "nettree"], "[NAMESPACE | all | service/NAMESPACE/NAME]", "the network as a tree: gateway, ingress, load balancer → service → slice → pod → node", rest => Tree(workspace, rest))
        {
            Candidates = _ => ["all", .. workspace.NamespaceNames, "service/", "pod/", "node/"],
        },
        new(["xray", "x"], "KIND [NAMESPACE | all]", "what a kind owns, down to containers and what they need; :xray net is the network tree", rest => XRay(workspace, rest))
        {
            Candidates = typed => typed.Contains(' ', StringComparison.Ordinal)
                ? workspace.NamespaceNames.Prepend("all").Select(ns => $"{CommandText.Cut(typed).Word} {ns}")
                : Known,
        },
        new(["pulse", "pulses", "pu"], "[NAMESPACE | all]", "the dashboard: how it all is, the worst first", rest => Pulse(workspace, rest))
        {
            Candidates = _ => ["all", .. workspace.NamespaceNames],
        },
    ];

    private static void Tree(Workspace workspace, string rest)
    {
        if (rest.Contains('/', StringComparison.Ordinal))
        {
            About(workspace, rest);
            return;
        }

        if (TryScope(workspace, rest, out var ns))
        {
            workspace.RootBrowsing(new TreeScreen(workspace, new NetTreeSource(workspace, ns)), $"tree {ns ?? "all"}");
        }
    }

    private static void About(Workspace workspace, string rest)
    {
        var session = workspace.Session;
        Selection? about = PaneMenu.Parse(rest, session.Namespace ?? session.Client.Settings.DefaultNamespace) switch
        {
            { Kind: Checks.SubjectKind.Service } s => new(WellKnownKinds.Services, s.Namespace, s.Name, ""),
            { Kind: Checks.SubjectKind.Pod } s => new(WellKnownKinds.Pods, s.Namespace, s.Name, ""),
            { Kind: Checks.SubjectKind.Node } s => new(WellKnownKinds.Nodes, "", s.Name, ""),
            _ => null,
        };
        if (about is null)
        {
            workspace.Say(":tree takes a namespace, all, service/NAMESPACE/NAME, pod/NAMESPACE/NAME or node/NAME", StatusTone.Warning);
            return;
        }

        workspace.Open(new TreeScreen(workspace, NetTreeSource.About(workspace, about)));
    }

    private static void XRay(Workspace workspace, string rest)
    {
        var (word, where) = CommandText.Cut(rest);
        if (word.Length == 0)
        {
            if (workspace.Stack.Top.Selected is { } selected && TreeScreens.WhyNot(selected) is null)
            {
                workspace.Open(TreeScreens.Of(workspace, selected));
                return;
            }

            workspace.Say($":xray takes a kind: {string.Join(", ", Known)} …", StatusTone.Warning);
        }
        else if (word is "net" or "network")
        {
            Tree(workspace, where);
        }
        else if (KindNames.Find(word, workspace.Session.Catalog ?? WellKnownKinds.Catalog) is not { } kind)
        {
            workspace.Say($"there is no kind \"{word}\"", StatusTone.Warning);
        }
        else if (OwnerTreeSource.WhyNot(kind) is { } why)
        {
            workspace.Say(why, StatusTone.Warning);
        }
        else if (TryScope(workspace, kind.Namespaced ? where : "", out var ns))
        {
            workspace.RootBrowsing(new TreeScreen(workspace, new OwnerTreeSource(workspace, kind, ns)), $"xray {kind.FullName}{(kind.Namespaced ? $" {ns ?? "all"}" : "")}");
        }
    }

    private static void Pulse(Workspace workspace, string rest)
    {
        if (TryScope(workspace, rest, out var ns))
        {
            workspace.RootBrowsing(new PulseScreen(workspace, ns), $"pulse {ns ?? "all"}");
        }
    }

    // The namespace browsed is from now on the one named.
    private static bool TryScope(Workspace workspace, string name, out string? ns)
    {
        var session = workspace.Session;
        ns = null;
        if (name.Length > 0 && !CommandText.IsAll(name) && !KindCommand.IsNamespace(name))
        {
            workspace.Say($"\"{name}\" is no namespace: one, or all", StatusTone.Warning);
            return false;
        }

        session.Namespaces = name.Length == 0 ? session.Namespaces : CommandText.IsAll(name) ? [] : [name];
        ns = session.Namespaces.Count > 0 ? session.Namespaces[0] : null;
        if (session.Namespaces.Count > 1)
        {
            workspace.Say($"one namespace at a time, or all: {ns}");
        }

        return true;
    }
}
