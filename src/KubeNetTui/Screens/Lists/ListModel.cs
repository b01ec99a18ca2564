using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Screens;

/// <summary>The state of a list: its rows in order, what is selected, how it is sorted and filtered. Knows nothing of cells.</summary>
internal sealed class ListModel
{
    private readonly ListSource _source;
    private readonly IWorkspace _workspace;
    private readonly RowView _view = new();
    private readonly List<TableRow> _incoming = [];
    private IReadOnlyList<TableColumn> _columns = [];
    private long _generation = -1;
    private string? _sortHeader;
    private bool _moved; // until the person moves, the first row (or the last) stays selected while rows come in
    private string _selectedUid = "";
    private (string Namespace, string Name)? _wanted; // to be selected once it comes, if the person has not moved by then
    private IReadOnlyList<ListColumn> _served = []; // the server's columns, whatever the person shows
    private (int Marks, int Rows, TableRow? Selected) _targetsOf = (-1, -1, null);
    private IReadOnlyList<TableRow> _targets = [];

    public ListModel(ListSource source, IWorkspace workspace)
    {
        _source = source;
        _workspace = workspace;
        HasVerdict = source.Resource is { } resource && VerdictKinds.Judges(resource);
        _view.VerdictOf = HasVerdict ? VerdictOf : null;
        (_sortHeader, SortDescending) = source.View is { SortColumn.Length: > 0 } view ? (view.SortColumn, view.SortsDown) : (source.DefaultSort, source.SortsDescending);
    }

    public bool HasVerdict { get; }

    public ListLayout Layout { get; } = new();

    public IReadOnlyList<RowEntry> Rows => _view.Visible;

    /// <summary>Rows before the filter.</summary>
    public int Total => _view.All.Count;

    public RowFilter Filter => _view.Filter;

    /// <summary>Index of the selected row; -1 where there is none.</summary>
    public int SelectedIndex { get; private set; } = -1;

    public TableRow? SelectedRow => SelectedIndex >= 0 ? Rows[SelectedIndex].Row : null;

    public ListColumn? SortColumn { get; private set; }

    public bool SortDescending { get; private set; }

    /// <summary>Columns of <c>-o wide</c> are shown even where they do not fit.</summary>
    public bool Wide { get; set; }

    /// <summary>The rows that a person marked, in sight or not.</summary>
    public RowMarks Marks { get; } = new();

    /// <summary>Rows that are well are left out.</summary>
    public bool FaultsOnly { get; private set; }

    /// <summary>Not all rows are let through.</summary>
    public bool IsNarrowed => FaultsOnly || !Filter.IsEmpty;

    /// <summary>
    /// What keys act on: the marked rows, else the selected one. A marked row that a filter hides is none of them: nothing is done to
    /// what a person can't see.
    /// </summary>
    public IReadOnlyList<TableRow> Targets
    {
        get
        {
            var at = (Marks.Version, _view.Version, SelectedRow);
            if (at != _targetsOf)
            {
                _targetsOf = at;
                _targets = Marks.Count > 0 ? MarkedInSight() : SelectedRow is { } row ? [row] : [];
            }

            return _targets;
        }
    }

    /// <summary>Marked rows that a filter hides.</summary>
    public int MarkedOutOfSight => Marks.Count == 0 ? 0 : Marks.Count - Targets.Count;

    /// <summary>Why <see cref="Targets"/> is empty.</summary>
    public string WhyNoTarget => Marks.Count > 0 ? "all marked rows are filtered out of sight: esc shows them, ctrl-\\ takes the marks away" : "nothing is selected";

    /// <summary>As the source colours it; null: as its words say.</summary>
    public Style? StyleOf(Theme theme, ListColumn column, TableRow row) => column.Cell >= 0 ? _source.StyleOf(theme, column.Cell, row) : null;

    public VerdictCell VerdictOf(TableRow row) =>
        _source.Resource is { } resource && _workspace.Verdicts is { } verdicts
            ? verdicts.Of(resource, row)
            : new VerdictCell(Verdict.NotApplicable, "");

