namespace KubeNetTui.Tests.House;

/// <summary>Files of the repository that are made from the code: held to it by tests, written anew with <c>UPDATE_DOCS=1</c>.</summary>
internal static class Documents
{
    public static void Holds(string path, string made)
    {
        string file = RepositoryFolder.Path(path);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, made);
        }

        Assert.True(File.Exists(file), $"{path} is not there: run the tests with UPDATE_DOCS=1");
        Assert.True(File.ReadAllText(file) == made, $"{path} is not what the code says: run the tests with UPDATE_DOCS=1 and look at the difference");
    }
}
