using System.Globalization;
using System.Text;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.CommandLine;

/// <summary>
/// What <c>--log-file</c> writes: a line a request (time, method, path, status, milliseconds, bytes), what went wrong, and what the program takes. No
/// headers and no bodies: those hold secrets. Without a file it keeps nothing. Safe for many threads.
/// </summary>
internal sealed class RunLog(TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private StreamWriter? _file;

    /// <summary>Null while nothing is written.</summary>
    public string? Path { get; private set; }

    /// <exception cref="UsageException">The file can't be written.</exception>
    public void Open(string path)
    {
        try
        {
            // Only for its owner: paths name what is in the cluster.
            FileStreamOptions how = new() { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite };
            if (!OperatingSystem.IsWindows())
            {
                how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            _file = new StreamWriter(path, new UTF8Encoding(false), how) { AutoFlush = true };
            Path = System.IO.Path.GetFullPath(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"the log file {path} can't be written: {e.Message}");
        }
    }

    public void Request(RequestLogEntry entry) =>
        Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.Method} {entry.Path} {entry.Status} {entry.Took.TotalMilliseconds:0}ms {entry.Bytes}B{(entry.Failure is null ? "" : " " + entry.Failure)}"));

    public void Vitals(string what) => Write("vitals " + what);

    public void Problem(string what) => Write("error " + what);

    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private void Write(string line)
    {
        lock (_lock)
        {
            try
            {
                _file?.WriteLine($"{time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {SafeText.Clean(line, keepLines: true)}");
            }
            catch (IOException)
            {
                // A full disk must not end the program whose troubles are being logged.
            }
        }
    }
}
