using System.Diagnostics;
using KubeNetTui.Replay;

namespace KubeNetTui.CommandLine;

/// <summary>The process that a lab lives in: started to run on by itself, and ended.</summary>
internal sealed class LabServer(string folder)
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(30);

    private string Log => Path.Combine(folder, Lab.LogFile);

    /// <returns>The kubeconfig's path, once the lab answers.</returns>
    /// <exception cref="UsageException">One is up already, or it did not start; with the server's own words.</exception>
    public async Task<string> StartAsync(LabProxyMode proxy, int port, ProgramHost host, CancellationToken cancellation)
    {
        if (await LabClient.IsUpAsync(folder, cancellation).ConfigureAwait(false))
        {
            throw new UsageException($"a lab is up in {folder} already\n  \"kubenettui lab status\" says more, \"kubenettui lab down\" ends it, --dir makes another one.");
        }

        if (Lab.IdIn(folder) is { } left)
        {
            await host.Error.WriteLineAsync($"Removing what is left of the lab {left}, whose server is gone.").ConfigureAwait(false);
            await StopAsync(cancellation).ConfigureAwait(false);
        }

        MakeFolder();
        using Process process = Launch(proxy, port);
        Stopwatch waited = Stopwatch.StartNew();
        while (!await LabClient.IsUpAsync(folder, cancellation).ConfigureAwait(false))
        {
            if (process.HasExited || waited.Elapsed > StartsWithin)
            {
                throw new UsageException($"the lab did not start: {await ReasonAsync(process, cancellation).ConfigureAwait(false)}");
            }

            await Task.Delay(50, cancellation).ConfigureAwait(false);
        }

        return Path.Combine(folder, "kubeconfig");
    }

    /// <returns>False: there was none.</returns>
    public async Task<bool> StopAsync(CancellationToken cancellation)
    {
        string? id = Lab.IdIn(folder);
        try
        {
            await LabClient.AskAsync(folder, "stop", cancellation).ConfigureAwait(false);
            Stopwatch waited = Stopwatch.StartNew();
            while (Lab.IdIn(folder) is not null && waited.Elapsed < EndsWithin)
            {
                await Task.Delay(20, cancellation).ConfigureAwait(false);
            }
        }
        catch (LabException)
        {
            // No server that answers: what it left is found without it.
        }

        if (id is not null)
        {
            await LabLeftovers.RemoveAsync(id).ConfigureAwait(false);
            Lab.RemoveFolder(folder);
        }

        return id is not null;
    }

    /// <summary>Until somebody asks it to stop, or a signal comes.</summary>
    public static async Task<int> ServeAsync(LabOptions options, CancellationToken cancellation)
    {
        await using Lab lab = await Lab.StartAsync(options, cancellation).ConfigureAwait(false);
        await using LabControl control = LabControl.Open(lab, options.Folder);
        await control.Asked.WaitAsync(cancellation).ConfigureAwait(false);
        return ExitCode.Clean;
    }

    private void MakeFolder()
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            File.WriteAllText(Log, "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the lab's folder {folder} can't be made: {e.Message}\n  The lab takes root; try it with sudo.");
        }
    }

    /// <summary>In a session of its own, so that neither Ctrl-C here nor the end of this shell reaches it.</summary>
    private Process Launch(LabProxyMode proxy, int port)
    {
        ProcessStartInfo start = new("sh", ["-c", "exec setsid \"$@\" >> \"$0\" 2>&1 < /dev/null", Log, .. Self(), "lab", "serve",
            "--dir", folder, "--proxy", proxy.ToString().ToLowerInvariant(), "--port", $"{port}"])
        {
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new UsageException($"the lab's server can't be started: {e.Message}");
        }
    }

    /// <summary>This program; run by the dotnet host, the host comes first.</summary>
    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? [Environment.ProcessPath!, Environment.GetCommandLineArgs()[0]]
        : [Environment.ProcessPath!];

    private async Task<string> ReasonAsync(Process process, CancellationToken cancellation)
    {
        bool ended = process.HasExited;
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
        }

        string said = (await File.ReadAllTextAsync(Log, cancellation).ConfigureAwait(false)).Trim();
        if (Lab.IdIn(folder) is { } id)
        {
            await LabLeftovers.RemoveAsync(id).ConfigureAwait(false);
        }

        Lab.RemoveFolder(folder);
        said = said.StartsWith("kubenettui: ", StringComparison.Ordinal) ? said["kubenettui: ".Length..] : said;
        return said.Length > 0 ? said : ended ? $"its server ended with status {process.ExitCode}" : $"it did not answer within {StartsWithin.TotalSeconds:0} s";
    }
}
