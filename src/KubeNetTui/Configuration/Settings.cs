namespace KubeNetTui.Configuration;

/// <summary>config.yaml as it holds for one context.</summary>
internal sealed record Settings
{
    public static Settings Default { get; } = new();

    public bool ReadOnly { get; init; }

    /// <summary>Null: the one that suits the terminal.</summary>
    public string? Theme { get; init; }

    /// <summary>Null: pods.</summary>
    public string? Command { get; init; }
    public IReadOnlyList<string> Namespaces { get; init; } = [];
    public string NodeShell { get; init; } = "auto";

    /// <summary>Null: the program's own choice.</summary>
    public string? DebugImage { get; init; }
    public string? SshUser { get; init; }
    public int Nodes { get; init; } = 20;
    public string Header { get; init; } = "full";
    public bool Crumbs { get; init; } = true;
    public bool Mouse { get; init; } = true;

    /// <summary>What the digits are in lists of one namespace: <c>namespaces</c>, or <c>counts</c>.</summary>
    public string Digits { get; init; } = "namespaces";
    public int LogTail { get; init; } = 500;
    public int LogBuffer { get; init; } = 10_000;
    public bool LogTimestamps { get; init; }
    public bool LogWrap { get; init; }

    /// <summary>Keys by binding id; an empty list takes a binding's keys away.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Keys { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <param name="config">Fits <see cref="ConfigShapes.Config"/>.</param>
    /// <param name="context">Its own settings go over the general ones; null: the general ones.</param>
    public static Settings From(ConfigValue config, string? context)
    {
        var own = context is null ? ConfigValue.Nothing : config["contexts"][context];
        return new Settings
        {
            ReadOnly = Pick("readOnly").FlagOr(false),
            Theme = TextOrNull("theme"),
            Command = TextOrNull("command"),
            Namespaces = Pick("namespaces").Texts,
            NodeShell = Pick("nodeShell").TextOr("auto"),
            DebugImage = TextOrNull("debugImage"),
            SshUser = TextOrNull("sshUser"),
            Nodes = Pick("nodes").NumberOr(20),
            Header = config["header"].TextOr("full"),
            Crumbs = config["crumbs"].FlagOr(true),
            Mouse = config["mouse"].FlagOr(true),
            Digits = config["digits"].TextOr("namespaces"),
            LogTail = config["logs"]["tail"].NumberOr(500),
            LogBuffer = config["logs"]["buffer"].NumberOr(10_000),
            LogTimestamps = config["logs"]["timestamps"].FlagOr(false),
            LogWrap = config["logs"]["wrap"].FlagOr(false),
            Keys = config["keys"].Members.ToDictionary(k => k.Key, k => (IReadOnlyList<string>)[.. k.Value.Texts.Select(KeyText.FromK9s)]),
        };

        ConfigValue Pick(string name) => own[name].IsSet ? own[name] : config[name];

        string? TextOrNull(string name) => Pick(name) is { IsSet: true, Text: { Length: > 0 } text } ? text : null;
    }
}
