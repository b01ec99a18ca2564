[assembly: AssemblyFixture(typeof(KubeNetTui.Tests.NobodysHome))]

namespace KubeNetTui.Tests;

/// <summary>Whoever runs the tests: none of their files are read, and what the program writes goes away afterwards.</summary>
public sealed class NobodysHome : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kubenettui-home-");

    public NobodysHome()
    {
        foreach (var (name, folder) in new[] { ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data"), ("XDG_STATE_HOME", "state") })
        {
            Environment.SetEnvironmentVariable(name, _folder.CreateSubdirectory(folder).FullName);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
