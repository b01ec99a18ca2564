using System.Diagnostics;

namespace KubeNetTui.Replay;

/// <summary>How a command of the machine ended, and what it said.</summary>
internal sealed record ToolResult(int Exit, string Output, string Error);

/// <summary>Runs commands of the machine, with an environment that says which lab they belong to.</summary>
internal static class Tool
{
    /// <summary>In the environment of every process of a lab: how <c>down</c> finds them, whatever has become of the rest.</summary>
    public const string Mark = "KUBENETTUI_LAB";

    public const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static ProcessStartInfo Start(string lab, string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false };
        start.Environment.Clear();
        start.Environment[Mark] = lab;
        start.Environment["PATH"] = Path;
        start.Environment["HOME"] = "/root";
        start.Environment["LANG"] = "C.UTF-8";
        return start;
    }

    /// <exception cref="LabException">There is no such command on this machine.</exception>
    public static async Task<ToolResult> RunAsync(string lab, IReadOnlyList<string> command, string input, CancellationToken cancellation)
    {
        var start = Start(lab, command[0], command.Skip(1));
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Launch(start);
        using var ending = cancellation.UnsafeRegister(static p => End((Process)p!), process);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.StandardInput.WriteAsync(input).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It did not care for its input; its exit status says more.
        }

        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        var result = new ToolResult(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        cancellation.ThrowIfCancellationRequested();
        return result;
    }

    public static Process Launch(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new LabException($"{start.FileName} can't be run: {e.Message}. The lab needs util-linux, iproute2, iptables and nftables.", e);
        }
    }

    /// <summary>The process and whatever it started.</summary>
    public static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
