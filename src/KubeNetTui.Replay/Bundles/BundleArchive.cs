using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;

namespace KubeNetTui.Replay;

/// <summary>
/// Reads a bundle from a <c>.tgz</c>, into memory alone: nothing is unpacked to disk. What an archive from somebody else may try is
/// refused: names that lead out of it, links, and contents that are far larger than the archive.
/// </summary>
internal static class BundleArchive
{
    private const int MostEntries = 500_000;
    private const int BufferLength = 64 * 1024;

    /// <param name="mostBytes">Contents of all files together.</param>
    public static Bundle Read(string path, long mostBytes)
    {
        if (!File.Exists(path))
        {
            throw new BundleException($"{path}: there is no such file");
        }

        try
        {
            using var file = File.OpenRead(path);
            return Read(file, path, mostBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{path}: {e.Message}", e);
        }
    }

    private static Bundle Read(Stream file, string path, long mostBytes)
    {
        Span<byte> magic = stackalloc byte[2];
        if (file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) < 2 || magic[0] != 0x1f || magic[1] != 0x8b)
        {
            throw new BundleException($"{path}: this is no .tgz: it does not begin as gzip does");
        }

        file.Position = 0;
        var bundle = new Bundle { Name = NameOf(path) };
        var files = new BundleFiles(bundle, path);
        var (left, entries, isOne) = (mostBytes, 0, false);
        try
        {
            using var gzip = new GZipStream(file, CompressionMode.Decompress);
            using var bounded = new BoundedStream(gzip, mostBytes + (mostBytes / 4) + (16L << 20), path);
            using var tar = new TarReader(bounded);
            while (tar.GetNextEntry() is { } entry)
            {
                if (++entries > MostEntries)
                {
                    throw new BundleException($"{path}: more than {MostEntries} files: this is no bundle of ours");
                }

                var name = Checked(entry, path);
                if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes || !BundleFiles.IsOfBundle(name))
                {
                    continue;
                }

                var content = entry.DataStream is { } data ? Content(data, ref left, path, name) : [];
                files.Add(name, content);
                isOne = true;
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            throw new BundleException($"{path}: the archive is damaged: {e.Message}", e);
        }

        return isOne ? bundle : throw new BundleException($"{path}: this is no bundle: the archive has neither api/ nor nodes/ nor pods/ nor bundle.yaml");
    }

    /// <summary>The entry's name from the bundle's root; a folder that wraps the whole bundle is taken off.</summary>
    private static string Checked(TarEntry entry, string path)
    {
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes))
        {
            throw new BundleException($"{path}: \"{entry.Name}\" is a {entry.EntryType}: a bundle has files and folders only");
        }

        var name = entry.Name.Replace('\\', '/');
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".").ToList();
        if (name.StartsWith('/') || parts.Contains("..") || name.Contains(':', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal))
        {
            throw new BundleException($"{path}: \"{entry.Name}\" leads out of the archive: it was not read");
        }

        var at = parts.FindIndex(p => p is "api" or "nodes" or "pods" or "raw" or "bundle.yaml");
        return string.Join('/', at == 1 ? parts.Skip(1) : parts);
    }

    private static byte[] Content(Stream data, ref long left, string path, string name)
    {
        using var content = new MemoryStream();
        var buffer = new byte[BufferLength];
        int read;
        while ((read = data.Read(buffer)) > 0)
        {
            left -= read;
            if (left < 0 || content.Length + read > Array.MaxLength)
            {
                throw TooLarge(path, name);
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    private static BundleException TooLarge(string path, string name) =>
        new($"{path}: its contents are larger than is read ({name}): --max-size raises the bound, if you trust the archive");

    private static string NameOf(string path)
    {
        var name = Path.GetFileName(path);
        foreach (var ending in (string[])[".tar.gz", ".tgz"])
        {
            name = name.EndsWith(ending, true, CultureInfo.InvariantCulture) ? name[..^ending.Length] : name;
        }

        return name.Length > 0 ? name : "bundle";
    }

    /// <summary>Ends the reading of an archive that unpacks without end, headers and skipped files included.</summary>
    private sealed class BoundedStream(Stream inner, long most, string path) : DuplexStream(Null, Null)
    {
        private long _left = most;

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            _left -= read;
            return _left >= 0 ? read : throw TooLarge(path, "all together");
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
