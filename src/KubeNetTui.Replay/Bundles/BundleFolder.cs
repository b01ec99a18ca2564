namespace KubeNetTui.Replay;

/// <summary>Reads a bundle from the folder in which it was kept; see <see cref="BundleFiles"/> for what is in one.</summary>
internal static class BundleFolder
{
    public static Bundle Read(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new BundleException($"{path}: there is no such folder");
        }

        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var bundle = new Bundle { Name = Path.GetFileName(root) };
        var files = new BundleFiles(bundle, path);
        var isOne = false;
        try
        {
            foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var relative = Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');
                if (BundleFiles.IsOfBundle(relative))
                {
                    isOne = true;
                    files.Add(relative, File.ReadAllBytes(file));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{path}: {e.Message}", e);
        }

        return isOne ? bundle : throw new BundleException($"{path}: this is no bundle: it has neither api/ nor nodes/ nor pods/ nor bundle.yaml");
    }
}
