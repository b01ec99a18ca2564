namespace KubeNetTui.Evidence;

/// <summary>An interface, as <c>ip -j -d addr</c> shows it. What the plain text does not say is null, 0 or "".</summary>
public sealed record NetworkLink
{
    public required int Index { get; init; }
    public required string Name { get; init; }

    /// <summary>
    /// Index of the interface that it hangs on: a veth's other end, <c>ifN</c>. In <em>that</em> end's namespace, where
    /// <see cref="PeerIsElsewhere"/>: the name that tools show for it then is of an unrelated interface. 0: none.
    /// </summary>
    public int PeerIndex { get; init; }

    /// <summary>The interface with <see cref="PeerIndex"/> is in another network namespace (<c>link-netnsid</c>, or <c>@ifN</c>).</summary>
    public bool PeerIsElsewhere { get; init; }

    /// <summary>The other end's interface where it is in this namespace: <c>veth1@eth0</c>; "" else.</summary>
    public string PeerName { get; init; } = "";

    /// <summary><c>UP</c>, <c>LOWER_UP</c>, <c>PROMISC</c>, <c>NO-CARRIER</c>, …</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    public int Mtu { get; init; }

    /// <summary>RFC 2863: <c>UP</c>, <c>DOWN</c>, <c>UNKNOWN</c> (what loopback and tunnels always say), <c>LOWERLAYERDOWN</c>; "" not said.</summary>
    public string State { get; init; } = "";

    /// <summary>The bridge, bond or VRF that it belongs to; "" none.</summary>
    public string Master { get; init; } = "";

    /// <summary><c>veth</c>, <c>bridge</c>, <c>vxlan</c>, <c>ipip</c>, <c>geneve</c>, <c>dummy</c>, …; "" for hardware, and where <c>-d</c> was not asked for.</summary>
    public string Kind { get; init; } = "";

    /// <summary><c>ether</c>, <c>loopback</c>, <c>ipip</c>, <c>none</c> (WireGuard, tun), …</summary>
    public string LinkType { get; init; } = "";

    /// <summary>MAC address in lower case; of tunnels their local address.</summary>
    public string Mac { get; init; } = "";

    /// <summary>How often it was put into promiscuous mode; a bridge does that to its ports. Null: not said.</summary>
    public int? Promiscuity { get; init; }

    /// <summary>What the bridge says of this port; null where it is no bridge port, or was not said.</summary>
    public BridgePortSettings? Port { get; init; }

    /// <summary>A bridge that passes its frames to iptables by its own setting, whatever the sysctl says; null: not said.</summary>
    public bool? CallsIptables { get; init; }

    /// <summary>With kind vxlan, geneve, ipip, gre, sit, wireguard; null else.</summary>
    public TunnelSettings? Tunnel { get; init; }

    public IReadOnlyList<LinkAddress> Addresses { get; init; } = [];

    /// <summary>Set up by its administrator: flag UP.</summary>
    public bool IsUp => Flags.Contains("UP");

    /// <summary>It can carry frames: up, and its carrier or other end too.</summary>
    public bool HasCarrier => IsUp && !Flags.Contains("NO-CARRIER") && State is not ("DOWN" or "LOWERLAYERDOWN");

    /// <summary>
    /// Promiscuous: by flag, which is what <c>ip link set promisc on</c> sets. <see cref="Promiscuity"/> counts the kernel's own reasons too.
    /// </summary>
    public bool IsPromiscuous => Flags.Contains("PROMISC");
}

/// <param name="Hairpin">Frames may leave by the port that they came in by; null: not said.</param>
/// <param name="State"><c>forwarding</c>, <c>disabled</c>, <c>blocking</c>, …</param>
public sealed record BridgePortSettings(bool? Hairpin, string State);

/// <summary>What a tunnel device was made with.</summary>
public sealed record TunnelSettings
{
    /// <summary>VXLAN or Geneve network identifier; 0 none.</summary>
    public int Id { get; init; }

    /// <summary>Local address; "" any.</summary>
    public string Local { get; init; } = "";

    /// <summary>Remote address or group; "" any: then FDB or routes say.</summary>
    public string Remote { get; init; } = "";

    /// <summary>The interface that it sends through; "" as the routes say.</summary>
    public string Device { get; init; } = "";

    /// <summary>UDP port (VXLAN 4789, flannel and k3s 8472, Geneve 6081); 0 none.</summary>
    public int Port { get; init; }

    /// <summary>VXLAN: learns where addresses are; false where an agent (flannel, Calico) writes the FDB.</summary>
    public bool? Learning { get; init; }

    /// <summary>Metadata mode: an agent (Cilium, OVS) sets the remote end per packet.</summary>
    public bool IsExternal { get; init; }
}

/// <param name="Address">Canonical, see <see cref="IpText"/>.</param>
/// <param name="Scope"><c>global</c>, <c>link</c>, <c>host</c>.</param>
/// <param name="IsUsable">Not one that duplicate address detection refused.</param>
public sealed record LinkAddress(string Address, int PrefixLength, string Scope, bool IsUsable = true)
{
    public bool IsV6 => IpText.IsV6(Address);

    /// <summary>The other end of a point-to-point link; "" none.</summary>
    public string Peer { get; init; } = "";

    /// <summary>The range that the address is in.</summary>
    public IpPrefix? Range => IpPrefix.TryParse($"{(Peer.Length > 0 ? Peer : Address)}/{PrefixLength}", out var range) ? range : null;
}
