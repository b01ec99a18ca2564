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
    private bool _moved; // until the person moves, the first row stays selected while rows come in
    private string _selectedUid = "";

    public ListModel(ListSource source, IWorkspace workspace)
    {
        _source = source;
        _workspace = workspace;
        HasVerdict = source.Resource is { } resource && VerdictKinds.Covers(resource);
        _view.VerdictOf = HasVerdict ? VerdictOf : null;
        _sortHeader = source.DefaultSort;
        SortDescending = source.SortsDescending;
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
        Layout.Update(added, _view.All);
        KeepSelection();
        return true;
    }

    /// <summary>As a new list: other columns, sorted by one of them.</summary>
    /// <param name="header">Null: the name, or the first column.</param>
    public void StartOver(string? header, bool descending)
    {
        (_sortHeader, SortDescending, _moved) = (header, descending, false);
        RebuildColumns();
    }

    /// <summary>Verdicts changed: order and filter may depend on them.</summary>
    public void VerdictsChanged()
    {
        if (SortColumn?.Role == ColumnRole.Verdict || (HasVerdict && !Filter.IsEmpty))
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
        _moved = true;
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

    private void Point(int index)
    {
        SelectedIndex = Rows.Count == 0 ? -1 : Math.Clamp(index, 0, Rows.Count - 1);
        _selectedUid = SelectedRow?.Uid ?? _selectedUid;
    }

    private void KeepSelection()
    {
        if (!_moved)
        {
            Point(0);
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
            // Gone: the row that took its place. Hidden by a filter: the first, and it comes back with the filter's end.
            SelectedIndex = Rows.Count == 0 ? -1 : Filter.IsEmpty ? Math.Clamp(SelectedIndex, 0, Rows.Count - 1) : 0;
            _selectedUid = Filter.IsEmpty ? SelectedRow?.Uid ?? "" : _selectedUid;
        }
    }

    private void RebuildColumns()
    {
        Layout.Reset(ListColumn.For(_columns, _source.ShowsNamespace, HasVerdict), _view.All);
        SortColumn = null;
        foreach (var column in Layout.Columns)
        {
            if (column.Header == _sortHeader || (SortColumn is null && column.Role == ColumnRole.Name))
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
    public static bool Covers(ApiResource resource) =>
        resource.IsSameKind(WellKnownKinds.Pods) || resource.IsSameKind(WellKnownKinds.Services) || resource.IsSameKind(WellKnownKinds.Nodes);
}
