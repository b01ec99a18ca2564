using System.Globalization;

namespace KubeNetTui.App.Commands;

/// <summary>Commands about the list in sight.</summary>
internal static class ListCommands
{
    public static IReadOnlyList<Command> Of(Workspace workspace) =>
    [
        new("row", "NUMBER", "to a row of the list, from 1; :10 is short for it", text => GoTo(workspace, text)) { Group = "List" },
    ];

    private static void GoTo(Workspace workspace, string text)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var row) || row < 1)
        {
            workspace.Say(":row takes a number, from 1", StatusTone.Warning);
        }
        else if (workspace.Stack.Top is Screens.ListScreen list)
        {
            list.Model.Select(row - 1);
            list.SelectionMoved();
        }
        else
        {
            workspace.Say("here is no list", StatusTone.Warning);
        }
    }
}
