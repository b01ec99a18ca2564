using KubeNetTui.App;

namespace KubeNetTui.Transfer;

/// <summary>What is to be copied between a container and this machine.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Container">By name.</param>
/// <param name="IsUpload">To the container; else from it.</param>
/// <param name="Remote">A path in the container.</param>
/// <param name="Local">A full path of this machine.</param>
internal sealed record TransferTask(Selection Pod, string Container, bool IsUpload, string Remote, string Local)
{
    public string Title => IsUpload ? $"upload to {Pod.Name}" : $"download from {Pod.Name}";

    /// <summary>What a person would type for the same.</summary>
    public string Kubectl => IsUpload
        ? $"kubectl cp {Local} {Pod.Namespace}/{Pod.Name}:{Remote} -c {Container}"
        : $"kubectl cp {Pod.Namespace}/{Pod.Name}:{Remote} {Local} -c {Container}";

    /// <summary>The folder that the remote path stands in, and the name in it: tar packs and unpacks relative to it.</summary>
    public (string Folder, string Name) RemoteParts
    {
        get
        {
            var path = Remote.TrimEnd('/');
            var slash = path.LastIndexOf('/');
            return path.Length == 0 ? ("/", ".") : slash < 0 ? (".", path) : (slash == 0 ? "/" : path[..slash], path[(slash + 1)..]);
        }
    }

    /// <summary>The command that is run in the container where it has tar.</summary>
    public IReadOnlyList<string> TarCommand
    {
        get
        {
            var (folder, name) = RemoteParts;

            // A name that begins with a dash is no option.
            return IsUpload ? ["tar", "xmf", "-", "-C", Plain(folder)] : ["tar", "cf", "-", "-C", Plain(folder), "./" + name];
        }
    }

    /// <summary>For a path given to a program: one that begins with a dash is no option.</summary>
    public static string Plain(string path) => path.StartsWith('-') ? "./" + path : path;

    /// <param name="typed">A path of this machine as a person types it; <c>~</c> is the home folder.</param>
    public static string Full(string typed)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.GetFullPath(typed == "~" ? home : typed.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, typed[2..]) : typed);
    }
}

/// <summary>How far it is; read from the screen's thread while others write it.</summary>
internal sealed class TransferProgress
{
    private long _bytes;
    private int _files;

    public long Bytes => Interlocked.Read(ref _bytes);

    public int Files => Volatile.Read(ref _files);

    /// <summary>Of an upload, known before; 0: not known.</summary>
    public long Total { get; set; }

    public volatile string Current = "";

    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);

    public void AddFile() => Interlocked.Increment(ref _files);

    /// <summary>From the beginning again, another way.</summary>
    public void Restart()
    {
        Interlocked.Exchange(ref _bytes, 0);
        Interlocked.Exchange(ref _files, 0);
    }
}

/// <summary>Why it could not be done, in a sentence.</summary>
internal sealed class TransferException(string message, Exception? inner = null) : Exception(message, inner);
