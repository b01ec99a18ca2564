using KubeNetTui.CommandLine;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.App.Commands;

/// <summary>Runs a line after the colon: one of the commands, else a kind by any of its names.</summary>
internal sealed class CommandRunner(Workspace workspace)
{
    public CommandSet Commands { get; } = CommandSet.Of(workspace);

    private ApiCatalog Kinds => workspace.CurrentSession?.Catalog ?? WellKnownKinds.Catalog;

    public void Run(string line)
    {
        var (word, rest) = CommandText.Cut(Aliases.Resolve(line.Trim().TrimStart(':').Trim(), workspace.Config.Aliases, Kinds));
        if (word.Length == 0)
        {
            return;
        }

        if (rest.Length == 0 && word.All(char.IsAsciiDigit))
        {
            (word, rest) = ("row", word); // as in vim
        }

        var command = Commands.Find(word);
        if (command is not null && (rest.Length == 0 || command.Argument.Length > 0))
        {
            Run(command, rest);
        }
        else if (KindNames.Find(word, Kinds) is { } kind)
        {
            if (IsConnected())
            {
                Open(kind, rest);
            }
        }
        else if (command is not null)
        {
            workspace.Say($":{command.Word} takes nothing after it", StatusTone.Warning);
        }
        else
        {
            SayUnknown(word);
        }
    }

    public IReadOnlyList<string> Complete(string text) => new CommandCompletion(Commands, Kinds, workspace.Config.Aliases, new KindCompletion(workspace).Of).Complete(text);

    private void Run(Command command, string rest)
    {
        if (command.NeedsSession && !IsConnected())
        {
            return;
        }

        if (command.WhyDisabled() is { } why)
        {
            workspace.Say($":{command.Word}: {why}", StatusTone.Warning);
            return;
        }

        command.Run(rest);
    }

    private void Open(ApiResource kind, string rest)
    {
        if (KindCommand.TryParse(rest, out var which, out var problem))
        {
            KindOpening.Open(workspace, kind, which);
        }
        else
        {
            workspace.Say($":{kind.Plural} {rest}: {problem}", StatusTone.Warning);
        }
    }

    private bool IsConnected()
    {
        if (workspace.CurrentSession is null)
        {
            workspace.Say("not connected: ctrl-r tries again, :ctx chooses another context", StatusTone.Warning);
        }

        return workspace.CurrentSession is not null;
    }

    private void SayUnknown(string word)
    {
        var near = NearNames.Of(word, Commands.All.Select(c => c.Word).Concat(Kinds.Resources.SelectMany(r => (string[])[r.Plural, .. r.ShortNames])));
        workspace.Say($"there is no kind or command \"{word}\": {Hint()}", StatusTone.Warning);

        string Hint() => near.Count > 0 ? $"did you mean {string.Join(", ", near)}?"
            : workspace.CurrentSession?.Catalog is null ? "the kinds of this cluster are not known yet"
            : ":help lists the commands";
    }
}
