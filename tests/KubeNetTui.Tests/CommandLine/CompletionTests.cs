namespace KubeNetTui.Tests.CommandLine;

public sealed class CompletionTests(ServedShop shop) : IClassFixture<ServedShop>
{
    private static async Task<string[]> Candidates(params string[] words)
    {
        CommandLineRun run = await CommandLineRun.Of(["__complete", .. words]);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Error);
        return run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public async Task Commands() => Assert.Equal(["bundle", "check", "checks", "completion", "demo", "lab"], await Candidates(""));

    [Fact]
    public async Task Commands_that_begin_so() => Assert.Equal(["check", "checks"], await Candidates("che"));

    [Fact]
    public async Task Options_of_a_command_and_those_of_all() =>
        Assert.Equal(["--only", "--output"], await Candidates("check", "--o"));

    [Fact]
    public async Task Kinds_of_subjects() => Assert.Equal(["cluster", "node/", "pod/", "service/"], await Candidates("check", ""));

    [Fact]
    public async Task Check_ids() => Assert.Contains("service.endpoints", await Candidates("check", "--only", "service."));

    [Fact]
    public async Task The_last_of_several_check_ids() =>
        Assert.Contains("pod.sandbox,service.endpoints", await Candidates("check", "--only", "pod.sandbox,service.e"));

    [Fact]
    public async Task Contexts_of_the_kubeconfig_that_is_named() =>
        Assert.Equal(["shop"], await Candidates("--kubeconfig", shop.KubeConfig, "--context", ""));

    [Fact]
    public async Task No_contexts_and_no_complaint_where_the_kubeconfig_is_broken() =>
        Assert.Empty(await Candidates("--kubeconfig", shop.File("broken", "{]"), "--context", ""));

    [Fact]
    public async Task Formats() => Assert.Equal(["json", "junit"], await Candidates("check", "-o", "j"));

    [Theory]
    [InlineData("bash", "complete -F _kubenettui kubenettui")]
    [InlineData("zsh", "compdef _kubenettui kubenettui")]
    [InlineData("fish", "complete -c kubenettui")]
    public async Task There_is_a_script_for(string shell, string line)
    {
        CommandLineRun run = await CommandLineRun.Of("completion", shell);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(line, run.Out);
    }

    [Fact]
    public async Task The_checks_are_listed_and_described()
    {
        CommandLineRun list = await CommandLineRun.Of("checks");
        CommandLineRun document = await CommandLineRun.Of("checks", "--markdown");

        Assert.Contains("service.endpoints", list.Out);
        Assert.StartsWith("# The checks", document.Out);
        Assert.Equal(0, list.ExitCode + document.ExitCode);
    }
}
