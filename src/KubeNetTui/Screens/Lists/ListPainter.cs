using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Terminal;

namespace KubeNetTui.Screens;

/// <summary>Draws the rows in sight. What it costs depends on the size of the screen and not on that of the list.</summary>
internal sealed class ListPainter(ListModel model)
{
    /// <summary>Stands before a row that is marked.</summary>
    public const string MarkSign = "▌";

    /// <summary>What <see cref="RowAt"/> says of the headings.</summary>
    public const int Headings = -2;

    private const int Gap = 2;
    private int _top;
    private int _skipped;

    /// <summary>Rows that fit, from the last frame; a page is that long.</summary>
    public int PageRows { get; private set; } = 1;

    /// <summary>Columns to the right that do not fit can be scrolled to.</summary>
    public bool Overflows { get; private set; }

    public void ScrollColumns(int step) => _skipped = Math.Max(0, _skipped + (Overflows || step < 0 ? step : 0));

    /// <summary>The index of the row drawn at a row of the screen; -1: none; <see cref="Headings"/>.</summary>
    public int RowAt(Rect area, int y) =>
        y == area.Y ? Headings : y > area.Y && y < area.Bottom && _top + (y - area.Y - 1) is var index && index < model.Rows.Count ? index : -1;

    public ListColumn? ColumnAt(Rect area, int x)
    {
        area = Inside(area);
        foreach (var column in Place(area.Width))
        {
            if (x >= area.X + column.X && x < area.X + column.X + column.Width + Gap)
            {
                return column.Column;
            }
        }

        return null;
    }

    public void Render(Rect area, Buffer buffer, Theme theme, DateTimeOffset now, bool focused)
    {
        if (area.Height < 2)
        {
            return;
        }

        area = Inside(area);
        var columns = Place(area.Width);
        RenderHeadings(area.Row(0), buffer, theme, columns);
        PageRows = area.Height - 1;
        KeepInSight();
        var count = Math.Min(PageRows, model.Rows.Count - _top);
        for (var i = 0; i < count; i++)
        {
            var line = area.Row(i + 1);
            RenderRow(line, buffer, theme, columns, model.Rows[_top + i], now);
            var isMarked = model.Marks.Has(model.Rows[_top + i].Row);
            if (isMarked || _top + i == model.SelectedIndex)
            {
                var style = focused && _top + i == model.SelectedIndex ? theme.Selected : theme.Marked;
                buffer.SetStyle(new Rect(line.X - 1, line.Y, line.Width + 2, 1).Intersect(buffer.Area), style);
            }

            if (isMarked)
            {
                buffer.Write(line.X - 1, line.Y, MarkSign, theme.Accent);
            }
        }

        RenderScrollBar(area, buffer, theme);
    }

    private Rect Inside(Rect area) => area.Inset(area.Width >= 40 || model.Marks.Count > 0 ? 1 : 0, 0);

    private PlacedColumn[] Place(int width)
    {
        var placed = model.Layout.Place(width, model.Wide, model.SortColumn);
        if (placed.Length == 0)
        {
            return placed;
        }

        var last = placed[^1];
        Overflows = last.X + Math.Min(last.Width, last.Column.Header.Length + 1) > width;
        if (!Overflows && _skipped == 0)
        {
            return placed;
        }

        // Namespace and name stay, the next ones make room.
        var fixedCount = placed.TakeWhile(c => c.Column.Role is ColumnRole.Namespace or ColumnRole.Name).Count();
        _skipped = Math.Min(_skipped, Math.Max(0, placed.Length - fixedCount - 1));
        var gone = _skipped == 0 ? 0 : placed[fixedCount + _skipped].X - placed[fixedCount].X;
        var moved = new List<PlacedColumn>(placed[..fixedCount]);
        foreach (var column in placed[(fixedCount + _skipped)..])
        {
            var x = column.X - gone;
            moved.Add(column with { X = x, Width = Math.Max(column.Width, column.Column == last.Column ? width - x : 0) });
        }

        Overflows = moved[^1].X + moved[^1].Column.Header.Length + 1 > width;
        return [.. moved];
    }

    private void KeepInSight()
    {
        var selected = Math.Max(0, model.SelectedIndex);
        _top = Math.Clamp(_top, Math.Max(0, selected - PageRows + 1), selected);
        _top = Math.Clamp(_top, 0, Math.Max(0, model.Rows.Count - PageRows));
    }

