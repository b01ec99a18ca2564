namespace KubeNetTui.Terminal;

/// <summary>
/// Where a pager stands: its top row, how far it is scrolled to the right, what is looked for. Lines may be added at the end at any time;
/// what is in sight stays, unless the pager follows.
/// </summary>
public sealed class PagerState(IPagerLines lines)
{
    private PagerSearch? _search;
    private int _width = 80;
    private int _height = 1;
    private bool _wrap;

    public IPagerLines Lines { get; } = lines;

    /// <summary>The line at the top, and which of its rows where lines are wrapped.</summary>
    public int TopLine { get; private set; }

    public int TopRow { get; private set; }

    /// <summary>The last line in sight at the last drawing; -1 when there is none.</summary>
    public int BottomLine { get; internal set; } = -1;

    /// <summary>Columns scrolled off to the left; 0 where lines are wrapped.</summary>
    public int Left { get; private set; }

    /// <summary>The end stays in sight as lines come. Moving up ends it; moving to the end does not begin it.</summary>
    public bool Follow { get; set; }

    /// <summary>Long lines go on in the next row instead of out of sight.</summary>
    public bool Wrap
    {
        get => _wrap;
        set
        {
            _wrap = value;
            (TopRow, Left) = (0, 0);
        }
    }

    /// <summary>What is looked for; empty for nothing.</summary>
    public string SearchText => _search?.Text ?? "";

    /// <summary>The line where the search stands.</summary>
    public int? FoundLine { get; private set; }

    /// <summary>How much of the text lies above the bottom of what is in sight.</summary>
    public int Percent => Lines.Count == 0 ? 100 : (int)(100L * Math.Min(BottomLine + 1, Lines.Count) / Lines.Count);

    internal PagerSearch? ActiveSearch => _search;

    public void ScrollBy(int rows)
    {
        if (rows < 0)
        {
            Follow = false;
        }

        if (!Wrap)
        {
            TopLine = (int)Math.Clamp((long)TopLine + rows, 0, Math.Max(0, Lines.Count - _height));
            return;
        }

        (TopLine, TopRow) = rows < 0 ? Back(TopLine, TopRow, -(long)rows) : Forward(TopLine, TopRow, rows);
        KeepInside();
    }

    public void PageUp() => ScrollBy(-Math.Max(1, _height - 1));

    public void PageDown() => ScrollBy(Math.Max(1, _height - 1));

    public void HalfPageUp() => ScrollBy(-Math.Max(1, _height / 2));

    public void HalfPageDown() => ScrollBy(Math.Max(1, _height / 2));

    public void Home()
    {
        Follow = false;
        (TopLine, TopRow) = (0, 0);
    }

    public void End() => (TopLine, TopRow) = LastTop();

    /// <summary>Brings a line to the top, or as far up as the end of the text allows.</summary>
    public void MoveToLine(int line)
    {
        Follow = false;
        (TopLine, TopRow) = (Math.Clamp(line, 0, Math.Max(0, Lines.Count - 1)), 0);
        KeepInside();
    }

    public void ScrollSideways(int columns) => Left = Wrap ? 0 : Math.Clamp(Left + columns, 0, 1_000_000);

    /// <summary>So many lines were taken away at the beginning: what is in sight stays where it can.</summary>
    public void Dropped(int count)
    {
        TopRow = count > TopLine ? 0 : TopRow;
        TopLine = Math.Max(0, TopLine - count);
        FoundLine = FoundLine is { } found && found >= count ? found - count : null;
    }

    /// <summary>Looks for a text from the top of what is in sight; an empty one ends the search.</summary>
    /// <returns>False when it is nowhere, or no regular expression (then the search before it stays).</returns>
    public bool Search(string text, bool regex = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
        {
            (_search, FoundLine) = (null, null);
            return true;
        }

        if (PagerSearch.TryCreate(text, regex) is not { } search)
        {
            return false;
        }

        (_search, FoundLine) = (search, null);
        return GoTo(TopLine, 1);
    }

