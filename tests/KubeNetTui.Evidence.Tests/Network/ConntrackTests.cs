using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace KubeNetTui.Evidence.Tests;

public sealed class ConntrackTests
{
    [Fact]
    public void The_three_forms_of_the_table_say_the_same()
    {
        var extended = ConntrackTable.Parse(NetworkCaptures.Node("conntrack-extended"));
        var plain = ConntrackTable.Parse(NetworkCaptures.Node("conntrack"));
        var proc = ConntrackTable.Parse(NetworkCaptures.Node("proc-nf-conntrack"));

        Assert.All((ConntrackTable[])[extended, plain, proc], t => Assert.Empty(t.NotUnderstood));
        Assert.NotEmpty(plain.Items);
        Assert.True(plain.Items.Count * 0.8 < plain.Items.Intersect(extended.Items).Count());
        Assert.Contains(proc.Items, e => e is { Protocol: "tcp", State: "ESTABLISHED", IsAssured: true, IsDnat: false, IsSnat: false });
        var service = proc.Items.First(e => e.Destination == "10.96.0.1");
        Assert.Equal((443, "10.201.0.1", 6443, true), (service.DestinationPort, service.ReplySource, service.ReplySourcePort, service.IsDnat));
    }

    // conntrack v1.4.7, on a loopback: a connection to a server that was there.
    private const string Events =
        "[1796061472.238885]\t    [NEW] tcp      6 120 SYN_SENT src=127.0.0.1 dst=127.0.0.1 sport=52254 dport=8080 [UNREPLIED] src=127.0.0.1 dst=127.0.0.1 sport=8080 dport=52254\n"
        + "[1796061472.952   ]\t [UPDATE] tcp      6 432000 ESTABLISHED src=127.0.0.1 dst=127.0.0.1 sport=52254 dport=8080 src=127.0.0.1 dst=127.0.0.1 sport=8080 dport=52254 [ASSURED]\n"
        + "[DESTROY] udp      17 src=10.0.0.1 dst=10.96.0.10 sport=5353 dport=53 [UNREPLIED] src=10.244.0.7 dst=10.0.0.1 sport=53 dport=5353\n"
        + "conntrack v1.4.7 (conntrack-tools): 3 flow events have been shown.\n";

    [Fact]
    public void Events_tell_when_and_what_happened_to_which_entry()
    {
        var events = ConntrackEvents.Parse(Events);
        Assert.Equal([ConntrackEventKind.New, ConntrackEventKind.Update, ConntrackEventKind.Destroy], events.Items.Select(e => e.Kind));
        var first = DateTimeOffset.FromUnixTimeSeconds(1796061472);
        Assert.Equal([first.AddMicroseconds(238885), first.AddMicroseconds(952), null], events.Items.Select(e => e.At));
        Assert.Equal(["SYN_SENT", "ESTABLISHED", ""], events.Items.Select(e => e.Entry.State));
        Assert.Equal([true, false, true], events.Items.Select(e => e.Entry.IsUnreplied));
        Assert.Equal(("10.244.0.7", 53, true), (events.Items[2].Entry.ReplySource, events.Items[2].Entry.ReplySourcePort, events.Items[2].Entry.IsDnat));
        Assert.Equal([1, 2, 3], events.Items.Select(e => e.Line));
        Assert.Equal(4, Assert.Single(events.NotUnderstood).Number);
    }

    [Fact]
    public void A_line_is_taken_apart_to_its_last_field()
    {
        var entry = Assert.Single(ConntrackTable.Parse(
            "ipv6     10 udp      17 29 src=fd00:0000:0000:0000:0000:0000:0000:0001 dst=fd00::10 sport=5353 dport=53 packets=3 bytes=180 [UNREPLIED] src=fd00::7 dst=fd00::2 sport=5354 dport=40001 packets=1 bytes=60 mark=16384 zone=3 use=2\n").Items);
        Assert.Equal(
            new ConntrackEntry("udp", "", 29, "fd00::1", "fd00::10", 5353, 53, "fd00::7", "fd00::2", 5354, 40001, ConntrackFlags.Unreplied, 16384, 3, 4), entry);
        Assert.True(entry is { IsDnat: true, IsSnat: true });
        var icmp = Assert.Single(ConntrackTable.Parse("icmp     1 29 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=7 src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=7 mark=0 use=1\n").Items);
        Assert.Equal(("icmp", 29, 7, false), (icmp.Protocol, icmp.Timeout, icmp.SourcePort, icmp.IsDnat));
        Assert.Equal(["[NEW] tcp 6"], ConntrackTable.Parse("[NEW] tcp 6\n\n").NotUnderstood.Select(n => n.Text));
    }

