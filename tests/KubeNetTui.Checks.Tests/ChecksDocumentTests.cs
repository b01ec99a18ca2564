namespace KubeNetTui.Checks.Tests;

public sealed class ChecksDocumentTests
{
    [Fact]
    public void The_document_in_the_repository_is_what_the_checks_say_of_themselves()
    {
        string file = Path.Combine(Captures.Root(), "docs", "checks.md");
        string made = ChecksDocument.Markdown(Catalogue.All);

        // UPDATE_DOCS=1 writes it; a plain run only compares.
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, made);
        }

        Assert.Equal(made, File.ReadAllText(file));
    }

    [Fact]
    public void Ids_are_unique_and_are_those_of_the_classes()
    {
        Assert.Equal(Catalogue.All.Count, Catalogue.All.Select(c => c.Info.Id).Distinct().Count());
        Assert.All(Catalogue.All, c => Assert.Equal(
            c.Info.Id.Replace(".", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal) + "check", c.GetType().Name, ignoreCase: true));
    }

    [Fact]
    public void Every_check_says_what_it_proves_reads_and_guards()
    {
        Assert.All(Catalogue.All, c =>
        {
            Assert.NotEmpty(c.Info.Proves);
            Assert.NotEmpty(c.Info.Reads);
            Assert.NotEmpty(c.Info.Guards);
            Assert.All(c.Info.Guards, g => Assert.EndsWith(".", g, StringComparison.Ordinal));
        });
    }
}
