namespace KubeNetTui.Evidence;

/// <summary>Hairpin mode of each bridge port of a node, from whichever tool shows it.</summary>
/// <param name="IsFromSysfs">From files of sysfs: they may be of another network namespace, see <see cref="InterfaceFiles"/>.</param>
public sealed record HairpinModes(IReadOnlyDictionary<string, bool> ByPort, bool IsFromSysfs = false)
{
    public bool? Of(string port) => ByPort.TryGetValue(port, out var mode) ? mode : null;

    public static HairpinModes ParseLinks(string text) => Of(LinkTable.ParseJson(text).Items.Select(l => (l.Name, l.Port?.Hairpin)));

    public static HairpinModes ParseBridge(string text) => Of(Evidence.BridgePorts.ParseJson(text).Items.Select(p => (p.Name, p.Hairpin)));

    public static HairpinModes ParseFiles(string text) =>
        Of(InterfaceFiles.Parse(text).Values.Select(v => (v.Key, (bool?)(v.Value != 0)))) with { IsFromSysfs = true };

    private static HairpinModes Of(IEnumerable<(string Name, bool? Hairpin)> ports)
    {
        Dictionary<string, bool> modes = [];
        foreach (var (name, hairpin) in ports)
        {
            if (hairpin is { } mode)
            {
                modes[name] = mode;
            }
        }

        return new(modes);
    }
}
