using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace KubeNetTui.EndToEnd;

/// <summary><c>kubenettui demo --serve</c> in a process of its own, and kubectl against it.</summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("knt-demo-").FullName;
    private Process? _process;

    /// <summary>The one that the server took at its first start.</summary>
    public int Port { get; private set; }

    public string KubeConfig => Path.Combine(_folder, "kubeconfig");

    /// <summary>The one line printed when ready.</summary>
    public string ReadyLine { get; private set; } = "";

    public static async Task<DemoServer> StartAsync(params string[] more)
    {
        var server = new DemoServer();
        await server.RestartAsync(more);
        return server;
    }

    /// <summary>Starts it (again) on the same port with the same kubeconfig file.</summary>
    public async Task RestartAsync(params string[] more)
    {
        var start = new ProcessStartInfo(BuiltProgram.Path) { RedirectStandardOutput = true };
        foreach (var argument in (string[])["demo", "--serve", "--port", $"{Port}", "--kubeconfig", KubeConfig, .. more])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        ReadyLine = await _process.StandardOutput.ReadLineAsync(limit.Token) ?? "";
        Assert.NotEqual("", ReadyLine);
        if (Port == 0)
        {
            var address = Regex.Match(await File.ReadAllTextAsync(KubeConfig, limit.Token), @"server: ""?https?://127\.0\.0\.1:(\d+)");
            Assert.True(address.Success, ReadyLine);
            Port = int.Parse(address.Groups[1].Value, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Ends it with SIGTERM.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        var process = _process ?? throw new InvalidOperationException("not running");
        await BuiltProgram.RunAsync("/bin/sh", ["-c", $"kill -TERM {process.Id}"]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(limit.Token);
        _process = null;
        return process.ExitCode;
    }

    public Task<Outcome> KubectlAsync(params string[] arguments) => KubectlAsync(null, arguments);

    public Task<Outcome> KubectlAsync(string? input, string[] arguments) =>
        BuiltProgram.RunAsync("kubectl", arguments, new Dictionary<string, string> { ["HOME"] = _folder, ["KUBECONFIG"] = KubeConfig }, input);

    /// <summary>kubectl until its output has what is expected, then ended: for what goes on (watches, logs that are followed).</summary>
    /// <param name="meanwhile">Done after the first line of output has come.</param>
    public async Task KubectlUntilAsync(string expected, Func<Task>? meanwhile, params string[] arguments)
    {
        var start = new ProcessStartInfo("kubectl", arguments) { RedirectStandardOutput = true };
        (start.Environment["HOME"], start.Environment["KUBECONFIG"]) = (_folder, KubeConfig);
        using var kubectl = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        List<string> lines = [];
        try
        {
            while (await kubectl.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                lines.Add(line);
                if (lines.Count == 1 && meanwhile is not null)
                {
                    await meanwhile();
                }

                if (line.Contains(expected, StringComparison.Ordinal))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told below, with what had come.
        }
        finally
        {
            kubectl.Kill();
        }

        Assert.Fail($"kubectl {string.Join(' ', arguments)} never printed \"{expected}\":\n{string.Join('\n', lines)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await StopAsync();
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