    /// <summary>Takes over what came from the feed.</summary>
    /// <returns>False where nothing had changed.</returns>
    public bool Pull()
    {
        var generation = _source.Feed.Generation;
        if (generation == _generation)
        {
            return false;
        }

        _generation = generation;
        if (!ReferenceEquals(_columns, _source.Feed.Columns))
        {
            _columns = _source.Feed.Columns;
            RebuildColumns();
        }

        _incoming.Clear();
        _source.Feed.CopyTo(_incoming);
        var added = _view.Update(_incoming, _workspace.Time.GetUtcNow());
        Marks.Forget(_view.Gone, added);
        Layout.Update(added, _view.All);
        KeepSelection();
        return true;
    }

    /// <summary>Shows only rows that aren't well, or all again.</summary>
    public void ToggleFaults()
    {
        FaultsOnly = !FaultsOnly;
        _view.Only = FaultsOnly ? IsFaulty : null;
        KeepSelection();
    }

    /// <summary>As a new list: other columns, sorted by one of them.</summary>
    /// <param name="header">Null: the name, or the first column.</param>
    /// <param name="keepsPlace">What is selected stays so.</param>
    public void StartOver(string? header, bool descending, bool keepsPlace = false)
    {
        (_sortHeader, SortDescending, _moved) = (header, descending, _moved && keepsPlace);
        RebuildColumns();
    }

    /// <summary>Verdicts changed: order and filter may depend on them.</summary>
    public void VerdictsChanged()
    {
        if (SortColumn?.Role == ColumnRole.Verdict || (HasVerdict && IsNarrowed))
        {
            _view.Resort();
            KeepSelection();
        }
    }

    public void SetFilter(RowFilter filter)
    {
        _view.Filter = filter;
        KeepSelection();
    }

    /// <summary>Sorts by a column; the second time the other way round.</summary>
    /// <returns>False where there is no such column.</returns>
    public bool SortBy(params ReadOnlySpan<string> headers)
    {
        foreach (var header in headers)
        {
            foreach (var column in Layout.Columns)
            {
                if (column.Header == header)
                {
                    SortBy(column);
                    return true;
                }
            }
        }

        return false;
    }

    public void SortBy(ListColumn column)
    {
        SortDescending = column == SortColumn ? !SortDescending : column.IsMeasured;
        SortColumn = column;
        _sortHeader = column.Header;
        ApplySort();
    }

    /// <summary>The next column to the right (1) or left (-1).</summary>
    public void MoveSort(int step)
    {
        if (Layout.Columns.Count == 0)
        {
            return;
        }

        var at = SortColumn is { } column ? IndexOf(column) : 0;
        SortColumn = null;
        SortDescending = false;
        SortBy(Layout.Columns[((at + step) % Layout.Columns.Count + Layout.Columns.Count) % Layout.Columns.Count]);
    }

    public void Select(int index)
    {
        _moved = !_source.FollowsEnd || index < Rows.Count - 1;
        Point(index);
    }

    public void Move(int rows) => Select(Math.Max(0, SelectedIndex) + rows);

    /// <summary>Selects by name, as when one comes back to a list.</summary>
    public bool SelectName(string name)
    {
        for (var i = 0; i < Rows.Count; i++)
        {
            if (Rows[i].Row.Name == name)
            {
                Select(i);
                return true;
            }
        }

        return false;
    }

    /// <summary>Selects an object as soon as its row is there.</summary>
    public void Want(string ns, string name)
    {
        (_wanted, _moved) = ((ns, name), false);
        KeepSelection();
    }

    private bool TrySelectWanted()
    {
        if (_wanted is not { } wanted)
        {
            return false;
        }

        for (var i = 0; i < Rows.Count; i++)
        {
            if (Rows[i].Row.Name == wanted.Name && Rows[i].Row.Namespace == wanted.Namespace)
            {
                _wanted = null;
                Select(i);
                return true;
            }
        }

        return false;
    }

    private void Point(int index)
    {
        SelectedIndex = Rows.Count == 0 ? -1 : Math.Clamp(index, 0, Rows.Count - 1);
        _selectedUid = SelectedRow?.Uid ?? _selectedUid;
    }

