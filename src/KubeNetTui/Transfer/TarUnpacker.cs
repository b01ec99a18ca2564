using System.Formats.Tar;
using KubeNetTui.Terminal;

namespace KubeNetTui.Transfer;

/// <summary>What is to be done with a file that is there already.</summary>
internal enum OnConflict
{
    Overwrite,
    Skip,
    OverwriteAll,
    SkipAll,
}

/// <summary>
/// Unpacks what a container's tar sends, which may be hostile: nothing is written outside of the destination, through no link, and no more
/// than the bounds. Files get their names when they are whole.
/// </summary>
/// <param name="wanted">The name that was asked for: the first part of each entry's path.</param>
/// <param name="destination">What that name becomes: a full path of this machine.</param>
/// <param name="ask">Asked with the path of a file that is there; off the UI thread.</param>
internal sealed class TarUnpacker(string wanted, string destination, Func<string, CancellationToken, Task<OnConflict>> ask, TransferProgress progress)
{
    public const long MostBytes = 20L << 30;
    public const int MostEntries = 200_000;

    private const int MostNotes = 50;
    private readonly List<string> _leftOut = [];
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private OnConflict? _forAll;
    private int _leftOutCount;

    /// <summary>What was not unpacked, with the reason; bounded.</summary>
    public IReadOnlyList<string> LeftOut => _leftOutCount > MostNotes ? [.. _leftOut, $"… and {_leftOutCount - MostNotes} more"] : _leftOut;

    public int LeftOutCount => _leftOutCount;

    /// <exception cref="TransferException">A bound was reached, or the disk refuses.</exception>
    /// <exception cref="InvalidDataException">It is no tar archive.</exception>
    public async Task UnpackAsync(Stream archive, CancellationToken cancellation)
    {
        var reader = new TarReader(archive, leaveOpen: true);
        await using (reader.ConfigureAwait(false))
        {
            for (var count = 0; await reader.GetNextEntryAsync(copyData: false, cancellation).ConfigureAwait(false) is { } entry; count++)
            {
                if (count >= MostEntries)
                {
                    throw new TransferException($"there are more than {MostEntries} entries: copy parts of it");
                }

                await TakeAsync(entry, cancellation).ConfigureAwait(false);
            }
        }

        // What stands behind the end of the archive is read to let the command end.
        await archive.CopyToAsync(Stream.Null, cancellation).ConfigureAwait(false);
    }

    private async Task TakeAsync(TarEntry entry, CancellationToken cancellation)
    {
        progress.Current = entry.Name;
        if (PathOf(entry.Name, out var why) is not { } path)
        {
            if (why.Length > 0)
            {
                Leave(entry.Name, why);
            }

            return;
        }

        try
        {
            if (ThroughLink(path) is { } link)
            {
                Leave(entry.Name, $"it would be written through the link {link}");
                return;
            }

            switch (entry.EntryType)
            {
                case TarEntryType.Directory or TarEntryType.DirectoryList:
                    Directory.CreateDirectory(path);
                    break;
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    await FileAsync(entry, path, cancellation).ConfigureAwait(false);
                    break;
                case TarEntryType.SymbolicLink:
                    await LinkAsync(entry, path, cancellation).ConfigureAwait(false);
                    break;
                case TarEntryType.HardLink:
                    await CopyAsync(entry, path, cancellation).ConfigureAwait(false);
                    break;
                default:
                    Leave(entry.Name, $"it is no file, folder or link ({entry.EntryType})");
                    break;
            }
        }
        catch (UnauthorizedAccessException e)
        {
            Leave(entry.Name, e.Message);
        }
        catch (IOException e) when (e is not EndOfStreamException && (Directory.Exists(path) || File.Exists(Path.GetDirectoryName(path))))
        {
            Leave(entry.Name, e.Message); // a folder stands where a file is to be, or the other way round
        }
    }

    /// <returns>Null: it is left out, with the reason; no reason: there is nothing to do.</returns>
    private string? PathOf(string name, out string why)
    {
        why = "";
        if (name.StartsWith('/') || (OperatingSystem.IsWindows() && (name.Contains('\\', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal))))
        {
            why = "its path is absolute";
            return null;
        }

        string[] parts = [.. name.Split('/').Where(p => p.Length > 0 && p != ".")];
        if (parts.Contains(".."))
        {
            why = "its path leads upwards (..)";
            return null;
        }

        if (wanted == ".")
        {
            return parts.Length == 0 ? null : Path.Combine([destination, .. parts]);
        }

        if (parts.Length == 0 || parts[0] != wanted)
        {
            why = parts.Length == 0 ? "" : "it was not asked for";
            return null;
        }

        return parts.Length == 1 ? destination : Path.Combine([destination, .. parts[1..]]);
    }

    /// <returns>A folder on the way from the destination to the path that is a link; null: there is none.</returns>
    private string? ThroughLink(string path)
    {
        for (var folder = path == destination ? "" : Path.GetDirectoryName(path) ?? ""; folder.Length >= destination.Length; folder = Path.GetDirectoryName(folder) ?? "")
        {
            // The destination itself may be a link: the person has named it.
            if (folder != destination && new DirectoryInfo(folder) is { LinkTarget: not null })
            {
                return folder;
            }
        }

        return null;
    }

