namespace KubeNetTui.Transfer;

/// <summary>From a container to this machine: by its tar where it has one, else a single file by cat.</summary>
internal static class Download
{
    /// <param name="ask">Asked with the path of a file that is there already.</param>
    /// <returns>What was left out, with the reason.</returns>
    /// <exception cref="TransferException">It could not be done.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(
        RemoteCommand remote, TransferTask task, Func<string, CancellationToken, Task<OnConflict>> ask, TransferProgress progress, CancellationToken cancellation)
    {
        TarUnpacker unpacker = new(task.RemoteParts.Name, task.Local, ask, progress);
        var end = await remote.ReadAsync(task.TarCommand, unpacker.UnpackAsync, cancellation).ConfigureAwait(false);
        if (end.IsMissing)
        {
            progress.Restart();
            await CatAsync(remote, task, ask, progress, cancellation).ConfigureAwait(false);
            return [];
        }

        if (!end.IsGood)
        {
            throw new TransferException(end.Words("tar"));
        }

        return progress.Files == 0 && unpacker.LeftOutCount == 0 && !Directory.Exists(task.Local)
            ? throw new TransferException($"tar sent nothing of {task.Remote}")
            : unpacker.LeftOut;
    }

    private static async Task CatAsync(
        RemoteCommand remote, TransferTask task, Func<string, CancellationToken, Task<OnConflict>> ask, TransferProgress progress, CancellationToken cancellation)
    {
        progress.Current = task.Remote;
        if (new FileInfo(task.Local) is { Exists: true } or { LinkTarget: not null }
            && await ask(task.Local, cancellation).ConfigureAwait(false) is OnConflict.Skip or OnConflict.SkipAll)
        {
            throw new TransferException($"{task.Local} is there already and was kept");
        }

        // Only when cat ended well the file gets its name.
        var folder = Path.GetDirectoryName(task.Local)!;
        Directory.CreateDirectory(folder);
        var part = Path.Combine(folder, $".{Path.GetRandomFileName()}.kubenettui-part");
        try
        {
            var end = await remote.ReadAsync(
                ["cat", TransferTask.Plain(task.Remote)],
                (stream, token) => TarUnpacker.WriteAsync(part, new BoundedReader(stream, TarUnpacker.MostBytes), (UnixFileMode)0b110_100_100, progress, token),
                cancellation).ConfigureAwait(false);
            if (!end.IsGood)
            {
                throw new TransferException(end.IsMissing ? "the container has neither tar nor cat: a debug container (D) sees its files under /proc/1/root" : end.Words("cat"));
            }

            File.Move(part, task.Local, overwrite: true);
            progress.AddFile();
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>A stream that must not be longer than a bound.</summary>
    private sealed class BoundedReader(Stream inner, long most) : Stream
    {
        private long _read;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            return (_read += read) <= most ? read : throw new TransferException($"it is more than {most >> 30} GiB");
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("asynchronously only");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
