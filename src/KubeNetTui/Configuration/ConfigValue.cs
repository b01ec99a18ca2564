using System.Globalization;

namespace KubeNetTui.Configuration;

/// <summary>A value that fits its <see cref="Shape"/>: reading from it can't fail, what was wrong has been left out.</summary>
/// <param name="Line">Where it stands in its file, from 1.</param>
internal sealed record ConfigValue(long Line)
{
    private static readonly Dictionary<string, ConfigValue> NoMembers = [];

    public static ConfigValue Nothing { get; } = new(0);

    public string Text { get; init; } = "";
    public IReadOnlyList<ConfigValue> Items { get; init; } = [];
    public IReadOnlyDictionary<string, ConfigValue> Members { get; init; } = NoMembers;

    /// <summary>A member, or nothing; never null, so that <c>config["a"]["b"]</c> reads on.</summary>
    public ConfigValue this[string name] => Members.GetValueOrDefault(name, Nothing);

    public bool IsSet => Line > 0;

    public string TextOr(string otherwise) => IsSet ? Text : otherwise;

    public bool FlagOr(bool otherwise) => IsSet ? IsTrue(Text) : otherwise;

    public int NumberOr(int otherwise) => IsSet ? int.Parse(Text, CultureInfo.InvariantCulture) : otherwise;

    public IReadOnlyList<string> Texts => [.. Items.Select(i => i.Text)];

    internal static bool IsTrue(string text) => text is "true" or "True" or "TRUE" or "yes" or "on";

    internal static bool IsFlag(string text) => IsTrue(text) || text is "false" or "False" or "FALSE" or "no" or "off";
}

/// <summary>A mistake in a configuration file; the rest of the file still counts.</summary>
/// <param name="Line">From 1; 0: the file as a whole.</param>
/// <param name="Text">What is wrong and what is allowed.</param>
internal sealed record ConfigProblem(string File, long Line, string Text)
{
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Text}" : $"{File}: {Text}";
}
