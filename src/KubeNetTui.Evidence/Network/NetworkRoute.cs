namespace KubeNetTui.Evidence;

/// <summary>What a route does with a packet; the kernel's RTN_* types.</summary>
public enum RouteKind
{
    Unicast,
    Local,
    Broadcast,
    Multicast,

    /// <summary>Dropped without a word.</summary>
    Blackhole,

    /// <summary>Refused with ICMP host unreachable.</summary>
    Unreachable,

    /// <summary>Refused with ICMP administratively prohibited.</summary>
    Prohibit,

    /// <summary>The search goes on in the next rule's table.</summary>
    Throw,
    Anycast,
    Other,
}

/// <summary>One route.</summary>
public sealed record NetworkRoute
{
    public required RouteKind Kind { get; init; }

    /// <summary>Where to; the default route is a prefix of length 0.</summary>
    public required IpPrefix Destination { get; init; }

    /// <summary>The next router, canonical; "" on link. Of a route with several next hops the first.</summary>
    public string Gateway { get; init; } = "";

    /// <summary>The interface; "" for blackhole and its like.</summary>
    public string Device { get; init; } = "";

    /// <summary><c>main</c>, <c>local</c>, or a number or name.</summary>
    public string Table { get; init; } = "main";

    /// <summary>Who made it: <c>kernel</c>, <c>bird</c>, <c>static</c>, …; "" not said.</summary>
    public string Protocol { get; init; } = "";

    /// <summary><c>link</c>, <c>host</c>, <c>global</c>; "" not said, which is global.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Source address that it chooses; "" none.</summary>
    public string Source { get; init; } = "";

    /// <summary>Of routes to the same destination the least counts first.</summary>
    public long Metric { get; init; }

    /// <summary>MTU that it imposes; 0 the interface's.</summary>
    public int Mtu { get; init; }

    /// <summary><c>onlink</c>, <c>linkdown</c>, <c>dead</c>, <c>offload</c>.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>All of them, with several next hops; else empty.</summary>
    public IReadOnlyList<NextHop> NextHops { get; init; } = [];

    public bool IsV6 => Destination.IsV6;

    /// <summary>A route that refuses or drops what it matches.</summary>
    public bool Refuses => Kind is RouteKind.Blackhole or RouteKind.Unreachable or RouteKind.Prohibit;

    /// <summary>Its interface is down: the kernel does not use it (<c>dead</c>), or may not (<c>linkdown</c>).</summary>
    public bool IsDead => Flags.Contains("dead");

    /// <summary>As <c>ip route</c> writes it, the part that says where to and how.</summary>
    public override string ToString() =>
        (Kind == RouteKind.Unicast ? "" : Kind.ToString().ToLowerInvariant() + " ")
        + (Destination.IsDefault ? "default" : Destination.ToString())
        + (Gateway.Length > 0 ? $" via {Gateway}" : "")
        + (Device.Length > 0 ? $" dev {Device}" : "");
}

public sealed record NextHop(string Gateway, string Device, int Weight);
