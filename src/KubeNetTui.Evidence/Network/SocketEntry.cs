namespace KubeNetTui.Evidence;

public enum SocketProtocol
{
    Tcp,
    Udp,
    Other,
}

/// <summary>A socket, as <c>ss</c> or <c>/proc/net/tcp</c> lists it.</summary>
public sealed record SocketEntry
{
    public required SocketProtocol Protocol { get; init; }

    /// <summary>In the kernel's words: <c>LISTEN</c>, <c>ESTAB</c>, <c>TIME-WAIT</c>, <c>SYN-SENT</c>, …; UDP: <c>UNCONN</c>, <c>ESTAB</c>.</summary>
    public required string State { get; init; }

    /// <summary>Canonical; "" any address.</summary>
    public required string Address { get; init; }

    public required int Port { get; init; }

    /// <summary>"" any.</summary>
    public string PeerAddress { get; init; } = "";

    /// <summary>0 any.</summary>
    public int PeerPort { get; init; }

    /// <summary>A socket of family AF_INET6: its <see cref="Address"/> may still be an IPv4 one.</summary>
    public bool IsV6Socket { get; init; }

    /// <summary>It takes IPv6 only; null: not said (<c>/proc/net</c> does not), and then it is the exception.</summary>
    public bool? V6Only { get; init; }

    /// <summary>Interface that it is bound to; "" any.</summary>
    public string Device { get; init; } = "";

    /// <summary>"" where the tool did not say (it takes root).</summary>
    public string Process { get; init; } = "";

    public int Pid { get; init; }

    /// <summary>Bytes, or of a listening TCP socket connections that wait to be accepted.</summary>
    public long ReceiveQueue { get; init; }

    /// <summary>Bytes, or of a listening TCP socket (from <c>ss</c>) how many may wait.</summary>
    public long SendQueue { get; init; }

    /// <summary>Takes connections or datagrams from anyone.</summary>
    public bool IsListening => State is "LISTEN" || (Protocol == SocketProtocol.Udp && PeerAddress.Length == 0 && PeerPort == 0);

    public bool IsAnyAddress => Address.Length == 0;

    /// <summary>Reached from inside its network namespace alone.</summary>
    public bool IsLoopbackOnly => IpText.IsLoopback(Address);

    /// <summary>
    /// A packet to this address, not a loopback one, reaches it. An IPv6 socket on any address takes IPv4 too, unless it asked for IPv6 only.
    /// </summary>
    public bool Accepts(string address) =>
        Address == IpText.Canonical(address) || (IsAnyAddress && (IsV6Socket ? IpText.IsV6(address) || V6Only is not true : !IpText.IsV6(address)));
}