    /// <summary>The next line with the text; after the last, the first again.</summary>
    public bool SearchNext() => GoTo((FoundLine ?? (TopLine - 1)) + 1, 1);

    public bool SearchPrevious() => GoTo((FoundLine ?? TopLine) - 1, -1);

    /// <summary>The next marked line after the middle of what is in sight, or the first one of all.</summary>
    public bool NextMark() => GoToMark(1);

    public bool PreviousMark() => GoToMark(-1);

    /// <summary>The marked line that <see cref="NextMark"/> or <see cref="PreviousMark"/> went to.</summary>
    public int? FoundMark { get; private set; }

    internal void Drawing(int width, int height)
    {
        (_width, _height) = (width, height);
        if (Follow)
        {
            End();
        }
        else
        {
            KeepInside();
        }
    }

    internal PagerLine LineAt(int line) => new(Lines.SegmentsOf(line));

    private bool GoTo(int start, int step)
    {
        if (_search is not { } search || Find(start, step, line => search.IsIn(Lines[line])) is not { } found)
        {
            return false;
        }

        FoundLine = found;
        Show(found);
        if (!Wrap)
        {
            ShowColumns(search, found);
        }

        return true;
    }

    private bool GoToMark(int step)
    {
        if (Find((FoundMark ?? (step > 0 ? -1 : Lines.Count)) + step, step, Lines.IsMarked) is not { } found)
        {
            return false;
        }

        FoundMark = found;
        Show(found);
        return true;
    }

    private int? Find(int start, int step, Predicate<int> wanted)
    {
        var count = Lines.Count;
        for (var i = 0; i < count; i++)
        {
            var line = (int)((((long)start + ((long)i * step)) % count + count) % count);
            if (wanted(line))
            {
                return line;
            }
        }

        return null;
    }

    private void Show(int line)
    {
        Follow = false;
        if (line < TopLine || (line == TopLine && TopRow > 0) || line >= TopLine + _height || (Wrap && line > BottomLine))
        {
            (TopLine, TopRow) = (Math.Max(0, line - (_height / 3)), 0);
            if (Wrap && Forward(TopLine, 0, _height - 1).Line < line)
            {
                TopLine = line; // long lines before it would push it out of sight
            }

            KeepInside();
        }
    }

    private void ShowColumns(PagerSearch search, int line)
    {
        var text = LineAt(line).Text;
        foreach (var (start, end) in search.Find(text))
        {
            var first = DisplayWidth.Of(text.AsSpan(0, start));
            var last = DisplayWidth.Of(text.AsSpan(0, end));
            if (first < Left || last > Left + _width)
            {
                Left = last <= _width ? 0 : Math.Max(0, first - (_width / 3));
            }

            return;
        }
    }

    private int RowsOf(int line) => Wrap ? LineAt(line).RowsAt(_width) : 1;

    private (int Line, int Row) LastTop() =>
        !Wrap || Lines.Count == 0 ? (Math.Max(0, Lines.Count - _height), 0)
            : Back(Lines.Count - 1, RowsOf(Lines.Count - 1) - 1, Math.Max(0, _height - 1));

    private void KeepInside()
    {
        var last = LastTop();
        if (TopLine > last.Line || (TopLine == last.Line && TopRow > last.Row))
        {
            (TopLine, TopRow) = last;
        }

        TopRow = Wrap && TopRow > 0 ? Math.Min(TopRow, RowsOf(TopLine) - 1) : 0;
    }

    private (int Line, int Row) Back(int line, int row, long rows)
    {
        while (rows > row && line > 0)
        {
            rows -= row + 1;
            line--;
            row = RowsOf(line) - 1;
        }

        return (line, (int)Math.Max(0, row - rows));
    }

    private (int Line, int Row) Forward(int line, int row, long rows)
    {
        while (line < Lines.Count - 1)
        {
            var rest = RowsOf(line) - row;
            if (rows < rest)
            {
                break;
            }

            rows -= rest;
            (line, row) = (line + 1, 0);
        }

        return (line, (int)Math.Min(row + rows, int.MaxValue));
    }
}
