using System.Reflection;
using KubeNetTui.App;
using KubeNetTui.CommandLine;

namespace KubeNetTui.Tests.CommandLine;

public sealed class UsageTests
{
    [Theory]
    [InlineData("chek", "\"check\"")]
    [InlineData("check", "what is to be checked")]
    [InlineData("check service/web --onyl x", "--only")]
    [InlineData("check --bogus=1 service/web", "--bogus=1")]
    [InlineData("check web", "names no kind")]
    [InlineData("check deploy/web", "\"deploy\"")]
    [InlineData("check service/", "lacks a name")]
    [InlineData("check service", "lacks a name")]
    [InlineData("check service//web", "lacks a name")]
    [InlineData("check service/a/b/c", "a part too many")]
    [InlineData("check node/a/b", "a part too many")]
    [InlineData("check cluster/x", "a part too many")]
    [InlineData("check service/web -A", "leave out")]
    [InlineData("check -A -n shop", "contradict")]
    [InlineData("check cluster -o yaml", "json")]
    [InlineData("check cluster --fail-on never", "warn or fail")]
    [InlineData("check cluster --only service.endpoint", "\"service.endpoints\"")]
    [InlineData("check cluster --only ,", "names no check")]
    [InlineData("check cluster --as-group g", "--as")]
    [InlineData("check cluster --request-timeout soon", "10s")]
    [InlineData("check cluster --context", "--context")]
    [InlineData("demo --serve", "--kubeconfig")]
    [InlineData("demo --port 70000", "65535")]
    [InlineData("demo --pods 0", "1 to 150000")]
    [InlineData("demo --pods 150001", "1 to 150000")]
    [InlineData("demo --pods many", "--pods")]
    [InlineData("demo --pods 5000 --nodes 1", "--nodes 5")]
    [InlineData("demo extra", "extra")]
    [InlineData("completion tcsh", "bash, zsh and fish")]
    [InlineData("completion", "completion")]
    public async Task What_is_typed_wrong_is_told(string line, string hint) =>
        (await CommandLineRun.Of(line.Split(' '))).ShouldSayWhy(hint);

    [Theory]
    [InlineData("--help", "kubenettui demo")]
    [InlineData("check --help", "Exit status: 0")]
    [InlineData("demo --help", "--serve")]
    [InlineData("check -A -n x --help", "--fail-on")]
    public async Task Help_has_examples(string line, string example)
    {
        CommandLineRun run = await CommandLineRun.Of(line.Split(' '));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(example, run.Out);
        Assert.Contains("Examples:", run.Out);
    }

    [Fact]
    public async Task The_version_is_that_of_the_build()
    {
        CommandLineRun run = await CommandLineRun.Of("--version");

        Version? version = typeof(Entry).Assembly.GetName().Version;
        Assert.Equal(0, run.ExitCode);
        Assert.Equal($"kubenettui {version?.ToString(3)}\n", run.Out);
    }

    [Fact]
    public async Task Without_a_command_the_explorer_is_started_with_what_was_typed()
    {
        ExplorerOptions? seen = null;
        CommandLineRun run = await CommandLineRun.With(
            host => host with { Explore = (options, _) => { seen = options; return Task.FromResult(0); } },
            "--context", "prod", "-n", "shop", "--as", "jo", "--as-group", "a", "--as-group", "b", "--request-timeout", "1m30s",
            "--readonly", "--theme", "dark", "-c", "svc shop");

        Assert.Equal(0, run.ExitCode);
        Assert.NotNull(seen);
        Assert.Equal(("prod", "shop", "jo"), (seen.Overrides.Context, seen.Overrides.Namespace, seen.Overrides.ImpersonateUser));
        Assert.Equal(["a", "b"], seen.Overrides.ImpersonateGroups);
        Assert.Equal(TimeSpan.FromSeconds(90), seen.Overrides.RequestTimeout);
        Assert.Equal((true, "dark", "svc shop"), (seen.ReadOnly, seen.Theme, seen.Command));
        Assert.Null(seen.Demo);
    }

    [Fact]
    public async Task What_nobody_expected_ends_in_one_line_and_the_details_in_the_log()
    {
        string log = Path.GetTempFileName();
        CommandLineRun run = await CommandLineRun.With(
            host => host with { Explore = (_, _) => throw new InvalidDataException("boom") }, "--log-file", log);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("unexpected: InvalidDataException: boom", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.Contains(log, run.Error);
        Assert.Contains("   at ", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken));
        File.Delete(log);
    }

    [Theory]
    [InlineData("10s", 10)]
    [InlineData("1m30s", 90)]
    [InlineData("500ms", 0.5)]
    [InlineData("1.5h", 5400)]
    [InlineData("20", 20)]
    public void Times_are_read_as_kubectl_reads_them(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), GlobalOptions.Duration(text));

    [Theory]
    [InlineData("0")]
    [InlineData("0s")]
    public void No_time_means_no_limit(string text) => Assert.Null(GlobalOptions.Duration(text));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("10x")]
    [InlineData("1..2s")]
    [InlineData("NaN")]
    [InlineData("99999999999h")]
    public void What_is_no_time_is_refused(string text) => Assert.Throws<UsageException>(() => GlobalOptions.Duration(text));

    [Theory]
    [InlineData("chek", "check")]
    [InlineData("web", "web-6d4b")]
    [InlineData("WEB1", "web")]
    public void A_name_that_is_near_is_found(string typed, string meant) =>
        Assert.Contains(meant, NearNames.Of(typed, ["check", "web", "web-6d4b", "database"]));

    [Fact]
    public void A_name_that_is_far_is_not_offered() => Assert.Empty(NearNames.Of("zzzzzz", ["check", "web", "database"]));
}
