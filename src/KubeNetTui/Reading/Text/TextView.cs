using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>
/// Lines to read: scrolls, wraps, marks what was searched for and what decided, and keeps one of its links selected. The state of a
/// screen; it draws itself into whatever place it is given.
/// </summary>
internal sealed class TextView
{
    private readonly List<TextLine> _lines = [];
    private int _first; // the number of the first line that is kept: lines keep their number while others are dropped
    private List<VisualRow>? _rows;
    private int _width;
    private int _height = 1;
    private bool _wrap = true;

    /// <summary>Two columns at the left for marks: ▶ where evidence is shown, + and - where changes are.</summary>
    public bool Gutter { get; set; }

    /// <summary>The numbers of the lines at the left.</summary>
    public bool Numbers { get; set; }

    /// <summary>One line is where the person is: movement moves it, and scrolls only to keep it in sight.</summary>
    public bool HasCursor { get; init; }

    /// <summary>The line where the person is; meaningless without <see cref="HasCursor"/>.</summary>
    public int Cursor { get; private set; }

    /// <summary>At the end, what is added is scrolled to; false: it stays where it is.</summary>
    public bool Follows { get; set; } = true;

    public TextSearch Search { get; } = new();

    /// <summary>The first visual row shown.</summary>
    public int Top { get; private set; }

    /// <summary>Columns scrolled to the right; always 0 while lines are wrapped.</summary>
    public int Left { get; private set; }

    /// <summary>The line whose link is selected, or -1.</summary>
    public int LinkLine { get; private set; } = -1;

    public Selection? Link => LinkLine >= _first && LinkLine - _first < _lines.Count ? LineAt(LinkLine).Link : null;

    public IReadOnlyList<TextLine> Lines => _lines;

    public bool Wrap
    {
        get => _wrap;
        set
        {
            var line = TopLine;
            _wrap = value;
            _rows = null;
            Left = 0;
            ScrollTo(line);
        }
    }

    /// <summary>The line that the first row belongs to.</summary>
    public int TopLine => _rows is { Count: > 0 } rows ? rows[Math.Min(Top, rows.Count - 1)].Line : 0;

    /// <summary>The number of the line at the top, by which it is found again among others; 0: it has none.</summary>
    public int TopNumber => TopLine >= _first && TopLine - _first < _lines.Count ? LineAt(TopLine).Number : 0;

    public bool AtEnd => Top >= MaxTop;

    private int MaxTop => Math.Max(0, Rows.Count - _height);

    private List<VisualRow> Rows => _rows ??= LayOut();

    /// <summary>Shows other lines; the place is kept as far as there are that many, and so is the selected link where it still is.</summary>
    public void Show(IReadOnlyList<TextLine> lines)
    {
        var link = Link;
        _lines.Clear();
        _lines.AddRange(lines);
        _first = 0;
        _rows = null;
        Search.Find(lines);
        LinkLine = -1;
        for (var i = 0; link is not null && i < lines.Count && LinkLine < 0; i++)
        {
            LinkLine = lines[i].Link == link ? i : -1;
        }

        Cursor = Math.Clamp(Cursor, 0, Math.Max(0, lines.Count - 1));
        Top = Math.Clamp(Top, 0, MaxTop);
    }

    /// <summary>Adds lines at the end and drops some at the start; what is to be seen stays in its place, or stays at the end.</summary>
    public void Append(IReadOnlyList<TextLine> added, int dropped)
    {
        var rows = Rows;
        var atEnd = AtEnd && Follows;
        for (var i = 0; i < added.Count; i++)
        {
            _lines.Add(added[i]);
            AddRows(rows, _first + _lines.Count - 1);
        }

        Search.Append(added, _first + _lines.Count - added.Count);
        dropped = Math.Min(dropped, _lines.Count);
        if (dropped > 0)
        {
            _first += dropped;
            _lines.RemoveRange(0, dropped);
            var gone = rows.FindIndex(r => r.Line >= _first);
            gone = gone < 0 ? rows.Count : gone;
            rows.RemoveRange(0, gone);
            Top = Math.Max(0, Top - gone);
            Search.DropBefore(_first);
        }

        if (atEnd)
        {
            Top = MaxTop;
        }
    }

