using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Moving;

/// <summary>What is kept between runs: the namespaces on the keys, and what was typed.</summary>
public sealed class RememberedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-state-").FullName;

    private ConfigFolders Folders => new(Path.Combine(_folder, "config"), Path.Combine(_folder, "state"), Path.Combine(_folder, "k9s"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Namespaces_keep_their_keys_in_the_next_run_in_the_same_context_and_in_no_other()
    {
        await using (Person first = new(folders: Folders))
        {
            first.Command("pods kube-system").Command("pods -A");
        }

        await using Person second = new(folders: Folders);
        Assert.Contains("pods(kube-system)", second.Press("2").Screen, StringComparison.Ordinal);

        second.Command("pods shop").Command("ctx prod");
        Assert.Equal("prod", second.Workspace.Session.Client.Settings.ContextName);
        Assert.DoesNotContain("kube-system", second.Workspace.Slots.Slots);
    }

    [Fact]
    public async Task Commands_and_filters_are_there_again_and_labels_are_not()
    {
        await using (Person first = new(folders: Folders))
        {
            first.Command("services shop").Press("/").Type("cart").Press("enter");
            first.Command("pods shop").Press("ctrl-l").Type("team=secret").Press("enter", "esc");
        }

        await using Person second = new(folders: Folders);
        Assert.Contains(":services shop", second.Press(":", "up", "up").Screen, StringComparison.Ordinal);
        Assert.Contains("/cart", second.Press("esc", "/", "up").Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("team=secret", string.Join('\n', Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_for_the_person_alone_and_hold_the_last_entries()
    {
        var files = StateFiles.Of(Folders);
        await files.WriteAsync("history/command", [.. Enumerable.Range(0, 300).Select(i => $"pods {i}"), "two\nlines", new string('x', 5000)]);

        Assert.Equal(["pods 298", "pods 299"], files.Read("history/command", 2));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(Path.Combine(Folders.State, "history", "command")));
        Assert.Single(Directory.EnumerateFiles(Path.Combine(Folders.State, "history")));
    }

    [Fact]
    public async Task A_state_folder_that_can_not_be_made_or_read_ends_nothing()
    {
        File.WriteAllText(Path.Combine(_folder, "state"), "a file in its place");
        var files = StateFiles.Of(Folders);
        await files.WriteAsync("history/command", ["pods"]);

        Assert.Empty(files.Read("history/command", 9));
        await using Person person = new(folders: Folders);
        Assert.Contains("services(shop)", person.Command("services").Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tenth_namespace_takes_the_key_of_the_one_not_used_for_longest_also_over_runs()
    {
        var slots = new NamespaceSlots(StateFiles.Of(Folders));
        slots.Load("a:b/c");
        for (var i = 1; i <= 9; i++)
        {
            await slots.Use($"ns-{i}");
        }

        await slots.Use("ns-1");
        var again = new NamespaceSlots(StateFiles.Of(Folders));
        again.Load("a:b/c");
        await again.Use("ns-10");

        Assert.Equal(["ns-1", "ns-10", "ns-3"], again.Slots.Take(3));
        Assert.Equal("ns-9", again.Of(9));
    }

    [Fact]
    public void What_is_no_name_of_a_namespace_gets_no_key()
    {
        var slots = new NamespaceSlots(new StateFiles(null));
        Assert.True(slots.Use("/regex").IsCompletedSuccessfully);
        slots.Use("Shop");
        slots.Use("by use: x");

        Assert.Empty(slots.Slots);
    }
}
