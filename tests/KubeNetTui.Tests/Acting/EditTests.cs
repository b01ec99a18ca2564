using KubeNetTui.Replay;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Acting;

/// <summary>An object in an editor that is a script: what it writes, how it ends, and what the server says to it.</summary>
[Collection("EDITOR")]
public sealed class EditTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-editor-").FullName;
    private readonly string? _before = Environment.GetEnvironmentVariable("KUBE_EDITOR");
    private ServedPerson _at = null!;

    private string Runs => Path.Combine(_folder, "runs");

    public async ValueTask InitializeAsync() => _at = await ServedPerson.StartAsync("deployments");

    public async ValueTask DisposeAsync()
    {
        Environment.SetEnvironmentVariable("KUBE_EDITOR", _before);
        await _at.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_was_changed_is_shown_asked_and_sent()
    {
        Person person = await EditAsync("sed -i 's/replicas: 3/replicas: 5/' \"$1\"");
        await person.Until("change deployment web");
        Assert.Contains("+   replicas: 5", person.Screen, StringComparison.Ordinal);
        Assert.Contains("PUT", person.Screen, StringComparison.Ordinal);
        person.Press("y");
        await person.Until("changed deployment web");
        Assert.Equal(5, (int)_at.Store.Get("deployments.apps", "shop", "web")!["spec"]!["replicas"]!);
    }

    [Fact]
    public async Task What_the_server_refuses_comes_back_with_the_reason_before_anything_was_asked_or_changed()
    {
        _at.Faults.Add(new Fault("dryRun=All", FaultKind.Status, 422, Times: 1, Message: "spec.replicas: Invalid value: 5: too many"));
        Person person = await EditAsync("""
            echo run >> RUNS
            if [ "$(wc -l < RUNS)" = 1 ]; then sed -i 's/replicas: 3/replicas: 5/' "$1"; else cp "$1" SEEN; sed -i 's/replicas: 5/replicas: 4/' "$1"; fi
            """);
        await person.Until("change deployment web");
        string seen = File.ReadAllText(Path.Combine(_folder, "seen"));
        Assert.StartsWith("# It was refused:", seen, StringComparison.Ordinal);
        Assert.Contains("# PUT /apis/apps/v1/namespaces/shop/deployments/web", seen, StringComparison.Ordinal);
        Assert.Contains("too many", seen, StringComparison.Ordinal);
        Assert.Contains("replicas: 5", seen, StringComparison.Ordinal);
        Assert.Equal(3, (int)_at.Store.Get("deployments.apps", "shop", "web")!["spec"]!["replicas"]!);
        person.Press("y");
        await person.Until("changed deployment web");
        Assert.Equal(4, (int)_at.Store.Get("deployments.apps", "shop", "web")!["spec"]!["replicas"]!);
    }

    [Fact]
    public async Task Given_up_after_a_refusal_what_was_written_is_kept()
    {
        _at.Faults.Add(new Fault("dryRun=All", FaultKind.Status, 403, Message: "admission webhook \"guard\" denied the request: no"));
        Person person = await EditAsync("echo run >> RUNS; [ \"$(wc -l < RUNS)\" != 1 ] || sed -i 's/replicas: 3/replicas: 5/' \"$1\"");
        await person.Until("what you wrote is in");
        Assert.Contains("It was refused", person.StatusLine, StringComparison.Ordinal);
        string file = person.StatusLine.Split(' ').First(w => w.EndsWith(".yaml.", StringComparison.Ordinal)).TrimEnd('.');
        Assert.Contains("replicas: 5", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.DoesNotContain("# ", File.ReadAllText(file), StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public async Task A_webhook_that_can_not_be_tried_is_no_reason_against_it()
    {
        _at.Faults.Add(new Fault("dryRun=All", FaultKind.Status, 400, Message: "admission webhook \"guard\" does not support dry run"));
        Person person = await EditAsync("sed -i 's/replicas: 3/replicas: 5/' \"$1\"");
        await person.Until("change deployment web");
        person.Press("y");
        await person.Until("changed deployment web");
    }

    [Theory]
    [InlineData("exit 3", "the editor ended with exit code 3: nothing was changed")]
    [InlineData("rm \"$1\"", "the editor left no file")]
    [InlineData("true", "not changed")]
    [InlineData(": > \"$1\"", "not changed")]
    public async Task An_editor_that_fails_or_writes_nothing_changes_nothing(string script, string words)
    {
        Person person = await EditAsync(script);
        await person.Until(words);
        Assert.Equal(3, (int)_at.Store.Get("deployments.apps", "shop", "web")!["spec"]!["replicas"]!);
    }

    [Fact]
    public async Task Rubbish_comes_back_with_the_servers_words()
    {
        Person person = await EditAsync("echo run >> RUNS; if [ \"$(wc -l < RUNS)\" = 1 ]; then printf '\\000\\377{{{: rubbish' > \"$1\"; else cp \"$1\" SEEN; fi");
        await person.Until("It was refused");
        Assert.StartsWith("# It was refused:", File.ReadAllText(Path.Combine(_folder, "seen")), StringComparison.Ordinal);
        Assert.Equal(3, (int)_at.Store.Get("deployments.apps", "shop", "web")!["spec"]!["replicas"]!);
    }

    [Fact]
    public async Task An_object_that_goes_while_it_is_edited_keeps_what_was_written()
    {
        _at.Faults.Add(new Fault("dryRun=All", FaultKind.Status, 404));
        Person person = await EditAsync("sed -i 's/replicas: 3/replicas: 5/' \"$1\"");
        await person.Until("web is gone meanwhile: nothing was changed; what you wrote is in");
    }

    [Fact]
    public async Task Somebody_elses_change_is_not_lost()
    {
        Person person = await EditAsync("""
            echo run >> RUNS
            if [ "$(wc -l < RUNS)" = 1 ]; then sed -i 's/replicas: 3/replicas: 5/; s/resourceVersion: "[0-9]*"/resourceVersion: "1"/' "$1"; else cp "$1" SEEN; fi
            """);
        await person.Until("somebody else has changed it meanwhile");
        Assert.Equal(3, (int)_at.Store.Get("deployments.apps", "shop", "web")!["spec"]!["replicas"]!);
    }

    private async Task<Person> EditAsync(string script)
    {
        string editor = Path.Combine(_folder, "editor.sh");
        string text = script.Replace("RUNS", Runs, StringComparison.Ordinal).Replace("SEEN", Path.Combine(_folder, "seen"), StringComparison.Ordinal);
        await File.WriteAllTextAsync(editor, $"#!/bin/sh\n{text}\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(editor, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("KUBE_EDITOR", editor);
        Person person = await _at.SelectAsync("web");
        return person.Press("e");
    }
}
