namespace KubeNetTui.Configuration;

/// <summary>
/// What is remembered between runs: a text file for each thing under the XDG state folder, an entry a line. It is a convenience: what can't
/// be read or written is passed over, and several instances of the program may write at once (the last one stands).
/// </summary>
internal sealed class StateFiles(string? folder)
{
    private const int LongestLine = 1000;
    private const long LargestFile = 1 << 20;
    private readonly Lock _lock = new();
    private Task _writing = Task.CompletedTask;

    public static StateFiles Of(ConfigFolders folders) => new(ReferenceEquals(folders, ConfigFolders.None) ? null : folders.State);

    /// <summary>The last entries; none where there is no such file.</summary>
    public IReadOnlyList<string> Read(string name, int most)
    {
        if (folder is null)
        {
            return [];
        }

        try
        {
            var file = new FileInfo(PathOf(name));
            return !file.Exists || file.Length > LargestFile ? [] : [.. File.ReadAllLines(file.FullName).Where(IsEntry).TakeLast(most)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Writes them in place of what was there, after what is being written already.</summary>
    public Task WriteAsync(string name, IReadOnlyList<string> entries)
    {
        if (folder is null)
        {
            return Task.CompletedTask;
        }

        string[] kept = [.. entries.Where(IsEntry)];
        lock (_lock)
        {
            return _writing = WriteAfterAsync(_writing, PathOf(name), kept);
        }
    }

    // For the person alone (0600): names of clusters and namespaces are nobody else's business.
    private static async Task WriteAfterAsync(Task former, string path, string[] lines)
    {
        await former.ConfigureAwait(false);
        var beside = $"{path}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            var writer = new StreamWriter(beside, options);
            await using (writer.ConfigureAwait(false))
            {
                foreach (var line in lines)
                {
                    await writer.WriteLineAsync(line).ConfigureAwait(false);
                }
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Discard(beside);
        }
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays: a full or read-only disk is not ours to mend.
        }
    }

    private string PathOf(string name) => Path.Combine(folder!, name);

    private static bool IsEntry(string line) => line.Length is > 0 and <= LongestLine && !line.AsSpan().ContainsAnyInRange('\0', '\x1f');
}
