namespace KubeNetTui.Terminal;

/// <summary>
/// Rows and columns with a title row. Any number of rows: only those in sight are asked for.
/// <code>
/// new Table { Columns = [new("NAME"), new("AGE") { AlignRight = true }], Rows = rows, Selected = theme.Cursor }.Render(area, buffer, state);
/// </code>
/// </summary>
public sealed record Table
{
    public required IReadOnlyList<Column> Columns { get; init; }

    public required ITableRows Rows { get; init; }

    /// <summary>Leading columns that stay when the others are scrolled to the side.</summary>
    public int FixedColumns { get; init; } = 1;

    /// <summary>Keeps a place at the left where marked rows show <see cref="MarkSymbol"/>.</summary>
    public bool Marks { get; init; }

    /// <summary>One column wide.</summary>
    public string MarkSymbol { get; init; } = "✓";

    /// <summary>The column whose title carries an arrow.</summary>
    public int? SortColumn { get; init; }

    public bool SortDescending { get; init; }

    /// <summary>Blank columns between two.</summary>
    public int Gap { get; init; } = 2;

    /// <summary>Shown in place of rows when there are none.</summary>
    public string Empty { get; init; } = "";

    public Style Style { get; init; }

    public Style Header { get; init; } = Style.Plain.Bold();

    /// <summary>Laid over the selected row. One that sets both colours makes a move of the selection cost the fewest bytes.</summary>
    public Style Selected { get; init; } = Style.Plain.Reverse();

    public Style Marked { get; init; } = Style.Plain.Bold();

    public Style EmptyStyle { get; init; }

    public void Render(Rect area, Buffer buffer, TableState state)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(state);
        area = area.Intersect(buffer.Area);
        buffer.SetStyle(area, Style);
        var body = area.Rows(1, area.Height - 1);
        state.Drawn(body, Rows.Count);
        if (area.IsEmpty)
        {
            return;
        }

        var visible = Math.Min(body.Height, Math.Max(0, Rows.Count - state.Offset));
        var margin = Marks ? DisplayWidth.Of(MarkSymbol) + 1 : 0;
        Measure(state, visible);
        var layout = TableLayout.Of(area.X + margin, area.Width - margin, Columns, state.Widths, Gap, FixedColumns, state.ScrolledColumns);
        state.Drawn(layout);
        RenderHeader(area.Row(0), buffer, layout);
        for (var i = 0; i < visible; i++)
        {
            RenderRow(state.Offset + i, body.Row(i), buffer, layout, state.Offset + i == state.Selected);
        }

        if (Rows.Count == 0)
        {
            buffer.WriteFit(area.X + margin, body.Y, Empty, EmptyStyle, body.IsEmpty ? 0 : area.Width - margin);
        }
    }

    private void Measure(TableState state, int visible)
    {
        if (state.Widths.Length != Columns.Count)
        {
            state.Widths = new int[Columns.Count];
        }

        for (var column = 0; column < Columns.Count; column++)
        {
            var width = Math.Max(state.Widths[column], DisplayWidth.Of(Columns[column].Title) + (column == SortColumn ? 1 : 0));
            for (var i = 0; i < visible; i++)
            {
                var text = Rows[state.Offset + i, column].Text;
                if (text.Length > width / 2)
                {
                    width = Math.Max(width, DisplayWidth.Of(text));
                }
            }

            var most = Math.Max(Columns[column].MinWidth, Columns[column].MaxWidth);
            state.Widths[column] = Math.Clamp(width, Columns[column].MinWidth, most);
        }
    }

    private void RenderHeader(Rect row, Buffer buffer, TableLayout layout)
    {
        buffer.SetStyle(row, Header);
        foreach (var (column, x, width) in layout.Places)
        {
            var title = Columns[column].Title;
            if (column == SortColumn)
            {
                title += SortDescending ? "↓" : "↑";
            }

            buffer.WriteFit(x, row.Y, title, default, width, Columns[column].AlignRight);
        }

        if (layout.MoreRight)
        {
            buffer.Write(row.Right - 1, row.Y, "›");
        }

        if (layout.MoreLeft && layout.Places.Count > FixedColumns && layout.Places[FixedColumns].X > row.X)
        {
            buffer.Write(layout.Places[FixedColumns].X - 1, row.Y, "‹");
        }
    }

    private void RenderRow(int index, Rect row, Buffer buffer, TableLayout layout, bool selected)
    {
        var marked = Rows.IsMarked(index);
        var style = Rows.StyleOf(index);
        buffer.SetStyle(row, marked ? style.Merge(Marked) : style);
        if (Marks && marked)
        {
            buffer.Write(row.X, row.Y, MarkSymbol);
        }

        foreach (var (column, x, width) in layout.Places)
        {
            var cell = Rows[index, column];
            buffer.WriteFit(x, row.Y, cell.Text, cell.Style, width, Columns[column].AlignRight);
        }

        if (selected)
        {
            buffer.SetStyle(row, Selected);
        }
    }
}
