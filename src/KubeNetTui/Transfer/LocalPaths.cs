namespace KubeNetTui.Transfer;

/// <summary>Completion of a path of this machine.</summary>
internal static class LocalPaths
{
    private const int Most = 50;

    public static IReadOnlyList<string> Complete(string typed)
    {
        try
        {
            var slash = typed.LastIndexOf('/');
            var (folder, begin) = slash < 0 ? ("", typed) : (typed[..(slash + 1)], typed[(slash + 1)..]);
            var full = TransferTask.Full(folder.Length == 0 ? "." : folder);
            return !Directory.Exists(full) ? [] :
            [
                .. new DirectoryInfo(full).EnumerateFileSystemInfos(begin + "*")
                    .Where(i => begin.Length > 0 || !i.Name.StartsWith('.'))
                    .Take(Most).OrderBy(i => i.Name, StringComparer.Ordinal).Select(i => folder + i.Name + (i is DirectoryInfo ? "/" : "")),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}
