namespace KubeNetTui.Configuration;

/// <summary>Where files are looked for, by the XDG Base Directory Specification 0.8.</summary>
/// <param name="Config"><c>~/.config/kubenettui</c>.</param>
/// <param name="State"><c>~/.local/state/kubenettui</c>: what the program remembers.</param>
/// <param name="K9s">k9s's own folder, whose skins can be chosen.</param>
internal sealed record ConfigFolders(string Config, string State, string K9s)
{
    /// <summary>Nothing is read from anywhere.</summary>
    public static ConfigFolders None { get; } = new("/nonexistent/kubenettui", "/nonexistent/kubenettui", "/nonexistent/k9s");

    public static ConfigFolders From(Func<string, string?> variable)
    {
        var home = variable("HOME") is { Length: > 0 } set ? set : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var config = Base("XDG_CONFIG_HOME", ".config");
        return new(
            variable("KUBENETTUI_CONFIG_DIR") is { Length: > 0 } own ? own : Path.Combine(config, "kubenettui"),
            Path.Combine(Base("XDG_STATE_HOME", Path.Combine(".local", "state")), "kubenettui"),
            variable("K9S_CONFIG_DIR") is { Length: > 0 } k9s ? k9s : Path.Combine(config, "k9s"));

        // The specification says that a relative path is to be passed over.
        string Base(string name, string otherwise) =>
            variable(name) is { Length: > 0 } path && Path.IsPathRooted(path) ? path : Path.Combine(home, otherwise);
    }

    /// <summary>Folders whose files hold for a cluster and context, the general one first; later ones go over earlier ones.</summary>
    public IEnumerable<string> For(string? cluster, string? context)
    {
        yield return Config;
        if (cluster is { Length: > 0 })
        {
            yield return Path.Combine(Config, "clusters", AsName(cluster));
            if (context is { Length: > 0 })
            {
                yield return Path.Combine(Config, "clusters", AsName(cluster), AsName(context));
            }
        }
    }

    /// <summary>Names of clusters and contexts hold colons and slashes (arn:aws:eks:…); k9s writes a dash for each, and so do we.</summary>
    internal static string AsName(string name) => name is "." or ".." ? "-" : string.Concat(name.Select(c => c is ':' or '/' or '\\' or '\0' ? '-' : c));
}
