using KubeNetTui.Terminal;

namespace KubeNetTui.Transfer;

/// <param name="Path">A full path of this machine.</param>
/// <param name="Relative">To what is uploaded, with slashes; "" for that itself.</param>
internal sealed record LocalFile(string Path, string Relative, bool IsFolder, long Length, UnixFileMode Mode, DateTimeOffset Changed);

/// <summary>A file, or a folder with all that is in it, as it is when it is looked at. Links are left out: where they lead is another matter.</summary>
internal sealed record LocalFiles(IReadOnlyList<LocalFile> Entries, IReadOnlyList<string> LeftOut)
{
    private const int MostNotes = 50;

    public bool IsFolder => Entries[0].IsFolder;

    public long Bytes => Entries.Sum(e => e.Length);

    /// <exception cref="TransferException">It is not there, may not be read, or is beyond all bounds.</exception>
    public static LocalFiles Read(string path, CancellationToken cancellation)
    {
        try
        {
            List<LocalFile> entries = [];
            List<string> leftOut = [];
            if (Directory.Exists(path))
            {
                Folder(new DirectoryInfo(path), "");
            }
            else if (File.Exists(path))
            {
                File_(new FileInfo(path), "");
            }
            else
            {
                throw new TransferException($"{path} is not there");
            }

            return new LocalFiles(entries, leftOut);

            void Folder(DirectoryInfo folder, string relative)
            {
                entries.Add(new LocalFile(folder.FullName, relative, true, 0, ModeOf(folder, (UnixFileMode)0b111_101_101), folder.LastWriteTimeUtc));
                foreach (var item in folder.EnumerateFileSystemInfos())
                {
                    cancellation.ThrowIfCancellationRequested();
                    var inside = relative.Length == 0 ? item.Name : $"{relative}/{item.Name}";
                    switch (item)
                    {
                        case { LinkTarget: not null }:
                            Leave(item, "it is a link");
                            break;
                        case DirectoryInfo below:
                            Folder(below, inside);
                            break;
                        case FileInfo file:
                            File_(file, inside);
                            break;
                    }
                }
            }

            void File_(FileInfo file, string relative)
            {
                if (entries.Count >= TarUnpacker.MostEntries)
                {
                    throw new TransferException($"there are more than {TarUnpacker.MostEntries} files: copy parts of it");
                }

                entries.Add(new LocalFile(file.FullName, relative, false, file.Length, ModeOf(file, (UnixFileMode)0b110_100_100), file.LastWriteTimeUtc));
            }

            void Leave(FileSystemInfo item, string why)
            {
                if (leftOut.Count < MostNotes)
                {
                    leftOut.Add(SafeText.Clean($"{item.FullName}: {why}"));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TransferException(e.Message, e);
        }
    }

    private static UnixFileMode ModeOf(FileSystemInfo item, UnixFileMode otherwise) =>
        OperatingSystem.IsWindows() ? otherwise : item.UnixFileMode & (UnixFileMode)0b111_111_111;
}

/// <summary>
/// A file read to the length that it had when it was announced: what was added since is left, and one that was cut short ends the upload
/// instead of shifting all that follows.
/// </summary>
internal sealed class SentFile(string path, long length, TransferProgress progress) : Stream
{
    // Opened when something is read: a pipe has no length, and would be waited for for ever.
    private FileStream? _file;
    private long _at;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;

    public override long Position
    {
        get => _at;
        set
        {
            _at = value;
            if (_file is not null)
            {
                _file.Position = value;
            }
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var most = (int)Math.Min(buffer.Length, length - _at);
        if (most <= 0)
        {
            return 0;
        }

        _file ??= new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite) { Position = _at };
        var read = await _file.ReadAsync(buffer[..most], cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            throw new TransferException($"{path} became shorter while it was sent");
        }

        _at += read;
        progress.Add(read);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("asynchronously only");

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _at + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (_file is not null)
        {
            await _file.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file?.Dispose();
        }

        base.Dispose(disposing);
    }
}
