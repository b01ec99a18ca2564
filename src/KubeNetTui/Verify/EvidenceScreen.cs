using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Reading;
using KubeNetTui.Terminal;

namespace KubeNetTui.Verify;

/// <summary>
/// The evidence of one finding: each exhibit on a tab with the call that a person can repeat, where and when it ran, how long it took, and
/// the raw text with the deciding lines marked.
/// </summary>
internal sealed class EvidenceScreen : ReadingScreen
{
    private readonly Finding _finding;
    private int _tab;
    private int _deciding = -1;

    /// <param name="finding">With at least one exhibit.</param>
    public EvidenceScreen(IWorkspace workspace, Finding finding, int tab = 0) : base(workspace, new TextView { Gutter = true })
    {
        _finding = finding;
        Show(tab);
    }

    public override string Title => $"evidence {_finding.CheckId} {_finding.Subject}";

    public override Selection? Selected => null;

    public override ScreenStatus Status
    {
        get
        {
            var decided = Exhibit.Deciding.Count;
            var where = _deciding >= 0 ? $"{_deciding + 1} of {decided}" : $"{decided}";
            return new($"{Exhibit.Lines.Count} lines · {where} decided", StatusTone.Quiet);
        }
    }

    protected override string TextName => "the evidence";

    private Exhibit Exhibit => _finding.Exhibits[_tab];

    protected override IEnumerable<Binding> OwnBindings() =>
    [
        new("evidence.next-tab", ["tab", "]"], "next", "To the next piece of evidence.", () => Show(_tab + 1))
        {
            Group = "Evidence", HintPriority = _finding.Exhibits.Count > 1 ? 80 : 0, WhyDisabled = OnlyOne,
        },
        new("evidence.previous-tab", ["shift-tab", "["], "previous", "To the piece of evidence before.", () => Show(_tab - 1))
        {
            Group = "Evidence", WhyDisabled = OnlyOne,
        },
    ];

    protected override int DrawHeader(Rect area, Buffer buffer)
    {
        var theme = Workspace.Theme;
        var y = 0;
        var roomy = area.Height >= 12;
        if (roomy)
        {
            var tone = theme.StyleOf(ToneOf.Of(_finding.Verdict));
            foreach (var (start, length) in LineWrap.Parts(_finding.Title, area.Width - 2, 0).Take(3))
            {
                buffer.Write(area.X, area.Y + y, y == 0 ? ToneOf.Mark(_finding.Verdict) : " ", tone, area.Width);
                buffer.Write(area.X + 2, area.Y + y++, _finding.Title.AsSpan(start, length), theme.Title, area.Width - 2);
            }
        }

        if (_finding.Exhibits.Count > 1 && area.Height > 4)
        {
            DrawTabs(area.Row(y++), buffer, theme);
        }

        if (area.Height > 3)
        {
            var command = $"$ {Exhibit.Command}";
            foreach (var (start, length) in LineWrap.Parts(command, area.Width, 2).Take(roomy ? 3 : 1))
            {
                buffer.Write(area.X + (start > 0 ? 2 : 0), area.Y + y++, command.AsSpan(start, length), theme.Accent, area.Width);
            }
        }

        if (area.Height > 5)
        {
            var read = $"{Exhibit.Title} · {Exhibit.Where} · {Exhibit.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC · took {Took(Exhibit.Took)}";
            buffer.Write(area.X, area.Y + y++, read, theme.Dim, area.Width);
        }

        if (roomy)
        {
            buffer.Write(area.X, area.Y + y++, new string('─', area.Width), theme.Border);
        }

        return Math.Min(y, Math.Max(0, area.Height - 1));
    }

    protected override string? StepWithoutSearch(int direction)
    {
        var deciding = Exhibit.Deciding;
        if (deciding.Count == 0)
        {
            return "no line of this text decided; it is shown for what it does not have";
        }

        _deciding = _deciding < 0 ? (direction > 0 ? 0 : deciding.Count - 1) : (_deciding + direction + deciding.Count) % deciding.Count;
        View.Reveal(deciding[_deciding]);
        return null;
    }

    protected override string TextToCopy() => $"$ {Exhibit.Command}\n{string.Join('\n', Exhibit.Lines)}\n";

    protected override void CopyText() => Workspace.Show(new ChoiceOverlay(Workspace, "copy", [
        new Choice("m", "command", () => Workspace.Copy(Exhibit.Command, "the command")),
        new Choice("t", "command and text", () => Workspace.Copy(TextToCopy(), TextName)),
        new Choice("f", "the finding", () => Workspace.Copy(CopyMenu.ReportOf(Workspace, [_finding], Exhibit.At), "the finding")),
    ]));

    private static string Took(TimeSpan took) => took.TotalSeconds >= 1 ? $"{took.TotalSeconds:0.0} s" : $"{took.TotalMilliseconds:0} ms";

    private string? OnlyOne() => _finding.Exhibits.Count > 1 ? null : "this finding has one piece of evidence";

    private void Show(int tab)
    {
        _tab = (tab + _finding.Exhibits.Count) % _finding.Exhibits.Count;
        _deciding = -1;
        var deciding = Exhibit.Deciding.ToHashSet();
        View.ToStart();
        View.Show([.. Exhibit.Lines.Select((line, i) => new TextLine(line) { Deciding = deciding.Contains(i), Indent = Indentation(line) + 2 })]);
        if (Exhibit.Deciding.Count > 0)
        {
            StepWithoutSearch(1);
        }

        Workspace.Invalidate();
    }

    private static int Indentation(string line) => line.Length - line.AsSpan().TrimStart(' ').Length;

    private void DrawTabs(Rect row, Buffer buffer, Theme theme)
    {
        var x = row.X;
        for (var i = 0; i < _finding.Exhibits.Count && x < row.Right; i++)
        {
            var label = $" {i + 1} {_finding.Exhibits[i].Title} ";
            x += buffer.Write(x, row.Y, label, i == _tab ? theme.Selected : theme.Dim, row.Right - x) + 1;
        }
    }
}
