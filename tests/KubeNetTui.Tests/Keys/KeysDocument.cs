using System.Text;
using KubeNetTui.App;
using KubeNetTui.App.Commands;

namespace KubeNetTui.Tests.Keys;

/// <summary><c>docs/keys.md</c>, from the bindings of all places and the commands.</summary>
internal static class KeysDocument
{
    private sealed record Shared(string Section, string Title, IReadOnlyList<Binding> Bindings);

    public static string Markdown(IReadOnlyList<Binding> everywhere, IReadOnlyList<Visited> visited, IReadOnlyList<Command> commands)
    {
        StringBuilder text = new();
        text.AppendLine("""
            # Keys and commands

            Made from the program: `UPDATE_DOCS=1 tests/KubeNetTui.Tests/bin/Debug/net10.0/KubeNetTui.Tests -class '*KeysDocumentTests'` writes it anew; a test
            holds it against the code. How these compare with k9s's: [from-k9s.md](from-k9s.md).

            `?` shows the keys of the screen in sight. Each has a name, by which `config.yaml` gives it other keys, or none:

            ```yaml
            keys:
              list.describe: [d, f3]
              app.stop: []
            ```

            A key given away so is taken from whatever had it on that screen. `ctrl-c` leaves, always. Upper-case letters are typed with Shift.

            ## Everywhere
            """);
        Table(text, everywhere);
        IReadOnlyList<Shared> all = SharedBy(visited);
        foreach (IGrouping<string, Visited> section in visited.GroupBy(v => v.Place.Section))
        {
            text.AppendLine().AppendLine($"## {section.Key}");
            foreach (Shared shared in all.Where(a => a.Section == section.Key))
            {
                text.AppendLine().AppendLine($"### {shared.Title}").AppendLine();
                Table(text, shared.Bindings);
            }

            HashSet<string> told = [];
            foreach (Visited at in section)
            {
                Section(text, at, all, told);
            }
        }

        text.AppendLine().AppendLine("## Typing").AppendLine();
        text.AppendLine("Where a line is typed (a command, a filter, a value):").AppendLine();
        text.AppendLine("| key | what it does |").AppendLine("| --- | --- |");
        foreach ((string keys, string what) in PromptOverlay.TypingKeys)
        {
            text.AppendLine($"| {string.Join(" ", keys.Split(' ').Select(k => $"`{k}`"))} | {what} |");
        }

        Commands(text, commands);
        return text.ToString();
    }

    private static void Commands(StringBuilder text, IReadOnlyList<Command> commands)
    {
        text.AppendLine().AppendLine("## Commands").AppendLine();
        text.AppendLine("After the colon. `Tab` completes, what was typed before comes back with `up`.");
        text.AppendLine().AppendLine("### Any kind of the server").AppendLine();
        text.AppendLine("| command | what it does |").AppendLine("| --- | --- |");
        foreach ((string line, string what) in HelpPage.KindLines)
        {
            text.AppendLine($"| `{Cell(line)}` | {Cell(what)} |");
        }

        foreach (IGrouping<string, Command> group in commands.GroupBy(c => c.Group))
        {
            text.AppendLine().AppendLine($"### {group.Key}").AppendLine();
            text.AppendLine("| command | what it does | also |").AppendLine("| --- | --- | --- |");
            foreach (Command command in group)
            {
                string argument = command.Argument.Length > 0 ? " " + command.Argument : "";
                text.AppendLine($"| `:{command.Word}{Cell(argument)}` | {Cell(command.Help)} | {string.Join(" ", command.Words.Skip(1).Select(w => $"`:{w}`"))} |");
            }
        }
    }

    private static void Section(StringBuilder text, Visited at, IReadOnlyList<Shared> all, HashSet<string> told)
    {
        Shared[] shared = [.. all.Where(a => a.Bindings.Count(b => at.Bindings.Any(x => x.Id == b.Id)) * 2 > a.Bindings.Count)];
        IReadOnlyList<Binding> own = [.. at.Bindings.Where(b => !shared.Any(a => a.Bindings.Any(x => IsSame(x, b))) && (at.Place.IsKind || !told.Contains(b.Id)))];
        told.UnionWith(own.Select(b => b.Id)); // a pane has several views, each with the same keys
        string[] gone = [.. shared.SelectMany(a => a.Bindings).Where(x => at.Place.IsKind && !at.Bindings.Any(b => b.Id == x.Id)).Select(x => $"`{x.Id}`")];
        if (own.Count == 0 && gone.Length == 0 && shared.Length > 0)
        {
            return;
        }

        string beside = shared.Length == 0 ? "" : $"beside those of {string.Join(" and ", shared.Select(a => a.Title.ToLowerInvariant()))}";
        string how = string.Join("; ", new[] { at.Place.How, beside }.Where(w => w.Length > 0));
        text.AppendLine().AppendLine($"### {at.Place.Title}").AppendLine();
        if (how.Length > 0)
        {
            text.AppendLine($"{how}:").AppendLine();
        }

        Table(text, own);
        if (gone.Length > 0)
        {
            text.AppendLine().AppendLine($"Not here, since their keys have another use or there is nothing for them to do: {string.Join(", ", gone)}.");
        }
    }

    /// <summary>What is told once: the keys of every list, pane and text.</summary>
    private static IReadOnlyList<Shared> SharedBy(IReadOnlyList<Visited> visited) =>
    [
        new("Lists", "Every list", visited.Single(v => v.Place.Title == Places.PlainKind).Bindings),
        new("Data plane", "Every pane", [.. visited.SelectMany(v => v.Bindings).Where(b => b.Id.StartsWith("pane.", StringComparison.Ordinal) && b.Id != "pane.back").DistinctBy(b => b.Id)]),
        new("Reading", "Every text", [.. visited.Single(v => v.Place.Title == "YAML").Bindings.Where(b => b.Id.StartsWith("read.", StringComparison.Ordinal) || b.Id.StartsWith("text.", StringComparison.Ordinal))]),
    ];

    private static bool IsSame(Binding a, Binding b) => a.Id == b.Id && a.Keys.SequenceEqual(b.Keys) && a.Help == b.Help;

    private static void Table(StringBuilder text, IReadOnlyList<Binding> bindings)
    {
        if (bindings.Count == 0)
        {
            return;
        }

        text.AppendLine("| key | what it does | name |").AppendLine("| --- | --- | --- |");
        foreach (Binding binding in bindings)
        {
            text.AppendLine($"| {string.Join(" ", binding.Keys.Select(k => $"`{(k == "|" ? "\\|" : k)}`"))} | {Cell(binding.Help)} | `{binding.Id}` |");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
