using System.Globalization;
using System.Text;

namespace KubeNetTui.Kubernetes;

/// <summary>One kubeconfig file, before and after.</summary>
public sealed record ChangedFile(string Path, string Before, string After)
{
    /// <summary>The lines that go (<c>- </c>) and come (<c>+ </c>).</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            string[] before = Before.Split('\n'), after = After.Split('\n');
            var head = 0;
            while (head < before.Length && head < after.Length && before[head] == after[head])
            {
                head++;
            }

            var tail = 0;
            while (tail < before.Length - head && tail < after.Length - head && before[^(tail + 1)] == after[^(tail + 1)])
            {
                tail++;
            }

            // Between the first and the last difference, lines that are in both are left out.
            string[] gone = before[head..(before.Length - tail)], come = after[head..(after.Length - tail)];
            return [.. gone.Except(come).Select(l => "- " + l.TrimEnd('\r')), .. come.Except(gone).Select(l => "+ " + l.TrimEnd('\r'))];
        }
    }
}

/// <summary>A planned change of kubeconfig files: shown first, then written whole or not at all.</summary>
public sealed record KubeConfigChange(IReadOnlyList<ChangedFile> Files)
{
    /// <summary>
    /// Writes each file beside itself and moves it over, with the rights it had; what was there is kept for undoing. A file that changed
    /// meanwhile, or that another program (kubectl) holds locked, is left as it is.
    /// </summary>
    /// <param name="undo">Folder for the copies.</param>
    /// <returns>The copies, in the order of <see cref="Files"/>.</returns>
    /// <exception cref="KubeConfigException">Nothing was written, or says what was.</exception>
    public IReadOnlyList<string> Write(string undo, DateTimeOffset now)
    {
        List<string> locks = [], copies = [];
        var written = 0;
        try
        {
            foreach (var file in Files)
            {
                locks.Add(Lock(file.Path));
                if (File.ReadAllText(file.Path) != file.Before)
                {
                    throw new KubeConfigException($"{file.Path} was changed by somebody else meanwhile; nothing was written. Look at it and try again.");
                }
            }

            foreach (var file in Files)
            {
                copies.Add(Copy(file, undo, now));
                Replace(file);
                written++;
            }

            return copies;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException(
                written == 0 ? $"nothing was written: {Printable.Clean(wrong.Message, 300)}" : $"only {Files[0].Path} was written: {Printable.Clean(wrong.Message, 300)}", wrong);
        }
        finally
        {
            locks.ForEach(File.Delete);
        }
    }

    /// <summary>As kubectl locks it (client-go's tools/clientcmd/config.go).</summary>
    private static string Lock(string path)
    {
        var file = path + ".lock";
        try
        {
            new FileStream(file, FileMode.CreateNew, FileAccess.Write).Dispose();
            return file;
        }
        catch (IOException wrong) when (File.Exists(file))
        {
            throw new KubeConfigException($"{path} is locked by another program; if none runs, delete {file}. Nothing was written.", wrong);
        }
    }

    private static string Copy(ChangedFile file, string undo, DateTimeOffset now)
    {
        Directory.CreateDirectory(undo);
        var name = $"{Path.GetFileName(file.Path)}-{now.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        for (var number = 0; ; number++)
        {
            var copy = Path.Combine(undo, number == 0 ? name : $"{name}-{number}");
            if (!File.Exists(copy))
            {
                Write(copy, file.Before, UnixFileMode.UserRead | UnixFileMode.UserWrite, []);
                return copy;
            }
        }
    }

    private static void Replace(ChangedFile file)
    {
        // Through a link to where it leads: the link stays.
        var path = new FileInfo(file.Path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.Path;
        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
        var preamble = File.ReadAllBytes(path).AsSpan().StartsWith(Encoding.UTF8.GetPreamble()) ? Encoding.UTF8.GetPreamble() : [];
        var next = $"{path}.{Path.GetRandomFileName()}.new";
        try
        {
            Write(next, file.After, mode, preamble);
            File.Move(next, path, overwrite: true);
        }
        finally
        {
            File.Delete(next);
        }
    }

    private static void Write(string path, string text, UnixFileMode mode, ReadOnlySpan<byte> preamble)
    {
        // Its rights from the first byte on: there are keys in it.
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(path, options))
        {
            stream.Write(preamble);
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
