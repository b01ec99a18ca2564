using System.Collections.Concurrent;
using System.Formats.Tar;
using System.Globalization;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>
/// Files of containers, kept in memory for as long as the server runs: what tar, cat, head, dd and ls say of them when files are copied
/// to a pod and back. Nothing is read from, or written to, the machine.
/// </summary>
internal sealed class PodFiles
{
    /// <summary>Of one container: a demo's pods are no store.</summary>
    private const long MostBytes = 256 << 20;

    private readonly ConcurrentDictionary<(string Namespace, string Pod, string Container), ConcurrentDictionary<string, byte[]>> _written = new();
    private readonly ConcurrentDictionary<string, Func<ExecRequest, byte[]?>> _given = new(StringComparer.Ordinal);

    /// <param name="path">Absolute.</param>
    /// <param name="content">Null: this container has no such file.</param>
    public void Give(string path, Func<ExecRequest, byte[]?> content) => _given[path] = content;

    /// <returns>Null: the command has nothing to do with files.</returns>
    public async Task<ExecExit?> TryRunAsync(ExecRequest request, ExecStreams streams, CancellationToken cancellation) => request.Command switch
    {
        ["tar", "cf", "-", "-C", var folder, var name] => await PackAsync(request, streams, Normal(folder, name), name, cancellation).ConfigureAwait(false),
        ["tar", "xmf", "-", "-C", var folder] => await UnpackAsync(request, streams, folder, cancellation).ConfigureAwait(false),
        ["cat", var path] when Find(request, Normal("/", path)) is { } content => await PrintAsync(streams.Output, content, cancellation).ConfigureAwait(false),
        ["ls", "-d", var path] => await ListAsync(request, streams, path, cancellation).ConfigureAwait(false),
        ["sh", "-c", "head -c \"$1\" > \"$2\"", "sh", var bytes, var path] when long.TryParse(bytes, CultureInfo.InvariantCulture, out var count) =>
            await KeepAsync(request, streams, path, count, cancellation).ConfigureAwait(false),
        ["dd", var path, _] when path.StartsWith("of=", StringComparison.Ordinal) =>
            await KeepAsync(request, streams, path[3..], MostBytes, cancellation).ConfigureAwait(false),
        _ => null,
    };

    private static string Normal(string folder, string path)
    {
        List<string> parts = [];
        foreach (var part in (path.StartsWith('/') ? path : folder + "/" + path).Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case "..":
                    parts.RemoveRange(Math.Max(0, parts.Count - 1), parts.Count > 0 ? 1 : 0);
                    break;
                default:
                    parts.Add(part);
                    break;
            }
        }

