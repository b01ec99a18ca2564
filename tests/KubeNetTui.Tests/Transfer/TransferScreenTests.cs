using KubeNetTui.Replay;
using KubeNetTui.Tests.Acting;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Transfer;

/// <summary>Files to a pod of the demo and back, by tar and without it.</summary>
public sealed class TransferScreenTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-transfer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData]
    [InlineData("tar")]
    [InlineData("tar", "sh")]
    public async Task A_binary_file_goes_to_a_pod_and_comes_back_as_it_was(params string[] lacks)
    {
        await using ServedPerson at = await ServedPerson.StartAsync();
        at.Runtime.AddLack(r => r.Command.Count > 0 && lacks.Contains(r.Command[0]));
        byte[] content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 >> 3))];
        string file = Path.Combine(_folder, "data.bin");
        File.WriteAllBytes(file, content);
        Person person = await at.SelectAsync(at.Pod("web"));

        await UploadAsync(person, file, "/tmp/data.bin");
        Assert.Contains("Nothing is there yet", person.Screen, StringComparison.Ordinal);
        Assert.Contains("tar xmf - -C /tmp", person.Screen, StringComparison.Ordinal);
        person.Press("y");
        await person.Until("copied 1 file");

        person.Press("esc");
        await DownloadAsync(person, "/tmp/data.bin", Path.Combine(_folder, "back.bin"));
        person.Press("y");
        await person.Until("download from");
        await person.Until("copied 1 file");
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(_folder, "back.bin")));
    }

    [Fact]
    public async Task A_folder_comes_with_all_that_is_in_it_and_what_is_there_is_asked_about()
    {
        await using ServedPerson at = await ServedPerson.StartAsync();
        Directory.CreateDirectory(Path.Combine(_folder, "sent", "deep"));
        File.WriteAllText(Path.Combine(_folder, "sent", "a"), "first");
        File.WriteAllText(Path.Combine(_folder, "sent", "deep", "b"), "second");
        Person person = await at.SelectAsync(at.Pod("web"));
        await UploadAsync(person, Path.Combine(_folder, "sent"), "/tmp/");
        person.Press("y");
        await person.Until("copied 2 files");

        person.Press("esc");
        string back = Path.Combine(_folder, "back");
        Directory.CreateDirectory(back);
        File.WriteAllText(Path.Combine(_folder, "back", "a"), "mine");
        await DownloadAsync(person, "/tmp/sent", Path.Combine(_folder, "back2"));
        person.Press("y");
        await person.Until("copied 2 files");
        Assert.Equal("second", File.ReadAllText(Path.Combine(_folder, "back2", "deep", "b")));

        // Again to the same place: each file is there, and asked about.
        File.WriteAllText(Path.Combine(_folder, "back2", "a"), "mine");
        person.Press("esc");
        Directory.Delete(back, recursive: true);
        Directory.Move(Path.Combine(_folder, "back2"), Path.Combine(_folder, "sent2"));
        Directory.CreateDirectory(Path.Combine(_folder, "into"));
        Directory.Move(Path.Combine(_folder, "sent2"), Path.Combine(_folder, "into", "sent"));
        await DownloadAsync(person, "/tmp/sent", Path.Combine(_folder, "into") + "/");
        person.Press("y");
        await person.Until("is there already");
        person.Press("2");
        await person.Until("left out: 2");
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_folder, "into", "sent", "a")));
    }

    [Fact]
    public async Task What_is_not_there_is_named_by_the_containers_own_words()
    {
        await using ServedPerson at = await ServedPerson.StartAsync();
        Person person = await at.SelectAsync(at.Pod("web"));
        await DownloadAsync(person, "/nowhere", Path.Combine(_folder, "x"));
        person.Press("y");
        await person.Until("tar ended with exit code 2: tar: ./nowhere: Cannot stat");
        Assert.Empty(Directory.GetFileSystemEntries(_folder));

        person.Press("esc", "t");
        await person.Until("transfer with");
        person.Press("2", "ctrl-u").Type(Path.Combine(_folder, "nothing")).Press("enter", "enter");
        await person.Until("nothing was sent: ");
        Assert.Contains("is not there", person.StatusLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_with_no_program_at_all_says_what_would_help()
    {
        await using ServedPerson at = await ServedPerson.StartAsync();
        at.Runtime.AddLack(_ => true);
        File.WriteAllText(Path.Combine(_folder, "f"), "x");
        Person person = await at.SelectAsync(at.Pod("web"));
        await DownloadAsync(person, "/etc/hosts", Path.Combine(_folder, "x"));
        person.Press("y");
        await person.Until("the container has neither tar nor cat: a debug container (D)");
        person.Press("esc");
        await UploadAsync(person, Path.Combine(_folder, "f"), "/tmp/f");
        Assert.Contains("can't be seen", person.Screen, StringComparison.Ordinal);
        person.Press("y");
        await person.Until("the container has none of tar");
    }

    [Fact]
    public async Task Leaving_the_screen_stops_it_and_a_no_copies_nothing()
    {
        await using ServedPerson at = await ServedPerson.StartAsync();
        at.Runtime.AddFile("/big", _ => new byte[64 << 20]);
        Person person = await at.SelectAsync(at.Pod("web"));
        await DownloadAsync(person, "/big", Path.Combine(_folder, "big"));
        Assert.Contains("nothing was copied", person.Press("n").StatusLine, StringComparison.Ordinal);

        at.Faults.Add(new Fault("/exec", FaultKind.Slow, Delay: TimeSpan.FromMinutes(5)));
        await DownloadAsync(person, "/big", Path.Combine(_folder, "big"));
        person.Press("y");
        await person.Until("x stops it");
        person.Press("x");
        await person.Until("stopped after 0 files");
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(403, "pods \"web\" is forbidden", "not copied: ")]
    [InlineData(404, null, "not copied: the pod is gone meanwhile")]
    public async Task A_refusal_is_named(int code, string? message, string words)
    {
        await using ServedPerson at = await ServedPerson.StartAsync();
        Person person = await at.SelectAsync(at.Pod("web"));
        await DownloadAsync(person, "/etc/resolv.conf", Path.Combine(_folder, "x"));
        at.Faults.Add(new Fault("/exec", FaultKind.Status, code, Message: message));
        person.Press("y");
        await person.Until(words);
    }

    private static async Task UploadAsync(Person person, string local, string remote)
    {
        person.Press("t");
        await person.Until("transfer with");
        person.Press("2", "ctrl-u").Type(local).Press("enter", "ctrl-u").Type(remote).Press("enter");
        await person.Until("upload to");
        await person.Until("exec in");
    }

    private static async Task DownloadAsync(Person person, string remote, string local)
    {
        person.Press("t");
        await person.Until("transfer with");
        person.Press("1", "ctrl-u").Type(remote).Press("enter", "ctrl-u").Type(local).Press("enter");
        await person.Until("exec in");
    }
}
