using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Reading;
using KubeNetTui.Terminal;

namespace KubeNetTui.Verify;

/// <summary>
/// Draws the verify pane: a line that sums up, the findings, beneath them what is to be read of the selected one. Tall or low, it gives
/// the findings what they need and the text the rest.
/// </summary>
internal readonly ref struct VerifyPaneView(Theme theme, Rect area, Buffer buffer, bool focused)
{
    private const int MaxRowLines = 3;
    private const int DetailsFrom = 6;
    private const int WrapFrom = 18;
    private const int MarkColumns = 4;

    private readonly Theme _theme = theme;
    private readonly Rect _area = area;
    private readonly Buffer _buffer = buffer;
    private readonly bool _focused = focused;

    // In a low pane every row is worth more than the end of a title; the text beneath has it in full.
    private readonly bool _wraps = Wraps(area);

    /// <returns>Where the list was drawn.</returns>
    public Rect Draw(
        VerifyTarget target, VerifyRun? run, IReadOnlyList<FindingRow> rows, int selected, ref int top, TextView? details, string alert)
    {
        if (run is null)
        {
            DrawNothing(target);
            return default;
        }

        var used = DrawSummary(run, alert);
        if (target.Note.Length > 0 && _area.Height > DetailsFrom)
        {
            _buffer.Write(_area.X, _area.Y + used++, target.Note, _theme.Dim, _area.Width);
        }

        if (run.Problem is { } problem)
        {
            foreach (var (start, length) in LineWrap.Parts(problem, _area.Width, 2).Take(MaxRowLines))
            {
                _buffer.Write(_area.X, _area.Y + used++, problem.AsSpan(start, length), _theme.Error, _area.Width);
            }
        }

        var rest = _area.Rows(used, _area.Height - used);
        if (rows.Count == 0)
        {
            return rest.Rows(0, 0);
        }

        var listHeight = details is null || rest.Height < DetailsFrom ? rest.Height : ListHeight(rows, rest);
        var list = rest.Rows(0, listHeight);
        DrawRows(list, rows, selected, ref top);
        if (listHeight < rest.Height && details is not null)
        {
            DrawDetails(rest.Rows(listHeight, rest.Height - listHeight), rows, selected, details);
        }

        return list;
    }

    /// <summary>Whether titles may take several lines in a pane of this size.</summary>
    public static bool Wraps(Rect area) => area.Height >= WrapFrom;

    /// <summary>The row that is drawn on a line of the screen, or -1.</summary>
    public static int RowAt(IReadOnlyList<FindingRow> rows, Rect list, int top, int y, bool wraps)
    {
        var at = list.Y;
        for (var i = top; i < rows.Count; i++)
        {
            at += LinesOf(rows, i, list.Width, wraps);
            if (y < at)
            {
                return i;
            }
        }

        return -1;
    }

    private void DrawNothing(VerifyTarget target)
    {
        var text = target.Subject is null ? target.WhyNot : "…";
        var y = 0;
        foreach (var (start, length) in LineWrap.Parts(text, _area.Width, 0).Take(_area.Height))
        {
            _buffer.Write(_area.X, _area.Y + y++, text.AsSpan(start, length), _theme.Dim, _area.Width);
        }
    }

    // ✗ FAIL  2 fail, 1 warn, 5 pass            5 of 8 checks, reading pods…
    private int DrawSummary(VerifyRun run, string alert)
    {
        var x = _area.X;
        if (run.Overall is { } overall)
        {
            var head = $"{ToneOf.Mark(overall)} {overall.Word()}";
            x += _buffer.Write(x, _area.Y, head, _theme.StyleOf(ToneOf.Of(overall)).Bold(), _area.Width) + 2;
            x += _buffer.Write(x, _area.Y, VerdictWords.Count(run.Findings), _theme.Text, _area.Right - x) + 2;
        }

        var right = Progress(run);
        if (alert.Length > 0)
        {
            if (_area.Height > DetailsFrom && DisplayWidth.Of(alert) + DisplayWidth.Of(right) + 2 > _area.Right - x)
            {
                _buffer.Write(_area.X, _area.Y + 1, alert, _theme.Warn.Bold(), _area.Width);
                DrawRight(0, x, right, _theme.Dim);
                return 2;
            }

            DrawRight(0, x, alert, _theme.Warn.Bold());
            return 1;
        }

        if (DisplayWidth.Of(right) > _area.Right - x && _area.Height > DetailsFrom)
        {
            _buffer.Write(_area.X, _area.Y + 1, right, _theme.Dim, _area.Width);
            return 2;
        }

        DrawRight(0, x, right, _theme.Dim);
        return 1;
    }

    private void DrawRight(int row, int from, string text, Style style)
    {
        var room = _area.Right - from;
        if (room >= 4)
        {
            _buffer.WriteRight(_area.Right, _area.Y + row, text.AsSpan(0, DisplayWidth.Fit(text, room)), style);
        }
    }

    private static string Progress(VerifyRun run)
    {
        if (run.Finished is { } finished)
        {
            var took = (finished - run.Started).TotalSeconds;
            return $"{run.Started.UtcDateTime:HH:mm:ss} UTC, took {took:0.0} s";
        }

        var reading = run.Reading.Length > 0 ? $", {run.Reading}…" : "…";
        return $"{run.Answered} of {run.Expected} checks{reading}";
    }

    // All rows in full if that leaves the text two thirds of the place or what it needs; else as many as fit in half of it.
    private int ListHeight(IReadOnlyList<FindingRow> rows, Rect rest)
    {
        var wanted = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            wanted += LinesOf(rows, i, rest.Width, _wraps);
        }

        return Math.Clamp(wanted, 1, Math.Max(2, rest.Height * 2 / 5));
    }

    private static int LinesOf(IReadOnlyList<FindingRow> rows, int index, int width, bool wraps)
    {
        if (rows[index].IsGroup || rows[index].Group is not null || !wraps)
        {
            return 1;
        }

        return Math.Min(MaxRowLines, LineWrap.Parts(rows[index].Text, width - MarkColumns, 0).Count);
    }

    private void DrawRows(Rect list, IReadOnlyList<FindingRow> rows, int selected, ref int top)
    {
        top = Math.Clamp(top, 0, Math.Max(0, rows.Count - 1));
        if (selected < top)
        {
            top = selected;
        }

        while (top < selected && HeightOf(rows, top, selected, list) > list.Height)
        {
            top++;
        }

        var y = 0;
        for (var i = top; i < rows.Count && y < list.Height; i++)
        {
            var lines = Math.Min(LinesOf(rows, i, list.Width, _wraps), list.Height - y);
            DrawRow(list.Rows(y, lines), rows[i], i == selected);
            y += lines;
        }

        if (list.Height > 1 && y >= list.Height && top + 1 < rows.Count && RowAt(rows, list, top, list.Bottom - 1, _wraps) is var last && last < rows.Count - 1)
        {
            _buffer.WriteRight(list.Right, list.Bottom - 1, $" ▼ {rows.Count - 1 - last} more", _theme.Dim);
        }
    }

    private int HeightOf(IReadOnlyList<FindingRow> rows, int first, int last, Rect list)
    {
        var height = 0;
        for (var i = first; i <= last; i++)
        {
            height += LinesOf(rows, i, list.Width, _wraps);
        }

        return height;
    }

    private void DrawRow(Rect place, FindingRow row, bool selected)
    {
        if (row.Finding is { } finding)
        {
            DrawFinding(place, row, finding);
        }
        else
        {
            var tone = _theme.StyleOf(ToneOf.Of(row.Group!.Value));
            var what = row.Group == Verdict.Pass ? "passed" : "not applicable";
            var x = place.X + 1;
            x += _buffer.Write(x, place.Y, ToneOf.Mark(row.Group.Value) + " ", tone, place.Right - x);
            x += _buffer.Write(x, place.Y, $"{row.Count} {what}", tone, place.Right - x);
            if (row.RuledOut.Count > 0)
            {
                WriteCut(x, place.Y, $" · ruled out: {string.Join(", ", row.RuledOut)}", place.Right - x, _theme.Dim);
            }
        }

        if (selected)
        {
            _buffer.Write(place.X, place.Y, "▸", _theme.Accent, 1);
            if (_focused)
            {
                _buffer.SetStyle(place, _theme.Selected);
            }
        }
    }

    private void DrawFinding(Rect place, FindingRow row, Finding finding)
    {
        var faded = row.Change.Kind is ChangeKind.Gone or ChangeKind.Pending;
        var tone = faded ? _theme.Dim : _theme.StyleOf(ToneOf.Of(finding.Verdict));
        var indent = row.Group is null ? 1 : MarkColumns - 1;
        var x = place.X + indent;
        x += _buffer.Write(x, place.Y, ToneOf.Mark(finding.Verdict) + " ", tone, place.Right - x);
        var title = row.Change.Kind == ChangeKind.Gone ? _theme.Dim.Strike() : faded || row.Group is not null ? _theme.Dim : _theme.Text;
        var tag = string.Join(" · ", new[] { row.Explains, Tag(row.Change) }.Where(static t => t.Length > 0));
        var tagColumns = tag.Length > 0 ? DisplayWidth.Of(tag) + 2 : 0;
        var text = row.Text;
        var parts = LineWrap.Parts(text, Math.Max(8, place.Width - MarkColumns), 0);
        for (var i = 0; i < place.Height && i < parts.Count; i++)
        {
            var isLast = i == place.Height - 1;
            var (start, length) = parts[i];
            if (isLast)
            {
                length = text.Length - start;
            }

            WriteCut(x, place.Y + i, text.AsSpan(start, length), place.Right - x - (isLast ? tagColumns : 0), title);
        }

        if (tagColumns > 0 && place.Width > tagColumns + 12)
        {
            _buffer.WriteRight(place.Right, place.Bottom - 1, tag, _theme.Accent.Bold());
        }
    }

    private void WriteCut(int x, int y, ReadOnlySpan<char> text, int room, Style style)
    {
        if (DisplayWidth.Of(text) <= room)
        {
            _buffer.Write(x, y, text, style, room);
            return;
        }

        var used = _buffer.Write(x, y, text[..DisplayWidth.Fit(text, Math.Max(0, room - 1))], style, room - 1);
        _buffer.Write(x + used, y, "…", style, 1);
    }

    private static string Tag(Change change) => change switch
    {
        { Kind: ChangeKind.New } => "NEW",
        { Kind: ChangeKind.Gone } => "GONE",
        { Kind: ChangeKind.Changed, Was: { } was } => $"was {was.Verdict.Word()} {change.At.UtcDateTime:HH:mm:ss}",
        _ => "",
    };

    private void DrawDetails(Rect place, IReadOnlyList<FindingRow> rows, int selected, TextView details)
    {
        var rule = place.Row(0);
        _buffer.Write(rule.X, rule.Y, new string('─', rule.Width), _theme.Border);
        var name = rows[selected].Finding is { } finding ? $" {finding.CheckId} " : $" {rows[selected].Group!.Value.Word()} ";
        _buffer.Write(rule.X + 2, rule.Y, name, _theme.Key, rule.Width - 4);
        var text = place.Rows(1, place.Height - 1);
        details.Render(text, _buffer, _theme);
        if (!details.AtEnd)
        {
            _buffer.WriteRight(rule.Right - 2, rule.Y, " pgdn ▼ ", _theme.Dim);
        }
    }
}
