using System.Diagnostics;
using KubeNetTui.Evidence;

namespace KubeNetTui.Collect.Tests;

/// <summary>The script as shells run it: what it prints is what the commands print.</summary>
public sealed class NodeScriptTests
{
    public static TheoryData<string> Shells => LocalShell.Shells;

    private static readonly NodeShellOptions Options = new() { NodeDeadline = TimeSpan.FromSeconds(90) };

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Sections_hold_what_their_commands_print(string shell)
    {
        string[] sections = ["uname", "proc-net-tcp", "ip-addr.txt", "link-flags", "resolv-conf", "cgroup"];
        var (outcome, frames) = await RunAsync(shell, Options, sections);
        Assert.True(outcome.IsWhole, outcome.Problem);
        Assert.Equal(sections, frames.Select(f => f.Section));
        foreach (var section in (string[])["uname", "ip-addr.txt", "link-flags", "resolv-conf"])
        {
            var frame = frames.Single(f => f.Section == section);
            Assert.Equal(("node/node-a", "ok", 0), (frame.Place, frame.Flag, frame.Exit));
            await PrintsAsync(section, frame.Output, shell);
        }
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Output_keeps_its_bytes_without_a_line_end_and_with_lines_that_look_like_frames(string shell)
    {
        using var tools = new ToolFolder("gzip")
            .With("ufw", "printf 'no end'")
            .With("getenforce", "printf '@0123456789abcdef end 0 ok\\n@0123456789abcde end 0 ok\\r\\n\\n\\n'")
            .With("nft", "printf 'a\\000b\\377\\n'")
            .With("ipset", "printf '\\n'")
            .With("ipvsadm", "printf 'warned' >&2; exit 3");
        var (outcome, frames) = await RunAsync(new LocalShell([.. shell.Split(' '), "-s"]) { Path = tools.Path }, Options, "ufw", "nft", "ipset", "ipvsadm");
        Assert.True(outcome.IsWhole, outcome.Problem);
        Assert.Equal(["no end", "a\0b\uFFFD\n", "\n", ""], frames.Select(f => f.Output));
        Assert.Equal((3, "ok", "warned"), (frames[3].Exit, frames[3].Flag, frames[3].Error));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Tools_and_files_that_are_missing_and_reads_that_are_denied_are_told_apart(string shell)
    {
        using var tools = new ToolFolder()
            .With("conntrack", "echo 'conntrack v1.4.7: Operation failed: sorry, you must be root' >&2; exit 1")
            .With("ufw", "cat /nowhere/at/all")
            .With("iptables-save", "echo '# Warning: iptables-legacy tables present' >&2; echo '*filter'; exit 0");
        var (outcome, frames) = await RunAsync(new LocalShell([.. shell.Split(' '), "-s"]) { Path = tools.Path }, Options,
            "ipvsadm", "conntrack", "ufw", "iptables-save");
        Assert.True(outcome.IsWhole, outcome.Problem);
        Assert.Equal(["missing", "denied", "missing", "ok"], frames.Select(f => f.Flag));
        Assert.Equal(("ipvsadm", 127), (frames[0].Detail, frames[0].Exit));
        Assert.Contains("must be root", frames[1].Error);
        Assert.Contains("Warning", frames[3].Error);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_command_that_hangs_is_ended_with_its_children_and_the_next_ones_are_run(string shell)
    {
        var mark = "1234" + Random.Shared.Next(10_000, 99_999);
        using var tools = new ToolFolder("gzip").With("ufw", $"echo begun; sleep {mark} | cat").With("getenforce", "echo Permissive");
        var options = Options with { SectionTimeout = TimeSpan.FromSeconds(2) };
        var (outcome, frames) = await RunAsync(new LocalShell([.. shell.Split(' '), "-s"]) { Path = tools.Path }, options, "ufw", "getenforce");
        Assert.True(outcome.IsWhole, outcome.Problem);
        Assert.Equal(["late", "ok"], frames.Select(f => f.Flag));
        Assert.Equal("Permissive\n", frames[1].Output);
        Assert.DoesNotContain(mark, Printed("ps -ef | grep -v grep"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Connections_are_watched_for_a_few_seconds_and_then_no_more(string shell)
    {
        var mark = "1234" + Random.Shared.Next(10_000, 99_999);
        using var tools = new ToolFolder("gzip").With("conntrack", $"echo \"[NEW] tcp $*\"; exec sleep {mark}").With("ufw", "echo after");
        var (outcome, frames) = await RunAsync(
            new LocalShell([.. shell.Split(' '), "-s"]) { Path = tools.Path }, Options with { SectionTimeout = TimeSpan.FromSeconds(60) }, "conntrack-events", "ufw");
        Assert.True(outcome.IsWhole, outcome.Problem);
        Assert.Equal([("ok", "[NEW] tcp -E -o timestamp\n"), ("ok", "after\n")], frames.Select(f => (f.Flag, f.Output)));
        Assert.DoesNotContain(mark, Printed("ps -ef | grep -v grep"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Output_beyond_the_bounds_is_cut_and_says_so(string shell)
    {
        using var tools = new ToolFolder("gzip").With("ufw", "while :; do echo y; done").With("nft", "echo 12345678").With("ipset", "echo late");
        var options = Options with { SectionBytes = 1000, TotalBytes = 1004 };
        var (outcome, frames) = await RunAsync(new LocalShell([.. shell.Split(' '), "-s"]) { Path = tools.Path }, options, "ufw", "nft", "ipset");
        Assert.True(outcome.IsWhole, outcome.Problem);
        Assert.Equal(["cut", "cut", "cut"], frames.Select(f => f.Flag));
        Assert.Equal([1000, 4, 0], frames.Select(f => f.Output.Length));
        Assert.Equal(["1000", "4", "0"], frames.Select(f => f.Detail));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Nothing_stays_behind_on_the_node(string shell)
    {
        // Other scripts run on this machine at the same time: this one's folder bears its nonce.
        using var tools = new ToolFolder("gzip", "ls").With("ufw", "ls -d /*/kubenettui.* /var/tmp/kubenettui.* 2>/dev/null; ls -d /dev/shm/kubenettui.* 2>/dev/null");
        var script = NodeScript.For(Wants("ufw"), ScriptRoot.Node, Options);
        var (outcome, frames) = await LocalShell.RunAsync(new LocalShell([.. shell.Split(' '), "-s"]) { Path = tools.Path }, script, Options);
        Assert.True(outcome.IsWhole, outcome.Problem);
        var own = Assert.Single(frames[0].Output.Split('\n'), l => l.EndsWith("/kubenettui." + script.Nonce, StringComparison.Ordinal));
        Assert.False(Directory.Exists(own), own);
        Assert.DoesNotContain(script.Nonce, Printed("ps -ef"));
    }

    [Fact]
    public async Task In_a_container_the_nodes_files_and_processes_are_outside()
    {
        using var tools = new ToolFolder("gzip");
        var wants = Wants("resolv-conf", "pod-pids", "ipvsadm", "proc-net-tcp").ToList();
        wants.Add(new ScriptWant(new CommandNeed(Place.Pod("shop", "web-1"), "ss-listen"), Place.Pod("shop", "web-1"), "ss-listen", "11111111-2222-3333-4444-555555555555"));
        var script = NodeScript.For(wants, ScriptRoot.Container, Options);
        var (outcome, frames) = await LocalShell.RunAsync(new LocalShell("dash", "-s") { Path = tools.Path }, script, Options);
        Assert.True(outcome.IsWhole, outcome.Problem);
        Assert.Equal(
            ["outside files", "outside processes", "outside ipvsadm", "ok ", "outside processes"], frames.Select(f => $"{f.Flag} {f.Detail}"));
    }

    [Fact]
    public async Task Without_gzip_the_answer_is_plain_and_without_sysctl_the_files_are_read()
    {
        using var tools = new ToolFolder();
        var (outcome, frames) = await RunAsync(new LocalShell("dash", "-s") { Path = tools.Path }, Options, "sysctl");
        Assert.True(outcome.IsWhole, outcome.Problem);
        var lines = frames[0].Output.Split('\n');
        Assert.Contains("net.ipv4.ip_local_port_range = " + Printed("cat /proc/sys/net/ipv4/ip_local_port_range").Trim(), lines);
        Assert.All(lines.Where(l => l.Length > 0), l => Assert.Matches(@"^net\.(bridge|ipv4|ipv6|netfilter|core)\.[^=]+ = ", l));
    }

    [Fact]
    public void Names_that_would_be_commands_are_not_asked_for()
    {
        Assert.False(ScriptWant.TryMake(new CommandNeed(Place.Node("a\nrm -rf /"), "uname"), "", out _, out _));
        Assert.False(ScriptWant.TryMake(new ProbeNeed(Place.Node("a"), ProbeMethod.Tcp, "-e/bin/sh", 80), "", out _, out _));
        Assert.False(ScriptWant.TryMake(new ProbeNeed(Place.Node("a"), ProbeMethod.Http, "10.0.0.1", 80, "/\nreboot"), "", out _, out _));
        Assert.False(ScriptWant.TryMake(new ProbeNeed(Place.Node("a"), ProbeMethod.Dns, "10.0.0.1", 53, "a..b A"), "", out _, out _));
        Assert.False(ScriptWant.TryMake(new CommandNeed(Place.Pod("shop", "web"), "ufw"), "", out _, out _));
    }

    [Fact]
    public async Task A_name_with_a_quote_stays_a_word()
    {
        Assert.True(ScriptWant.TryMake(new CommandNeed(Place.Node("it's$(touch$IFS/tmp/never)"), "uname"), "", out var want, out _));
        var (outcome, frames) = await LocalShell.RunAsync(LocalShell.Of("dash"), NodeScript.For([want!], ScriptRoot.Node, Options), Options);
        Assert.True(outcome.IsWhole, outcome.Problem);
        Assert.Equal("node/it's$(touch$IFS/tmp/never)", frames[0].Place);
    }

    private static Task<(ScriptOutcome Outcome, List<ScriptFrame> Frames)> RunAsync(string shell, NodeShellOptions options, params string[] sections) =>
        RunAsync(LocalShell.Of(shell), options, sections);

    private static Task<(ScriptOutcome Outcome, List<ScriptFrame> Frames)> RunAsync(LocalShell shell, NodeShellOptions options, params string[] sections) =>
        LocalShell.RunAsync(shell, NodeScript.For(Wants(sections), ScriptRoot.Node, options), options);

    private static List<ScriptWant> Wants(params string[] sections) =>
        [.. sections.Select(s => new ScriptWant(new CommandNeed(Place.Node("node-a"), s), Place.Node("node-a"), s))];

    /// <summary>Others may change the machine's interfaces between the section and the command: then both are asked again.</summary>
    private static async Task PrintsAsync(string section, string output, string shell)
    {
        for (var tries = 0; tries < 20 && Printed(SectionCommands.Find(section)!.Command, shell) != output; tries++)
        {
            output = (await RunAsync(shell, Options, section)).Frames[0].Output;
        }

        Assert.Equal(Printed(SectionCommands.Find(section)!.Command, shell), output);
    }

    // busybox's shell takes its own ip and grep where others take the machine's.
    private static string Printed(string command, string shell = "sh")
    {
        using var process = Process.Start(new ProcessStartInfo(shell.Split(' ')[0], [.. shell.Split(' ').Skip(1), "-c", command]) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
