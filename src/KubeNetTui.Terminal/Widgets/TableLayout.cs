namespace KubeNetTui.Terminal;

/// <summary>Where each column of a table is drawn.</summary>
internal sealed class TableLayout
{
    private const int Comfortable = 16;
    private readonly List<(int Column, int X, int Width)> _places = [];

    private TableLayout(int scrolled) => Scrolled = scrolled;

    /// <summary>Columns that are drawn, from left to right. The last may be cut by the edge.</summary>
    public IReadOnlyList<(int Column, int X, int Width)> Places => _places;

    public int Scrolled { get; }

    public bool MoreLeft => Scrolled > 0;

    public bool MoreRight { get; private set; }

    public int? ColumnAt(int x)
    {
        foreach (var place in _places)
        {
            if (x >= place.X && x < place.X + place.Width)
            {
                return place.Column;
            }
        }

        return null;
    }

    /// <param name="x">The first column of the screen to use.</param>
    /// <param name="available">How many there are.</param>
    /// <param name="columns">The table's columns.</param>
    /// <param name="natural">The width that each would like.</param>
    /// <param name="gap">Blank columns between two.</param>
    /// <param name="fixedColumns">Leading columns that stay when the others scroll.</param>
    /// <param name="scrolled">Columns scrolled off, as wished; cut to what makes sense.</param>
    public static TableLayout Of(int x, int available, IReadOnlyList<Column> columns, int[] natural, int gap, int fixedColumns, int scrolled)
    {
        var widths = Sizes(available, columns, natural, gap);
        fixedColumns = Math.Clamp(fixedColumns, 0, columns.Count);
        var layout = new TableLayout(Math.Clamp(scrolled, 0, MaxScroll(available, widths, gap, fixedColumns)));
        var end = x + available;
        for (var column = 0; column < columns.Count; column++)
        {
            if (column >= fixedColumns && column < fixedColumns + layout.Scrolled)
            {
                continue;
            }

            if (x >= end)
            {
                layout.MoreRight = true;
                break;
            }

            layout.MoreRight = x + widths[column] > end;
            layout._places.Add((column, x, Math.Min(widths[column], end - x)));
            x += widths[column] + gap;
        }

        return layout;
    }

    private static int[] Sizes(int available, IReadOnlyList<Column> columns, int[] natural, int gap)
    {
        var widths = (int[])natural.Clone();
        var spare = available - ((columns.Count - 1) * gap) - widths.Sum();
        for (; spare < 0; spare++)
        {
            // One cell at a time from the widest, so that columns that give way end up alike.
            var widest = -1;
            for (var i = 0; i < widths.Length; i++)
            {
                if (columns[i].Shrinks && widths[i] > Floor(columns[i]) && (widest < 0 || widths[i] > widths[widest]))
                {
                    widest = i;
                }
            }

            if (widest < 0)
            {
                return (int[])natural.Clone(); // they don't fit even so: whole, and scrolled
            }

            widths[widest]--;
        }

        for (int i = 0, weights = columns.Sum(column => column.Stretch); i < widths.Length && weights > 0; i++)
        {
            var share = spare * columns[i].Stretch / weights;
            widths[i] += share;
            spare -= share;
            weights -= columns[i].Stretch;
        }

        return widths;
    }

    private static int Floor(Column column) => Math.Max(column.MinWidth, Math.Max(Comfortable, DisplayWidth.Of(column.Title)));

    // So far that the last column is whole, or, where even it alone isn't, that it is the first.
    private static int MaxScroll(int available, int[] widths, int gap, int fixedColumns)
    {
        var room = available;
        for (var i = 0; i < fixedColumns; i++)
        {
            room -= widths[i] + gap;
        }

        var first = widths.Length;
        while (first > fixedColumns && room >= widths[first - 1])
        {
            first--;
            room -= widths[first] + gap;
        }

        return Math.Min(first, Math.Max(fixedColumns, widths.Length - 1)) - fixedColumns;
    }
}
