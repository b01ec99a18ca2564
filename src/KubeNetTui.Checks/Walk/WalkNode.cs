using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What rules ask about the node itself.</summary>
public sealed record WalkNode
{
    /// <summary>Addresses of the node's own interfaces; <see cref="AreLocalsComplete"/> says whether there may be others.</summary>
    public IReadOnlySet<Ip> Locals { get; init; } = new HashSet<Ip>();

    public bool AreLocalsComplete { get; init; }

    /// <summary>Addresses that are known not to be the node's: pods, services, other nodes.</summary>
    public IReadOnlyList<IpRange> Elsewhere { get; init; } = [];

    /// <summary>Null where they were not read.</summary>
    public IpsetSave? Sets { get; init; }

    private static readonly IpRange Loopback = IpRange.Parse("127.0.0.0/8")!.Value;
    private static readonly IpRange Loopback6 = IpRange.Parse("::1")!.Value;

    /// <summary>Whether an address is the node's own (addrtype LOCAL).</summary>
    public Truth IsLocal(AddressSet addresses)
    {
        var loopback = addresses.IsIn(addresses.IsV6 ? Loopback6 : Loopback);
        if (loopback == Truth.Yes || (addresses.One is { } own && Locals.Contains(own)))
        {
            return Truth.Yes;
        }

        if (loopback == Truth.Some || Locals.Any(l => addresses.IsIn(IpRange.Of(l)) != Truth.No))
        {
            return Truth.Some;
        }

        return AreLocalsComplete || (addresses.Ranges.Count > 0 && addresses.Ranges.All(r => Elsewhere.Any(e => e.Contains(r)))) ? Truth.No : Truth.Unknown;
    }
}
