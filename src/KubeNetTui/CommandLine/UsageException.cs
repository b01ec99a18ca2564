namespace KubeNetTui.CommandLine;

/// <summary>The command can't be done as it was given. The message is one or more lines for the person who typed it.</summary>
/// <param name="help">Ends with where to read on, for mistakes in the words of the command.</param>
internal sealed class UsageException(string message, bool help = false) : Exception(message)
{
    public bool Help { get; } = help;
}
