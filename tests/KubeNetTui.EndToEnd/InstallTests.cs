namespace KubeNetTui.EndToEnd;

public sealed class InstallTests : IDisposable
{
    private readonly string _prefix = Directory.CreateTempSubdirectory("knt-install-").FullName;

    private Dictionary<string, string> Environment => new() { ["PREFIX"] = _prefix };

    public void Dispose() => Directory.Delete(_prefix, recursive: true);

    [Fact]
    public async Task Installs_one_file_that_runs_and_takes_it_away_again()
    {
        var script = Path.Combine(BuiltProgram.Root, "install.sh");
        var installed = await LongAsync(script);
        Assert.True(installed.ExitCode == 0, installed.ToString());

        var binary = Path.Combine(_prefix, "bin", "kubenettui");
        Assert.Equal([binary], Directory.GetFiles(Path.Combine(_prefix, "bin")));
        var version = await BuiltProgram.RunAsync(binary, ["--version"]);
        Assert.Matches(@"^kubenettui \d+\.\d+\.\d+", version.Output);

        // What was trimmed away shows only when it runs: the demo, a check with findings, every output format.
        foreach (var format in new[] { "text", "json", "junit", "markdown" })
        {
            var check = await BuiltProgram.RunAsync("/bin/sh", ["-c", $"""
                set -e
                cd {_prefix}
                {binary} demo --serve --still --kubeconfig k >ready & server=$!
                until [ -s ready ]; do sleep 0.1; done
                status=0; {binary} --kubeconfig k check service/cart -n shop -o {format} || status=$?
                kill $server; wait $server
                rm -f ready k
                exit $status
                """]);
            Assert.True(check.ExitCode == 1, check.ToString());
            Assert.Contains("tier=back", check.Output);
        }

        await using (var person = await Person.ShellAsync(120, 40, $"{binary} demo --still"))
        {
            await person.Expect("ads-");
        }

        var removed = await BuiltProgram.RunAsync(script, ["--uninstall"], Environment);
        Assert.Equal(0, removed.ExitCode);
        Assert.False(File.Exists(binary));
    }

    [Fact]
    public async Task Says_what_is_missing_and_how_to_get_it_when_there_is_no_SDK()
    {
        var environment = Environment;
        environment["PATH"] = "/nonexistent";
        var outcome = await BuiltProgram.RunAsync("/bin/bash", [Path.Combine(BuiltProgram.Root, "install.sh")], environment);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(".NET SDK 10.0 is needed", outcome.Error);
        Assert.Contains("https://dotnet.microsoft.com/download", outcome.Error);
    }

    [Fact]
    public async Task An_unknown_option_changes_nothing_and_shows_the_usage()
    {
        var outcome = await BuiltProgram.RunAsync(Path.Combine(BuiltProgram.Root, "install.sh"), ["--frobnicate"], Environment);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("Usage:", outcome.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_prefix));
    }

    private Task<Outcome> LongAsync(string script) =>
        BuiltProgram.RunAsync("/bin/sh", ["-c", $"PREFIX={_prefix} timeout 900 {script}"], limit: TimeSpan.FromSeconds(900));
}
