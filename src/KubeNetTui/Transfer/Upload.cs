using System.Formats.Tar;
using System.Globalization;

namespace KubeNetTui.Transfer;

/// <summary>From this machine to a container: by its tar where it has one, else a single file by head or dd.</summary>
internal static class Upload
{
    /// <returns>What was left out, with the reason.</returns>
    /// <exception cref="TransferException">It could not be done.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(RemoteCommand remote, TransferTask task, LocalFiles files, TransferProgress progress, CancellationToken cancellation)
    {
        progress.Total = files.Bytes;
        var end = await remote.WriteAsync(
            task.TarCommand, (stream, token) => PackAsync(task.RemoteParts.Name, files, stream, progress, token), closes: false, cancellation).ConfigureAwait(false);
        if (!end.IsMissing)
        {
            return end.IsGood ? files.LeftOut : throw new TransferException(end.Words("tar"));
        }

        if (files.IsFolder)
        {
            throw new TransferException("the container has no tar, and a folder takes one: upload its files one by one");
        }

        foreach (var (command, program, closes) in SingleFile(task, files.Bytes))
        {
            progress.Restart();
            end = await remote.WriteAsync(command, (stream, token) => SendAsync(files.Entries[0], stream, progress, token), closes, cancellation).ConfigureAwait(false);
            if (!end.IsMissing)
            {
                return end.IsGood ? files.LeftOut : throw new TransferException(end.Words(program));
            }
        }

        throw new TransferException("the container has none of tar, sh with head, and dd: a debug container (D) brings tools, and sees its files under /proc/1/root");
    }

    /// <summary>Ways that need no tar. The first ends by itself after so many bytes.</summary>
    internal static IReadOnlyList<(IReadOnlyList<string> Command, string Program, bool Closes)> SingleFile(TransferTask task, long bytes) =>
    [
        (["sh", "-c", "head -c \"$1\" > \"$2\"", "sh", bytes.ToString(CultureInfo.InvariantCulture), task.Remote], "sh", false),
        (["dd", "of=" + task.Remote, "bs=65536"], "dd", true),
    ];

    /// <param name="name">Under which it stands in the archive.</param>
    private static async Task PackAsync(string name, LocalFiles files, Stream to, TransferProgress progress, CancellationToken cancellation)
    {
        // Headers are small: not a message for each.
        var buffered = new BufferedStream(to, 64 * 1024);
        var writer = new TarWriter(buffered, TarEntryFormat.Gnu, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            foreach (var file in files.Entries)
            {
                progress.Current = file.Path;
                var inside = file.Relative.Length == 0 ? name : $"{name}/{file.Relative}";
                GnuTarEntry entry = new(file.IsFolder ? TarEntryType.Directory : TarEntryType.RegularFile, file.IsFolder ? inside + "/" : inside)
                {
                    Mode = file.Mode, ModificationTime = file.Changed,
                };
                if (file.IsFolder)
                {
                    await writer.WriteEntryAsync(entry, cancellation).ConfigureAwait(false);
                    continue;
                }

                var stream = new SentFile(file.Path, file.Length, progress);
                await using (stream.ConfigureAwait(false))
                {
                    entry.DataStream = stream;
                    await writer.WriteEntryAsync(entry, cancellation).ConfigureAwait(false);
                }

                progress.AddFile();
            }
        }

        await buffered.FlushAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task SendAsync(LocalFile file, Stream to, TransferProgress progress, CancellationToken cancellation)
    {
        progress.Current = file.Path;
        var stream = new SentFile(file.Path, file.Length, progress);
        await using (stream.ConfigureAwait(false))
        {
            await stream.CopyToAsync(to, cancellation).ConfigureAwait(false);
        }

        progress.AddFile();
    }
}
