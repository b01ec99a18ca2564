using System.Text;
using KubeNetTui.App;
using KubeNetTui.Panes;

namespace KubeNetTui.Tests.Keys;

/// <summary><c>docs/keys.md</c>, from the bindings of all places and the commands.</summary>
internal static class KeysDocument
{
    public static string Markdown(IReadOnlyList<Binding> everywhere, IReadOnlyList<Visited> visited)
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
        IReadOnlyList<Binding> plain = visited.Single(v => v.Place.Title == Places.PlainKind).Bindings;
        foreach (IGrouping<string, Visited> section in visited.GroupBy(v => v.Place.Section))
        {
            text.AppendLine().AppendLine($"## {section.Key}");
            if (section.Key == "Lists")
            {
                text.AppendLine().AppendLine("### Every list of a kind").AppendLine();
                Table(text, plain);
            }

            foreach (Visited at in section)
            {
                IReadOnlyList<Binding> own = section.Key == "Lists" ? Beside(at.Bindings, plain) : at.Bindings;
                IReadOnlyList<string> gone = at.Place.IsKind ? [.. plain.Where(p => !at.Bindings.Any(b => b.Id == p.Id)).Select(p => $"`{p.Id}`")] : [];
                if (at.Place.Title == Places.PlainKind || (own.Count == 0 && gone.Count == 0))
                {
                    continue;
                }

                text.AppendLine().AppendLine($"### {at.Place.Title}").AppendLine();
                if (at.Place.How.Length > 0)
                {
                    text.AppendLine(at.Place.How + (section.Key == "Lists" ? "; beside those of every list:" : ":")).AppendLine();
                }

                Table(text, own);
                if (gone.Count > 0)
                {
                    text.AppendLine().AppendLine($"Their keys have another use here: {string.Join(", ", gone)}.");
                }
            }
        }

        text.AppendLine().AppendLine("## Typing").AppendLine();
        text.AppendLine("Where a line is typed (a command, a filter, a value):").AppendLine();
        text.AppendLine("| key | what it does |").AppendLine("| --- | --- |");
        foreach ((string keys, string what) in PromptOverlay.TypingKeys)
        {
            text.AppendLine($"| {string.Join(" ", keys.Split(' ').Select(k => $"`{k}`"))} | {what} |");
        }

        Commands(text);
        return text.ToString();
    }

    private static void Commands(StringBuilder text)
    {
        text.AppendLine().AppendLine("## Commands").AppendLine();
        text.AppendLine("After the colon. `Tab` completes, what was typed before comes back with `up`.").AppendLine();
        text.AppendLine("| command | what it does |").AppendLine("| --- | --- |");
        foreach ((string word, string what) in CommandParser.Words)
        {
            text.AppendLine($"| `:{word}` | {Cell(what)} |");
        }
    }

    /// <summary>Those that the list has beside what all have, or with other keys.</summary>
    private static IReadOnlyList<Binding> Beside(IReadOnlyList<Binding> bindings, IReadOnlyList<Binding> plain) =>
        [.. bindings.Where(b => !plain.Any(p => p.Id == b.Id && p.Keys.SequenceEqual(b.Keys) && p.Help == b.Help))];

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
