namespace KubeNetTui.Tests.House;

/// <summary>The checkout that these tests were built from: the nearest folder above with the solution in it.</summary>
internal static class RepositoryFolder
{
    public static string Root { get; } = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "KubeNetTui.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no KubeNetTui.sln above {AppContext.BaseDirectory}");
    }
}
