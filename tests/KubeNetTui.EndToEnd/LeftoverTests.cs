using System.Diagnostics;

namespace KubeNetTui.EndToEnd;

/// <summary>A debug pod outlives a program that is killed; the next start finds and removes it.</summary>
public sealed class LeftoverTests : IAsyncLifetime
{
    private readonly string _state = Directory.CreateTempSubdirectory("knt-state-").FullName;
    private DemoServer _server = null!;

    private string Notes => Path.Combine(_state, "kubenettui", "footprint");

    public async ValueTask InitializeAsync() => _server = await DemoServer.StartAsync("--still");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_state, recursive: true);
    }

    [Fact]
    public async Task Killed_in_the_middle_of_a_check_with_a_debug_pod_the_next_start_finds_and_removes_it()
    {
        // The check may have ended before the kill reaches it: then another one is begun.
        for (var attempt = 0; attempt < 10 && !IsNoted(); attempt++)
        {
            await KillWhenNotedAsync();
        }

        Assert.True(IsNoted());
        var next = await CheckAsync("--no-nodes");
        Assert.Contains("that an earlier run left is removed", next.Error);
        Assert.False(IsNoted());
        Assert.DoesNotContain("earlier run", (await CheckAsync("--no-nodes")).Error);
    }

    private bool IsNoted() => Directory.Exists(Notes) && Directory.GetFiles(Notes, "*.json").Length > 0;

    private async Task KillWhenNotedAsync()
    {
        var start = new ProcessStartInfo(BuiltProgram.Path) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["XDG_STATE_HOME"] = _state;
        foreach (var word in (string[])["--kubeconfig", _server.KubeConfig, "check", "node/node-a", "--node-shell", "debug", "--allow-debug-pods"])
        {
            start.ArgumentList.Add(word);
        }

        using var process = Process.Start(start)!;
        while (!process.HasExited && !IsNoted())
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private Task<Outcome> CheckAsync(params string[] more) => BuiltProgram.RunAsync(
        BuiltProgram.Path, ["--kubeconfig", _server.KubeConfig, "check", "node/node-a", .. more], new Dictionary<string, string> { ["XDG_STATE_HOME"] = _state });
}
