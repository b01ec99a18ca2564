namespace KubeNetTui.Kubernetes.Tests;

/// <summary>Contexts renamed and removed in texts as people and programs write them: that one thing changes, and nothing else.</summary>
public sealed class KubeConfigChanges : IDisposable
{
    private const string Rest = """
        clusters:
        - {name: c, cluster: {server: "https://c"}}
        users:
        - {name: u, user: {token: t}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("kubeconfig-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, string, string> Shapes => new()
    {
        // As kubectl writes it; as a person does; in flow style; as JSON; with a name that needs quotes; the last of a file without a line end.
        { "contexts:\n- context:\n    cluster: c\n    user: u\n  name: a\n- context:\n    cluster: c\n    user: u\n  name: b\n", "contexts:\n- context:\n    cluster: c\n    user: u\n  name: NEW\n- context:\n    cluster: c\n    user: u\n  name: b\n", "contexts:\n- context:\n    cluster: c\n    user: u\n  name: b\n" },
        { "contexts:\n  # first\n  - name: a   # mine\n    context: {cluster: c,\n      user: u}\n  # second\n  - name: b\n    context: {cluster: c, user: u}\n", "contexts:\n  # first\n  - name: NEW   # mine\n    context: {cluster: c,\n      user: u}\n  # second\n  - name: b\n    context: {cluster: c, user: u}\n", "contexts:\n  # first\n  # second\n  - name: b\n    context: {cluster: c, user: u}\n" },
        { "contexts: [{name: a, context: {cluster: c, user: u}}, {name: b, context: {cluster: c, user: u}}]\n", "contexts: [{name: NEW, context: {cluster: c, user: u}}, {name: b, context: {cluster: c, user: u}}]\n", "contexts: [{name: b, context: {cluster: c, user: u}}]\n" },
        { "contexts: [{name: b, context: {cluster: c, user: u}}, {name: a, context: {cluster: c, user: u}}]\n", "contexts: [{name: b, context: {cluster: c, user: u}}, {name: NEW, context: {cluster: c, user: u}}]\n", "contexts: [{name: b, context: {cluster: c, user: u}}]\n" },
        { "contexts:\r\n- name: 'a'\r\n  context: {cluster: c, user: u}\r\n- name: b\r\n  context: {cluster: c, user: u}\r\n", "contexts:\r\n- name: \"NEW\"\r\n  context: {cluster: c, user: u}\r\n- name: b\r\n  context: {cluster: c, user: u}\r\n", "contexts:\r\n- name: b\r\n  context: {cluster: c, user: u}\r\n" },
        { "contexts:\n-\n  name: a\n  context: {cluster: c, user: u}\n-\n  name: b\n  context: {cluster: c, user: u}\n", "contexts:\n-\n  name: NEW\n  context: {cluster: c, user: u}\n-\n  name: b\n  context: {cluster: c, user: u}\n", "contexts:\n-\n  name: b\n  context: {cluster: c, user: u}\n" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_context_is_renamed_or_removed_where_it_stands(string before, string renamed, string removed)
    {
        var path = Write("config", before + Rest);
        Assert.Equal(renamed + Rest, Assert.Single(Load(path).Rename("a", "NEW").Files).After);
        Assert.Equal(removed + Rest, Assert.Single(Load(path).Remove("a").Files).After);
    }

    [Fact]
    public void The_only_context_goes_too_and_the_file_stays_a_kubeconfig()
    {
        var path = Write("config", "current-context: a\ncontexts:\n- name: a\n  context: {cluster: c, user: u}\n" + Rest);
        Load(path).Remove("a").Write(Path.Combine(_folder, "undo"), DateTimeOffset.UnixEpoch);
        Assert.Empty(Load(path).Contexts);
        Assert.Null(Load(path).CurrentContext);
    }

    [Theory]
    [InlineData("arn:aws:eks:eu-west-1:1:cluster/x")]
    [InlineData("yes")]
    [InlineData("a \"quoted\" # name")]
    [InlineData("1.20")]
    [InlineData("grün")]
    public void Any_name_comes_back_as_it_was_typed(string name)
    {
        var path = Write("config", "current-context: a\ncontexts:\n- name: a\n  context: {cluster: c, user: u}\n" + Rest);
        Load(path).Rename("a", name).Write(Path.Combine(_folder, "undo"), DateTimeOffset.UnixEpoch);
        Assert.Equal(name, Assert.Single(Load(path).Contexts).Name);
        Assert.Equal(name, Load(path).CurrentContext);
    }

    [Fact]
    public void Json_stays_json()
    {
        var path = Write("config", """
            {
              "kind": "Config", "current-context": "a",
              "contexts": [
                {"name": "a", "context": {"cluster": "c", "user": "u"}},
                {"name": "b", "context": {"cluster": "c", "user": "u"}}
              ],
              "clusters": [{"name": "c", "cluster": {"server": "https://c"}}], "users": []
            }
            """);
        var file = Assert.Single(Load(path).Remove("a").Files);
        using var json = System.Text.Json.JsonDocument.Parse(file.After);
        Assert.Equal("", json.RootElement.GetProperty("current-context").GetString());
        using var renamed = System.Text.Json.JsonDocument.Parse(Load(path).Rename("a", "z").Files[0].After);
        Assert.Equal("z", renamed.RootElement.GetProperty("contexts")[0].GetProperty("name").GetString());
        Assert.Contains("-     {\"name\": \"a\", \"context\": {\"cluster\": \"c\", \"user\": \"u\"}},", file.Lines);
    }

    [Fact]
    public void Where_the_current_context_stands_in_another_file_both_are_changed()
    {
        var first = Write("first", "current-context: a\n");
        var second = Write("second", "contexts:\n- name: a\n  context: {cluster: c, user: u}\n" + Rest);
        var config = KubeConfig.Load(new ConnectionOverrides(), new Surroundings(name => name == "KUBECONFIG" ? $"{first}:{second}" : null, _folder, "/nonexistent"));
        Assert.Equal([second, first], config.Rename("a", "b").Files.Select(f => f.Path));
        var undo = config.Rename("a", "b").Write(Path.Combine(_folder, "undo"), DateTimeOffset.UnixEpoch);
        Assert.Equal("current-context: b\n", File.ReadAllText(first));
        Assert.Equal("current-context: a\n", File.ReadAllText(undo[1]));
    }

    [Fact]
    public void Shapes_that_can_not_be_changed_in_place_are_refused_and_left()
    {
        var anchored = Write("anchored", "x: &x {name: a, context: {cluster: c, user: u}}\ncontexts:\n- *x\n" + Rest);
        Assert.Contains("Edit it by hand", Assert.Throws<KubeConfigException>(() => Load(anchored).Rename("a", "b")).Message);
        var path = Write("config", "contexts:\n- name: a\n  context: {cluster: c, user: u}\n" + Rest);
        Assert.Throws<KubeConfigException>(() => Load(path).Rename("nobody", "b"));
        Assert.Throws<KubeConfigException>(() => Load(path).Rename("a", " "));
        Assert.Throws<KubeConfigException>(() => Load(path).Rename("a", "a\nb"));
    }

    [Fact]
    public void A_link_stays_a_link_and_rights_and_byte_order_mark_stay()
    {
        var real = Write("real", "");
        File.WriteAllBytes(real, [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes("contexts:\n- name: a\n  context: {cluster: c, user: u}\n" + Rest)]);
        var link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, real);
        File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Load(link).Rename("a", "b").Write(Path.Combine(_folder, "undo"), DateTimeOffset.UnixEpoch);
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(real));
        Assert.Equal([0xEF, 0xBB, 0xBF], File.ReadAllBytes(real)[..3]);
        Assert.Equal("b", Assert.Single(Load(link).Contexts).Name);
        Assert.Equal(["link", "real", "undo"], Directory.GetFileSystemEntries(_folder).Select(p => Path.GetFileName(p)!).Order());
    }

    private static KubeConfig Load(string path) => KubeConfig.Load(new ConnectionOverrides { KubeConfigPath = path });

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
