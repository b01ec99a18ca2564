[assembly: AssemblyFixture(typeof(KubeNetTui.OwnFolders))]

namespace KubeNetTui;

/// <summary>
/// Folders of this run's own in place of the person's: no test reads what somebody has set, and two runs at once, or a person at work on
/// the same machine, do not meet. Programs that a test starts inherit them.
/// </summary>
public sealed class OwnFolders : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-home-").FullName;

    public OwnFolders()
    {
        foreach (var name in (string[])["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"])
        {
            Environment.SetEnvironmentVariable(name, Path.Combine(_folder, name));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
