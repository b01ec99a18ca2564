using FsCheck;
using FsCheck.Fluent;
using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Tests.House;

namespace KubeNetTui.Tests.Configuration;

public sealed class PersonalConfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-config-").FullName;
    private readonly ConfigFolders _folders;

    public PersonalConfigTests() => _folders = new ConfigFolders(_folder, _folder, Path.Combine(_folder, "k9s"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_files_everything_is_as_it_was()
    {
        PersonalConfig config = PersonalConfig.Load(_folders, "c", "x");

        Assert.Equal("auto", config.Settings.NodeShell);
        Assert.Empty(config.Problems);
    }

    [Fact]
    public void A_contexts_own_settings_go_over_the_general_ones()
    {
        Write("config.yaml", """
            readOnly: false
            nodes: 50
            namespaces: [shop, pay]
            keys: { list.describe: [Ctrl-D, shift-2] }
            contexts:
              prod: { readOnly: true, nodeShell: ssh }
            """);

        PersonalConfig prod = PersonalConfig.Load(_folders, "c", "prod"), test = PersonalConfig.Load(_folders, "c", "test");

        Assert.Empty(prod.Problems);
        Assert.True(prod.Settings.ReadOnly);
        Assert.False(test.Settings.ReadOnly);
        Assert.Equal(("ssh", 50), (prod.Settings.NodeShell, prod.Settings.Nodes));
        Assert.Equal(["shop", "pay"], prod.Settings.Namespaces);
        Assert.Equal(["ctrl-d", "@"], prod.Settings.Keys["list.describe"]);
    }

    [Fact]
    public void A_mistake_names_file_line_and_what_is_allowed_and_the_rest_still_counts()
    {
        Write("config.yaml", """
            nodes: many
            nodeShell: telnet
            hedder: full
            crumbs: off
            keys:
              list.describe: [Strg-D]
            """);

        PersonalConfig config = PersonalConfig.Load(_folders, null, null);

        string file = Path.Combine(_folder, "config.yaml");
        Assert.False(config.Settings.Crumbs);
        Assert.Equal(20, config.Settings.Nodes);
        Assert.Equal(4, config.Problems.Count);
        Assert.Equal($"{file}:1: nodes must be a number from 1 to 5000, not \"many\"", config.Problems[0].ToString());
        Assert.Equal($"{file}:2: nodeShell must be one of auto, exec, debug, ssh, local, none, not \"telnet\"", config.Problems[1].ToString());
        Assert.StartsWith($"{file}:3: the file has no \"hedder\"; did you mean \"header\"?; there are readOnly, theme,", config.Problems[2].ToString(), StringComparison.Ordinal);
        Assert.StartsWith($"{file}:6: keys list.describe[0] must be a key like ctrl-r", config.Problems[3].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void K9ss_debug_container_plugin_loads_as_it_is()
    {
        Write("plugins.yaml", """
            plugins:
              # kubectl debug into the container that is selected
              debug:
                shortCut: Shift-D
                description: Add debug container
                dangerous: true
                scopes:
                  - containers
                command: bash
                background: false
                confirm: true
                args:
                  - -c
                  - "kubectl --kubeconfig=$KUBECONFIG debug -it --context $CONTEXT -n=$NAMESPACE $POD --target=$NAME --image=nicolaka/netshoot:v0.13 --share-processes -- bash"
              broken:
                shortCut: Shift-B
                description: no command
                scopes: [pods]
            """);

        PersonalConfig config = PersonalConfig.Load(_folders, null, null);

        Plugin debug = Assert.Single(config.Plugins);
        Assert.Equal(("D", "bash", true, true), (debug.Key, debug.Command, debug.Confirms, debug.IsDangerous));
        Assert.True(debug.IsFor(["container", "containers"]));
        Assert.False(debug.IsFor(["pods", "po"]));
        Assert.Contains("plugins broken lacks \"command\" (a text) and is left out", Assert.Single(config.Problems).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_may_stand_in_a_file_of_its_own_and_in_the_contexts_folder_over_the_general_one()
    {
        Write("plugins/trace.yaml", "shortCut: t\ndescription: general\nscopes: [all]\ncommand: trace\n");
        Write("clusters/c-1/prod/plugins.yaml", "plugins:\n  trace: { shortCut: t, description: own, scopes: [pods], command: trace, inputs: [{ name: image-tag, type: dropdown, options: [a, b] }] }\n");

        Plugin own = Assert.Single(PersonalConfig.Load(_folders, "c:1", "prod").Plugins);
        Assert.Equal("own", own.Description);
        Assert.True(own.Confirms);
        Assert.Equal(("INPUT_IMAGE_TAG", PluginInputKind.Choice), (own.Inputs[0].Variable, own.Inputs[0].Kind));
        Assert.Equal("general", Assert.Single(PersonalConfig.Load(_folders, "other", "prod").Plugins).Description);
    }

    [Fact]
    public void Hotkeys_aliases_and_views_are_read_as_k9s_writes_them()
    {
        Write("aliases.yaml", "aliases:\n  dp: apps/v1/deployments\n  fred: pods kube-system /coredns\n");
        Write("hotkeys.yaml", "hotKeys:\n  shift-0:\n    shortCut: Shift-0\n    description: View pods\n    command: pods\n    keepHistory: true\n");
        Write("views.yaml", """
            views:
              v1/pods:
                columns: [NAME, IP|WR, 'APP:.metadata.labels.app']
                sortColumn: AGE:desc
              v1/pods@ns-.*:
                columns: [NAME]
            """);

        PersonalConfig config = PersonalConfig.Load(_folders, null, null);

        Assert.Empty(config.Problems);
        Assert.Equal("pods kube-system /coredns", config.Aliases["fred"]);
        Assert.Equal(new HotKey("shift-0", ")", "pods", "View pods", false, true), Assert.Single(config.HotKeys));
        View all = View.Best(config.Views, WellKnownKinds.Pods, "shop")!;
        Assert.Equal(("AGE", true), (all.SortColumn, all.SortsDown));
        Assert.Equal(
            [("NAME", null, false, false), ("IP", null, true, true), ("APP", ".metadata.labels.app", false, false)],
            all.Columns.Select(c => (c.Heading, c.Path?.Text, c.IsWide, c.AlignsRight)));
        Assert.Single(View.Best(config.Views, WellKnownKinds.Pods, "ns-1")!.Columns);
        Assert.Null(View.Best(config.Views, WellKnownKinds.Deployments, "shop"));
    }

    [Fact]
    public void A_mistake_in_a_view_is_said_with_its_line_and_the_rest_of_it_counts()
    {
        Write("views.yaml", """
            views:
              v1/pods:
                columns:
                  - NAME
                  - ZONE:.spec[
                  - ':.spec.nodeName'
                  - NODE|X
                  - 'APP:.metadata.labels.app|WR'
                sortColumn: NAME:up
              v1/services@(: { columns: [NAME] }
              deployments: { columns: [NAME, AGE] }
            """);

        PersonalConfig config = PersonalConfig.Load(_folders, null, null);

        string[] said = [.. config.Problems.Select(p => $"{p.Line}: {p.Text}")];
        Assert.Contains(said, s => s.StartsWith("5: views v1/pods: \"ZONE:.spec[\" is no column: the closing \"]\" is missing of", StringComparison.Ordinal));
        Assert.Contains(said, s => s.StartsWith("6: ", StringComparison.Ordinal) && s.Contains("names no column", StringComparison.Ordinal));
        Assert.Contains(said, s => s.StartsWith("7: ", StringComparison.Ordinal) && s.Contains("letters of NTWRLH, not \"X\"", StringComparison.Ordinal));
        Assert.Contains(said, s => s.StartsWith("9: sortColumn is written NAME:asc or NAME:desc", StringComparison.Ordinal));
        Assert.Contains(said, s => s.StartsWith("10: ", StringComparison.Ordinal) && s.Contains("no regular expression", StringComparison.Ordinal));
        Assert.Equal(5, said.Length);
        Assert.Equal(["NAME", "APP"], View.Best(config.Views, WellKnownKinds.Pods, null)!.Columns.Select(c => c.Heading));
        Assert.Equal(2, View.Best(config.Views, WellKnownKinds.Deployments, "shop")!.Columns.Count);
    }

    [Fact]
    public void A_file_that_is_not_yaml_is_said_with_its_line_and_nothing_else_suffers()
    {
        Write("aliases.yaml", "aliases:\n  dp: [deployments\n");
        Write("hotkeys.yaml", "hotKeys: { a: { shortCut: a, command: pods } }");

        PersonalConfig config = PersonalConfig.Load(_folders, null, null);

        Assert.Single(config.HotKeys);
        Assert.Contains("aliases.yaml:", Assert.Single(config.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_read_without_an_exception()
    {
        string[] words = ["plugins:", "views:", "aliases:", "- ", "  ", "\n", "{", "}", "[", "]", ":", "a", "*x", "&x", "!!", "\u0001", "\"", "'", "keys:", "contexts:", "|", "1e9"];
        Prop.ForAll(Gen.Choose(0, words.Length - 1).ListOf().ToArbitrary(), picks =>
        {
            string text = string.Concat(picks.Select(i => words[i]));
            foreach ((string file, ObjectShape shape, _) in ConfigShapes.All)
            {
                List<ConfigProblem> problems = [];
                ConfigValue value = ShapeReader.Read(file, text, shape, problems);
                Assert.NotNull(value);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void The_schemas_beside_the_docs_are_those_of_the_code()
    {
        foreach ((string file, ObjectShape shape, _) in ConfigShapes.All)
        {
            Documents.Holds($"docs/schemas/{Path.ChangeExtension(file, "json")}", JsonSchema.Of($"KubeNetTui {file}", shape).ToJsonString(new() { WriteIndented = true }) + "\n");
        }
    }

    private void Write(string file, string text)
    {
        string path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
