namespace KubeNetTui.Configuration;

/// <summary>A command of the person's own, as k9s's plugins.yaml has it.</summary>
internal sealed record Plugin
{
    public required string Name { get; init; }

    /// <summary>In the form of bindings.</summary>
    public required string Key { get; init; }
    public required string Description { get; init; }

    /// <summary>Kinds by any of their names, or <c>all</c>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }
    public required string Command { get; init; }
    public IReadOnlyList<string> Arguments { get; init; } = [];
    public IReadOnlyList<string> Pipes { get; init; } = [];
    public IReadOnlyList<PluginInput> Inputs { get; init; } = [];
    public bool InBackground { get; init; }
    public bool Confirms { get; init; }
    public bool IsDangerous { get; init; }
    public bool Overrides { get; init; }
    public bool TellsOutput { get; init; }

    /// <param name="file">Fits <see cref="ConfigShapes.Plugins"/>.</param>
    public static IEnumerable<Plugin> From(ConfigValue file) => file["plugins"].Members.Select(m => From(m.Key, m.Value));

    /// <param name="value">Fits <see cref="ConfigShapes.Snippet"/>.</param>
    public static Plugin From(string name, ConfigValue value) => new()
    {
        Name = name,
        Key = KeyText.FromK9s(value["shortCut"].Text),
        Description = value["description"].Text,
        Scopes = value["scopes"].Texts,
        Command = value["command"].Text,
        Arguments = value["args"].Texts,
        Pipes = value["pipes"].Texts,
        InBackground = value["background"].FlagOr(false),
        Confirms = value["confirm"].FlagOr(value["inputs"].Items.Count > 0),
        IsDangerous = value["dangerous"].FlagOr(false),
        Overrides = value["override"].FlagOr(false),
        TellsOutput = value["overwriteOutput"].FlagOr(false),
        Inputs = [.. value["inputs"].Items.Select(PluginInput.From)],
    };

    /// <summary>Offered for a kind that goes by these names (plural, singular, short names, <c>plural.group</c>).</summary>
    public bool IsFor(IEnumerable<string> kind) => Scopes.Contains("all") || kind.Any(k => Scopes.Contains(k, StringComparer.OrdinalIgnoreCase));
}

internal enum PluginInputKind
{
    Text,
    Number,
    Flag,
    Choice,
}

/// <param name="Variable">What stands for the value in arguments: <c>INPUT_IMAGE</c>.</param>
internal sealed record PluginInput(string Variable, PluginInputKind Kind, string Label, bool IsRequired, string Default, IReadOnlyList<string> Options)
{
    internal static PluginInput From(ConfigValue value) => new(
        "INPUT_" + value["name"].Text.ToUpperInvariant().Replace('-', '_').Replace(' ', '_'),
        value["type"].Text switch
        {
            "number" => PluginInputKind.Number,
            "bool" => PluginInputKind.Flag,
            "dropdown" => PluginInputKind.Choice,
            _ => PluginInputKind.Text,
        },
        value["label"].TextOr(value["name"].Text), value["required"].FlagOr(false), value["default"].TextOr(""), value["options"].Texts);
}
