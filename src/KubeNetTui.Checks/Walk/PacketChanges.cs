using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What targets make of a packet.</summary>
internal static class PacketChanges
{
    private static readonly AddressSet Loopback = AddressSet.Of(Ip.Parse("127.0.0.1")!.Value);
    private static readonly AddressSet Loopback6 = AddressSet.Of(Ip.Parse("::1")!.Value);

    /// <summary>After a rewriting of addresses.</summary>
    public static Packet Translate(IptablesTarget target, Packet packet, PacketHook hook, WalkNode node) => target switch
    {
        DnatTarget t => packet.Redirected(t.Addresses is { } to ? AddressSet.Of(to) : packet.Destination, t.Ports),
        RedirectTarget t => packet.Redirected(Own(packet, hook, node), t.Ports),
        NetmapTarget t when hook is PacketHook.Prerouting or PacketHook.Output => packet.Redirected(AddressSet.Of(t.To), null),
        SnatTarget { Addresses: { } from } => packet with { Source = AddressSet.Of(from), State = packet.State | ConnectionStates.Snat },
        NetmapTarget t => packet with { Source = AddressSet.Of(t.To), State = packet.State | ConnectionStates.Snat },

        // MASQUERADE: one of the node's addresses, of which nothing behind it asks any more.
        _ => packet with { State = packet.State | ConnectionStates.Snat },
    };

    /// <summary>After a mark or a note; the chain goes on.</summary>
    public static Packet Note(IptablesTarget target, Packet packet) => target switch
    {
        MarkTarget t => packet with { Mark = packet.Mark.Set(t.Value, t.Mask) },
        ConnectionMarkTarget { Action: ConnectionMarkAction.Set } t => packet with { ConnectionMark = packet.ConnectionMark.Set(t.Value, t.Mask) },
        ConnectionMarkTarget { Action: ConnectionMarkAction.Save } t => packet with { ConnectionMark = packet.ConnectionMark.Take(packet.Mark, t.Mask) },
        ConnectionMarkTarget t => packet with { Mark = packet.Mark.Take(packet.ConnectionMark, t.Mask) },
        ConntrackTarget { IsUntracked: true } => packet with { State = ConnectionStates.Untracked },
        _ => packet,
    };

    /// <summary>REDIRECT: to loopback for what the node itself sends, else to the address of the interface that the packet came by.</summary>
    private static AddressSet Own(Packet packet, PacketHook hook, WalkNode node)
    {
        var locals = node.Locals.Where(l => l.IsV6 == packet.IsV6).Select(IpRange.Of).ToList();
        return hook == PacketHook.Output || locals.Count == 0 ? (packet.IsV6 ? Loopback6 : Loopback) : AddressSet.Of(locals);
    }
}
