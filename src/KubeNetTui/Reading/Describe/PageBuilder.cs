using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>Puts a page together: headings, fields with their names in one column, tables, sentences. Knows nothing of kinds.</summary>
internal sealed class PageBuilder
{
    private const int NameColumns = 16;
    private const string Margin = "  ";
    private readonly List<TextLine> _lines = [];

    public IReadOnlyList<TextLine> Lines => _lines;

    public void Heading(string text, string detail = "", Tone tone = Tone.Title)
    {
        if (_lines.Count > 0)
        {
            _lines.Add(TextLine.Blank);
        }

        _lines.Add(new TextLine(new TextRun(text, tone), new TextRun(detail.Length > 0 ? "  " + detail : "", Tone.Dim)) { IsHeading = true });
    }

    /// <summary>A field; nothing where the value is "".</summary>
    public void Field(string name, string value, Tone tone = Tone.Text, Selection? link = null)
    {
        if (value.Length > 0)
        {
            Field(name, [new TextRun(value, tone)], link);
        }
    }

    /// <param name="columns">For the name; where the names of a part are longer than usual.</param>
    public void Field(string name, IReadOnlyList<TextRun> value, Selection? link = null, int columns = NameColumns)
    {
        columns = Math.Max(columns, NameColumns);
        var label = Margin + name + new string(' ', Math.Max(1, columns - DisplayWidth.Of(name)));
        _lines.Add(new TextLine([new TextRun(label, Tone.Dim), .. LinkMark(link, value)])
        {
            Indent = Margin.Length + columns,
            Link = link,
        });
    }

    public void Sentence(string text, Tone tone = Tone.Text, Selection? link = null, int level = 1) =>
        Sentence([new TextRun(text, tone)], link, level);

    public void Sentence(IReadOnlyList<TextRun> runs, Selection? link = null, int level = 1)
    {
        var margin = string.Concat(Enumerable.Repeat(Margin, level));
        _lines.Add(new TextLine([new TextRun(margin), .. LinkMark(link, runs)]) { Indent = margin.Length + 2, Link = link });
    }

    public void Line(TextLine line) => _lines.Add(line);

    /// <summary>Rows under one another; columns as wide as their widest cell, the last one open-ended.</summary>
    public void Table(IReadOnlyList<string> headers, IReadOnlyList<PageRow> rows)
    {
        var widths = headers.Select(DisplayWidthOf).ToArray();
        foreach (var row in rows)
        {
            for (var i = 0; i < widths.Length && i < row.Cells.Count; i++)
            {
                widths[i] = Math.Max(widths[i], DisplayWidthOf(row.Cells[i].Text));
            }
        }

        var anyLink = rows.Any(static r => r.Link is not null);
        _lines.Add(RowOf([.. headers.Select(static h => new TextRun(h, Tone.Dim))], widths, null, anyLink));
        foreach (var row in rows)
        {
            _lines.Add(RowOf(row.Cells, widths, row.Link, anyLink));
        }
    }

    private static TextLine RowOf(IReadOnlyList<TextRun> cells, int[] widths, Selection? link, bool anyLink)
    {
        List<TextRun> runs = [new TextRun(Margin + (link is not null ? "→ " : anyLink ? "  " : ""), Tone.Accent)];
        var last = cells.Count - 1;
        var indent = DisplayWidth.Of(runs[0].Text);
        for (var i = 0; i <= last; i++)
        {
            runs.Add(cells[i]);
            if (i < last)
            {
                var gap = widths[i] - DisplayWidthOf(cells[i].Text) + 2;
                runs.Add(new TextRun(new string(' ', gap)));
                indent += widths[i] + 2;
            }
        }

        return new TextLine([.. runs]) { Indent = indent, Link = link };
    }

    private static IEnumerable<TextRun> LinkMark(Selection? link, IReadOnlyList<TextRun> runs) =>
        link is null ? runs : runs.Prepend(new TextRun("→ ", Tone.Accent));

    private static int DisplayWidthOf(string text) => DisplayWidth.Of(text);
}

/// <summary>A row of a table on a page; Enter opens its link.</summary>
internal sealed record PageRow(IReadOnlyList<TextRun> Cells, Selection? Link = null)
{
    public static PageRow Of(Selection? link, params IReadOnlyList<string> cells) => new([.. cells.Select(static c => new TextRun(c))], link);
}
