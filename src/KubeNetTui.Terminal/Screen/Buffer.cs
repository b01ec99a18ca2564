using System.Text;

namespace KubeNetTui.Terminal;

/// <summary>
/// A screen, or a part of one, as cells. Everything drawn outside of <see cref="Area"/> is cut off, and no text drawn into a buffer can
/// carry a control character to the terminal (see <see cref="SafeText"/>). Coordinates are those of the screen, not of the area.
/// </summary>
public sealed class Buffer
{
    // Marks can be heaped on a letter without end; no script needs more than this.
    private const int MaxClusterLength = 32;

    private readonly GraphemePool _pool = new();
    private Cell[] _cells;

    public Buffer(Rect area)
    {
        Area = area;
        _cells = new Cell[area.Width * area.Height];
    }

    public Rect Area { get; private set; }

    /// <summary>The cell at a place of the screen; a blank outside of the area.</summary>
    public Cell this[int x, int y] => Area.Contains(x, y) ? _cells[IndexOf(x, y)] : default;

    internal ReadOnlySpan<Cell> RowAt(int y) => _cells.AsSpan((y - Area.Y) * Area.Width, Area.Width);

    /// <summary>
    /// Writes text on one row, and returns how many columns it took. The style is laid over what the cells had. What doesn't fit is cut;
    /// a wide character that would be cut in two is left out, and the cell it would have begun in becomes a space.
    /// </summary>
    /// <param name="x">First column; may lie left of the area, which cuts the beginning of the text.</param>
    /// <param name="y">The row.</param>
    /// <param name="text">One line; line feeds and tabs are drawn as marks like any other control character.</param>
    /// <param name="style">Laid over the style of the cells.</param>
    /// <param name="maxWidth">The most columns to take.</param>
    public int Write(int x, int y, ReadOnlySpan<char> text, Style style = default, int maxWidth = int.MaxValue)
    {
        if (maxWidth <= 0 || y < Area.Y || y >= Area.Bottom || x >= Area.Right)
        {
            return 0;
        }

        var end = (int)Math.Min(Area.Right, (long)x + maxWidth);
        var column = x;
        while (!text.IsEmpty && column < end)
        {
            var width = DisplayWidth.NextCluster(text, out var length, out var mark);
            if (column + width > end || (column < Area.X && column + width > Area.X))
            {
                Blank(column + width > end ? column : Area.X, y, style);
                column = Math.Min(column + width, end);
            }
            else
            {
                if (column >= Area.X)
                {
                    Put(column, y, text[..length], width, mark, style);
                }

                column += width;
            }

            text = text[length..];
        }

        return column - x;
    }

    /// <summary>Writes text so that it ends in front of <paramref name="right"/>; cut at its end when it is longer than that.</summary>
    public int WriteRight(int right, int y, ReadOnlySpan<char> text, Style style = default, int maxWidth = int.MaxValue)
    {
        var width = Math.Min(DisplayWidth.Of(text), maxWidth);
        return Write(right - width, y, text, style, width);
    }

    /// <summary>Writes text into so many columns: cut with … where it is longer, filled up with nothing where it is shorter.</summary>
    /// <returns>Columns written, which begin at x, or end at x + width when aligned to the right.</returns>
    public int WriteFit(int x, int y, ReadOnlySpan<char> text, Style style, int width, bool right = false)
    {
        if (width <= 0)
        {
            return 0;
        }

        var fit = DisplayWidth.Fit(text, width, out var used);
        if (fit == text.Length)
        {
            return Write(right ? x + width - used : x, y, text, style, used);
        }

        fit = DisplayWidth.Fit(text, width - 1, out used);
        Write(x, y, text[..fit], style, used);
        return used + Write(x + used, y, "…", style);
    }

    /// <summary>Makes every cell a space of exactly this style: what was there is gone, also its colours.</summary>
    public void Fill(Rect rect, Style style)
    {
        rect = rect.Intersect(Area);
        for (var y = rect.Y; y < rect.Bottom && rect.Width > 0; y++)
        {
            Untie(rect.X, y);
            Untie(rect.Right - 1, y);
            _cells.AsSpan(IndexOf(rect.X, y), rect.Width).Fill(Cell.Blank(style));
        }
    }

    /// <summary>Repeats one character over the rectangle; it must take one column.</summary>
    public void Fill(Rect rect, Rune symbol, Style style)
    {
        Fill(rect, style);
        if (DisplayWidth.Of(symbol) != 1 || SafeText.MarkOf(symbol.ToString(), out _) is not null)
        {
            return;
        }

        rect = rect.Intersect(Area);
        for (var y = rect.Y; y < rect.Bottom && rect.Width > 0; y++)
        {
            _cells.AsSpan(IndexOf(rect.X, y), rect.Width).Fill(Cell.Of(symbol, 1, style));
        }
    }

