namespace KubeNetTui.App.Commands;

/// <summary>Commands that lead elsewhere: back, beside, and to what one may do there.</summary>
internal static class MovingCommands
{
    public static IReadOnlyList<Command> Of(Workspace workspace) =>
    [
        new("-", "", "the list that was open before; again: back to this one", _ => workspace.OpenLast()),
        new("beside", "[KIND …] [@]CONTEXT", "another cluster beside this one, for comparing", rest => BesideCommand.Run(workspace, rest))
        {
            Candidates = _ => workspace.Contexts.Select(c => c.Name), WhyDisabled = () => workspace.Beside is null ? "there is no place for a second one" : null,
        },
        new("close", "", "close this side; the other has the whole screen then", _ => workspace.Beside?.Close(workspace))
        {
            NeedsSession = false, WhyDisabled = () => workspace.Beside is { IsOpen: true } ? null : "one cluster is in sight, and nothing beside it",
        },
        new("can", "[user NAME | group NAME | sa NAMESPACE/NAME]", "what you, or another, may do, and what grants it", rest => Access.AccessSource.Open(workspace, rest))
        {
            Candidates = _ => ["me", "user ", "group ", "sa "],
        },
    ];
}
