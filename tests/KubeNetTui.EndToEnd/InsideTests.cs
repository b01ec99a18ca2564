namespace KubeNetTui.EndToEnd;

/// <summary>A person who goes into containers: attaches, brings a debug container, copies files; at the end the terminal is as it was.</summary>
public sealed class InsideTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("knt-inside-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_container_is_attached_to_left_with_two_keys_and_a_debug_containers_shell_is_used()
    {
        await using var person = await DemoAsync(160, 45);
        await person.Filter("web-");
        await person.ExpectGone("ads-");

        await person.Press("a");
        await person.Expect("ctrl-p ctrl-q or ctrl-c detaches");
        await person.Press("C-p", "C-q");
        await person.Expect("Detached from web; it goes on.");

        await person.Press("D");
        await person.Expect("debug container for web-");
        await person.Press("1");
        await person.Expect("NET_ADMIN");
        await person.Press("2");
        await person.Expect("image: docker.io/library/busybox");
        await person.Press("Enter");
        await person.Expect("It can't be removed again");
        await person.Expect("ephemeralcontainers");
        await person.Press("y");
        await person.Expect("all other keys go to the process");
        await person.Type("hostname");
        await person.Press("Enter");
        await person.ExpectMatch(@"(?m)^web-\S+$");
        await person.Type("exit");
        await person.Press("Enter");
        await person.Expect("ended, or closed its output");

        await person.Command("footprint");
        await person.ExpectMatch(@"in its pod\s+debug container\s+debugger-\w+ in shop/web-");
        await LeaveAsync(person);
    }

    [Fact]
    public async Task A_node_has_a_shell_whose_pod_is_gone_afterwards()
    {
        await using var person = await DemoAsync(120, 40);
        await person.Command("nodes");
        await person.ExpectMatch(@"node-b\s+✓");
        await person.Press("s");
        await person.Expect("make a debug pod?");
        await person.Press("y");
        await person.Expect("which goes when this shell ends");
        await person.Type("hostname");
        await person.Press("Enter");
        await person.ExpectMatch(@"(?m)^node-a$");
        await person.Type("exit");
        await person.Press("Enter");
        await person.Expect("Its debug pod is removed.");
        await LeaveAsync(person);
    }

    [Theory]
    [InlineData(160, 45)]
    [InlineData(80, 24)]
    public async Task A_file_goes_to_a_pod_and_comes_back(int columns, int rows)
    {
        var (sent, back) = (Path.Combine(_folder, "s"), Path.Combine(_folder, "b"));
        byte[] content = [.. Enumerable.Range(0, 70_000).Select(i => (byte)(i * 13))];
        await File.WriteAllBytesAsync(sent, content, TestContext.Current.CancellationToken);
        await using var person = await DemoAsync(columns, rows);
        await person.Filter("web-");
        await person.ExpectGone("ads-");

        await person.Press("t");
        await person.Expect("upload: ");
        await person.Press("2");
        await person.Expect("from: ");
        await person.Press("C-u");
        await person.Type(sent);
        await person.Press("Enter");
        await person.Expect("/tmp/s");
        await person.Press("Enter");
        await person.Expect("tar xmf -");
        await person.Press("y");
        await person.Expect("copied 1 file");
        await person.Press("Escape");

        await person.Press("t");
        await person.Expect("download: ");
        await person.Press("1");
        await person.Expect("from web-");
        await person.Press("C-u");
        await person.Type("/tmp/s");
        await person.Press("Enter");
        await person.Expect("to: ");
        await person.Press("C-u");
        await person.Type(back);
        await person.Press("Enter");
        await person.Expect("tar cf -");
        await person.Press("y");
        await person.Expect("copied 1 file");
        Assert.Equal(content, await File.ReadAllBytesAsync(back, TestContext.Current.CancellationToken));
        await LeaveAsync(person);
    }

    private async Task<Person> DemoAsync(int columns, int rows)
    {
        var person = await Person.OpenAsync(columns, rows, "demo --still", ("XDG_STATE_HOME", Path.Combine(_folder, "state")));
        await person.Expect("ads-");
        return person;
    }

    private static async Task LeaveAsync(Person person)
    {
        await person.Press("C-c");
        await person.Expect("[ended 0]");
        Assert.Equal("1 0 0", await person.ModesAsync());
    }
}
