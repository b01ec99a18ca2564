namespace KubeNetTui.Evidence;

/// <summary>A port of a bridge, from <c>bridge -j -d link</c>.</summary>
/// <param name="Bridge">Its master; "" where it left it.</param>
/// <param name="State"><c>forwarding</c>, <c>disabled</c>, <c>blocking</c>, …</param>
/// <param name="Hairpin">Null: not said.</param>
public sealed record BridgePort(string Name, int Index, string Bridge, string State, bool? Hairpin, int Mtu);

public sealed class BridgePorts(IReadOnlyList<BridgePort> items, IReadOnlyList<NotUnderstoodLine> notUnderstood)
{
    public IReadOnlyList<BridgePort> Items { get; } = items;

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; } = notUnderstood;

    public static BridgePorts ParseJson(string text)
    {
        List<BridgePort> ports = [];
        var failed = JsonItems.Read(text, item =>
        {
            var name = item.Text("ifname");
            if (name.Length == 0)
            {
                return "no ifname";
            }

            ports.Add(new(name, item.Int("ifindex"), item.Text("master"), item.Text("state"), item.IsOn("hairpin"), item.Int("mtu")));
            return null;
        });
        return new(ports, failed);
    }
}

/// <summary>An entry of a forwarding database: of a bridge (which port), or of a VXLAN device (which host).</summary>
/// <param name="Mac">Lower case.</param>
/// <param name="Destination">VXLAN: the address of the host behind which it is; "" else.</param>
/// <param name="State"><c>permanent</c>, <c>static</c>; "" learnt.</param>
public sealed record FdbEntry(string Mac, string Device, string Bridge, string Destination, string State);

public sealed class FdbTable(IReadOnlyList<FdbEntry> items, IReadOnlyList<NotUnderstoodLine> notUnderstood)
{
    public IReadOnlyList<FdbEntry> Items { get; } = items;

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; } = notUnderstood;

    /// <summary><c>bridge -j fdb</c>.</summary>
    public static FdbTable ParseJson(string text)
    {
        List<FdbEntry> entries = [];
        var failed = JsonItems.Read(text, item =>
        {
            var mac = item.Text("mac");
            if (mac.Length == 0)
            {
                return "no mac";
            }

            var device = item.Text("ifname");
            entries.Add(new(
                mac.ToLowerInvariant(), device.Length > 0 ? device : item.Text("dev"), item.Text("master"),
                IpText.Canonical(item.Text("dst")), item.Text("state")));
            return null;
        });
        return new(entries, failed);
    }
}