    /// <summary>Lays a style over the cells, and leaves their text.</summary>
    public void SetStyle(Rect rect, Style style)
    {
        rect = rect.Intersect(Area);
        for (var y = rect.Y; y < rect.Bottom && rect.Width > 0; y++)
        {
            foreach (ref var cell in _cells.AsSpan(IndexOf(rect.X, y), rect.Width))
            {
                cell = cell.WithStyle(cell.Style.Merge(style));
            }
        }
    }

    /// <summary>Copies the cells of another buffer to the same places of this one.</summary>
    public void Copy(Buffer source, Rect rect)
    {
        ArgumentNullException.ThrowIfNull(source);
        rect = rect.Intersect(Area).Intersect(source.Area);
        for (var y = rect.Y; y < rect.Bottom && rect.Width > 0; y++)
        {
            Untie(rect.X, y);
            Untie(rect.Right - 1, y);
            source._cells.AsSpan(source.IndexOf(rect.X, y), rect.Width).CopyTo(_cells.AsSpan(IndexOf(rect.X, y)));
            MendEdges(rect, y);
        }
    }

    /// <summary>Makes the buffer that of another area, all spaces. Keeps its memory where it can.</summary>
    public void Reset(Rect area)
    {
        if (area.Width * area.Height != _cells.Length)
        {
            _cells = new Cell[area.Width * area.Height];
        }
        else
        {
            Array.Clear(_cells);
        }

        Area = area;
    }

    /// <summary>The cells as lines of text without their styles, each line without the spaces at its end.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        for (var y = Area.Y; y < Area.Bottom; y++)
        {
            if (y > Area.Y)
            {
                text.Append('\n');
            }

            var lineStart = text.Length;
            foreach (var cell in RowAt(y))
            {
                text.Append(cell.Text);
            }

            while (text.Length > lineStart && text[^1] == ' ')
            {
                text.Length--;
            }
        }

        return text.ToString();
    }

    private void Put(int x, int y, ReadOnlySpan<char> cluster, int width, Rune? mark, Style style)
    {
        if (cluster.Length > MaxClusterLength)
        {
            cluster = cluster[..(char.IsHighSurrogate(cluster[MaxClusterLength - 1]) ? MaxClusterLength - 1 : MaxClusterLength)];
        }

        Untie(x, y);
        if (width == 2)
        {
            Untie(x + 1, y);
        }

        ref var cell = ref _cells[IndexOf(x, y)];
        var merged = cell.Style.Merge(style);
        if (mark is { } rune || (Rune.DecodeFromUtf16(cluster, out rune, out var consumed) == 0 && consumed == cluster.Length))
        {
            cell = Cell.Of(rune, width, merged);
        }
        else
        {
            cell = Cell.Of(_pool.Intern(cluster), width, merged);
        }

        if (width == 2)
        {
            _cells[IndexOf(x + 1, y)] = Cell.Continuation(merged);
        }
    }

    private void Blank(int x, int y, Style style)
    {
        if (Area.Contains(x, y))
        {
            Untie(x, y);
            ref var cell = ref _cells[IndexOf(x, y)];
            cell = Cell.Blank(cell.Style.Merge(style));
        }
    }

    // A wide character of which one half is about to be overwritten leaves a space where its other half is, as on a terminal.
    private void Untie(int x, int y)
    {
        if (!Area.Contains(x, y))
        {
            return;
        }

        var index = IndexOf(x, y);
        if (_cells[index].Width == 2)
        {
            Loosen(x, index);
            Loosen(x + 1, index + 1);
        }
        else if (_cells[index].IsContinuation)
        {
            Loosen(x - 1, index - 1);
            Loosen(x, index);
        }
    }

    private void Loosen(int x, int index)
    {
        if (x >= Area.X && x < Area.Right)
        {
            _cells[index] = Cell.Blank(_cells[index].Style);
        }
    }

    // What was copied may begin or end with half a character.
    private void MendEdges(Rect rect, int y)
    {
        var first = IndexOf(rect.X, y);
        if (_cells[first].IsContinuation)
        {
            Loosen(rect.X, first);
        }

        var last = IndexOf(rect.Right - 1, y);
        if (_cells[last].Width == 2)
        {
            Loosen(rect.Right - 1, last);
        }
    }

    private int IndexOf(int x, int y) => ((y - Area.Y) * Area.Width) + (x - Area.X);
}
