using System.Diagnostics;
using System.Text;

namespace KubeNetTui.Collect.Tests;

/// <summary>Runs a node script for real, in a shell of this machine.</summary>
internal sealed class LocalShell(params string[] command) : INodeShell
{
    public static readonly TheoryData<string> Shells = [.. new[] { "dash", "busybox sh", "bash" }.Where(IsHere)];

    public string Node => "node-a";

    public NodeShellKind Kind => NodeShellKind.Local;

    public string Way => string.Join(' ', command);

    public bool IsContainer => false;

    /// <summary>Only these tools are found; a folder made by <see cref="ToolFolder"/>.</summary>
    public string? Path { get; init; }

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    public string Error { get; private set; } = "";

    public static LocalShell Of(string shell) => new([.. shell.Split(' '), "-s"]);

    public static async Task<(ScriptOutcome Outcome, List<ScriptFrame> Frames)> RunAsync(
        INodeShell shell, NodeScript script, NodeShellOptions options)
    {
        List<ScriptFrame> frames = [];
        var outcome = await ScriptRun.RunAsync(
            shell, script, options, frame =>
            {
                frames.Add(frame);
                return ValueTask.CompletedTask;
            }, TestContext.Current.CancellationToken);
        return (outcome, frames);
    }

    public async Task<ShellExit> RunAsync(string script, Func<ReadOnlyMemory<byte>, ValueTask> output, CancellationToken cancellation)
    {
        var info = new ProcessStartInfo(command[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in command.Skip(1))
        {
            info.ArgumentList.Add(word);
        }

        if (Path is not null)
        {
            info.Environment["PATH"] = $"{Path}:{Environment.GetEnvironmentVariable("PATH")}";
        }

        foreach (var (name, value) in Variables)
        {
            info.Environment[name] = value;
        }

        using var process = Process.Start(info)!;
        try
        {
            var bytes = Encoding.UTF8.GetBytes(Path is null ? script : script.Replace("PATH=$PATH:", $"PATH={Path} kn_unused=", StringComparison.Ordinal));
            var error = process.StandardError.ReadToEndAsync(cancellation);

            // As exec with the older protocol does it: input stays open, and the script must end itself.
            await process.StandardInput.BaseStream.WriteAsync(bytes, cancellation);
            await process.StandardInput.BaseStream.FlushAsync(cancellation);
            var buffer = new byte[10_000];
            int read;
            while ((read = await process.StandardOutput.BaseStream.ReadAsync(buffer, cancellation)) > 0)
            {
                await output(buffer.AsMemory(0, read));
            }

            Error = await error;
            await process.WaitForExitAsync(cancellation);
            return new ShellExit(process.ExitCode, Error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool IsHere(string shell) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(System.IO.Path.Combine(p, shell.Split(' ')[0])));
}
