namespace KubeNetTui.Terminal;

/// <summary>
/// What a table remembers between frames: the selected row, the first one in sight, how far it is scrolled to the right, and the widths of
/// its columns, which only grow, so that scrolling doesn't make them jump.
/// </summary>
public sealed class TableState
{
    private int _count = int.MaxValue;

    /// <summary>The selected row; brought into the range of the rows when the table is drawn. 0 when there are none.</summary>
    public int Selected { get; private set; }

    /// <summary>The first row in sight.</summary>
    public int Offset { get; private set; }

    /// <summary>How many of the columns that scroll are scrolled off to the left.</summary>
    public int ScrolledColumns { get; private set; }

    /// <summary>Rows in sight at the last drawing.</summary>
    public int PageSize { get; private set; } = 1;

    internal TableLayout? Layout { get; private set; }

    internal Rect Body { get; private set; }

    internal int[] Widths { get; set; } = [];

    public void MoveTo(int row) => Selected = Math.Clamp(row, 0, Math.Max(0, _count - 1));

    public void MoveBy(int rows) => MoveTo((int)Math.Clamp((long)Selected + rows, 0, int.MaxValue));

    public void PageUp() => MoveBy(-Math.Max(1, PageSize - 1));

    public void PageDown() => MoveBy(Math.Max(1, PageSize - 1));

    public void Home() => MoveTo(0);

    public void End() => MoveTo(int.MaxValue);

    public void ScrollLeft() => ScrolledColumns = Math.Max(0, ScrolledColumns - 1);

    public void ScrollRight() => ScrolledColumns++;

    /// <summary>Moves what is in sight, as a mouse wheel does; the selection follows only when it would leave.</summary>
    public void ScrollBy(int rows)
    {
        Offset = Math.Clamp(Offset + rows, 0, Math.Max(0, _count - PageSize));
        MoveTo(Math.Clamp(Selected, Offset, Offset + Math.Max(1, PageSize) - 1));
    }

    /// <summary>Other rows or columns than before: back to the top, and widths are found anew.</summary>
    public void Reset()
    {
        (Selected, Offset, ScrolledColumns) = (0, 0, 0);
        _count = int.MaxValue;
        Widths = [];
    }

    /// <summary>Widths are found anew from the rows in sight; the selection stays.</summary>
    public void ForgetWidths() => Widths = [];

    /// <summary>The row drawn at this place of the screen, for the mouse.</summary>
    public int? RowAt(int x, int y)
    {
        var row = Offset + y - Body.Y;
        return Body.Contains(x, y) && row < _count ? row : null;
    }

    /// <summary>The column whose title is drawn at this place of the screen, for the mouse.</summary>
    public int? TitleAt(int x, int y) => y == Body.Y - 1 ? Layout?.ColumnAt(x) : null;

    internal void Drawn(Rect body, int count)
    {
        _count = count;
        Body = body;
        PageSize = body.Height;
        MoveTo(Selected);
        if (body.Height == 0)
        {
            return;
        }

        Offset = Math.Clamp(Offset, Math.Max(0, Selected - body.Height + 1), Selected);
        Offset = Math.Clamp(Offset, 0, Math.Max(0, count - body.Height));
    }

    internal void Drawn(TableLayout layout)
    {
        Layout = layout;
        ScrolledColumns = layout.Scrolled;
    }
}
