using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;

namespace KubeNetTui.Collect.Tests;

public sealed class BundleTakerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-test-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "taken.tgz");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Lists_and_answers_are_kept_so_that_replay_gives_them_again()
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync();
        await using ApiClient client = cluster.Connect();
        Section[] asked =
        [
            Read(CommandReadings.NodeNeed("node-a", "uname"), new CommandOutput("Linux node-a\n")),
            Read(CommandReadings.NodeNeed("node-a", "iptables-save"), new CommandOutput("*nat", 3, "half of it\n", IsCut: true)),
            Read(CommandReadings.NodeNeed("node-a", "nft"), null, SectionStatus.Absent, "sh: nft: not found"),
            Read(new ProbeNeed(Place.Pod("shop", "web-1"), ProbeMethod.Dns, "10.96.0.10", 53, "web.shop A"),
                new ProbeResult(ProbeOutcome.Reached, TimeSpan.FromMilliseconds(4), "raw", "dig") { DnsCode = "NOERROR", Addresses = ["10.0.0.1"] }),
            Read(Needs.Raw("/readyz?verbose"), new RawText(500, "[-]etcd failed\n")),
        ];

        BundleSummary summary = await Taker(client).TakeAsync(Path, new BundleRequest { Scope = "-A", Asked = asked }, null, TestContext.Current.CancellationToken);

        Bundle bundle = Bundle.FromArchive(Path);
        Assert.Equal(3, bundle.Objects("pods").Count);
        Assert.Equal("Linux node-a\n", bundle.NodeSection("node-a", "uname"));
        Assert.Equal("exit 3 cut 4\nhalf of it\n", bundle.NodeSection("node-a", "iptables-save.err"));
        Assert.Equal("exit 127 missing nft\nsh: nft: not found\n", bundle.NodeSection("node-a", "nft.err"));
        Assert.Equal("reached 4 dig NOERROR 10.0.0.1\n", bundle.PodSection("shop", "web-1", "probe.dns.10.96.0.10.53.web.shop_A"));
        Assert.Equal("HTTP 500\n[-]etcd failed\n", bundle.Raw("/readyz?verbose"));
        Assert.NotNull(bundle.Taken);
        Assert.Equal(summary.FileBytes, new FileInfo(Path).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        Assert.DoesNotContain("secrets", string.Join(' ', Names()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_is_named_and_refused_again_by_replay_in_place_of_an_empty_list()
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync(AccessPolicy.ViewNamespace("shop"));
        await using ApiClient client = cluster.Connect();

        BundleSummary summary = await Taker(client).TakeAsync(Path, new BundleRequest { Scope = "-n shop", Namespace = "shop" }, null, TestContext.Current.CancellationToken);

        Assert.Contains(summary.Missing, m => m.StartsWith("nodes: ", StringComparison.Ordinal) && m.Contains("forbidden", StringComparison.Ordinal));
        await using ReplayServer server = await ReplayServer.StartAsync(Bundle.FromArchive(Path), new ReplayOptions { OnlyTaken = true }, TestContext.Current.CancellationToken);
        await using ApiClient replayed = new(new ConnectionSettings { Server = server.Url, ContextName = "r", Credentials = new CredentialSettings { Token = server.Token } });
        Assert.Equal(SectionStatus.Read, (await ReadAsync(replayed, Needs.Pods("shop"))).Status);
        Section nodes = await ReadAsync(replayed, Needs.Nodes()), all = await ReadAsync(replayed, Needs.Pods(null)), other = await ReadAsync(replayed, Needs.Pods("other"));
        Assert.Equal((SectionStatus.Denied, SectionStatus.Denied, SectionStatus.Denied), (nodes.Status, all.Status, other.Status));
        Assert.Contains("cannot list resource \"nodes\"", nodes.Problem, StringComparison.Ordinal);
        Assert.Contains("it was taken of shop only", all.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_is_bounded_and_says_what_it_lacks()
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync(extraPods: 500);
        await using ApiClient client = cluster.Connect();

        BundleSummary summary = await Taker(client, new BundleOptions { MostBytes = 20_000 }).TakeAsync(Path, new BundleRequest { Scope = "-A" }, null, TestContext.Current.CancellationToken);

        Assert.InRange(summary.Bytes, 1, 20_000);
        Assert.Contains(summary.Missing, m => m.StartsWith("pods: left out", StringComparison.Ordinal));
        Bundle bundle = Bundle.FromArchive(Path);
        Assert.NotNull(bundle.WhyNotTaken("pods", ""));
        Assert.Null(bundle.WhyNotTaken("services", ""));
    }

    [Fact]
    public async Task Cancelled_half_way_it_leaves_no_file_and_an_older_one_as_it_was()
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync();
        await using ApiClient client = cluster.Connect();
        await File.WriteAllTextAsync(Path, "older", TestContext.Current.CancellationToken);
        using CancellationTokenSource cancel = new();
        Progress progress = new(p =>
        {
            if (p.Doing == "endpointslices")
            {
                cancel.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Taker(client).TakeAsync(Path, new BundleRequest { Scope = "-A" }, progress, cancel.Token));

        Assert.Equal([Path], Directory.GetFiles(_folder));
        Assert.Equal("older", await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Redacted_it_holds_no_name_in_any_file_or_file_name()
    {
        await using ReplayedCluster cluster = await ReplayedCluster.StartAsync();
        await using ApiClient client = cluster.Connect();
        Section[] asked =
        [
            Read(CommandReadings.NodeNeed("node-a", "uname"), new CommandOutput("Linux node-a\n")),
            Read(new ProbeNeed(Place.Pod("shop", "web-1"), ProbeMethod.Tcp, "10.20.30.40", 80), new ProbeResult(ProbeOutcome.Refused, TimeSpan.Zero, "connect to 10.20.30.40", "nc")),
        ];

        BundleTaker taker = Taker(client, new BundleOptions { Redact = true });
        await taker.TakeAsync(Path, new BundleRequest { Scope = "service/shop/web", Asked = asked }, null, TestContext.Current.CancellationToken);

        string everything = string.Concat(Names()) + string.Concat(Contents());
        foreach (string name in (string[])["node-a", "web-1", "\"shop\"", "lone", "10.20.30.40", "small", "127.0.0.1"])
        {
            Assert.DoesNotContain(name, everything, StringComparison.Ordinal);
        }

        Bundle bundle = Bundle.FromArchive(Path);
        Assert.StartsWith("refused 0 nc", bundle.PodSection(taker.Shown("shop"), taker.Shown("web-1"), $"probe.tcp.{taker.Shown("10.20.30.40")}.80"), StringComparison.Ordinal);
    }

    private static BundleTaker Taker(ApiClient client, BundleOptions? options = null) =>
        new(client, new ApiEvidenceSource(client, TimeProvider.System), TimeProvider.System, options ?? new BundleOptions());

    private static Section Read(Need need, object? value, SectionStatus status = SectionStatus.Read, string? problem = null) =>
        new(need, status, need.Command, "here", DateTimeOffset.UnixEpoch, TimeSpan.Zero, problem, null, value);

    private static async Task<Section> ReadAsync(ApiClient client, Need need)
    {
        await foreach (Section section in new ApiEvidenceSource(client, TimeProvider.System).CollectAsync([need], TestContext.Current.CancellationToken))
        {
            return section;
        }

        throw new InvalidOperationException("no answer");
    }

    private List<string> Names() => [.. Entries().Select(e => e.Name)];

    private List<string> Contents() => [.. Entries().Select(e => e.Text)];

    private List<(string Name, string Text)> Entries()
    {
        using GZipStream gzip = new(File.OpenRead(Path), CompressionMode.Decompress);
        using TarReader tar = new(gzip);
        List<(string, string)> entries = [];
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            using StreamReader reader = new(entry.DataStream!, Encoding.UTF8);
            entries.Add((entry.Name, reader.ReadToEnd()));
        }

        return entries;
    }

    private sealed class Progress(Action<BundleProgress> report) : IProgress<BundleProgress>
    {
        public void Report(BundleProgress value) => report(value);
    }
}