    public void SearchFor(string text) => SearchFor(TextPattern.Literal(text));

    public void SearchFor(TextPattern pattern) => Search.Set(pattern, _lines, _first);

    public void ToStart()
    {
        (Top, Left) = (0, 0);
        Cursor = _first;
    }

    public void ToEnd()
    {
        Top = MaxTop;
        Cursor = _first + Math.Max(0, _lines.Count - 1);
    }

    public void ScrollBy(int rows) => Top = Math.Clamp(Top + rows, 0, MaxTop);

    /// <summary>By so many lines where there is a cursor, by so many rows of the screen where there is none.</summary>
    public void MoveBy(int count)
    {
        if (!HasCursor)
        {
            ScrollBy(count);
            return;
        }

        // A line that is longer than the screen is read to its end before the next one.
        var hidden = count > 0 ? Rows.FindLastIndex(r => r.Line <= Cursor) - (Top + _height - 1) : Top - Rows.FindIndex(r => r.Line >= Cursor);
        if (hidden > 0)
        {
            ScrollBy(Math.Clamp(count, -hidden, hidden));
            return;
        }

        MoveTo(Cursor + count);
    }

    /// <summary>By so many parts of the height.</summary>
    public void PageBy(int count, int parts = 1) => MoveBy(count * Math.Max(1, (_height - (parts == 1 ? 1 : 0)) / parts));

    /// <summary>The cursor to a line, or where there is none, the line to the top.</summary>
    public void MoveTo(int line)
    {
        if (!HasCursor)
        {
            ScrollTo(line);
            return;
        }

        Cursor = Math.Clamp(line, _first, _first + Math.Max(0, _lines.Count - 1));
        var row = Rows.FindIndex(r => r.Line >= Cursor);
        if (row >= 0)
        {
            Top = Math.Clamp(Math.Clamp(Top, row - _height + 1, row), 0, MaxTop);
        }
    }

    /// <summary>The line that has a number, from 1, or the first after it; the last where there is none.</summary>
    public int LineNumbered(int number)
    {
        var at = _lines.FindIndex(l => l.Number >= number);
        return at >= 0 ? _first + at : number - 1;
    }

    public void ScrollColumns(int columns) => Left = Wrap ? 0 : Math.Max(0, Left + columns);

    /// <summary>Puts a line near the top, with a little of what is before it.</summary>
    public void ScrollTo(int line, int before = 0)
    {
        var row = Rows.FindIndex(r => r.Line >= line);
        Top = Math.Clamp((row < 0 ? Rows.Count : row) - before, 0, MaxTop);
    }

    /// <summary>Scrolls only when the line isn't to be seen.</summary>
    public void Reveal(int line)
    {
        var row = Rows.FindIndex(r => r.Line >= line);
        if (row < Top || row >= Top + _height)
        {
            ScrollTo(line, _height / 3);
        }
    }

    /// <summary>The next (or former) line that fits, from the current place on; wraps round. -1: none.</summary>
    public int Jump(Func<TextLine, bool> fits, int from, int direction)
    {
        for (var step = 1; step <= _lines.Count; step++)
        {
            var i = (((from - _first + (direction * step)) % _lines.Count) + _lines.Count) % _lines.Count;
            if (fits(_lines[i]))
            {
                Reveal(_first + i);
                return _first + i;
            }
        }

        return -1;
    }

    public bool SelectLink(int direction)
    {
        var from = LinkLine >= 0 ? LinkLine : direction > 0 ? TopLine - 1 : Math.Min(_lines.Count, TopLine + 1);
        var found = Jump(static line => line.Link is not null, from, direction);
        LinkLine = found >= 0 ? found : LinkLine;
        return found >= 0;
    }

    /// <summary>Steps to the next match; says where it is: <c>3 of 12</c>, or null where nothing matches.</summary>
    public string? StepMatch(int direction)
    {
        if (Search.Step(direction, TopLine) is not { } line)
        {
            return null;
        }

        Reveal(line);
        Cursor = line;
        return Search.Place;
    }

