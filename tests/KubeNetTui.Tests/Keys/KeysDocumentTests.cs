using System.Text.RegularExpressions;
using KubeNetTui.Tests.House;

namespace KubeNetTui.Tests.Keys;

/// <summary>docs/keys.md, and that nothing is missing in it.</summary>
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
        ["Trees/TreeScreen.cs"] = "as a list: esc closes what is open before it leads back",
        ["Verify/VerifyScreen.cs"] = "esc leads back, and is no key of the pane in it",
    };

    [Fact]
    public void The_document_is_what_the_program_declares() =>
        Documents.Holds("docs/keys.md", KeysDocument.Markdown(tour.Everywhere, tour.Visited, tour.Commands).ReplaceLineEndings("\n"));

    [Fact]
    public void Every_binding_of_the_sources_is_seen_at_some_place()
    {
        HashSet<string> seen = [.. tour.Visited.SelectMany(v => v.Bindings).Concat(tour.Everywhere).Select(b => b.Id)];
        List<string> missing = [];
        foreach ((string file, string code) in Sources())
        {
            missing.AddRange(DeclaredId().Matches(code).Select(m => m.Groups["id"].Value)
                .Where(id => id.EndsWith('.') || id.Contains('{', StringComparison.Ordinal) ? !seen.Any(s => s.StartsWith(id.Split('{')[0], StringComparison.Ordinal)) : !seen.Contains(id))
                .Where(id => !id.Contains(".io", StringComparison.Ordinal) && !id.StartsWith("net.", StringComparison.Ordinal) && !id.StartsWith("transfer.", StringComparison.Ordinal) /* only while files are copied */ && !id.EndsWith(".com", StringComparison.Ordinal) && !id.EndsWith(".org", StringComparison.Ordinal) && !id.StartsWith("plugin.", StringComparison.Ordinal) && !id.StartsWith("hotkey.", StringComparison.Ordinal))
                .Select(id => $"{file}: {id}"));
        }

        Assert.True(missing.Count == 0, "no place of Places.cs shows\n" + string.Join('\n', missing));
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
