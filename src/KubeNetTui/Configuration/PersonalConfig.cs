namespace KubeNetTui.Configuration;

/// <summary>All that a person has set for one context: read again when a file changes.</summary>
internal sealed record PersonalConfig
{
    public static PersonalConfig Empty { get; } = new();

    public Settings Settings { get; init; } = Settings.Default;

    /// <summary>Command by alias.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<HotKey> HotKeys { get; init; } = [];
    public IReadOnlyList<Plugin> Plugins { get; init; } = [];
    public IReadOnlyList<View> Views { get; init; } = [];

    /// <summary>Mistakes in the files; what was right in them is used.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; init; } = [];

    public static PersonalConfig Load(ConfigFolders folders, string? cluster, string? context)
    {
        List<ConfigProblem> problems = [];
        Dictionary<string, string> aliases = [];
        Dictionary<string, HotKey> hotKeys = [];
        Dictionary<string, Plugin> plugins = [];
        Dictionary<(string, string), View> views = [];
        var settings = Settings.From(Read(Path.Combine(folders.Config, "config.yaml"), ConfigShapes.Config, problems), context);
        foreach (var folder in folders.For(cluster, context))
        {
            foreach (var (alias, command) in Read(Path.Combine(folder, "aliases.yaml"), ConfigShapes.Aliases, problems)["aliases"].Members)
            {
                aliases[alias] = command.Text;
            }

            foreach (var hotKey in HotKey.From(Read(Path.Combine(folder, "hotkeys.yaml"), ConfigShapes.HotKeys, problems)))
            {
                hotKeys[hotKey.Name] = hotKey;
            }

            foreach (var plugin in ReadPlugins(folder, problems))
            {
                plugins[plugin.Name] = plugin;
            }

            var viewFile = Path.Combine(folder, "views.yaml");
            foreach (var view in View.From(Read(viewFile, ConfigShapes.Views, problems), viewFile, problems))
            {
                views[(view.Kind, view.Namespace)] = view;
            }
        }

        return new PersonalConfig
        {
            Settings = settings, Aliases = aliases, HotKeys = [.. hotKeys.Values], Plugins = [.. plugins.Values], Views = [.. views.Values],
            Problems = problems,
        };
    }

    private static IEnumerable<Plugin> ReadPlugins(string folder, List<ConfigProblem> problems)
    {
        foreach (var plugin in Plugin.From(Read(Path.Combine(folder, "plugins.yaml"), ConfigShapes.Plugins, problems)))
        {
            yield return plugin;
        }

        foreach (var file in Snippets(Path.Combine(folder, "plugins")))
        {
            // A file of the folder holds one plugin, or several under "plugins" as plugins.yaml does.
            List<ConfigProblem> asOne = [], asSeveral = [];
            var several = Read(file, ConfigShapes.Plugins, asSeveral);
            if (several["plugins"].IsSet)
            {
                problems.AddRange(asSeveral);
                foreach (var plugin in Plugin.From(several))
                {
                    yield return plugin;
                }
            }
            else
            {
                var one = Read(file, ConfigShapes.Snippet, asOne);
                problems.AddRange(asOne);
                if (one.IsSet)
                {
                    yield return Plugin.From(Path.GetFileNameWithoutExtension(file), one);
                }
            }
        }
    }

    private static IEnumerable<string> Snippets(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f) is ".yaml" or ".yml").Order(StringComparer.Ordinal)
            : [];

    private static ConfigValue Read(string file, Shape shape, List<ConfigProblem> problems)
    {
        try
        {
            return File.Exists(file) ? ShapeReader.Read(file, File.ReadAllText(file), shape, problems) : ConfigValue.Nothing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new ConfigProblem(file, 0, e.Message));
            return ConfigValue.Nothing;
        }
    }
}
