using System.Xml.Linq;

namespace KubeNetTui.Tests.House;

/// <summary>Holds the arrows of the design ("arrows point down, never up") against the project files.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["KubeNetTui"] = ["Collect", "Azure", "Replay", "Checks", "Terminal", "Kubernetes", "Evidence"],
        ["KubeNetTui.Collect"] = ["Kubernetes", "Evidence"],
        ["KubeNetTui.Azure"] = ["Evidence"],
        ["KubeNetTui.Checks"] = ["Evidence"],
        ["KubeNetTui.Replay"] = [],
        ["KubeNetTui.Terminal"] = [],
        ["KubeNetTui.Kubernetes"] = [],
        ["KubeNetTui.Evidence"] = [],
    };

    /// <summary>Packages a part may use; whatever else is wanted is a decision to take, not to slip in.</summary>
    private static readonly Dictionary<string, string[]> AllowedPackages = new()
    {
        ["KubeNetTui"] = ["System.CommandLine"],
        ["KubeNetTui.Kubernetes"] = ["YamlDotNet"],
        ["KubeNetTui.Replay"] = ["YamlDotNet"],
    };

    public static TheoryData<string> Parts => [.. Allowed.Keys];

    [Fact]
    public void Src_holds_exactly_the_eight_parts_of_the_design()
    {
        var found = Directory.GetDirectories(RepositoryFolder.Path("src")).Select(Path.GetFileName).Order();
        Assert.Equal(Allowed.Keys.Order(), found);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_references_only_what_the_design_lets_it_know(string part)
    {
        var project = XDocument.Load(RepositoryFolder.Path("src", part, part + ".csproj"));
        var references = project.Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!)["KubeNetTui.".Length..]);
        Assert.Empty(references.Except(Allowed[part]));

        var packages = project.Descendants("PackageReference").Select(r => (string)r.Attribute("Include")!);
        Assert.Empty(packages.Except(AllowedPackages.GetValueOrDefault(part, [])));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void No_part_switches_the_trimming_and_AOT_analyzers_off(string part)
    {
        string[] switches = ["IsTrimmable", "IsAotCompatible", "TreatWarningsAsErrors", "Nullable", "EnableTrimAnalyzer", "EnableAotAnalyzer"];
        var project = XDocument.Load(RepositoryFolder.Path("src", part, part + ".csproj"));
        Assert.Empty(project.Descendants().Select(e => e.Name.LocalName).Intersect(switches));

        var shared = File.ReadAllText(RepositoryFolder.Path("src", "Directory.Build.props"));
        Assert.Contains("<IsTrimmable>true</IsTrimmable>", shared);
        Assert.Contains("<IsAotCompatible>true</IsAotCompatible>", shared);
    }

    [Fact]
    public void Every_project_is_in_the_solution_and_has_its_lock_file()
    {
        var solution = File.ReadAllText(RepositoryFolder.Path("KubeNetTui.sln")).Replace('\\', '/');
        foreach (var top in new[] { "src", "tests", "bench" })
        {
            foreach (var project in Directory.EnumerateFiles(RepositoryFolder.Path(top), "*.csproj", SearchOption.AllDirectories))
            {
                Assert.Contains(Path.GetRelativePath(RepositoryFolder.Root, project).Replace('\\', '/'), solution);
                Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")), $"no lock file beside {project}");
            }
        }
    }

    [Fact]
    public void No_project_pins_a_package_version_of_its_own()
    {
        foreach (var project in Directory.EnumerateFiles(RepositoryFolder.Root, "*.csproj", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(XDocument.Load(project).Descendants("PackageReference"), r => r.Attribute("Version") is not null);
        }
    }

    [Fact]
    public void The_guide_names_every_folder_of_the_sources_and_tests()
    {
        var guide = File.ReadAllText(RepositoryFolder.Path("docs", "guide.md"));
        foreach (var top in new[] { "src", "tests" })
        {
            foreach (var project in Directory.EnumerateFiles(RepositoryFolder.Path(top), "*.csproj", SearchOption.AllDirectories))
            {
                var folder = Path.GetDirectoryName(project)!;
                Assert.Contains($"`{top}/{Path.GetFileName(folder)}", guide);
                foreach (var inner in Directory.GetDirectories(folder).Select(Path.GetFileName).Where(d => top == "src" && d is not ("bin" or "obj")))
                {
                    Assert.Contains($"`{inner}/`", guide);
                }
            }
        }
    }
}
