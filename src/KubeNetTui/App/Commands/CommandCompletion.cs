using KubeNetTui.Kubernetes;

namespace KubeNetTui.App.Commands;

/// <summary>What a line after the colon may become: commands and kinds, then what the first word asks for.</summary>
/// <param name="aliases">The person's own words.</param>
/// <param name="afterKind">What may follow a kind, given what of it was typed; whole arguments.</param>
internal sealed class CommandCompletion(
    CommandSet commands, ApiCatalog kinds, IReadOnlyDictionary<string, string> aliases, Func<ApiResource, string, IEnumerable<string>> afterKind)
{
    private const int Most = 30;

    /// <returns>Whole lines, best first.</returns>
    public IReadOnlyList<string> Complete(string text)
    {
        var line = text.TrimStart();
        var space = line.IndexOf(' ');
        if (space < 0)
        {
            return line.Length == 0 ? [] : Take(commands.All.Select(c => c.Word).Concat(aliases.Keys).Concat(KindNames.All(kinds)), line, "");
        }

        var word = line[..space];
        var rest = line[(space + 1)..].TrimStart();
        if (commands.Find(word) is { Argument.Length: > 0 } command)
        {
            return Take(command.Candidates(rest), rest, word + " ");
        }

        return KindNames.Find(CommandText.Cut(Aliases.Resolve(word, aliases, kinds)).Word, kinds) is { } kind ? Take(afterKind(kind, rest), rest, word + " ") : [];
    }

    private static List<string> Take(IEnumerable<string> candidates, string typed, string head) =>
    [
        .. candidates.Where(c => c.Length > 0 && c.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Distinct()
            .OrderBy(c => c.Length != typed.Length).Select(c => head + c).Take(Most),
    ];
}
