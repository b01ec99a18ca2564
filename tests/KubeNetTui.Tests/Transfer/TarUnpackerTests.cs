using System.Formats.Tar;
using System.Text;
using KubeNetTui.Transfer;

namespace KubeNetTui.Tests.Transfer;

/// <summary>What a container's tar may send, hostile things too; made up.</summary>
public sealed class TarUnpackerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-tar-").FullName;
    private readonly List<string> _asked = [];

    private string Target => Path.Combine(_folder, "here", "etc");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Files_and_folders_come_under_the_name_that_was_chosen_with_their_rights()
    {
        byte[] binary = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];
        TarUnpacker unpacker = await UnpackAsync(
            [Entry("./etc/", TarEntryType.Directory), Entry("./etc/run.sh", content: binary, mode: 0b111_101_101), Entry("etc/sub/empty", content: [])]);

        Assert.Equal(binary, File.ReadAllBytes(Path.Combine(Target, "run.sh")));
        Assert.Equal(0, new FileInfo(Path.Combine(Target, "sub", "empty")).Length);
        Assert.Empty(unpacker.LeftOut);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(Path.Combine(Target, "run.sh")));
        }
    }

    [Theory]
    [InlineData("/etc/passwd", "absolute")]
    [InlineData("etc/../../evil", "upwards")]
    [InlineData("../evil", "upwards")]
    [InlineData("other/file", "not asked for")]
    public async Task What_would_land_elsewhere_is_left_out(string name, string why)
    {
        TarUnpacker unpacker = await UnpackAsync([Entry(name, content: [1])]);
        Assert.Contains(why, Assert.Single(unpacker.LeftOut), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("../../out")]
    [InlineData("..")]
    [InlineData("sub/../../../out")]
    public async Task A_link_that_leads_outside_is_left_out_and_nothing_is_written_through_it(string target)
    {
        TarUnpacker unpacker = await UnpackAsync([Link("etc/link", target), Entry("etc/link/evil", content: [1])]);
        Assert.Contains("leads outside", unpacker.LeftOut[0], StringComparison.Ordinal);
        Assert.Equal([1], File.ReadAllBytes(Path.Combine(Target, "link", "evil"))); // a folder of its own
        Assert.Null(new DirectoryInfo(Path.Combine(Target, "link")).LinkTarget);
    }

    [Fact]
    public async Task A_link_that_stays_inside_comes_and_nothing_is_written_through_it()
    {
        TarUnpacker unpacker = await UnpackAsync(
            [Entry("etc/a/", TarEntryType.Directory), Link("etc/b/up", "../a"), Link("etc/here", "a"), Entry("etc/here/evil", content: [1])]);
        Assert.Equal("../a", new FileInfo(Path.Combine(Target, "b", "up")).LinkTarget);
        Assert.Contains("through the link", Assert.Single(unpacker.LeftOut), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(Target, "a")));
    }

    [Fact]
    public async Task A_link_that_was_there_is_not_written_through_either()
    {
        string outside = Directory.CreateDirectory(Path.Combine(_folder, "outside")).FullName;
        Directory.CreateDirectory(Target);
        Directory.CreateSymbolicLink(Path.Combine(Target, "sub"), outside);

        TarUnpacker unpacker = await UnpackAsync([Entry("etc/sub/evil", content: [1])]);

        Assert.Contains("through the link", Assert.Single(unpacker.LeftOut), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(outside));
    }

    [Fact]
    public async Task A_file_that_is_a_link_is_replaced_and_not_followed()
    {
        string other = Path.Combine(_folder, "other");
        File.WriteAllText(other, "mine");
        Directory.CreateDirectory(Target);
        File.CreateSymbolicLink(Path.Combine(Target, "f"), other);

        await UnpackAsync([Entry("etc/f", content: "new"u8.ToArray())], OnConflict.Overwrite);

        Assert.Equal("mine", File.ReadAllText(other));
        Assert.Equal("new", File.ReadAllText(Path.Combine(Target, "f")));
    }

    [Fact]
    public async Task A_hard_link_is_a_copy_of_what_came_and_of_nothing_else()
    {
        File.WriteAllText(Path.Combine(_folder, "secret"), "secret");
        TarUnpacker unpacker = await UnpackAsync(
            [Entry("etc/a", content: [1, 2]), Hard("etc/b", "etc/a"), Hard("etc/c", "/secret"), Hard("etc/d", "etc/never"), Entry("etc/pipe", TarEntryType.Fifo)]);
        Assert.Equal([1, 2], File.ReadAllBytes(Path.Combine(Target, "b")));
        Assert.Equal(3, unpacker.LeftOut.Count);
        Assert.Contains("no file, folder or link", unpacker.LeftOut[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_are_there_are_asked_about_until_an_answer_is_for_all()
    {
        Directory.CreateDirectory(Target);
        foreach (string name in (string[])["a", "b", "c"])
        {
            File.WriteAllText(Path.Combine(Target, name), "old");
        }

        TarUnpacker unpacker = await UnpackAsync(
            [Entry("etc/a", content: [1]), Entry("etc/b", content: [1]), Entry("etc/c", content: [1])], OnConflict.Overwrite, OnConflict.SkipAll);

        Assert.Equal(2, _asked.Count);
        Assert.Equal([1], File.ReadAllBytes(Path.Combine(Target, "a")));
        Assert.Equal("old", File.ReadAllText(Path.Combine(Target, "c")));
        Assert.Equal(2, unpacker.LeftOut.Count);
    }

    [Fact]
    public async Task Half_an_archive_leaves_no_half_file()
    {
        byte[] whole = await ArchiveAsync([Entry("etc/a", content: new byte[10_000])]);
        await Assert.ThrowsAnyAsync<Exception>(() => Unpacker().UnpackAsync(new MemoryStream(whole[..4000]), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_is_no_archive_is_said()
    {
        await Assert.ThrowsAnyAsync<InvalidDataException>(() => Unpacker().UnpackAsync(new MemoryStream(Encoding.UTF8.GetBytes(new string('x', 2000))), TestContext.Current.CancellationToken));
    }

    private static TarEntry Entry(string name, TarEntryType type = TarEntryType.RegularFile, byte[]? content = null, int mode = 0b110_100_100) =>
        content is null ? new GnuTarEntry(type, name) { Mode = (UnixFileMode)mode } : new GnuTarEntry(type, name) { Mode = (UnixFileMode)mode, DataStream = new MemoryStream(content) };

    private static GnuTarEntry Link(string name, string target) => new(TarEntryType.SymbolicLink, name) { LinkName = target };

    private static GnuTarEntry Hard(string name, string target) => new(TarEntryType.HardLink, name) { LinkName = target };

    private static async Task<byte[]> ArchiveAsync(IReadOnlyList<TarEntry> entries)
    {
        MemoryStream archive = new();
        await using (TarWriter writer = new(archive, TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach (TarEntry entry in entries)
            {
                await writer.WriteEntryAsync(entry, TestContext.Current.CancellationToken);
            }
        }

        return archive.ToArray();
    }

    private TarUnpacker Unpacker(params OnConflict[] answers)
    {
        Queue<OnConflict> queue = new(answers);
        return new TarUnpacker("etc", Target, (path, _) =>
        {
            _asked.Add(path);
            return Task.FromResult(queue.Dequeue());
        }, new TransferProgress());
    }

    private async Task<TarUnpacker> UnpackAsync(IReadOnlyList<TarEntry> entries, params OnConflict[] answers)
    {
        TarUnpacker unpacker = Unpacker(answers);
        await unpacker.UnpackAsync(new MemoryStream(await ArchiveAsync(entries)), TestContext.Current.CancellationToken);
        return unpacker;
    }
}
