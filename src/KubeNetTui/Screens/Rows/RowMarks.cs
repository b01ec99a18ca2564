using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>The rows that a person marked, by uid: they stay marked while they change, move, or are filtered out of sight.</summary>
internal sealed class RowMarks
{
    private readonly HashSet<string> _uids = new(StringComparer.Ordinal);

    public int Count => _uids.Count;

    /// <summary>Another number whenever other rows are marked.</summary>
    public int Version { get; private set; }

    public bool Has(TableRow row) => _uids.Count > 0 && _uids.Contains(row.Uid);

    /// <summary>Marks a row, or takes its mark away.</summary>
    /// <returns>False: it is no object, and can't be marked.</returns>
    public bool Toggle(TableRow row)
    {
        if (row.Uid.Length == 0)
        {
            return false;
        }

        if (!_uids.Remove(row.Uid))
        {
            _uids.Add(row.Uid);
        }

        Version++;
        return true;
    }

    /// <summary>Marks all rows between one and the nearest that is marked: above it, else below it, as k9s does.</summary>
    /// <returns>How many are marked now that were not; -1: there is no mark to begin at.</returns>
    public int MarkTo(IReadOnlyList<RowEntry> rows, int index)
    {
        var from = index - 1;
        while (from >= 0 && !Has(rows[from].Row))
        {
            from--;
        }

        if (from < 0)
        {
            for (from = index; from < rows.Count && !Has(rows[from].Row);)
            {
                from++;
            }
        }

        return from < 0 || from >= rows.Count ? -1 : Mark(rows, Math.Min(from, index), Math.Abs(from - index) + 1);
    }

    /// <returns>How many are marked now that were not.</returns>
    public int Mark(IReadOnlyList<RowEntry> rows, int first, int count)
    {
        var before = _uids.Count;
        for (var i = first; i < Math.Min(rows.Count, first + count); i++)
        {
            if (rows[i].Row.Uid is { Length: > 0 } uid)
            {
                _uids.Add(uid);
            }
        }

        Version++;
        return _uids.Count - before;
    }

    public void Clear()
    {
        _uids.Clear();
        Version++;
    }

    /// <summary>Rows that are no more.</summary>
    /// <param name="gone">Rows that left the list, or were replaced by a newer version of themselves.</param>
    /// <param name="came">Rows that are new, or newer versions.</param>
    public void Forget(IReadOnlyList<TableRow> gone, IReadOnlyList<TableRow> came)
    {
        if (_uids.Count == 0 || !gone.Any(Has))
        {
            return;
        }

        var here = came.Select(r => r.Uid).ToHashSet(StringComparer.Ordinal);
        foreach (var row in gone)
        {
            if (!here.Contains(row.Uid))
            {
                _uids.Remove(row.Uid);
            }
        }

        Version++;
    }
}
