using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <param name="SeenAt">When this version of the row arrived; ages that the server wrote count from here.</param>
internal readonly record struct RowEntry(TableRow Row, DateTimeOffset SeenAt, SortKey Key);

/// <param name="KeyOf">What a row is sorted by.</param>
internal sealed record RowOrder(Func<TableRow, DateTimeOffset, SortKey> KeyOf, bool Descending);

/// <summary>
/// The rows of a list, sorted and filtered. Work is done when rows, order or filter change and never for a frame: a change of k rows
/// among n costs n steps and k·log k comparisons, a filter one look at each row.
/// </summary>
internal sealed class RowView
{
    private readonly List<RowEntry> _visible = [];
    private readonly HashSet<TableRow> _fresh = new(ReferenceEqualityComparer.Instance);
    private readonly List<TableRow> _gone = [];
    private List<RowEntry> _all = [];
    private List<RowEntry> _spare = [];
    private RowOrder _order = new(static (_, _) => default, false);
    private RowFilter _filter = RowFilter.None;
    private Func<TableRow, VerdictCell>? _verdictOf;
    private Func<TableRow, bool>? _only;

    /// <summary>Another number whenever there are other rows, or others are let through.</summary>
    public int Version { get; private set; }

    /// <summary>All rows, in order.</summary>
    public IReadOnlyList<RowEntry> All => _all;

    /// <summary>The rows that the filter lets through, in order.</summary>
    public IReadOnlyList<RowEntry> Visible => _visible;

    public RowFilter Filter
    {
        get => _filter;
        set
        {
            _filter = value;
            ApplyFilter();
        }
    }

    /// <summary>Besides the filter: rows for which it is false are left out; null: none.</summary>
    public Func<TableRow, bool>? Only
    {
        get => _only;
        set
        {
            _only = value;
            ApplyFilter();
        }
    }

    /// <summary>What the last <see cref="Update"/> took away: rows that are no more, and those of which a newer version came.</summary>
    public IReadOnlyList<TableRow> Gone => _gone;

    /// <summary>So that a filter finds verdicts too; null: the rows have none.</summary>
    public Func<TableRow, VerdictCell>? VerdictOf
    {
        get => _verdictOf;
        set => _verdictOf = value;
    }

    public void Sort(RowOrder order)
    {
        _order = order;
        Resort();
    }

    /// <summary>What the order or the filter depends on besides the rows changed: the verdicts.</summary>
    public void Resort()
    {
        for (var i = 0; i < _all.Count; i++)
        {
            _all[i] = _all[i] with { Key = _order.KeyOf(_all[i].Row, _all[i].SeenAt) };
        }

        _all.Sort(Compare);
        ApplyFilter();
    }

    /// <summary>Takes over a new set of rows. A row that did not change must be the same instance as before.</summary>
    /// <param name="rows">All rows there are, in any order.</param>
    /// <param name="now">For what is new among them.</param>
    /// <returns>The rows that are new or changed.</returns>
    public IReadOnlyList<TableRow> Update(IReadOnlyList<TableRow> rows, DateTimeOffset now)
    {
        _fresh.Clear();
        foreach (var row in rows)
        {
            _fresh.Add(row);
        }

        var kept = _spare;
        kept.Clear();
        _gone.Clear();
        foreach (var entry in _all)
        {
            if (_fresh.Remove(entry.Row))
            {
                kept.Add(entry);
            }
            else
            {
                _gone.Add(entry.Row);
            }
        }

        var added = new List<TableRow>(_fresh);
        var entries = new List<RowEntry>(added.Count);
        foreach (var row in added)
        {
            entries.Add(new RowEntry(row, now, _order.KeyOf(row, now)));
        }

        entries.Sort(Compare);
        _spare = _all;
        _all = Merge(kept, entries);
        _fresh.Clear();
        ApplyFilter();
        return added;
    }

    /// <returns>Its index among the visible rows, or -1.</returns>
    public int IndexOf(string uid)
    {
        for (var i = 0; i < _visible.Count; i++)
        {
            if (_visible[i].Row.Uid == uid)
            {
                return i;
            }
        }

        return -1;
    }

    private List<RowEntry> Merge(List<RowEntry> kept, List<RowEntry> added)
    {
        if (added.Count == 0)
        {
            return kept;
        }

        var merged = new List<RowEntry>(kept.Count + added.Count);
        int i = 0, j = 0;
        while (i < kept.Count && j < added.Count)
        {
            merged.Add(Compare(kept[i], added[j]) <= 0 ? kept[i++] : added[j++]);
        }

        merged.AddRange(kept.GetRange(i, kept.Count - i));
        merged.AddRange(added.GetRange(j, added.Count - j));
        return merged;
    }

    private void ApplyFilter()
    {
        Version++;
        _visible.Clear();
        if (_filter.IsEmpty && _only is null)
        {
            _visible.AddRange(_all);
            return;
        }

        foreach (var entry in _all)
        {
            if ((_only is null || _only(entry.Row)) && (_filter.IsEmpty || _filter.Matches(entry.Row, _verdictOf?.Invoke(entry.Row))))
            {
                _visible.Add(entry);
            }
        }
    }

    // Whatever the order: a row that is no object (no uid) is the first, what has no value stays at the end, and equals go by name,
    // so that rows do not dance.
    private int Compare(RowEntry left, RowEntry right)
    {
        if (left.Row.Uid.Length == 0 || right.Row.Uid.Length == 0)
        {
            return left.Row.Uid.Length.CompareTo(right.Row.Uid.Length);
        }

        var byKey = left.Key.CompareTo(right.Key);
        if (byKey != 0)
        {
            var anyNothing = left.Key.Class == SortKey.Rank.Nothing || right.Key.Class == SortKey.Rank.Nothing;
            return _order.Descending && !anyNothing ? -byKey : byKey;
        }

        var byNamespace = SortKey.CompareNatural(left.Row.Namespace, right.Row.Namespace);
        if (byNamespace != 0)
        {
            return byNamespace;
        }

        var byName = SortKey.CompareNatural(left.Row.Name, right.Row.Name);
        return byName != 0 ? byName : string.CompareOrdinal(left.Row.Uid, right.Row.Uid);
    }
}
