using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>
/// Lines to read: scrolls, wraps, marks what was searched for and what decided, and keeps one of its links selected. The state of a
/// screen; it draws itself into whatever place it is given.
/// </summary>
internal sealed class TextView
{
    private const string DecidingMark = "▶";
    private const int ShiftColumns = 8;
    private readonly List<TextLine> _lines = [];
    private int _first; // the number of the first line that is kept: lines keep their number while others are dropped
    private List<VisualRow>? _rows;
    private int _width;
    private int _height = 1;
    private bool _wrap = true;

    /// <summary>A column for ▶ at the left, where evidence is shown.</summary>
    public bool Gutter { get; init; }

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

        Top = Math.Clamp(Top, 0, MaxTop);
    }

    /// <summary>Adds lines at the end and drops some at the start; what is to be seen stays in its place, or stays at the end.</summary>
    public void Append(IReadOnlyList<TextLine> added, int dropped)
    {
        var rows = Rows;
        var atEnd = AtEnd;
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

    public void SearchFor(string text) => Search.Set(text, _lines, _first);

    public void ToStart() => (Top, Left) = (0, 0);

    public void ToEnd() => Top = MaxTop;

    public void ScrollBy(int rows) => Top = Math.Clamp(Top + rows, 0, MaxTop);

    /// <summary>A page less one line, so that the eye finds its place again.</summary>
    public void PageBy(int pages) => ScrollBy(pages * Math.Max(1, _height - 1));

    /// <summary>Some columns to the right or left; nothing where lines are wrapped.</summary>
    public void ShiftBy(int steps) => Left = Wrap ? 0 : Math.Max(0, Left + (steps * ShiftColumns));

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
        return Search.Place;
    }

    /// <summary>The wheel scrolls; a click on a link selects it. True: taken.</summary>
    public bool HandleMouse(MouseEvent mouse, Rect area)
    {
        switch (mouse.Action)
        {
            case MouseAction.WheelDown: ScrollBy(3); return true;
            case MouseAction.WheelUp: ScrollBy(-3); return true;
            case MouseAction.Press when mouse.Button == MouseButton.Left && area.Contains(mouse.X, mouse.Y):
                var row = Top + mouse.Y - area.Y;
                if (row < Rows.Count && LineAt(Rows[row].Line).Link is not null)
                {
                    LinkLine = Rows[row].Line;
                }

                return true;
            default: return false;
        }
    }

    public void Render(Rect area, Buffer buffer, Theme theme)
    {
        var gutter = Gutter ? Math.Min(2, area.Width) : 0;
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
            if (line.Deciding && gutter > 0)
            {
                buffer.SetStyle(area.Row(y), theme.Deciding);
                buffer.Write(area.X, area.Y + y, DecidingMark, theme.Deciding, gutter);
            }

            Draw(line, row, text.Row(y), buffer, theme);
        }
    }

    private void Draw(TextLine line, VisualRow row, Rect place, Buffer buffer, Theme theme)
    {
        var selected = row.Line == LinkLine;
        var x = place.X + row.Indent - Left;
        var position = 0;
        foreach (var run in line.Runs)
        {
            var from = Math.Max(row.Start, position);
            var to = Math.Min(row.Start + row.Length, position + run.Text.Length);
            if (from < to)
            {
                var style = theme.StyleOf(run.Tone).Merge(run.Over);
                style = line.Deciding ? style.Merge(theme.Deciding) : style;
                x += Clipped(buffer, place, x, run.Text.AsSpan(from - position, to - from), style);
            }

            position += run.Text.Length;
        }

        if (selected)
        {
            buffer.SetStyle(place, theme.Selected);
        }

        foreach (var (start, length, current) in Search.On(row.Line))
        {
            var from = Math.Max(start, row.Start);
            var to = Math.Min(start + length, row.Start + row.Length);
            if (from < to)
            {
                var column = place.X + row.Indent - Left + DisplayWidth.Of(line.Text.AsSpan(row.Start, from - row.Start));
                var match = new Rect(column, place.Y, DisplayWidth.Of(line.Text.AsSpan(from, to - from)), 1).Intersect(place);
                buffer.SetStyle(match, current ? theme.Match.Bold().Underline() : theme.Match);
            }
        }
    }

    // Text scrolled to the left must not be drawn over what lies left of the view.
    private static int Clipped(Buffer buffer, Rect place, int x, ReadOnlySpan<char> text, Style style)
    {
        var whole = DisplayWidth.Of(text);
        var hidden = place.X - x;
        if (hidden > 0)
        {
            if (hidden >= whole)
            {
                return whole;
            }

            var cut = DisplayWidth.Fit(text, hidden, out var used);
            buffer.Write(x + used, place.Y, text[cut..], style, place.Right - x - used);
            return whole;
        }

        buffer.Write(x, place.Y, text, style, place.Right - x);
        return whole;
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

    private readonly record struct VisualRow(int Line, int Start, int Length, int Indent);
}
