using System.CommandLine;
using System.Text.RegularExpressions;
using KubeNetTui.App;
using KubeNetTui.App.Commands;
using KubeNetTui.CommandLine;
using KubeNetTui.Configuration;
using KubeNetTui.Tests.House;

namespace KubeNetTui.Tests.Keys;

/// <summary><c>docs/from-k9s.md</c> is held to the program: what it calls the same is there, and so is each key, command and option of ours that it names.</summary>
public sealed partial class FromK9sTests(Tour tour) : IClassFixture<Tour>
{
    private static readonly IReadOnlyList<Row> Table = [.. Read()];

    private sealed record Row(int Line, string Heading, string K9s, string Here, string Note)
    {
        public IEnumerable<string> TheirWords => Ticked().Matches(K9s).Select(m => m.Groups[1].Value);

        public IEnumerable<string> OurWords => Ticked().Matches(Here).Select(m => m.Groups[1].Value);

        public bool IsSame => Here.StartsWith("same", StringComparison.Ordinal);

        public override string ToString() => $"docs/from-k9s.md:{Line}: {K9s}";
    }

    [Fact]
    public void What_is_not_here_has_a_reason() =>
        None(string.Join('\n', Table.Where(r => r.Here is "–" or "" && r.Note.Length == 0)));

    [Fact]
    public void A_key_that_is_said_to_be_ours_is_bound_to_what_is_said()
    {
        List<string> wrong = [];
        foreach (Row row in Table)
        {
            string[] names = [.. row.OurWords.Where(w => BindingName().IsMatch(w))];
            if (names is not [var id])
            {
                continue;
            }

            string kind = row.K9s.Split('`')[0].Trim();
            IEnumerable<Binding> bindings = tour.Visited.Where(v => v.Place.Title == kind).SelectMany(v => v.Bindings);
            IEnumerable<Binding> found = (bindings.Any() ? bindings : tour.Visited.SelectMany(v => v.Bindings).Concat(tour.Everywhere)).Where(b => b.Id == id);
            string[] keys = row.IsSame ? [.. row.TheirWords.Select(KeyOf)] : [.. row.OurWords.Where(w => w != id).Select(KeyOf)];
            if (!found.Any())
            {
                wrong.Add($"{row}: there is no binding {id}{(bindings.Any() ? " in the list of " + kind : "")}");
            }
            else
            {
                wrong.AddRange(keys.Where(k => !found.Any(b => b.Keys.Contains(k))).Select(k => $"{row}: {k} is no key of {id}, which has {string.Join(" ", found.First().Keys)}"));
            }
        }

        None(string.Join('\n', wrong));
    }

    [Fact]
    public void A_command_that_is_said_to_be_ours_is_understood()
    {
        IEnumerable<(Row Row, string Word)> commands = Table.SelectMany(r => (r.IsSame ? r.TheirWords : r.OurWords).Where(w => w.StartsWith(':') && w.Length > 1).Select(w => (r, w)));
        CommandSet set = new(tour.Commands);
        None(string.Join('\n', commands.Where(c => CommandText.Cut(c.Word[1..]).Word is var word && set.Find(word) is null && KindNames.Find(word, tour.Kinds) is null)
            .Select(c => $"{c.Row}: {c.Word} is no command")));
    }

    [Fact]
    public void An_option_that_is_said_to_be_ours_is_one()
    {
        RootCommand root = new CommandTree(new ProgramHost { Out = TextWriter.Null, OutBytes = Stream.Null, Error = TextWriter.Null, Explore = static (_, _) => Task.FromResult(0) }, new RunLog(TimeProvider.System), new ProgramSignals()).Root;
        HashSet<string> options = [.. root.Options.SelectMany(o => o.Aliases.Append(o.Name))];
        None(string.Join('\n', Table.SelectMany(r => (r.IsSame ? r.TheirWords : r.OurWords).Where(w => w.StartsWith('-') && w.Length > 1 && r.Heading == "k9s").Select(w => (r, w)))
            .Where(o => !options.Contains(o.w.Split(' ')[0]) && o.w != "-").Select(o => $"{o.r}: {o.w} is no option")));
    }

    [Fact]
    public void A_setting_that_is_said_to_be_ours_is_one() =>
        None(string.Join('\n', Table.Where(r => r.Heading.Contains("config.yaml", StringComparison.Ordinal)).SelectMany(r => r.OurWords.Select(w => (r, w)))
            .Where(s => ConfigShapes.Config.Find(s.w) is null).Select(s => $"{s.r}: {s.w} is no setting")));

    private static IEnumerable<Row> Read()
    {
        string heading = "";
        string[] lines = File.ReadAllLines(RepositoryFolder.Path("docs", "from-k9s.md"));
        for (int i = 0; i < lines.Length; i++)
        {
            string[] cells = [.. CellEnd().Split(lines[i]).Select(c => c.Trim())];
            if (cells is not ["", var first, _, var here, var note, ""])
            {
                continue;
            }

            if (here == "here")
            {
                heading = first;
            }
            else if (!first.StartsWith("---", StringComparison.Ordinal))
            {
                yield return new Row(i + 1, heading, first, here, note);
            }
        }
    }

    private static string KeyOf(string word) => KeyText.FromK9s(word);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Ticked();

    [GeneratedRegex("^[a-z]+[.][a-zA-Z0-9-]+$")]
    private static partial Regex BindingName();

    [GeneratedRegex(@"(?<!\\)[|]")]
    private static partial Regex CellEnd();

    /// <summary>Fails with all of it, not with its begin.</summary>
    private static void None(string wrong) => Assert.True(wrong.Length == 0, wrong);
}
