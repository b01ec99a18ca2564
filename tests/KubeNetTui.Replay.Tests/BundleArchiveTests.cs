using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace KubeNetTui.Replay.Tests;

public sealed class BundleArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-test-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "b.tgz");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("./")]
    [InlineData("night/")]
    public void A_folder_packed_in_any_of_the_usual_ways_is_the_same_bundle(string root)
    {
        Write((root + "api/v1.pods.json", """{"items":[{"metadata":{"name":"a","namespace":"n"}}],"metadata":{"resourceVersion":"7"}}"""),
            (root + "nodes/x/uname", "Linux\n"), (root + "pods/n/a/logs/c.previous.txt", "end\n"), (root + "README", "not ours"),
            (root + "bundle.yaml", "kubenettui-bundle: 1\nname: night\ntaken: \"2026-01-02T03:04:05Z\"\nmissing:\n- what: nodes\n  why: \"forbidden\"\n"));

        var bundle = Bundle.FromArchive(Path);

        Assert.Equal(("night", 7L, 1), (bundle.Name, bundle.ResourceVersion, bundle.Objects("pods").Count));
        Assert.Equal("Linux\n", bundle.NodeSection("x", "uname"));
        Assert.Equal("end\n", bundle.Log("n", "a", "c", previous: true));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), bundle.Moment);
        Assert.Equal("forbidden", bundle.WhyNotTaken("nodes", ""));
    }

    [Theory]
    [InlineData("../api/v1.pods.json")]
    [InlineData("api/../../x.json")]
    [InlineData("/etc/passwd")]
    [InlineData("C:/x")]
    public void A_name_that_leads_out_of_the_archive_is_refused(string name)
    {
        Write((name, "{}"));

        Assert.Contains("leads out of the archive", Assert.Throws<BundleException>(() => Bundle.FromArchive(Path)).Message, StringComparison.Ordinal);
        Assert.Equal([Path], Directory.GetFileSystemEntries(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_link_is_refused()
    {
        using (var file = File.Create(Path))
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "api/v1.pods.json") { LinkName = "/etc/shadow" });
        }

        Assert.Contains("files and folders only", Assert.Throws<BundleException>(() => Bundle.FromArchive(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_unpacks_to_far_more_than_it_is_ends_with_a_sentence()
    {
        Write(("nodes/a/iptables-save", new string('x', 40_000_000)));
        Assert.True(new FileInfo(Path).Length < 200_000);

        var e = Assert.Throws<BundleException>(() => Bundle.FromArchive(Path, mostBytes: 1 << 20));

        Assert.Contains("--max-size", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_damaged_at_any_place_is_told_and_never_throws_anything_else()
    {
        Write(("api/v1.pods.json", """{"items":[{"metadata":{"name":"a"}}]}"""), ("nodes/x/uname", string.Concat(Enumerable.Range(0, 3000))));
        var whole = File.ReadAllBytes(Path);
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var broken = (byte[])whole.Clone();
            if (i % 2 == 0)
            {
                broken = broken[..random.Next(broken.Length)];
            }
            else
            {
                broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(Path, broken);
            try
            {
                Bundle.FromArchive(Path);
            }
            catch (BundleException e)
            {
                Assert.Contains("b.tgz", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("")]
    public void What_is_no_archive_is_told(string content)
    {
        File.WriteAllText(Path, content);

        Assert.Contains("this is no .tgz", Assert.Throws<BundleException>(() => Bundle.FromArchive(Path)).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<BundleException>(() => Bundle.FromArchive(Path + "x")).Message, StringComparison.Ordinal);
        Assert.Contains("this is no bundle", Assert.Throws<BundleException>(() => Bundle.FromFolder(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_of_a_later_format_is_not_guessed_at()
    {
        Write(("bundle.yaml", "kubenettui-bundle: 9\n"));

        Assert.Contains("use a newer one", Assert.Throws<BundleException>(() => Bundle.FromArchive(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_without_a_date_is_as_old_as_the_last_that_happened_in_it() =>
        Assert.InRange(Bundle.FromFolder(System.IO.Path.Combine(Captures.Root, "faults", "forward-drop")).Moment!.Value, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private void Write(params (string Name, string Text)[] files)
    {
        using var file = File.Create(Path);
        using var gzip = new GZipStream(file, CompressionLevel.Optimal);
        using var tar = new TarWriter(gzip);
        foreach (var (name, text) in files)
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }
    }
}
