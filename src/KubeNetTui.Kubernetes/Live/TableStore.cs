namespace KubeNetTui.Kubernetes;

/// <summary>The rows of a <see cref="LiveTable"/>: written by its reflector, read by screens.</summary>
internal sealed class TableStore(LiveSignal signal, IReadOnlyList<ObjectCell>? cells = null) : IReflected
{
    private readonly Lock _gate = new();
    private readonly TableReader _reader = new(cells);
    private readonly TableColumn[] _more = [.. (cells ?? []).Select(c => c.Column)];
    private readonly List<TableRow> _page = [];
    private Dictionary<(string Namespace, string Name), TableRow> _rows = [];
    private Dictionary<(string Namespace, string Name), TableRow>? _incoming;
    private IReadOnlyList<TableColumn> _columns = [];
    private bool _listed;

    public IReadOnlyList<TableColumn> ColumnList => Volatile.Read(ref _columns);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _rows.Count;
            }
        }
    }

    public void CopyTo(List<TableRow> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        lock (_gate)
        {
            into.EnsureCapacity(into.Count + _rows.Count);
            into.AddRange(_rows.Values);
        }
    }

    public void ListBegins()
    {
        _page.Clear();
        _incoming = [];
    }

    public void Columns(ReadOnlySpan<byte> json)
    {
        var columns = TableReader.Columns(json);
        if (columns.Count > 0)
        {
            Volatile.Write(ref _columns, [.. columns, .. _more]);
        }
    }

    public void Item(ReadOnlySpan<byte> json, bool isTable)
    {
        var row = isTable ? _reader.Row(json) : _reader.Plain(json);
        if (row is { Name.Length: > 0 })
        {
            _page.Add(row);
        }
    }

    public void PageEnded(ListHead head)
    {
        if (_columns.Count == 0 || !head.IsTable)
        {
            Volatile.Write(ref _columns, head.IsTable ? _columns : [.. TableReader.PlainColumns, .. _more]);
        }
        lock (_gate)
        {
            foreach (var row in _page)
            {
                _incoming![(row.Namespace, row.Name)] = row;
                // The first list is shown while it comes in; a later one replaces what is shown when it is whole.
                if (!_listed)
                {
                    _rows[(row.Namespace, row.Name)] = row;
                }
            }
        }
        _page.Clear();
        signal.Bump();
    }

    public void ListEnds()
    {
        lock (_gate)
        {
            _rows = _incoming ?? _rows;
            _incoming = null;
            _listed = true;
        }
        signal.Bump();
    }

    public void Apply(WatchChange change, ReadOnlySpan<byte> json)
    {
        var changed = false;
        var isTable = false;
        var members = new JsonMembers(json);
        while (members.Next())
        {
            if (members.Is("columnDefinitions"u8) && members.IsArray)
            {
                Columns(members.Value);
            }
            else if (members.Is("rows"u8))
            {
                isTable = true;
                if (!members.IsArray)
                {
                    continue;
                }
                var rows = new JsonMembers(members.Value);
                while (rows.Next())
                {
                    changed |= Apply(change, _reader.Row(rows.Value));
                }
            }
        }
        if (!isTable)
        {
            changed = Apply(change, _reader.Plain(json));
        }
        if (changed)
        {
            signal.Bump();
        }
    }

    private bool Apply(WatchChange change, TableRow? row)
    {
        if (row is not { Name.Length: > 0 })
        {
            return false;
        }
        lock (_gate)
        {
            if (change == WatchChange.Delete)
            {
                return _rows.Remove((row.Namespace, row.Name));
            }
            _rows[(row.Namespace, row.Name)] = row;
            return true;
        }
    }
}
