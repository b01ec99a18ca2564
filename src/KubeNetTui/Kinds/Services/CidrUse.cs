using System.Net;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Kinds;

/// <summary>Counts the addresses claimed in ranges: one small object for each service, 5 MB once over the wire for 5,000.</summary>
internal sealed class CidrUse(IListFeed<ClaimedAddress> claims) : RowsBeside
{
    private IReadOnlyCollection<ClaimedAddress> _claims = [];
    private bool _isKnown;

    public override long Generation => claims.Generation;

    public override event Action? Changed
    {
        add => claims.Changed += value;
        remove => claims.Changed -= value;
    }

    public override void Take(IReadOnlyCollection<KindItem> items)
    {
        _claims = claims.Snapshot();
        _isKnown = claims.Status.State is LiveState.Live or LiveState.Stale;
    }

    public override KindItem Complete(KindItem item)
    {
        var facts = (CidrFacts)item.Source;
        var cells = (string[])item.Cells.Clone();
        if (!_isKnown)
        {
            cells[3] = cells[4] = "<unknown>";
            return item with { Cells = cells };
        }

        List<(long Used, long Size)> ranges =
        [
            .. facts.Range.Cidrs.Select(cidr => AddressRange.Parse(cidr) is { } range
                ? (_claims.LongCount(c => range.Contains(c.Ip)), AddressRange.Size(range)) : (0L, 0L)),
        ];
        cells[3] = string.Join(", ", ranges.Select(static r => $"{r.Used}"));
        cells[4] = string.Join(", ", ranges.Select(static r => r.Size == 0 ? "plenty" : $"{Math.Max(0, r.Size - r.Used)}"));
        var (used, size) = ranges.Count == 0 ? (0, 0) : ranges.MaxBy(static r => r.Size == 0 ? 0 : (double)r.Used / r.Size);
        return item with { Cells = cells, Source = facts with { Used = used, Size = size } };
    }

    public override void Refresh() => claims.Refresh();

    public override ValueTask DisposeAsync() => claims.DisposeAsync();
}
