using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace KubeNetTui.Collect;

/// <summary>A shell that a program on this machine opens: ssh, or sh itself. It runs in the node's own root.</summary>
internal sealed class ProcessNodeShell(NodeShellKind kind, string node, string way, IReadOnlyList<string> command) : INodeShell
{
    private const int MostErrorBytes = 4096;

    public string Node => node;

    public NodeShellKind Kind => kind;

    public string Way => way;

    public bool IsContainer => false;

    public async Task<ShellExit> RunAsync(string script, Func<ReadOnlyMemory<byte>, ValueTask> output, CancellationToken cancellation)
    {
        using var process = Start();
        try
        {
            var sending = SendAsync(process, script, cancellation);
            var error = ErrorAsync(process, cancellation);
            var buffer = new byte[32 * 1024];
            var from = process.StandardOutput.BaseStream;
            int read;
            while ((read = await from.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                await output(buffer.AsMemory(0, read)).ConfigureAwait(false);
            }

            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var said = await error.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);

            // 255 is ssh's own: it did not come as far as the command.
            return kind == NodeShellKind.Ssh && process.ExitCode == 255
                ? throw new NodeShellException($"{way}: {LastLine(said)}", SshAdvice(said), said.Contains("Permission denied", StringComparison.Ordinal))
                : new ShellExit(process.ExitCode, said);
        }
        finally
        {
            End(process);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task SendAsync(Process process, string script, CancellationToken cancellation)
    {
        await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(script), cancellation).ConfigureAwait(false);
        process.StandardInput.Close();
    }

    private static async Task<string> ErrorAsync(Process process, CancellationToken cancellation)
    {
        var from = process.StandardError.BaseStream;
        var kept = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            kept.Write(buffer, 0, (int)Math.Min(read, Math.Max(0, MostErrorBytes - kept.Length)));
        }

        return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length).Trim();
    }

    private static string LastLine(string said) =>
        said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last] ? last : "ended without a word";

    private static string SshAdvice(string said) => said switch
    {
        _ when said.Contains("Permission denied", StringComparison.Ordinal) => "a key that the node takes: ssh-add, or IdentityFile in ~/.ssh/config",
        _ when said.Contains("Host key verification failed", StringComparison.Ordinal) => "the node's host key in ~/.ssh/known_hosts: connect once by hand",
        _ => "a way to the node by ssh: ProxyJump in ~/.ssh/config",
    };

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
        catch (Win32Exception)
        {
            // It is not ours to end (sudo): it ends with its input.
        }
    }

    private Process Start()
    {
        var info = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var word in command.Skip(1))
        {
            info.ArgumentList.Add(word);
        }

        try
        {
            return Process.Start(info) ?? throw new NodeShellException($"{command[0]} did not start");
        }
        catch (Win32Exception e)
        {
            throw new NodeShellException($"{command[0]}: {e.Message}", $"{command[0]} installed on this machine", inner: e);
        }
    }
}
