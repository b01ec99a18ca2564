namespace KubeNetTui.App.Commands;

/// <summary>Lines after the colon, as text.</summary>
internal static class CommandText
{
    /// <returns>The first word, and what follows it, both trimmed.</returns>
    public static (string Word, string After) Cut(string text)
    {
        var space = text.IndexOf(' ');
        return space < 0 ? (text, "") : (text[..space], text[(space + 1)..].Trim());
    }

    /// <summary>Words that mean all namespaces.</summary>
    public static bool IsAll(string word) => word is "all" or "*" or "-A" or "--all-namespaces";
}
