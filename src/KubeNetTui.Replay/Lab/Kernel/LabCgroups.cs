namespace KubeNetTui.Replay;

/// <summary>
/// Cgroups named as the kubelet names them, so that <c>/proc/PID/cgroup</c> tells whose process it is. In the unified hierarchy, or where
/// version 1 is mounted in systemd's named one, which controls nothing.
/// </summary>
internal static class LabCgroups
{
    private const string Prefix = "kubenettui-lab-";

    /// <summary>Puts the first process of each pod into <c>kubepods/besteffort/podUID/CONTAINER</c> below the lab's own.</summary>
    /// <exception cref="LabException">No hierarchy can be written.</exception>
    public static void Put(string lab, IEnumerable<(LabPod Pod, int Process)> processes)
    {
        foreach (var (pod, process) in processes)
        {
            Put(lab, pod.Uid, ContainerId(pod), process);
        }
    }

    /// <exception cref="LabException">No hierarchy can be written.</exception>
    public static void Put(string lab, string uid, string container, int process)
    {
        var root = Root() ?? throw new LabException("no cgroup hierarchy is mounted (neither the unified one nor systemd's)");
        var folder = Path.Combine(root, Prefix + lab, "kubepods", "besteffort", "pod" + uid, container);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "cgroup.procs"), $"{process}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"the cgroup {folder} can't be made: {e.Message}", e);
        }
    }

    public static string ContainerId(LabPod pod) => DemoId.Hex($"{pod.Uid}/{pod.App}/0");

    /// <summary>Removes the lab's cgroups, innermost first; their processes have ended.</summary>
    public static void Remove(string lab)
    {
        if (Root() is not { } root || !Directory.Exists(Path.Combine(root, Prefix + lab)))
        {
            return;
        }

        var top = Path.Combine(root, Prefix + lab);
        foreach (var folder in Directory.EnumerateDirectories(top, "*", SearchOption.AllDirectories).OrderByDescending(f => f.Length).Append(top))
        {
            try
            {
                // A cgroup goes by rmdir, the files in it notwithstanding.
                Directory.Delete(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A process in it is still ending; the next "down" finds the folder by its name.
            }
        }
    }

    /// <summary>Ids of labs that have cgroups.</summary>
    public static IEnumerable<string> Labs() => Root() is { } root && Directory.Exists(root)
        ? Directory.EnumerateDirectories(root, Prefix + "*").Select(f => Path.GetFileName(f)[Prefix.Length..])
        : [];

    /// <summary>From <c>/proc/self/mountinfo</c> (proc(5)): field 5 is the mount point, after the dash come type, source, options.</summary>
    private static string? Root()
    {
        string? unified = null;
        foreach (var line in File.ReadLines("/proc/self/mountinfo"))
        {
            var dash = line.IndexOf(" - ", StringComparison.Ordinal);
            var fields = line.Split(' ');
            if (dash < 0 || fields.Length < 6)
            {
                continue;
            }

            var about = line[(dash + 3)..];
            if (about.StartsWith("cgroup ", StringComparison.Ordinal) && about.Contains("name=systemd", StringComparison.Ordinal))
            {
                return fields[4];
            }

            if (about.StartsWith("cgroup2 ", StringComparison.Ordinal))
            {
                unified ??= fields[4];
            }
        }

        return unified;
    }
}