    private void RenderHeadings(Rect line, Buffer buffer, Theme theme, PlacedColumn[] columns)
    {
        foreach (var (column, x, width) in columns)
        {
            var arrow = column == model.SortColumn ? model.SortDescending ? "↓" : "↑" : "";
            var room = Math.Min(width, line.Right - line.X - x);
            if (column.IsNumeric)
            {
                buffer.WriteRight(line.X + x + width, line.Y, column.Header + arrow, theme.Header, Math.Max(0, room));
            }
            else
            {
                var used = buffer.Write(line.X + x, line.Y, column.Header, theme.Header, room);
                buffer.Write(line.X + x + used, line.Y, arrow, theme.Accent, room - used);
            }
        }

        if (Overflows && !line.IsEmpty)
        {
            buffer.Write(line.Right - 1, line.Y, "›", theme.Accent);
        }
    }

    private void RenderRow(Rect line, Buffer buffer, Theme theme, PlacedColumn[] columns, in RowEntry entry, DateTimeOffset now)
    {
        foreach (var (column, x, width) in columns)
        {
            var room = Math.Min(width, line.Width - x);
            if (room <= 0)
            {
                return;
            }

            if (column.Role == ColumnRole.Verdict)
            {
                RenderVerdict(buffer, line.X + x, line.Y, room, model.VerdictOf(entry.Row), theme);
                continue;
            }

            var text = column.TextOf(entry, now);
            var style = model.StyleOf(theme, column, entry.Row) ?? CellTones.Of(theme, column, entry.Row, text);
            if (column.IsNumeric)
            {
                buffer.WriteRight(line.X + x + width, line.Y, text, style, room);
                continue;
            }

            if (column.Role is ColumnRole.Name or ColumnRole.Namespace || column.CutsMiddle)
            {
                text = ListLayout.Shorten(text, room);
            }

            WriteCut(buffer, line.X + x, line.Y, text, style, room);
            MarkMatch(buffer, line.X + x, line.Y, text, room, theme);
        }
    }

    private static void RenderVerdict(Buffer buffer, int x, int y, int room, VerdictCell cell, Theme theme)
    {
        if (cell.Verdict == Verdict.NotApplicable)
        {
            buffer.Write(x, y, VerdictWords.Of(cell.Verdict), theme.Dim, room);
            return;
        }

        var style = CellTones.Of(theme, cell.Verdict);
        var used = buffer.Write(x, y, $"{VerdictWords.MarkOf(cell.Verdict)} {VerdictWords.Of(cell.Verdict)}", style, room);
        if (cell.Reason.Length > 0 && room > used + 8)
        {
            WriteCut(buffer, x + used + 2, y, cell.Reason, theme.Text, room - used - 2);
        }
    }

    private void MarkMatch(Buffer buffer, int x, int y, string text, int room, Theme theme)
    {
        var wanted = model.Filter.Highlight;
        if (wanted.Length == 0 || text.IndexOf(wanted, StringComparison.OrdinalIgnoreCase) is not (>= 0 and var at))
        {
            return;
        }

        var start = DisplayWidth.Of(text.AsSpan(0, at));
        var width = Math.Min(DisplayWidth.Of(text.AsSpan(at, wanted.Length)), room - start);
        buffer.SetStyle(new Rect(x + start, y, width, 1), theme.Match);
    }

    private static void WriteCut(Buffer buffer, int x, int y, string text, Style style, int room)
    {
        if (room > 1 && text.Length * 2 > room && DisplayWidth.Of(text) > room)
        {
            var used = buffer.Write(x, y, text, style, room - 1);
            buffer.Write(x + used, y, "…", style);
            return;
        }

        buffer.Write(x, y, text, style, room);
    }

    private void RenderScrollBar(Rect area, Buffer buffer, Theme theme)
    {
        if (model.Rows.Count <= PageRows || PageRows < 4 || area.Right >= buffer.Area.Right)
        {
            return;
        }

        var length = Math.Max(1, PageRows * PageRows / model.Rows.Count);
        var start = (int)((long)_top * (PageRows - length) / (model.Rows.Count - PageRows));
        for (var i = 0; i < length; i++)
        {
            buffer.Write(area.Right, area.Y + 1 + start + i, "▐", theme.Border);
        }
    }
}
