namespace KubeNetTui.Evidence;

/// <summary>What a rule does with a packet that it matches.</summary>
/// <param name="Name">As written after <c>-j</c> or <c>-g</c>.</param>
public abstract record IptablesTarget(string Name);

/// <summary>ACCEPT: ends this table's chain; the packet goes on to the next table.</summary>
public sealed record AcceptTarget() : IptablesTarget("ACCEPT");

public sealed record DropTarget() : IptablesTarget("DROP");

/// <summary>RETURN: back to the chain that jumped here; in a built-in chain, its policy.</summary>
public sealed record ReturnTarget() : IptablesTarget("RETURN");

/// <param name="With"><c>icmp-port-unreachable</c> (the default), <c>tcp-reset</c>, <c>icmp-host-prohibited</c>, …</param>
public sealed record RejectTarget(string With) : IptablesTarget("REJECT");

/// <summary>A chain of the same table.</summary>
/// <param name="IsGoto"><c>-g</c>: its RETURN goes to the chain that called this one.</param>
public sealed record JumpTarget(string Chain, bool IsGoto) : IptablesTarget(Chain);

/// <summary>DNAT: the destination becomes one of the range. Ends the nat table for this connection.</summary>
/// <param name="Addresses">Null: the address stays (only the port is changed).</param>
/// <param name="Ports">Null: the port stays.</param>
public sealed record DnatTarget(IpRange? Addresses, PortRange? Ports) : IptablesTarget("DNAT");

/// <inheritdoc cref="DnatTarget"/>
public sealed record SnatTarget(IpRange? Addresses, PortRange? Ports) : IptablesTarget("SNAT");

/// <summary>MASQUERADE: the source becomes the address of the interface that the packet leaves by.</summary>
public sealed record MasqueradeTarget(PortRange? Ports, bool IsFullyRandom) : IptablesTarget("MASQUERADE");

/// <summary>REDIRECT: to this node itself.</summary>
public sealed record RedirectTarget(PortRange? Ports) : IptablesTarget("REDIRECT");

/// <summary>NETMAP: the network part of the destination (PREROUTING, OUTPUT) or source (POSTROUTING, INPUT) is exchanged.</summary>
public sealed record NetmapTarget(IpRange To) : IptablesTarget("NETMAP");

/// <summary>MARK: mark becomes (mark AND NOT Mask) XOR Value, as <c>--set-xmark Value/Mask</c>; the chain goes on.</summary>
public sealed record MarkTarget(uint Value, uint Mask) : IptablesTarget("MARK");

/// <summary>CONNMARK; the chain goes on. Masks of save and restore are those of the mark.</summary>
public sealed record ConnectionMarkTarget(ConnectionMarkAction Action, uint Value, uint Mask) : IptablesTarget("CONNMARK");

public enum ConnectionMarkAction
{
    Set,

    /// <summary>The packet's mark into the connection's.</summary>
    Save,

    /// <summary>The connection's mark into the packet's.</summary>
    Restore,
}

/// <summary>CT, NOTRACK: conntrack leaves the packet alone (state UNTRACKED), where <paramref name="IsUntracked"/>; the chain goes on.</summary>
public sealed record ConntrackTarget(bool IsUntracked, string Options) : IptablesTarget("CT");

/// <summary>TPROXY: accepted, and given to a socket of this node (mangle PREROUTING); Cilium and service meshes use it.</summary>
public sealed record TproxyTarget(int Port, uint Mark, uint Mask) : IptablesTarget("TPROXY");

/// <summary>LOG, NFLOG, TRACE, SET, TCPMSS, CHECKSUM, …: something is noted or changed that no match here asks for; the chain goes on.</summary>
public sealed record PassingTarget(string Name, string Options) : IptablesTarget(Name);

/// <summary>A target that is not known: NFQUEUE (a program decides), STOLEN, a vendor's own. The packet's fate is not known either.</summary>
public sealed record OtherTarget(string Name, string Options) : IptablesTarget(Name);