    /// <summary>The wheel scrolls; a click on a link selects it. True: taken.</summary>
    public bool HandleMouse(MouseEvent mouse, Rect area)
    {
        switch (mouse.Action)
        {
            case MouseAction.WheelDown: ScrollBy(3); KeepCursorInSight(); return true;
            case MouseAction.WheelUp: ScrollBy(-3); KeepCursorInSight(); return true;
            case MouseAction.Press when mouse.Button == MouseButton.Left && area.Contains(mouse.X, mouse.Y):
                var row = Top + mouse.Y - area.Y;
                if (row < Rows.Count)
                {
                    Cursor = Rows[row].Line;
                    LinkLine = LineAt(Rows[row].Line).Link is not null ? Rows[row].Line : LinkLine;
                }

                return true;
            default: return false;
        }
    }

    public void Render(Rect area, Buffer buffer, Theme theme)
    {
        var gutter = Math.Min((Gutter ? 2 : 0) + NumberColumns, area.Width);
        var text = area.Columns(gutter, area.Width - gutter);
        if (text.Width != _width && text.Width > 0)
        {
            var line = TopLine;
            var into = Top - (_rows?.FindIndex(r => r.Line == line) ?? 0);
            _width = text.Width;
            _rows = null;
            _height = Math.Max(1, area.Height);
            ScrollTo(line, -into);
        }

        _height = Math.Max(1, area.Height);
        Top = Math.Clamp(Top, 0, MaxTop);
        for (var y = 0; y < area.Height && Top + y < Rows.Count; y++)
        {
            var row = Rows[Top + y];
            var line = LineAt(row.Line);
            DrawGutter(line, row, area.Row(y), buffer, theme);
            TextPainter.Draw(line, row, text.Row(y), Left, Search, buffer, theme);
            if (row.Line == LinkLine)
            {
                buffer.SetStyle(text.Row(y), theme.Selected);
            }

            if (HasCursor && row.Line == Cursor)
            {
                buffer.SetStyle(area.Row(y), theme.Selected);
            }
        }
    }

    private int NumberColumns => Numbers ? (_lines.Count == 0 ? 1 : $"{Math.Max(_lines[^1].Number, _first + _lines.Count)}".Length) + 1 : 0;

    private void DrawGutter(TextLine line, VisualRow row, Rect place, Buffer buffer, Theme theme)
    {
        var mark = line.Deciding ? new TextRun("▶") : line.Mark;
        if (Gutter && mark.Text.Length > 0)
        {
            if (line.Deciding)
            {
                buffer.SetStyle(place, theme.Deciding);
            }

            buffer.Write(place.X, place.Y, mark.Text, line.Deciding ? theme.Deciding : theme.StyleOf(mark.Tone), Math.Min(2, place.Width));
        }

        if (Numbers && row.Start == 0)
        {
            var right = Math.Min(place.Width, (Gutter ? 2 : 0) + NumberColumns - 1);
            buffer.WriteRight(place.X + right, place.Y, $"{(line.Number > 0 ? line.Number : row.Line + 1)}", theme.Dim, right);
        }
    }

    // The wheel scrolls away from the cursor, and takes it along at the edge.
    private void KeepCursorInSight()
    {
        if (HasCursor && Rows.Count > 0)
        {
            var last = Math.Min(Rows.Count - 1, Top + _height - 1);
            Cursor = Math.Clamp(Cursor, Rows[Math.Min(Top, last)].Line, Rows[last].Line);
        }
    }

    private TextLine LineAt(int number) => _lines[number - _first];

    private List<VisualRow> LayOut()
    {
        var rows = new List<VisualRow>(_lines.Count);
        for (var i = 0; i < _lines.Count; i++)
        {
            AddRows(rows, _first + i);
        }

        return rows;
    }

    private void AddRows(List<VisualRow> rows, int number)
    {
        var line = LineAt(number);
        if (!_wrap || _width <= 0 || line.Text.Length <= _width / 2)
        {
            rows.Add(new VisualRow(number, 0, line.Text.Length, 0));
            return;
        }

        foreach (var (start, length) in LineWrap.Parts(line.Text, _width, line.Indent))
        {
            rows.Add(new VisualRow(number, start, length, start == 0 ? 0 : LineWrap.UsedIndent(_width, line.Indent)));
        }
    }
}