        return "/" + string.Join('/', parts);
    }

    private ConcurrentDictionary<string, byte[]> Written(ExecRequest request) => _written.GetOrAdd((request.Namespace, request.Pod, request.Container), static _ => new(StringComparer.Ordinal));

    private byte[]? Find(ExecRequest request, string path) =>
        Written(request).TryGetValue(path, out var written) ? written : _given.TryGetValue(path, out var given) ? given(request) : null;

    private List<(string Path, byte[] Content)> Under(ExecRequest request, string folder)
    {
        var prefix = folder == "/" ? "/" : folder + "/";
        return [.. Written(request).Keys.Concat(_given.Keys).Distinct().Where(p => p.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(p => (p, Find(request, p))).Where(f => f.Item2 is not null).Select(f => (f.p, f.Item2!))];
    }

    private bool IsFolder(ExecRequest request, string path) =>
        path is "/" or "/tmp" or "/etc" or "/var" or "/usr" or "/proc" or "/dev" or "/run" or "/root" || Under(request, path).Count > 0;

    private async Task<ExecExit> PackAsync(ExecRequest request, ExecStreams streams, string path, string name, CancellationToken cancellation)
    {
        var file = Find(request, path);
        if (file is null && !IsFolder(request, path))
        {
            await PrintAsync(streams.Error, Encoding.UTF8.GetBytes($"tar: {name}: Cannot stat: No such file or directory\ntar: Exiting with failure status due to previous errors\n"), cancellation)
                .ConfigureAwait(false);
            return new ExecExit(2);
        }

        using MemoryStream archive = new();
        using (TarWriter writer = new(archive, TarEntryFormat.Gnu, leaveOpen: true))
        {
            if (file is not null)
            {
                Add(writer, name, file);
            }
            else
            {
                writer.WriteEntry(new GnuTarEntry(TarEntryType.Directory, name + "/"));
                foreach (var (inside, content) in Under(request, path))
                {
                    Add(writer, $"{name}/{inside[(path == "/" ? 1 : path.Length + 1)..]}", content);
                }
            }
        }

        return await PrintAsync(streams.Output, archive.ToArray(), cancellation).ConfigureAwait(false);

        static void Add(TarWriter writer, string name, byte[] content)
        {
            using MemoryStream data = new(content);
            writer.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
        }
    }

    private async Task<ExecExit> UnpackAsync(ExecRequest request, ExecStreams streams, string folder, CancellationToken cancellation)
    {
        if (!IsFolder(request, Normal("/", folder)))
        {
            await PrintAsync(streams.Error, Encoding.UTF8.GetBytes($"tar: {folder}: Cannot open: No such file or directory\n"), cancellation).ConfigureAwait(false);
            return new ExecExit(2);
        }

        try
        {
            TarReader reader = new(streams.Input, leaveOpen: true);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.GetNextEntryAsync(copyData: false, cancellation).ConfigureAwait(false) is { } entry)
                {
                    if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                    {
                        using MemoryStream content = new();
                        await (entry.DataStream ?? Stream.Null).CopyToAsync(content, cancellation).ConfigureAwait(false);
                        if (!Keep(request, Normal(folder, entry.Name), content.ToArray()))
                        {
                            await PrintAsync(streams.Error, "tar: No space left on device\n"u8.ToArray(), cancellation).ConfigureAwait(false);
                            return new ExecExit(2);
                        }
                    }
                }
            }

            return new ExecExit(0);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            await PrintAsync(streams.Error, "tar: This does not look like a tar archive\n"u8.ToArray(), cancellation).ConfigureAwait(false);
            return new ExecExit(2);
        }
    }

    private async Task<ExecExit> KeepAsync(ExecRequest request, ExecStreams streams, string path, long most, CancellationToken cancellation)
    {
        using MemoryStream content = new();
        var buffer = new byte[16 * 1024];
        int read;
        while (content.Length < most && (read = await streams.Input.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most - content.Length)), cancellation).ConfigureAwait(false)) > 0)
        {
            content.Write(buffer, 0, read);
        }

        return new ExecExit(Keep(request, Normal("/", path), content.ToArray()) ? 0 : 1);
    }

    private bool Keep(ExecRequest request, string path, byte[] content)
    {
        var files = Written(request);
        if (files.Values.Sum(f => (long)f.Length) + content.Length > MostBytes)
        {
            return false;
        }

        files[path] = content;
        return true;
    }

    private async Task<ExecExit> ListAsync(ExecRequest request, ExecStreams streams, string path, CancellationToken cancellation)
    {
        var (normal, mustBeFolder) = (Normal("/", path), path.EndsWith("/.", StringComparison.Ordinal) || path.EndsWith('/'));
        if (IsFolder(request, normal) || (!mustBeFolder && Find(request, normal) is not null))
        {
            return await PrintAsync(streams.Output, Encoding.UTF8.GetBytes(path + "\n"), cancellation).ConfigureAwait(false);
        }

        await PrintAsync(streams.Error, Encoding.UTF8.GetBytes($"ls: {path}: No such file or directory\n"), cancellation).ConfigureAwait(false);
        return new ExecExit(1);
    }

    private static async Task<ExecExit> PrintAsync(Stream to, byte[] bytes, CancellationToken cancellation)
    {
        for (var at = 0; at < bytes.Length; at += 32 * 1024)
        {
            await to.WriteAsync(bytes.AsMemory(at, Math.Min(32 * 1024, bytes.Length - at)), cancellation).ConfigureAwait(false);
        }

        return new ExecExit(0);
    }
}
