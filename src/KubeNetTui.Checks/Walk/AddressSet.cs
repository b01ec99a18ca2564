using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>The addresses that a packet may have: one, or those of a kind (all pods of a node). Ranges are sorted and don't touch.</summary>
public sealed class AddressSet : IEquatable<AddressSet>
{
    private readonly IpRange[] _ranges;

    private AddressSet(IpRange[] ranges) => _ranges = ranges;

    public static AddressSet Empty { get; } = new([]);

    public static AddressSet AllV4 { get; } = Of(IpRange.Parse("0.0.0.0/0")!.Value);

    public static AddressSet AllV6 { get; } = Of(IpRange.Parse("::/0")!.Value);

    public IReadOnlyList<IpRange> Ranges => _ranges;

    public bool IsEmpty => _ranges.Length == 0;

    /// <summary>The address, where it is one.</summary>
    public Ip? One => _ranges is [{ IsSingle: true } one] ? one.First : null;

    public bool IsV6 => _ranges is [var first, ..] && first.IsV6;

    public static AddressSet Of(Ip ip) => new([IpRange.Of(ip)]);

    public static AddressSet Of(params IEnumerable<IpRange> ranges)
    {
        List<IpRange> merged = [];
        foreach (var range in ranges.OrderBy(r => r.IsV6).ThenBy(r => r.First.Value))
        {
            if (merged.Count > 0 && merged[^1] is var last && last.IsV6 == range.IsV6 && (range.First.Value <= last.Last.Value || range.First.Value == last.Last.Value + 1))
            {
                merged[^1] = range.Last.Value > last.Last.Value ? new IpRange(last.First, range.Last) : last;
            }
            else
            {
                merged.Add(range);
            }
        }

        return new([.. merged]);
    }

    /// <summary>Whether the packet's address is in the range.</summary>
    public Truth IsIn(IpRange range)
    {
        var (inside, outside) = (false, false);
        foreach (var own in _ranges)
        {
            var within = range.Contains(own);
            inside |= within || range.Overlaps(own);
            outside |= !within;
        }

        return (inside, outside) switch { (true, false) => Truth.Yes, (true, true) => Truth.Some, _ => Truth.No };
    }

    public AddressSet Intersect(IpRange range)
    {
        List<IpRange> kept = [];
        foreach (var own in _ranges)
        {
            if (own.Overlaps(range))
            {
                kept.Add(new IpRange(own.First.Value > range.First.Value ? own.First : range.First, own.Last.Value < range.Last.Value ? own.Last : range.Last));
            }
        }

        return new([.. kept]);
    }

    public AddressSet Except(IpRange range)
    {
        List<IpRange> kept = [];
        foreach (var own in _ranges)
        {
            if (!own.Overlaps(range))
            {
                kept.Add(own);
                continue;
            }

            if (own.First.Value < range.First.Value)
            {
                kept.Add(new IpRange(own.First, range.First with { Value = range.First.Value - 1 }));
            }

            if (own.Last.Value > range.Last.Value)
            {
                kept.Add(new IpRange(range.Last with { Value = range.Last.Value + 1 }, own.Last));
            }
        }

        return new([.. kept]);
    }

    public bool Equals(AddressSet? other) => other is not null && _ranges.AsSpan().SequenceEqual(other._ranges);

    public override bool Equals(object? obj) => Equals(obj as AddressSet);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (var range in _ranges)
        {
            hash.Add(range);
        }

        return hash.ToHashCode();
    }

    /// <summary><c>10.244.1.0/24</c>, <c>10.244.0.4, 10.244.1.2</c>.</summary>
    public override string ToString() => Words.Some(_ranges.Select(r => r.ToString()));
}