    [Fact]
    public void Half_a_million_lines_are_read_in_a_moment_and_share_their_addresses()
    {
        StringBuilder text = new(100_000_000);
        for (var i = 0; i < 500_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"ipv4     2 tcp      6 {i % 86400} ESTABLISHED src=10.244.{i % 4}.{i % 250} dst=10.96.0.{i % 200} sport={32768 + (i % 28000)} dport=80 src=10.244.{i % 8}.{i % 240} dst=10.244.{i % 4}.{i % 250} sport=8080 dport={32768 + (i % 28000)} [ASSURED] mark=0 zone=0 use=2\n");
        }

        var lines = text.ToString();
        var clock = Stopwatch.StartNew();
        var table = ConntrackTable.Parse(lines);
        clock.Stop();

        TestContext.Current.TestOutputHelper?.WriteLine($"500,000 lines in {clock.ElapsedMilliseconds} ms");
        Assert.Equal(500_000, table.Items.Count);
        Assert.Same(table.Items[1000].Source, table.Items.First(e => e.Source == table.Items[1000].Source).Source);

        // Far above what it takes: a loaded machine must not fail it, a quadratic parser must.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
        Assert.Equal(500_000, ConntrackSummary.Of(table).Total);
    }

    [Fact]
    public void Counters_of_the_tool_and_of_proc_are_the_same()
    {
        var tool = ConntrackStats.ParseTool(NetworkCaptures.Node("conntrack-stats", capture: "faults/hairpin-off"));
        var proc = ConntrackStats.ParseProc(NetworkCaptures.Node("stat-nf-conntrack", capture: "faults/hairpin-off"));
        Assert.Equal((2, 52L, 0L, (long?)null), (tool.Processors, tool.Invalid, tool.InsertFailed, tool.Entries));
        Assert.Equal((2, 52L, 0L, (long?)284), (proc.Processors, proc.Invalid, proc.InsertFailed, proc.Entries));
        var busy = ConntrackStats.ParseTool("cpu=0 found=1 invalid=2 insert=0 insert_failed=7 drop=3 early_drop=4 error=0 search_restart=5 clash_resolve=6\ncpu=1 insert_failed=1 drop=1 early_drop=1\nwhat\n");
        Assert.Equal((8L, 4L, 5L, 6L), (busy.InsertFailed, busy.Drop, busy.EarlyDrop, busy.ClashResolve));
        Assert.Equal(3, Assert.Single(busy.NotUnderstood).Number);
    }

    [Theory]
    [InlineData("busybox awk")]
    [InlineData("mawk")]
    public async Task The_node_counts_as_this_program_does(string awk)
    {
        if (!OperatingSystem.IsLinux() || !Exists(awk.Split(' ')[0]))
        {
            Assert.Skip($"{awk} is not installed");
        }

        var folder = Directory.CreateTempSubdirectory("conntrack-summary");
        try
        {
            var table = NetworkCaptures.Node("proc-nf-conntrack")
                + "udp      17 29 src=10.244.0.9 dst=10.96.0.10 sport=4000 dport=53 [UNREPLIED] src=10.244.9.9 dst=10.244.0.9 sport=53 dport=4000 mark=0 use=1\n"
                + "udp      17 29 src=10.244.0.9 dst=10.96.0.11 sport=4000 dport=53 [UNREPLIED] src=10.96.0.11 dst=10.244.0.9 sport=53 dport=4000 mark=0 use=1\n"
                + "sctp     132 9 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.9 sport=2 dport=1 [ASSURED] mark=0 use=1\n";
            var file = Path.Combine(folder.FullName, "table");
            await File.WriteAllTextAsync(file, table, TestContext.Current.CancellationToken);
            var command = SectionCommands.Find("conntrack-summary")!.Command.Replace("/proc/net/nf_conntrack", file, StringComparison.Ordinal).Replace("| awk ", $"| {awk} ", StringComparison.Ordinal);

            var counted = ConntrackSummary.Parse(await ShAsync(command));

            var expected = ConntrackSummary.Of(ConntrackTable.Parse(table));
            Assert.Empty(counted.NotUnderstood);
            Assert.True(counted.IsWhole);
            Assert.Empty(counted.LeftOut);
            Assert.Equal((expected.Total, expected.Unreplied), (counted.Total, counted.Unreplied));
            Assert.Equal(expected.States.Order(ByName), counted.States.Order(ByName));
            Assert.Equal(expected.Destinations.Order(ByName), counted.Destinations.Order(ByName));
            Assert.Equal(expected.Sources.Order(ByName), counted.Sources.Order(ByName));
            Assert.Equal(expected.Masqueraded.Order(ByName), counted.Masqueraded.Order(ByName));
            Assert.Equal(expected.Dnats.ToHashSet(), counted.Dnats.ToHashSet());
            Assert.Equal(expected.Snats.ToHashSet(), counted.Snats.ToHashSet());
            Assert.Equal([new ConntrackSilence("10.96.0.11", 53, 1)], counted.SilentUdp);
            Assert.Equal(expected.SilentUdp, counted.SilentUdp);
            Assert.Contains(counted.Dnats, d => d is { Protocol: "udp", ReplySource: "10.244.9.9", Unreplied: 1 });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_table_with_many_groups_is_cut_and_says_so()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("sh is not there");
        }

        var folder = Directory.CreateTempSubdirectory("conntrack-summary");
        try
        {
            var file = Path.Combine(folder.FullName, "table");
            await File.WriteAllLinesAsync(file, Enumerable.Range(0, 3000).Select(i =>
                $"tcp      6 9 TIME_WAIT src=10.0.{i / 250}.{i % 250} dst=10.96.0.1 sport={i} dport=80 src=10.244.{i / 250}.{i % 250} dst=10.0.{i / 250}.{i % 250} sport=80 dport={i} [ASSURED] mark=0 use=1"), TestContext.Current.CancellationToken);

            var output = await ShAsync(SectionCommands.Find("conntrack-summary")!.Command.Replace("/proc/net/nf_conntrack", file, StringComparison.Ordinal));

            var summary = ConntrackSummary.Parse(output);
            Assert.Equal(3000, summary.Total);
            Assert.Equal((50, 2950L), (summary.Sources.Count, summary.LeftOut["src"]));
            Assert.Equal((2000, 1000L), (summary.Dnats.Count, summary.LeftOut["dnat-tcp"]));
            Assert.False(summary.HasAllDnats("tcp"));
            Assert.True(summary.HasAllDnats("udp"));
            Assert.InRange(output.Length, 1, 150_000);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_summary_that_broke_off_or_failed_is_not_whole()
    {
        Assert.False(ConntrackSummary.Parse("total 5 0\nsrc 5 0 10.0.0.1\n").IsWhole);
        Assert.False(ConntrackSummary.Parse("total 0 0\nfailed\nend\n").IsWhole);
        Assert.False(ConntrackSummary.Parse("end\n").IsWhole);
        Assert.True(ConntrackSummary.Parse("total 0 0\nend\n").IsWhole);
        Assert.Equal(2, Assert.Single(ConntrackSummary.Parse("total 1 0\ndnat-tcp 1 0 10.0.0.1 x y z\nend\n").NotUnderstood).Number);
    }

    private static Comparer<ConntrackCount> ByName { get; } = Comparer<ConntrackCount>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name));

    private static bool Exists(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, tool)));

    private static async Task<string> ShAsync(string script)
    {
        using var sh = Process.Start(new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await sh.StandardInput.WriteAsync(script);
        sh.StandardInput.Close();
        var output = await sh.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await sh.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, sh.ExitCode);
        return output;
    }
}