    private async Task FileAsync(TarEntry entry, string path, CancellationToken cancellation)
    {
        if (progress.Bytes + entry.Length > MostBytes)
        {
            throw new TransferException($"it is more than {MostBytes >> 30} GiB: copy parts of it");
        }

        if (!await MayWriteAsync(path, entry.Name, cancellation).ConfigureAwait(false))
        {
            return;
        }

        await WriteAsync(path, entry.DataStream ?? Stream.Null, entry.Mode, progress, cancellation, entry.Length).ConfigureAwait(false);
        _written.Add(path);
        progress.AddFile();
    }

    /// <summary>Under another name first: half a file never stands under its own.</summary>
    /// <param name="length">What is to come; null: not known.</param>
    /// <exception cref="EndOfStreamException">Less came.</exception>
    public static async Task WriteAsync(string path, Stream data, UnixFileMode mode, TransferProgress progress, CancellationToken cancellation, long? length = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetRandomFileName()}.kubenettui-part");
        try
        {
            // Set when it is made: nobody else reads it meanwhile. Its rights without those to become somebody else.
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = (mode & (UnixFileMode)0b111_111_111) | UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            var file = new FileStream(part, options);
            await using (file.ConfigureAwait(false))
            {
                var buffer = new byte[64 * 1024];
                int read;
                while ((read = await data.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
                {
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                    progress.Add(read);
                }

                if (file.Length < length)
                {
                    throw new EndOfStreamException($"{Path.GetFileName(path)} broke off after {file.Length} of {length} bytes");
                }
            }

            // A link that stands there is replaced, never followed.
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private async Task LinkAsync(TarEntry entry, string path, CancellationToken cancellation)
    {
        if (!StaysInside(path, entry.LinkName))
        {
            Leave(entry.Name, $"the link leads outside ({entry.LinkName})");
            return;
        }

        if (await MayWriteAsync(path, entry.Name, cancellation).ConfigureAwait(false))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Delete(path);
            File.CreateSymbolicLink(path, entry.LinkName);
            progress.AddFile();
        }
    }

    /// <summary>
    /// A relative path whose dots only stand at its beginning, and lead no higher than the destination: folders on the way up are real ones,
    /// so that the words say where it leads.
    /// </summary>
    private bool StaysInside(string path, string target)
    {
        if (path == destination || target.Length == 0 || target.StartsWith('/') || (OperatingSystem.IsWindows() && Path.IsPathRooted(target)))
        {
            return false;
        }

        var folder = Path.GetDirectoryName(path)!;
        var isUp = true;
        foreach (var part in target.Split('/').Where(p => p.Length > 0 && p != "."))
        {
            if (part != "..")
            {
                isUp = false;
                continue;
            }

            if (!isUp || folder.Length <= destination.Length)
            {
                return false;
            }

            folder = Path.GetDirectoryName(folder)!;
        }

        return true;
    }

    /// <summary>A hard link becomes a copy of what this archive brought; of other files nothing is known.</summary>
    private async Task CopyAsync(TarEntry entry, string path, CancellationToken cancellation)
    {
        if (PathOf(entry.LinkName, out _) is not { } source || !_written.Contains(source) || new FileInfo(source).LinkTarget is not null)
        {
            Leave(entry.Name, $"it is a link to {entry.LinkName}, which did not come");
            return;
        }

        if (progress.Bytes + new FileInfo(source).Length > MostBytes)
        {
            throw new TransferException($"it is more than {MostBytes >> 30} GiB: copy parts of it");
        }

        if (await MayWriteAsync(path, entry.Name, cancellation).ConfigureAwait(false))
        {
            var from = File.OpenRead(source);
            await using (from.ConfigureAwait(false))
            {
                await WriteAsync(path, from, entry.Mode, progress, cancellation).ConfigureAwait(false);
            }

            _written.Add(path);
            progress.AddFile();
        }
    }

    private async Task<bool> MayWriteAsync(string path, string name, CancellationToken cancellation)
    {
        if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
        {
            Leave(name, "a folder of that name is there");
            return false;
        }

        // Of two entries with one name in the archive the later counts, as with tar.
        if (_written.Contains(path) || new FileInfo(path) is { Exists: false, LinkTarget: null })
        {
            return true;
        }

        var answer = _forAll ?? await ask(path, cancellation).ConfigureAwait(false);
        if (answer is OnConflict.OverwriteAll or OnConflict.SkipAll)
        {
            _forAll = answer;
        }

        if (answer is OnConflict.Skip or OnConflict.SkipAll)
        {
            Leave(name, "it is there already and was kept");
            return false;
        }

        return true;
    }

    private void Leave(string name, string why)
    {
        if (_leftOutCount++ < MostNotes)
        {
            _leftOut.Add(SafeText.Clean($"{name}: {why}"));
        }
    }
}
