using KubeNetTui.Replay;

namespace KubeNetTui.CommandLine;

/// <summary>
/// A kubeconfig of a replayed cluster in a folder that nobody else can read, for plugins: a kubectl that is started from a screen of the
/// demo must not meet the person's own cluster.
/// </summary>
internal sealed class ReplayKubeConfig : IDisposable
{
    private readonly string? _folder;

    public ReplayKubeConfig(ReplayServer server)
    {
        try
        {
            _folder = Directory.CreateTempSubdirectory("kubenettui-").FullName;
            Path = System.IO.Path.Combine(_folder, "kubeconfig");
            server.WriteKubeConfig(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Path = "/dev/null"; // no cluster at all, rather than another one
        }
    }

    public string Path { get; }

    public void Dispose()
    {
        try
        {
            if (_folder is not null)
            {
                Directory.Delete(_folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left is a token of a server that is gone.
        }
    }
}
