using System.Text.RegularExpressions;
using KubeNetTui.App;
using KubeNetTui.App.Commands;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;
using KubeNetTui.Tests.House;
using KubeNetTui.Tests.Sessions;

namespace KubeNetTui.Tests.Keys;

/// <summary>All places visited once, for the tests of what is declared there.</summary>
public sealed class Tour : IAsyncLifetime
{
    internal IReadOnlyList<Visited> Visited { get; private set; } = [];

    internal IReadOnlyList<Binding> Everywhere { get; private set; } = [];

    internal IReadOnlyList<Command> Commands { get; private set; } = [];

    /// <summary>The kinds that the demo's server has.</summary>
    internal ApiCatalog Kinds { get; private set; } = WellKnownKinds.Catalog;

    public async ValueTask InitializeAsync()
    {
        await using Visitor visitor = await Visitor.OpenAsync();
        Visited = await Places.VisitAsync(visitor);
        Everywhere = visitor.Workspace.GlobalBindings;
        Commands = visitor.Workspace.Commands.All;
        Kinds = visitor.Workspace.Session.Catalog!;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed partial class KeysDocumentTests(Tour tour) : IClassFixture<Tour>
{
    /// <summary>Keys that are no bindings, and why not.</summary>
    private static readonly Dictionary<string, string> HandledOtherwise = new()
    {
        ["App/GlobalKeys.cs"] = "ctrl-c ends the program whatever is open; Alt with a key may have been Esc and the key",
        ["App/PromptOverlay.cs"] = "typing in a field",
        ["Reading/ChoiceOverlay.cs"] = "the answers of a question have keys of their own, shown beside them",
        ["Reading/ReadingScreen.cs"] = "esc ends the search before it leads back",
        ["Screens/Lists/ListScreen.cs"] = "esc lifts the filter and closes the pane before it leads back",
        ["Verify/VerifyScreen.cs"] = "esc leads back, and is no key of the pane in it",
    };

    private IEnumerable<(string Where, Binding Binding)> All =>
        tour.Visited.SelectMany(v => v.Bindings.Select(b => ($"{v.Place.Section}: {v.Place.Title}", b))).Concat(tour.Everywhere.Select(b => ("everywhere", b)));

    [Fact]
    public void The_document_is_what_the_program_declares() =>
        Documents.Holds("docs/keys.md", KeysDocument.Markdown(tour.Everywhere, tour.Visited, tour.Commands).ReplaceLineEndings("\n"));

    [Fact]
    public void No_key_has_two_meanings_on_one_screen()
    {
        foreach (Visited at in tour.Visited)
        {
            IEnumerable<string> twice = at.Bindings.SelectMany(b => b.Keys.Select(k => (Key: k, b.Id))).GroupBy(p => p.Key).Where(g => g.Count() > 1)
                .Select(g => $"{at.Place.Title}: {g.Key} is {string.Join(" and ", g.Select(p => p.Id))}");
            Assert.Empty(twice);
            Assert.Empty(at.Bindings.GroupBy(b => b.Id).Where(g => g.Count() > 1).Select(g => $"{at.Place.Title}: {g.Key} twice"));
        }
    }

    [Fact]
    public void Every_binding_has_a_name_a_key_that_can_be_typed_and_a_sentence()
    {
        Assert.All(All, x =>
        {
            Assert.Matches("^[a-z]+([.][a-zA-Z0-9-]+)+$", x.Binding.Id);
            Assert.NotEmpty(x.Binding.Keys);
            Assert.All(x.Binding.Keys, k => Assert.Equal(k, KeyEvent.Parse(k).ToString()));
            Assert.Matches(@"^[A-Z].*[.]$", x.Binding.Help);
        });
    }

    [Fact]
    public void A_name_means_one_thing()
    {
        // The same sentence wherever a name stands: who remaps it knows what is remapped.
        Assert.Empty(All.GroupBy(x => x.Binding.Id).Where(g => g.Select(x => x.Binding.Help).Distinct().Count() > 1)
            .Select(g => $"{g.Key}: {string.Join(" | ", g.Select(x => x.Binding.Help).Distinct())}"));
    }

    [Fact]
    public void Every_binding_of_the_sources_is_seen_at_some_place()
    {
        HashSet<string> seen = [.. All.Select(x => x.Binding.Id)];
        List<string> missing = [];
        foreach ((string file, string code) in Sources())
        {
            missing.AddRange(DeclaredId().Matches(code).Select(m => m.Groups["id"].Value)
                .Where(id => id.EndsWith('.') || id.Contains('{', StringComparison.Ordinal) ? !seen.Any(s => s.StartsWith(id.Split('{')[0], StringComparison.Ordinal)) : !seen.Contains(id))
                .Where(id => !id.Contains(".io", StringComparison.Ordinal) && !id.StartsWith("net.", StringComparison.Ordinal) && !id.StartsWith("plugin.", StringComparison.Ordinal) && !id.StartsWith("hotkey.", StringComparison.Ordinal))
                .Select(id => $"{file}: {id}"));
        }

        Assert.True(missing.Count == 0, "no place of Places.cs shows\n" + string.Join('\n', missing));
    }

    [Fact]
    public void Every_command_has_a_word_of_its_own_and_says_what_it_does()
    {
        Assert.Empty(tour.Commands.SelectMany(c => c.Words).GroupBy(w => w, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.All(tour.Commands, c => Assert.NotEmpty(c.Help));
    }

    [Fact]
    public void Keys_are_taken_by_bindings_or_it_is_said_why_not()
    {
        IEnumerable<string> others = Sources().Where(s => HandledKey().IsMatch(s.Code)).Select(s => s.File);
        Assert.Equal(HandledOtherwise.Keys.Order(), others.Order());
    }

    private static IEnumerable<(string File, string Code)> Sources()
    {
        string root = RepositoryFolder.Path("src", "KubeNetTui");
        return Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(f => (File: Path.GetRelativePath(root, f).Replace('\\', '/'), f))
            .Where(f => !f.File.StartsWith("obj/", StringComparison.Ordinal) && !f.File.StartsWith("bin/", StringComparison.Ordinal))
            .Select(f => (f.File, File.ReadAllText(f.f)));
    }

    // A name in front of keys: new("list.open", ["enter"], … or Object("list.yaml", "y", …
    [GeneratedRegex("""[( ]\$?"(?<id>[a-z]+\.[a-zA-Z{][^" ]*)", (\[?"|\[|key|Is\()""")]
    private static partial Regex DeclaredId();

    // A key looked at outside of a binding.
    [GeneratedRegex(@"key\.ToString\(\) (switch|is|==)|switch \(key\.ToString\(\)\)|key\.Is\(Key\.|Key\.Esc|name == ""ctrl-c""|\.Key == name")]
    private static partial Regex HandledKey();
}