    private void KeepSelection()
    {
        if (!_moved)
        {
            if (!TrySelectWanted())
            {
                Point(_source.FollowsEnd ? int.MaxValue : 0);
            }

            return;
        }

        if (SelectedIndex >= 0 && SelectedIndex < Rows.Count && Rows[SelectedIndex].Row.Uid == _selectedUid)
        {
            return;
        }

        var found = _view.IndexOf(_selectedUid);
        if (found >= 0)
        {
            SelectedIndex = found;
        }
        else
        {
            // Gone: the row that took its place. Hidden by a filter, or while all rows are read anew: the first, and it comes back.
            SelectedIndex = Rows.Count == 0 ? -1 : !IsNarrowed ? Math.Clamp(SelectedIndex, 0, Rows.Count - 1) : 0;
            _selectedUid = !IsNarrowed && SelectedRow is { } row ? row.Uid : _selectedUid;
        }
    }

    private void RebuildColumns()
    {
        _served = ListColumn.For(_columns, _source.ShowsNamespace, HasVerdict);
        var viewed = ViewedColumns.Of(_source.View, _source.Resource, _served);
        Layout.Reset(viewed.Columns, _view.All);
        if (viewed.Unknown.Count > 0)
        {
            _workspace.Say(
                $"views.yaml: {_source.View!.Key} has no column {string.Join(", ", viewed.Unknown)}; there are {string.Join(", ", _served.Where(c => !c.IsOfObject).Select(c => c.Header))}",
                StatusTone.Warning);
        }

        SortColumn = null;
        foreach (var column in Layout.Columns)
        {
            if (column.Header.Equals(_sortHeader, StringComparison.OrdinalIgnoreCase) || (SortColumn is null && column.Role == ColumnRole.Name))
            {
                SortColumn = column;
            }
        }

        if (SortColumn is null && Layout.Columns.Count > 0)
        {
            SortColumn = Layout.Columns[0];
        }

        ApplySort();
    }

    // A verdict says more than the state that the server prints: a pod may run and answer nobody.
    private bool IsFaulty(TableRow row) => !(_source.IsWell(row) ?? VerdictOf(row).Verdict switch
    {
        Verdict.Pass => true,
        Verdict.NotApplicable => CellHealth.IsWell(_served, row),
        _ => false,
    });

    private List<TableRow> MarkedInSight()
    {
        var rows = new List<TableRow>(Marks.Count);
        foreach (var entry in _view.Visible)
        {
            if (Marks.Has(entry.Row))
            {
                rows.Add(entry.Row);
                if (rows.Count == Marks.Count)
                {
                    break;
                }
            }
        }

        return rows;
    }

    private void ApplySort()
    {
        if (SortColumn is not { } column)
        {
            return;
        }

        Func<TableRow, DateTimeOffset, SortKey> key = column.Role == ColumnRole.Verdict
            ? (row, _) => SortKey.OfNumber(-(int)VerdictOf(row).Verdict) // the worst first
            : column.KeyOf;
        // Ages run against time: the youngest first, as the smallest number that is read in the column.
        _view.Sort(new RowOrder(key, SortDescending));
        KeepSelection();
    }

    private int IndexOf(ListColumn column)
    {
        for (var i = 0; i < Layout.Columns.Count; i++)
        {
            if (Layout.Columns[i] == column)
            {
                return i;
            }
        }

        return 0;
    }
}

/// <summary>The kinds that have a verdict.</summary>
internal static class VerdictKinds
{
    /// <summary>Lists of it have the column VERDICT.</summary>
    public static bool Judges(ApiResource resource) => Covers(resource) || KubeNetTui.Kinds.NetworkKinds.Find(resource) is { HasVerdict: true };

    /// <summary>There are checks for it, which <c>v</c> runs.</summary>
    public static bool Covers(ApiResource resource) =>
        resource.IsSameKind(WellKnownKinds.Pods) || resource.IsSameKind(WellKnownKinds.Services) || resource.IsSameKind(WellKnownKinds.Nodes);
}
