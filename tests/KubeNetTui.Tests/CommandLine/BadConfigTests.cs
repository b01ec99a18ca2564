namespace KubeNetTui.Tests.CommandLine;

/// <summary>Configurations that can't be used: each a message with file and cause, exit 2, no stack trace.</summary>
public sealed class BadConfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File(string text, string name = "config")
    {
        string path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private static Task<CommandLineRun> Check(string kubeconfig, params string[] more) =>
        CommandLineRun.Of(["check", "cluster", "--kubeconfig", kubeconfig, .. more]);

    private string Config(string user = "token: t", string cluster = "server: http://127.0.0.1:1") => File($$$"""
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: c, user: u}}, {name: other, context: {cluster: gone, user: u}}]
        clusters:
        - name: c
          cluster:
            {{{cluster}}}
        users:
        - name: u
          user:
            {{{user}}}
        """);

    private string Plugin(string script)
    {
        string path = File("#!/bin/sh\n" + script + "\n", "plugin.sh");
        System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Config($"exec: {{apiVersion: client.authentication.k8s.io/v1, command: {path}, interactiveMode: Never}}");
    }

    [Fact]
    public async Task There_is_no_such_file() =>
        (await Check(Path.Combine(_folder, "none"))).ShouldSayWhy(Path.Combine(_folder, "none"));

    [Fact]
    public async Task It_is_a_folder() => (await Check(_folder)).ShouldSayWhy(_folder);

    [Theory]
    [InlineData("{]")]
    [InlineData("clusters: [")]
    [InlineData("just a text")]
    [InlineData("\0\u0001\u0002")]
    [InlineData("- a\n- b")]
    public async Task It_is_no_kubeconfig(string text) => (await Check(File(text))).ShouldSayWhy(_folder);

    [Theory]
    [InlineData("")]
    [InlineData("apiVersion: v1\nkind: Config\n")]
    public async Task There_is_nothing_in_it(string text) => (await Check(File(text))).ShouldSayWhy();

    [Fact]
    public async Task It_breaks_off_in_the_middle() =>
        (await Check(File("apiVersion: v1\nclusters:\n- name: c\n  cluster:\n    certificate-authority-data: \"LS0t"))).ShouldSayWhy(_folder);

    [Fact]
    public async Task The_context_is_not_there_and_those_that_are_get_named() =>
        (await Check(Config(), "--context", "cc")).ShouldSayWhy("cc", "other");

    [Fact]
    public async Task The_context_names_a_cluster_that_is_not_there() =>
        (await Check(Config(), "--context", "other")).ShouldSayWhy("gone");

    [Fact]
    public async Task The_server_is_no_URL() => (await Check(Config(cluster: "server: \"::nonsense\""))).ShouldSayWhy("nonsense");

    [Fact]
    public async Task A_certificate_that_is_to_be_checked_and_not_to_be_checked_is_a_contradiction() =>
        (await Check(Config(cluster: "server: https://127.0.0.1:1\n    insecure-skip-tls-verify: true\n    certificate-authority-data: TFM="))).ShouldSayWhy();

    [Fact]
    public async Task The_plugin_is_not_installed() =>
        (await Check(Config("exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin-here, interactiveMode: Never}")))
        .ShouldSayWhy("no-such-plugin-here");

    [Fact]
    public async Task The_plugin_fails_and_its_last_words_are_shown() =>
        (await Check(Plugin("echo 'please run az login' >&2; exit 3"))).ShouldSayWhy("az login");

    [Fact]
    public async Task The_plugin_prints_rubbish() => (await Check(Plugin("echo '<html>hello</html>'"))).ShouldSayWhy("plugin");

    [Fact]
    public async Task The_plugin_hangs_and_is_ended_after_the_time_for_a_request() =>
        (await Check(Plugin("exec sleep 600"), "--request-timeout", "2s")).ShouldSayWhy("plugin");

    [Fact]
    public async Task The_token_file_is_not_there() =>
        (await Check(Config($"tokenFile: {_folder}/no-token"))).ShouldSayWhy("no-token");
}
