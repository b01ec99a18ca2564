using System.CommandLine;
using System.CommandLine.Parsing;

namespace KubeNetTui.CommandLine;

/// <summary>What is wrong with the words of a command, in this program's own words where the library's leave a question.</summary>
internal static class UsageMessage
{
    public static string Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var word, ..])
        {
            return word.StartsWith('-')
                ? UnknownOption(word, parsed.CommandResult)
                : command.Subcommands.Count > 0
                    ? $"unknown command \"{word}\"{NearNames.Hint(word, command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}"
                    : $"\"{word}\" is one word too many for {command.Name}";
        }

        return string.Join("\n", parsed.Errors.Select(error => error.Message).Distinct());
    }

    public static string UnknownOption(string word, CommandResult command) =>
        $"unknown option {word}{NearNames.Hint(word.Split('=', 2)[0], Options(command))}";

    private static IEnumerable<string> Options(CommandResult result)
    {
        IEnumerable<Option> own = result.Command.Options;
        for (SymbolResult? parent = result.Parent; parent is CommandResult above; parent = parent.Parent)
        {
            own = own.Concat(above.Command.Options.Where(o => o.Recursive));
        }

        return own.Where(o => !o.Hidden).Select(o => o.Name);
    }
}
