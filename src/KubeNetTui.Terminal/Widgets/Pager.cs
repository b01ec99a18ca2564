namespace KubeNetTui.Terminal;

/// <summary>Text of any length: scrolled, wrapped, searched, with deciding lines marked at the left.</summary>
public sealed record Pager
{
    public Style Style { get; init; }

    /// <summary>Keeps two columns at the left for <see cref="MarkSymbol"/>.</summary>
    public bool Marks { get; init; }

    /// <summary>One column wide.</summary>
    public string MarkSymbol { get; init; } = "▶";

    /// <summary>Laid over a marked line.</summary>
    public Style Marked { get; init; } = Style.Plain.Bold();

    public bool LineNumbers { get; init; }

    public Style LineNumber { get; init; } = Style.Plain.Dim();

    public Style Match { get; init; } = Style.Plain.Underline();

    /// <summary>For matches on the line where the search stands.</summary>
    public Style CurrentMatch { get; init; } = Style.Plain.Reverse();

    /// <summary>Shown when there are no lines.</summary>
    public string Empty { get; init; } = "";

    public void Render(Rect area, Buffer buffer, PagerState state)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(state);
        area = area.Intersect(buffer.Area);
        buffer.SetStyle(area, Style);
        var numbers = LineNumbers ? DisplayWidth.Of($"{state.Lines.Count}") + 1 : 0;
        var text = area.Columns((Marks ? 2 : 0) + numbers, area.Width);
        state.Drawing(text.Width, text.Height);
        state.BottomLine = -1;
        if (state.Lines.Count == 0)
        {
            buffer.WriteFit(text.X, text.Y, Empty, LineNumber, text.IsEmpty ? 0 : text.Width);
        }

        var (line, row) = (state.TopLine, state.TopRow);
        for (var y = text.Y; y < text.Bottom && line < state.Lines.Count && text.Width > 0; line++, row = 0)
        {
            if (row == 0)
            {
                RenderMargin(buffer, area.X, y, line, state, numbers);
            }

            y += RenderLine(buffer, text, y, line, row, state);
            state.BottomLine = line;
        }
    }

    private void RenderMargin(Buffer buffer, int x, int y, int line, PagerState state, int numbers)
    {
        if (Marks && state.Lines.IsMarked(line))
        {
            buffer.Write(x, y, MarkSymbol, Marked);
        }

        if (LineNumbers)
        {
            buffer.WriteRight(x + (Marks ? 2 : 0) + numbers - 1, y, $"{line + 1}", LineNumber);
        }
    }

    /// <summary>Returns the rows drawn.</summary>
    private int RenderLine(Buffer buffer, Rect area, int top, int line, int firstRow, PagerState state)
    {
        var content = state.LineAt(line);
        var matches = state.ActiveSearch?.Find(content.Text).ToList() ?? [];
        var marked = Marks && state.Lines.IsMarked(line);
        var start = state.Wrap ? 0 : DisplayWidth.Fit(content.Text, state.Left);
        for (var skipped = 0; skipped < firstRow; skipped++)
        {
            start = content.RowEnd(start, area.Width);
        }

        var y = top;
        do
        {
            var end = state.Wrap ? content.RowEnd(start, area.Width) : content.Text.Length;
            var row = new Rect(area.X, y, area.Width, 1);
            content.Write(buffer, row.X, y, start, end, row.Width);
            if (marked)
            {
                buffer.SetStyle(row, Marked);
            }

            foreach (var match in matches)
            {
                Highlight(buffer, row, content.Text, start, end, match, line == state.FoundLine);
            }

            start = end;
            y++;
        }
        while (state.Wrap && start < content.Text.Length && y < area.Bottom);
        return y - top;
    }

    private void Highlight(Buffer buffer, Rect row, string text, int start, int end, (int Start, int End) match, bool current)
    {
        var from = Math.Max(start, match.Start);
        var to = Math.Min(end, match.End);
        if (from < to)
        {
            var column = DisplayWidth.Of(text.AsSpan(start, from - start));
            buffer.SetStyle(row.Columns(column, DisplayWidth.Of(text.AsSpan(from, to - from))), current ? CurrentMatch : Match);
        }
    }
}
