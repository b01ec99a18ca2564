using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Terminal;

namespace KubeNetTui.Themes;

/// <summary>Finds themes: those built in, those in <c>~/.config/kubenettui/themes/</c>, k9s's skins, and a file by its path.</summary>
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

    /// <summary>Names that <c>:theme</c> and <c>--theme</c> take: built in, the person's own, and skins of k9s.</summary>
    public static IEnumerable<string> Names => PersonalFiles().Select(f => Path.GetFileNameWithoutExtension(f)!).Concat(BuiltIn).Distinct().Order();

    /// <summary>Where a person's themes and skins are: our folders first, then k9s's own.</summary>
    private static IEnumerable<string> Folders
    {
        get
        {
            var folders = ConfigFolders.From(Environment.GetEnvironmentVariable);
            return [Path.Combine(folders.Config, "themes"), Path.Combine(folders.Config, "skins"), Path.Combine(folders.K9s, "skins")];
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
            var isFile = name.Contains('/', StringComparison.Ordinal) || Path.GetExtension(name) is Extension or ".yaml" or ".yml";
            if ((isFile ? name : PersonalFiles().FirstOrDefault(f => Path.GetFileNameWithoutExtension(f) == name)) is { } file)
            {
                return ReadFile(file, problems);
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

    private static Theme ReadFile(string file, List<string> problems)
    {
        var (name, text, under) = (Path.GetFileNameWithoutExtension(file), File.ReadAllText(file), Default(problems));
        return Path.GetExtension(file) == Extension
            ? ThemeFile.Read(name, file, text, under, problems)
            : K9sSkin.Read(name, file, text, under, problems);
    }

    private static IEnumerable<string> PersonalFiles() =>
        Folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Where(f => Path.GetExtension(f) is Extension or ".yaml" or ".yml");

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
