namespace KubeNetTui.Replay;

/// <summary>A bundle can't be served; the message names the file and what is wrong with it.</summary>
public sealed class BundleException : Exception
{
    public BundleException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
