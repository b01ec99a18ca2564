using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace KubeNetTui.Collect;

/// <summary>
/// A <c>.tgz</c> that is there when it is whole, and not before: written beside its place and moved there at the end. Not for two threads.
/// </summary>
internal sealed class BundleWriter : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _path;
    private readonly string _unfinished;
    private readonly long _most;
    private readonly DateTimeOffset _now;
    private readonly FileStream _file;
    private readonly GZipStream _gzip;
    private readonly TarWriter _tar;
    private bool _closed;

    /// <exception cref="IOException">The place can't be written.</exception>
    public BundleWriter(string path, long most, DateTimeOffset now)
    {
        (_path, _most, _now) = (Path.GetFullPath(path), most, now);
        _unfinished = $"{_path}.{Environment.ProcessId}.part";
        FileStreamOptions how = new() { Mode = FileMode.Create, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = OwnerOnly; // a cluster's inside is for the one who took it
        }

        _file = new FileStream(_unfinished, how);
        _gzip = new GZipStream(_file, CompressionLevel.Optimal, leaveOpen: true);
        _tar = new TarWriter(_gzip, TarEntryFormat.Pax, leaveOpen: true);
    }

    public int Files { get; private set; }

    /// <summary>Contents, before compression.</summary>
    public long Bytes { get; private set; }

    public long Left => _most - Bytes;

    /// <returns>False where it would go beyond the bound: nothing was written.</returns>
    public async Task<bool> AddAsync(string name, Stream content, CancellationToken cancellation)
    {
        if (content.Length > Left)
        {
            return false;
        }

        PaxTarEntry entry = new(TarEntryType.RegularFile, name) { DataStream = content, Mode = OwnerOnly, ModificationTime = _now };
        await _tar.WriteEntryAsync(entry, cancellation).ConfigureAwait(false);
        Files++;
        Bytes += content.Length;
        return true;
    }

    public async Task<bool> AddAsync(string name, string content, CancellationToken cancellation)
    {
        using MemoryStream bytes = new(Encoding.UTF8.GetBytes(content));
        return await AddAsync(name, bytes, cancellation).ConfigureAwait(false);
    }

    /// <summary>The archive is whole: it takes its place, over one that may be there.</summary>
    /// <returns>Its length.</returns>
    public async Task<long> CommitAsync(CancellationToken cancellation)
    {
        await _tar.DisposeAsync().ConfigureAwait(false);
        await _gzip.DisposeAsync().ConfigureAwait(false);
        await _file.FlushAsync(cancellation).ConfigureAwait(false);
        long length = _file.Length;
        await _file.DisposeAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        File.Move(_unfinished, _path, overwrite: true);
        _closed = true;
        return length;
    }

    /// <summary>Leaves nothing behind of an archive that was not finished.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        try
        {
            await _tar.DisposeAsync().ConfigureAwait(false);
            await _gzip.DisposeAsync().ConfigureAwait(false);
            await _file.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            File.Delete(_unfinished);
        }
    }
}
