using System.Text;

namespace KubeNetTui.Replay;

/// <summary>What a lab leaves when its server was killed, found without any record of it: processes by their environment.</summary>
public static class LabLeftovers
{
    /// <summary>Ids of labs that have processes or cgroups on this machine.</summary>
    public static IReadOnlyList<string> Labs() =>
        [.. Processes().Select(p => p.Lab).Concat(LabCgroups.Labs()).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Ends everything of one lab, or of all of them, and waits until it has gone.</summary>
    /// <param name="lab">Null: all labs.</param>
    public static async Task RemoveAsync(string? lab)
    {
        var labs = lab is null ? Labs() : [lab];
        foreach (var id in labs)
        {
            await EndProcessesAsync(id).ConfigureAwait(false);
            LabCgroups.Remove(id);
        }
    }

    internal static async Task EndProcessesAsync(string lab)
    {
        // Some live a moment longer than the signal; the kernel takes the namespaces down with the last of them.
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var left = Processes().Where(p => p.Lab == lab).ToList();
            if (left.Count == 0)
            {
                return;
            }

            foreach (var (_, process) in left)
            {
                _ = LibC.Kill(process, LibC.SignalKill);
            }

            await Task.Delay(10).ConfigureAwait(false);
        }
    }

    /// <summary>Processes with the mark in their environment, as it was when they started. A zombie has none.</summary>
    internal static IEnumerable<(string Lab, int Process)> Processes()
    {
        var mark = Encoding.UTF8.GetBytes(Tool.Mark + "=");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var process) && process != Environment.ProcessId && MarkOf(folder, mark) is { } lab)
            {
                yield return (lab, process);
            }
        }
    }

    private static string? MarkOf(string folder, byte[] mark)
    {
        try
        {
            var environment = File.ReadAllBytes(Path.Combine(folder, "environ"));
            var at = environment.AsSpan().IndexOf(mark);
            if (at < 0 || (at > 0 && environment[at - 1] != 0))
            {
                return null;
            }

            var value = environment.AsSpan(at + mark.Length);
            var end = value.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? value : value[..end]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended, or is not ours to look at
        }
    }
}
