using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Acting;

/// <summary>Contexts renamed and deleted from their list, in a kubeconfig on disk.</summary>
[Collection("XDG_STATE_HOME")]
public sealed class ContextEditTests : IAsyncLifetime
{
    private const string Text = """
        # mine
        apiVersion: v1
        kind: Config
        current-context: shop   # the demo
        contexts:
        - context:
            cluster: shop
            user: me
          name: shop
        # the one on the moon
        - context: {cluster: moon, user: me, namespace: crater}
          name: moon
        clusters:
        - {name: shop, cluster: {server: "https://127.0.0.1:1"}}
        - {name: moon, cluster: {server: "https://moon"}}
        users:
        - {name: me, user: {token: secret}}
        """;

    private readonly string? _state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
    private ServedPerson _at = null!;

    private string File => Path.Combine(_at.Folder, "config");

    public async ValueTask InitializeAsync()
    {
        _at = await ServedPerson.StartAsync();
        await System.IO.File.WriteAllTextAsync(File, Text);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _at.KubeConfig = File;
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", Path.Combine(_at.Folder, "state"));
    }

    public async ValueTask DisposeAsync()
    {
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", _state);
        await _at.DisposeAsync();
    }

    [Fact]
    public async Task A_context_is_deleted_after_a_question_with_the_lines_that_go_and_can_be_brought_back()
    {
        await OpenAsync("moon");
        _at.Person.Press("ctrl-d");
        await _at.Person.Until("delete context moon");
        Assert.Contains("-   name: moon", _at.Person.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", _at.Person.Screen, StringComparison.Ordinal);
        _at.Person.Press("enter");
        Assert.Contains("not done", _at.Person.StatusLine, StringComparison.Ordinal);
        Assert.Equal(Text, System.IO.File.ReadAllText(File));

        _at.Person.Press("ctrl-d");
        await _at.Person.Until("delete context moon");
        _at.Person.Press("y");

        Assert.Contains("undo: cp ", _at.Person.Screen, StringComparison.Ordinal);
        Assert.Equal(Text.Replace("- context: {cluster: moon, user: me, namespace: crater}\n  name: moon\n", "", StringComparison.Ordinal), System.IO.File.ReadAllText(File));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        string undo = Assert.Single(Directory.GetFiles(Path.Combine(_at.Folder, "state", "kubenettui", "kubeconfig")));
        Assert.Equal(Text, System.IO.File.ReadAllText(undo));
        await _at.UntilAsync(() => !_at.Person.Screen.Contains("moon ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_context_in_use_is_renamed_and_stays_in_use_under_its_new_name()
    {
        await OpenAsync("shop");
        _at.Person.Press("r", "ctrl-u").Type("market").Press("enter");
        await _at.Person.Until("rename context shop to market");
        Assert.Contains("+ current-context: market   # the demo", _at.Person.Screen, StringComparison.Ordinal);
        _at.Person.Press("y");
        await _at.UntilAsync(() => _at.Person.Workspace.Session.Client.Settings.ContextName == "market");
        string now = System.IO.File.ReadAllText(File);
        Assert.Equal(Text.Replace("name: shop\n#", "name: market\n#", StringComparison.Ordinal).Replace("current-context: shop", "current-context: market", StringComparison.Ordinal), now);
        await _at.Person.Until("contexts");
    }

    [Fact]
    public async Task The_context_in_use_is_not_deleted_a_name_that_is_taken_is_refused_and_a_locked_file_is_left()
    {
        await OpenAsync("shop");
        Assert.Contains("this context is in use", _at.Person.Press("ctrl-d").StatusLine, StringComparison.Ordinal);
        _at.Person.Press("r", "ctrl-u").Type("moon").Press("enter");
        await _at.Person.Until("there is a context \"moon\" already");

        await System.IO.File.WriteAllTextAsync(File + ".lock", "", TestContext.Current.CancellationToken);
        _at.Person.Press("r", "ctrl-u").Type("sun").Press("enter");
        await _at.Person.Until("rename context shop to sun");
        _at.Person.Press("y");
        Assert.Contains("is locked by another program", _at.Person.StatusLine, StringComparison.Ordinal);
        Assert.Equal(Text, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public async Task What_somebody_else_wrote_meanwhile_is_not_lost()
    {
        await OpenAsync("shop");
        _at.Person.Press("r", "ctrl-u").Type("sun").Press("enter");
        await _at.Person.Until("rename context shop to sun");
        await System.IO.File.AppendAllTextAsync(File, "\n# theirs\n", TestContext.Current.CancellationToken);
        _at.Person.Press("y");
        Assert.Contains("was changed by somebody else meanwhile", _at.Person.StatusLine, StringComparison.Ordinal);
        Assert.EndsWith("# theirs\n", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    private async Task OpenAsync(string name)
    {
        await _at.Person.Command("ctx").Until("moon");
        for (int i = 0; i < 5 && Row() != name; i++)
        {
            _at.Person.Press("down");
        }

        Assert.Equal(name, Row());
    }

    private string Row() => (_at.Person.Workspace.Stack.Top as KubeNetTui.Screens.ListScreen)?.Source.Model?.SelectedRow?.Name ?? "";
}
