namespace KubeNetTui.Replay;

internal static class BundleFolder
{
    public static Bundle Read(string path) => throw new NotImplementedException(path);
}
