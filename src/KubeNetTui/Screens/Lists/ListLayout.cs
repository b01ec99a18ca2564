using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Screens;

/// <param name="Column">What it shows.</param>
/// <param name="X">From the left of the list, before it is scrolled.</param>
/// <param name="Width">In cells.</param>
internal readonly record struct PlacedColumn(ListColumn Column, int X, int Width);

/// <summary>
/// How wide the columns are. They follow all rows, not those in sight, so that nothing jumps while one scrolls or filters; they grow
/// with rows that come, and are measured anew when the columns change or the list is another one.
/// </summary>
internal sealed class ListLayout
{
    private const int Gap = 2;
    private const int VerdictWord = 9; // "? unknown"
    private const int VerdictReason = 3 + 40;
    private const int NarrowName = 24;
    private int[] _natural = [];
    private int _measuredRows;

    public IReadOnlyList<ListColumn> Columns { get; private set; } = [];

    public void Reset(IReadOnlyList<ListColumn> columns, IReadOnlyList<RowEntry> rows)
    {
        Columns = columns;
        _natural = new int[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            _natural[i] = Math.Max(columns[i].Header.Length + 1, columns[i].Role == ColumnRole.Verdict ? VerdictWord : 0); // 1: the arrow of the sort
        }

        foreach (var entry in rows)
        {
            Grow(entry.Row);
        }

        _measuredRows = rows.Count;
    }

    /// <param name="added">Rows that are new or changed.</param>
    /// <param name="all">All rows; measured again when most of those that were measured have gone.</param>
    public void Update(IReadOnlyList<TableRow> added, IReadOnlyList<RowEntry> all)
    {
        if (all.Count < _measuredRows / 2)
        {
            Reset(Columns, all);
            return;
        }

        foreach (var row in added)
        {
            Grow(row);
        }

        _measuredRows = Math.Max(_measuredRows, all.Count);
    }

    /// <summary>Where the columns stand in a list of this width. What does not fit lies to the right of it, for scrolling.</summary>
    public PlacedColumn[] Place(int width)
    {
        var widths = (int[])_natural.Clone();
        var rest = width - widths.Sum() - (Gap * Math.Max(0, widths.Length - 1));
        for (var i = 0; i < widths.Length; i++)
        {
            var role = Columns[i].Role;
            if (rest > 0 && role == ColumnRole.Verdict)
            {
                // The reason takes what is left over, once all else is whole.
                var reason = Math.Min(rest, VerdictReason);
                widths[i] += reason >= 12 ? reason : 0;
                rest -= reason >= 12 ? reason : 0;
            }
            else if (rest < 0 && role is ColumnRole.Name or ColumnRole.Namespace)
            {
                var least = Math.Min(widths[i], role == ColumnRole.Name ? NarrowName : 12);
                var less = Math.Min(-rest, widths[i] - least);
                widths[i] -= less;
                rest += less;
            }
        }

        var placed = new PlacedColumn[widths.Length];
        for (int i = 0, x = 0; i < widths.Length; x += widths[i] + Gap, i++)
        {
            // The last column takes all there is: messages of events are long.
            var isLast = i == widths.Length - 1;
            placed[i] = new PlacedColumn(Columns[i], x, isLast ? Math.Max(widths[i], Math.Min(width - x, 4096)) : widths[i]);
        }

        return placed;
    }

    /// <summary>The text cut to the width, with what is in its middle left out: names differ at their end.</summary>
    public static string Shorten(string text, int width)
    {
        if (width < 8 || DisplayWidth.Of(text) <= width)
        {
            return text;
        }

        var tail = (width - 1) / 2;
        var head = DisplayWidth.Fit(text, width - 1 - tail);
        var start = text.Length;
        while (start > head)
        {
            var before = start - (start > 1 && char.IsLowSurrogate(text[start - 1]) ? 2 : 1);
            if (DisplayWidth.Of(text.AsSpan(before)) > tail)
            {
                break;
            }

            start = before;
        }

        return string.Concat(text.AsSpan(0, head), "…", text.AsSpan(start));
    }

    private void Grow(TableRow row)
    {
        for (var i = 0; i < _natural.Length; i++)
        {
            var text = Columns[i].WidestOf(row);
            if (text.Length * 2 > _natural[i]) // no character is wider than two cells
            {
                _natural[i] = Math.Max(_natural[i], DisplayWidth.Of(text));
            }
        }
    }
}
