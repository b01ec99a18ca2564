using KubeNetTui.App;
using KubeNetTui.Reading;

namespace KubeNetTui.Panes;

/// <summary>All of one row: each cell with its heading, what there is to say beyond them, and the lines that it comes from.</summary>
internal sealed class RowScreen : ReadingScreen
{
    private readonly string _title;
    private readonly PaneContent _content;
    private readonly PaneRow _row;

    public RowScreen(IWorkspace workspace, string title, PaneContent content, PaneRow row) : base(workspace, new TextView { Wrap = true })
    {
        (_title, _content, _row) = (title, content, row);
        View.Show([.. Lines()]);
    }

    public override string Title => _title;

    public override Selection? Selected => _row.Object;

    public override ScreenStatus Status => new("", StatusTone.Quiet);

    protected override string TextName => "the row";

    protected override IEnumerable<Binding> OwnBindings() =>
    [
        new("row.evidence", ["e"], "raw", "The output as it came, these lines marked.", OpenRaw)
        {
            Group = "Pane", HintPriority = 80, WhyDisabled = () => _row.Section >= 0 ? null : "this row was made from several outputs",
        },
    ];

    private IEnumerable<TextLine> Lines()
    {
        var width = _content.Columns.Select(c => c.Name.Length).DefaultIfEmpty(0).Max() + 2;
        for (var i = 0; i < _row.Cells.Length && i < _content.Columns.Count; i++)
        {
            if (_row.Cells[i].Length > 0)
            {
                yield return new TextLine(
                    new TextRun($"  {_content.Columns[i].Name.ToLowerInvariant().PadRight(width)}", Tone.Dim), new TextRun(_row.Cells[i], _row.ToneOf(i)))
                {
                    Indent = width + 2,
                };
            }
        }

        foreach (var detail in _row.Details)
        {
            yield return TextLine.Blank;
            yield return new TextLine("  " + detail) { Indent = 2 };
        }

        if (_row.Section < 0 || _row.Section >= _content.Sections.Count)
        {
            yield break;
        }

        var section = _content.Sections[_row.Section];
        yield return TextLine.Blank;
        yield return new TextLine(new TextRun("  $ ", Tone.Dim), new TextRun(section.Command, Tone.Accent)) { Indent = 4 };
        yield return new TextLine($"  {section.Where} · {section.At.UtcDateTime:HH:mm:ss} UTC", Tone.Dim);
        var text = RawScreen.LinesOf(section);
        foreach (var line in _row.Lines.Where(l => l >= 1 && l <= text.Count))
        {
            yield return new TextLine(new TextRun($"  {line,5}  ", Tone.Dim), new TextRun(text[line - 1])) { Indent = 9, Deciding = true };
        }
    }

    private void OpenRaw() => Workspace.Open(new RawScreen(Workspace, _content.Sections, _row.Section, _row.Lines));
}
