using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Themes;

/// <summary>Finds themes: those built in, those in <c>~/.config/kubenettui/themes/</c>, and a file by its path.</summary>
internal static class ThemeStore
{
    private const string ResourcePrefix = "themes/";
    private const string Extension = ".theme";

    /// <summary>Attributes alone: what a theme that sets nothing looks like, and what NO_COLOR leaves of any.</summary>
    public static Theme Plain { get; } = new()
    {
        Name = "plain",
        Text = default,
        Dim = default(Style).Dim(),
        Title = default(Style).Bold(),
        Accent = default(Style).Bold(),
        Key = default(Style).Bold(),
        Border = default(Style).Dim(),
        BorderFocused = default,
        Header = default(Style).Bold(),
        Selected = default(Style).Reverse(),
        Marked = default(Style).Underline(),
        Match = default(Style).Underline().Bold(),
        Pass = default,
        Warn = default(Style).Bold(),
        Fail = default(Style).Bold().Underline(),
        Unknown = default(Style).Italic(),
        Deciding = default(Style).Bold().Underline(),
        Error = default(Style).Bold(),
        Logo = default(Style).Bold(),
    };

    public static IEnumerable<string> BuiltIn =>
        typeof(ThemeStore).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(n => n[ResourcePrefix.Length..^Extension.Length])
            .Order();

    /// <summary>Names that <c>:theme</c> and <c>--theme</c> take, those of the person's folder too.</summary>
    public static IEnumerable<string> Names =>
        (Directory.Exists(UserFolder) ? Directory.EnumerateFiles(UserFolder, "*" + Extension).Select(f => Path.GetFileNameWithoutExtension(f)!) : [])
            .Concat(BuiltIn).Distinct().Order();

    private static string UserFolder
    {
        get
        {
            var config = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } set
                ? set
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
            return Path.Combine(config, "kubenettui", "themes");
        }
    }

    /// <param name="wanted">A name or a file; null: the one that suits. The person's folder wins over what is built in.</param>
    /// <param name="colors">What the terminal shows: the greys of the default theme are one and the same in sixteen colours.</param>
    /// <param name="problems">What was wrong, a sentence each; there is always a theme.</param>
    public static Theme Load(string? wanted, ColorDepth colors, List<string> problems)
    {
        var name = wanted ?? colors switch
        {
            ColorDepth.None => "mono",
            ColorDepth.Palette16 => "sixteen",
            _ => "default",
        };
        try
        {
            if (name.Contains('/', StringComparison.Ordinal) || name.EndsWith(Extension, StringComparison.Ordinal))
            {
                return ThemeFile.Read(Path.GetFileNameWithoutExtension(name), name, File.ReadAllText(name), Default(problems), problems);
            }

            var file = Path.Combine(UserFolder, name + Extension);
            if (File.Exists(file))
            {
                return ThemeFile.Read(name, file, File.ReadAllText(file), Default(problems), problems);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"theme {name}: {e.Message}");
            return Default(problems);
        }

        if (ReadBuiltIn(name, problems) is { } theme)
        {
            return theme;
        }

        problems.Add($"there is no theme \"{name}\"; there are {string.Join(", ", Names)}, or give a file");
        return Default(problems);
    }

    private static Theme Default(List<string> problems) => ReadBuiltIn("default", problems) ?? Plain;

    private static Theme? ReadBuiltIn(string name, List<string> problems)
    {
        using var stream = typeof(ThemeStore).Assembly.GetManifestResourceStream(ResourcePrefix + name + Extension);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        // A built-in theme names every style, so that nothing shines through from another.
        return ThemeFile.Read(name, $"themes/{name}{Extension}", reader.ReadToEnd(), Plain, problems);
    }
}
