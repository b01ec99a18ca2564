using System.Diagnostics;
using KubeNetTui.Replay;

namespace KubeNetTui.Lab.Tests;

/// <summary>
/// The command as a person runs it: the built program, a lab of its own, on a machine of its own: a network namespace with an interface
/// and a rule, which nobody else changes meanwhile.
/// </summary>
public sealed class CommandTests : IAsyncLifetime
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "kubenettui");
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "kubenettui-lab-test-" + Guid.NewGuid().ToString("n")[..8]);

    private Process _machine = null!;

    public async ValueTask InitializeAsync()
    {
        const string SetUp = "ip link set lo up; ip link add own0 type veth peer name own1; iptables -I INPUT -p tcp --dport 9 -j DROP; echo ready; exec sleep 3600";
        _machine = Process.Start(new ProcessStartInfo("unshare", ["-n", "sh", "-c", SetUp]) { RedirectStandardOutput = true })!;
        Assert.Equal("ready", await _machine.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (Replay.Lab.IdIn(_folder) is { } id)
        {
            await LabLeftovers.RemoveAsync(id);
            Replay.Lab.RemoveFolder(_folder);
        }

        _machine.Kill();
        _machine.Dispose();
    }

    [Theory]
    [InlineData("iptables")]
    [InlineData("nftables")]
    public async Task Up_break_probe_mend_down_leaves_nothing(string proxy)
    {
        var links = await RunAsync("ip", "-br", "link");
        var rules = await RunAsync("iptables-save");
        var up = await LabAsync("up", "--proxy", proxy);
        Assert.True(up.Exit == 0, up.Text);
        Assert.Contains(_folder + "/kubeconfig", up.Text);
        var id = Replay.Lab.IdIn(_folder)!;
        Assert.Contains(id, LabLeftovers.Labs());
        Assert.Contains("own0", links.Text);
        Assert.Contains("--dport 9 -j DROP", rules.Text);
        Assert.Equal(2, (await LabAsync("up")).Exit);

        Assert.Equal(0, (await LabAsync("probe")).Exit);
        Assert.Equal(0, (await LabAsync("break", "rule-missing")).Exit);
        Assert.Contains("rule-missing", (await LabAsync("status")).Text);
        var broken = await LabAsync("probe");
        Assert.Equal(1, broken.Exit);
        Assert.Matches("FAIL +node-c → service ledger +(timed out|refused)", broken.Text);
        Assert.Contains("Mended: rule-missing", (await LabAsync("mend")).Text);
        Assert.Equal(0, (await LabAsync("probe")).Exit);

        var down = await LabAsync("down");
        Assert.True(down.Exit == 0, down.Text);
        await NothingIsLeftAsync(id, links, rules);
    }

    [Fact]
    public async Task Down_finds_what_a_killed_server_left()
    {
        var links = await RunAsync("ip", "-br", "link");
        var rules = await RunAsync("iptables-save");
        Assert.Equal(0, (await LabAsync("up")).Exit);
        var id = Replay.Lab.IdIn(_folder)!;
        foreach (var server in Process.GetProcessesByName("kubenettui").Where(p => IsOurs(p.Id)))
        {
            server.Kill();
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Contains(id, LabLeftovers.Labs());
        var status = await LabAsync("status");
        Assert.Equal(1, status.Exit);
        Assert.Contains("lost its server", status.Text);
        Assert.Equal(0, (await LabAsync("down")).Exit);
        await NothingIsLeftAsync(id, links, rules);
    }

    [Fact]
    public async Task Who_asks_for_a_fault_that_is_none_is_told_which_is_near()
    {
        var run = await LabAsync("break", "forward-dorp");
        Assert.Equal(2, run.Exit);
        Assert.Contains("forward-drop", run.Text);
    }

    [Fact]
    public async Task Without_a_lab_every_word_says_so()
    {
        foreach (var word in (string[])["probe", "mend"])
        {
            var run = await LabAsync(word);
            Assert.Equal(2, run.Exit);
            Assert.Contains("no lab is up in " + _folder, run.Text);
        }

        Assert.Contains("No lab is up", (await LabAsync("status")).Text);
        Assert.Contains("No lab was up", (await LabAsync("down")).Text);
    }

    private async Task NothingIsLeftAsync(string id, (int Exit, string Text) links, (int Exit, string Text) rules)
    {
        Assert.DoesNotContain(id, LabLeftovers.Labs());
        Assert.False(Directory.Exists(_folder), _folder);
        Assert.DoesNotContain(_folder, await File.ReadAllTextAsync("/proc/self/mountinfo", TestContext.Current.CancellationToken));
        Assert.Equal(links, await RunAsync("ip", "-br", "link"));
        Assert.Equal(WithoutTimes(rules.Text), WithoutTimes((await RunAsync("iptables-save")).Text));
    }

    private static IEnumerable<string> WithoutTimes(string text) => text.Split('\n').Where(l => !l.StartsWith('#'));

    private Task<(int Exit, string Text)> LabAsync(params string[] words) => RunAsync(Program, ["lab", .. words, "--dir", _folder]);

    private bool IsOurs(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains(_folder, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // somebody else's, and it has ended
        }
    }

    private async Task<(int Exit, string Text)> RunAsync(string file, params string[] arguments)
    {
        string[] words = ["-t", $"{_machine.Id}", "-n", file, .. arguments];
        using var process = Process.Start(new ProcessStartInfo("nsenter", words) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(120));
        return (process.ExitCode, await output + await error);
    }
}
