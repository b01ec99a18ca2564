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
    private const int LeastReason = 12;
    private const int NarrowName = 24;
    private const int LeastShrunk = 18;
    private int[] _natural = [];
    private int[] _spare = []; // of that, what is kept free for the sort's arrow and for ages of years
    private bool[] _says = [];
    private int _measuredRows;

    public IReadOnlyList<ListColumn> Columns { get; private set; } = [];

    public void Reset(IReadOnlyList<ListColumn> columns, IReadOnlyList<RowEntry> rows)
    {
        Columns = columns;
        _natural = new int[columns.Count];
        _says = new bool[columns.Count];
        _spare = new int[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            _natural[i] = Math.Max(columns[i].Header.Length + 1, columns[i].Role == ColumnRole.Verdict ? VerdictWord : 0); // 1: the arrow of the sort
            _spare[i] = columns[i].Role switch { ColumnRole.Verdict => 0, ColumnRole.Age or ColumnRole.Elapsed or ColumnRole.Since => 0, _ => 1 };
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
    /// <param name="width">In cells.</param>
    /// <param name="wide">Show the columns of <c>-o wide</c> also where they do not all fit; where they do, they are shown anyway.</param>
    /// <param name="sorted">Keeps the place of its arrow; measured, it is in sight.</param>
    public PlacedColumn[] Place(int width, bool wide, ListColumn? sorted = null)
    {
        // By itself it shows only those that say something: NOMINATED NODE hardly ever does.
        var all = Enumerable.Range(0, _natural.Length).Where(i => wide || (!Columns[i].IsOnlyWide && (!Columns[i].IsWide || _says[i]))).ToArray();
        var withWide = wide || Sum(all) + (Columns.Any(c => c.Role == ColumnRole.Verdict) ? LeastReason : 0) <= width;
        var shown = withWide ? all : Array.FindAll(all, i => !Columns[i].IsWide);
        if (!wide && Sum(shown) - shown.Sum(i => _spare[i]) > width)
        {
            // What was measured gives way first; but the column that one sorts by is what one wants to see.
            shown = Array.FindAll(shown, i => !Columns[i].IsMeasured || Columns[i] == sorted);
            if (sorted is { IsMeasured: true })
            {
                shown = [.. shown.OrderBy(i => Columns[i] == sorted ? 1 : Columns[i].Role is ColumnRole.Namespace or ColumnRole.Name or ColumnRole.Verdict ? 0 : 2)];
            }
        }

        var widths = Array.ConvertAll(shown, i => _natural[i]);
        var rest = width - Sum(shown);
        for (var i = 0; i < widths.Length && rest < 0; i++)
        {
            var less = Columns[shown[i]] == sorted ? 0 : Math.Min(_spare[shown[i]], -rest);
            widths[i] -= less;
            rest += less;
        }

        for (var i = 0; i < widths.Length; i++)
        {
            var role = Columns[shown[i]].Role;
            if (rest >= LeastReason && role == ColumnRole.Verdict)
            {
                // The reason takes what is left over, once all else is whole.
                var reason = Math.Min(rest, VerdictReason);
                widths[i] += reason;
                rest -= reason;
            }
            else if (rest < 0 && role is ColumnRole.Name or ColumnRole.Namespace)
            {
                var least = Math.Min(widths[i], role == ColumnRole.Name ? NarrowName : 12);
                var less = Math.Min(-rest, widths[i] - least);
                widths[i] -= less;
                rest += less;
            }
        }

        if (rest < 0 && Array.Exists(shown, i => Columns[i].Shrinks))
        {
            Shrink(shown, widths, -rest);
        }

        var placed = new PlacedColumn[widths.Length];
        for (int i = 0, x = 0; i < widths.Length; x += widths[i] + Gap, i++)
        {
            // The last column takes all there is: messages of events are long. Numbers stand by their heading.
            var isLast = i == widths.Length - 1 && !Columns[shown[i]].IsNumeric;
            placed[i] = new PlacedColumn(Columns[shown[i]], x, isLast ? Math.Max(widths[i], Math.Min(width - x, 4096)) : widths[i]);
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

    // The widest give way first, down to what can still be told apart; the last one is cut at its end anyway.
    private void Shrink(int[] shown, int[] widths, int excess)
    {
        while (excess > 0)
        {
            var widest = -1;
            for (var i = 0; i < widths.Length; i++)
            {
                if ((Columns[shown[i]].Shrinks || i == widths.Length - 1) && widths[i] > LeastShrunk && (widest < 0 || widths[i] > widths[widest]))
                {
                    widest = i;
                }
            }

            if (widest < 0)
            {
                return;
            }

            widths[widest]--;
            excess--;
        }
    }

    private int Sum(int[] columns) => columns.Sum(i => _natural[i]) + (Gap * Math.Max(0, columns.Length - 1));

    private void Grow(TableRow row)
    {
        for (var i = 0; i < _natural.Length; i++)
        {
            var text = Columns[i].WidestOf(row);
            _says[i] |= text.Length > 0 && text[0] != '<';
            if (text.Length * 2 >= _natural[i]) // no character is wider than two cells
            {
                // The arrow's place is free for as long as the heading is the widest.
                var width = DisplayWidth.Of(text);
                var isTime = Columns[i].Role is ColumnRole.Age or ColumnRole.Elapsed or ColumnRole.Since;
                _spare[i] = isTime ? 1 : width >= _natural[i] ? 0 : _spare[i];
                _natural[i] = Math.Max(_natural[i], width);
            }
        }
    }
}
