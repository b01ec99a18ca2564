namespace KubeNetTui.Configuration;

/// <param name="Key">In the form of bindings.</param>
/// <param name="Command">As typed after the colon, variables not yet replaced.</param>
/// <param name="Overrides">It wins over the program's own binding of that key.</param>
/// <param name="KeepsHistory">Opens on top of what is open.</param>
internal sealed record HotKey(string Name, string Key, string Command, string Description, bool Overrides, bool KeepsHistory)
{
    /// <param name="file">Fits <see cref="ConfigShapes.HotKeys"/>.</param>
    public static IEnumerable<HotKey> From(ConfigValue file) =>
        file["hotKeys"].Members.Select(m => new HotKey(
            m.Key, KeyText.FromK9s(m.Value["shortCut"].Text), m.Value["command"].Text, m.Value["description"].TextOr(m.Key),
            m.Value["override"].FlagOr(false), m.Value["keepHistory"].FlagOr(false)));
}
