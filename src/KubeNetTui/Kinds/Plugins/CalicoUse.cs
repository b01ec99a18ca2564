using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Kinds;

/// <summary>Adds up the blocks of pools: one object for each 64 addresses, about 5 kB each; 2 to 5 MB for 500 nodes.</summary>
internal sealed class CalicoUse(IListFeed<CalicoBlock> blocks) : RowsBeside
{
    private IReadOnlyCollection<CalicoBlock> _blocks = [];
    private bool _isKnown;

    public override long Generation => blocks.Generation;

    public override event Action? Changed
    {
        add => blocks.Changed += value;
        remove => blocks.Changed -= value;
    }

    public override void Take(IReadOnlyCollection<KindItem> items)
    {
        _blocks = blocks.Snapshot();
        _isKnown = blocks.Status.State is LiveState.Live or LiveState.Stale;
    }

    public override KindItem Complete(KindItem item)
    {
        var pool = (CalicoPool)item.Source;
        var cells = (string[])item.Cells.Clone();
        if (!_isKnown || pool.Range is not { } range)
        {
            cells[CalicoPoolKind.UsedCell] = cells[CalicoPoolKind.BlocksCell] = "<unknown>";
            return item with { Cells = cells };
        }

        var inside = _blocks.Where(b => b.Range is { } block && range.Contains(block.BaseAddress)).ToList();
        var used = inside.Sum(static b => (long)b.Used);
        cells[CalicoPoolKind.UsedCell] = $"{used}";
        cells[CalicoPoolKind.BlocksCell] = $"{inside.Count}";
        return item with { Cells = cells, Source = pool with { Used = used } };
    }

    public override void Refresh() => blocks.Refresh();

    public override ValueTask DisposeAsync() => blocks.DisposeAsync();
}
