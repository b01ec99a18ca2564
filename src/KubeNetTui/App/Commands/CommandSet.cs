namespace KubeNetTui.App.Commands;

/// <summary>All commands there are. A feature adds its own list here.</summary>
internal sealed class CommandSet
{
    private readonly Dictionary<string, Command> _byWord = new(StringComparer.OrdinalIgnoreCase);

    public CommandSet(IReadOnlyList<Command> all)
    {
        All = all;
        foreach (var command in all)
        {
            foreach (var word in command.Words)
            {
                _byWord.Add(word, command);
            }
        }
    }

    public IReadOnlyList<Command> All { get; }

    public static CommandSet Of(Workspace workspace) => new(
    [
        .. GeneralCommands.Of(workspace),
        .. MovingCommands.Of(workspace),
        .. ListCommands.Of(workspace),
        .. VerifyCommands.Of(workspace),
        .. PaneCommands.Of(workspace),
        .. TreeCommands.Of(workspace),
        .. ReadingCommands.Of(workspace),
    ]);

    public Command? Find(string word) => _byWord.GetValueOrDefault(word);
}
