using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>A port of the pods' bridge, whose pod it is, and whether its frames may leave by it again.</summary>
/// <param name="Mode">Null: not known.</param>
internal sealed record HairpinPort(string Name, Pod? Pod, bool? Mode)
{
    /// <summary><c>veth1234 (shop/stock-1)</c>.</summary>
    public string Text => Pod is null ? Name : $"{Name} ({Pod.FullName})";

    /// <summary>The veths of the bridge, by name.</summary>
    public static List<HairpinPort> Of(IEvidence evidence, string node, string bridge)
    {
        if (evidence.Links(Place.Node(node)).Value is not { } links || VethMap.Of(evidence, node) is not { } map)
        {
            return [];
        }

        var modes = evidence.HairpinModes(node).Value;
        return
        [
            .. links.PortsOf(bridge).Where(p => p.PeerIndex > 0).OrderBy(p => p.Name, StringComparer.Ordinal)
                .Select(p => new HairpinPort(p.Name, map.Ends.FirstOrDefault(e => e.Link == p)?.Pod, modes?.Of(p.Name))),
        ];
    }

    /// <summary>A line about an interface: of <c>ip -j</c>, <c>bridge -j</c>, <c>ip addr</c> or sysfs.</summary>
    public static bool IsLine(string line, string name) =>
        line.Contains($"\"ifname\":\"{name}\"", StringComparison.Ordinal) || line.Contains($"/net/{name}/", StringComparison.Ordinal)
        || line.Contains($": {name}@", StringComparison.Ordinal) || line.Contains($": {name}:", StringComparison.Ordinal);
}
