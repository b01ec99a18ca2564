using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Reading;

namespace KubeNetTui.Panes;

/// <summary>From an object to the panes that fit it, and from what was typed to a pane.</summary>
internal static class PaneMenu
{
    public static void Show(IWorkspace workspace, Selection selection)
    {
        if (SubjectOf(selection) is not { } subject)
        {
            return;
        }

        workspace.Show(new ChoiceOverlay(workspace, $"data plane of {selection.Name}",
        [
            .. PaneWords.All.Where(p => p.Kinds.Contains(subject.Kind))
                .Select(p => new Choice(p.Key, $"{p.Word,-10} {p.What}", () => Open(workspace, p, new PaneScope(subject)))),
        ]));
    }

    /// <summary>Why there is no menu for it; null when there is one.</summary>
    public static string? WhyNot(Selection selection) =>
        SubjectOf(selection) is null ? $"nodes, pods and services have a data plane, {selection.Resource.Plural} have none of their own" : null;

    public static Subject? SubjectOf(Selection? selection) => selection?.Resource switch
    {
        { Group: "", Plural: "services" or "endpoints" } => Subject.Service(selection.Namespace, selection.Name),
        { Group: "", Plural: "pods" } => Subject.Pod(selection.Namespace, selection.Name),
        { Group: "", Plural: "nodes" } => Subject.Node(selection.Name),
        _ => null,
    };

    /// <summary>Opens a pane about an object as typed, or about what is selected.</summary>
    /// <param name="argument">"": the selection. Else <c>node-a</c>, <c>pod/shop/web-1</c>, <c>svc shop/web</c>, <c>service web</c>.</param>
    /// <param name="selection">What is selected on the screen in sight.</param>
    public static void Open(IWorkspace workspace, PaneWord word, string argument, Selection? selection)
    {
        if (argument.Length == 0)
        {
            var about = SubjectOf(selection) is { } subject && word.Kinds.Contains(subject.Kind) ? subject : (Subject?)null;
            Open(workspace, word, new PaneScope(about));
        }
        else if (Parse(argument, workspace.Session.Namespace ?? workspace.Session.Client.Settings.DefaultNamespace) is not { } named)
        {
            workspace.Say($":{word.Word} takes a node, pod/NAMESPACE/NAME or service/NAMESPACE/NAME", StatusTone.Warning);
        }
        else if (!word.Kinds.Contains(named.Kind))
        {
            workspace.Say($":{word.Word} is about {string.Join(" or ", word.Kinds.Select(k => "a " + k.ToString().ToLowerInvariant()))}", StatusTone.Warning);
        }
        else
        {
            Open(workspace, word, new PaneScope(named));
        }
    }

    /// <summary>What a person calls an object after a command: a kind in front, or else the name of a node.</summary>
    /// <param name="ns">Where no namespace is given.</param>
    internal static Subject? Parse(string argument, string ns)
    {
        var parts = argument.Split([' ', '/'], StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["cluster"] => Subject.Cluster,
            ["node" or "nodes" or "no", var name] => Subject.Node(name),
            ["pod" or "pods" or "po", var name] => Subject.Pod(ns, name),
            ["pod" or "pods" or "po", var space, var name] => Subject.Pod(space, name),
            ["service" or "services" or "svc", var name] => Subject.Service(ns, name),
            ["service" or "services" or "svc", var space, var name] => Subject.Service(space, name),
            [var node] => Subject.Node(node),
            _ => null,
        };
    }

    private static void Open(IWorkspace workspace, PaneWord word, PaneScope scope) =>
        workspace.Open(PaneSource.Open(workspace, scope, word.Make(scope.Subject?.Kind)));
}
