using KubeNetTui.Panes;
using KubeNetTui.Screens;

namespace KubeNetTui.App.Commands;

/// <summary>The data plane of a node, pod or service, a command a pane.</summary>
internal static class PaneCommands
{
    public static IReadOnlyList<Command> Of(Workspace workspace) =>
    [
        .. PaneWords.All.Select(pane => new Command(pane.Word, "[NODE | pod/NAMESPACE/NAME | service/NAMESPACE/NAME]", pane.What, rest => Open(workspace, pane, rest))
        {
            Group = "Data plane", Candidates = _ => pane.Kinds.Select(k => k.ToString().ToLowerInvariant() + "/"),
        }),
    ];

    // One pane takes the place of another: a person who goes from pane to pane is still at the same object.
    private static void Open(Workspace workspace, PaneWord word, string argument)
    {
        var stack = workspace.Stack;
        var about = stack.Top is ListScreen { Source: PaneSource { Scope.Subject: { } subject } } && argument.Length == 0 && word.Kinds.Contains(subject.Kind)
            ? subject.ToString()
            : argument;
        var selection = stack.Screens.LastOrDefault(s => s is not ListScreen { Source: PaneSource })?.Selected;
        while (stack.Top is ListScreen { Source: PaneSource } && stack.Pop())
        {
        }

        PaneMenu.Open(workspace, word, about, selection);
    }
}
