using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Reading;
using KubeNetTui.Terminal;

namespace KubeNetTui.Panes;

/// <summary>What commands printed, as it came; a tab for each, the lines behind a row marked.</summary>
internal sealed class RawScreen : ReadingScreen
{
    private readonly IReadOnlyList<Section> _sections;
    private int _tab;

    /// <param name="sections">At least one.</param>
    /// <param name="tab">The one to show first.</param>
    /// <param name="lines">Of that one, from 1.</param>
    public RawScreen(IWorkspace workspace, IReadOnlyList<Section> sections, int tab, IReadOnlyList<int> lines) : base(workspace, new TextView { Gutter = true })
    {
        _sections = sections;
        Show(tab, lines);
    }

    public override string Title => $"raw {NameOf(Section)}";

    public override Selection? Selected => null;

    public override ScreenStatus Status =>
        new(Section.Value is CommandOutput { IsCut: true } ? "cut: more than the bound was said" : $"{View.Lines.Count} lines", StatusTone.Quiet);

    protected override string TextName => "the output";

    private Section Section => _sections[_tab];

    /// <summary>The text of a section, a line each; for a list its command, since its objects are shown elsewhere.</summary>
    public static IReadOnlyList<string> LinesOf(Section section) => section switch
    {
        { Status: SectionStatus.Read, Value: CommandOutput output } =>
            [.. output.Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'), .. output.Exit == 0 ? [] : (string[])[$"# exit status {output.Exit}", .. output.Error.Trim().Split('\n').Select(e => "# " + e)]],
        { Status: SectionStatus.Read, Value: RawText raw } => raw.Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'),
        { Status: SectionStatus.Read, Value: ObjectList list } => [$"# {list.Count} objects", .. list.Objects.Select(o => o.FullName)],
        { Problem: { } problem } => [$"# {problem}", .. section.HowToGet is { Length: > 0 } how ? (string[])[$"# what would give it: {how}"] : []],
        _ => ["# nothing"],
    };

    protected override IEnumerable<Binding> OwnBindings() =>
    [
        new("raw.next-tab", ["tab", "]"], "next", "To the next output.", () => Show(_tab + 1, []))
        {
            Group = "Evidence", HintPriority = _sections.Count > 1 ? 80 : 0, WhyDisabled = OnlyOne,
        },
        new("raw.previous-tab", ["shift-tab", "["], "previous", "To the output before.", () => Show(_tab - 1, [])) { Group = "Evidence", WhyDisabled = OnlyOne },
    ];

    protected override int DrawHeader(Rect area, Buffer buffer)
    {
        var theme = Workspace.Theme;
        var y = 0;
        if (_sections.Count > 1 && area.Height > 4)
        {
            var x = area.X;
            for (var i = 0; i < _sections.Count && x < area.Right; i++)
            {
                x += buffer.Write(x, area.Y, $" {i + 1} {NameOf(_sections[i])} ", i == _tab ? theme.Selected : theme.Dim, area.Right - x) + 1;
            }

            y++;
        }

        if (area.Height > 3)
        {
            buffer.Write(area.X, area.Y + y++, $"$ {Section.Command}", theme.Accent, area.Width);
        }

        if (area.Height > 5)
        {
            buffer.Write(area.X, area.Y + y++, $"{Section.Where} · {Section.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC", theme.Dim, area.Width);
        }

        return Math.Min(y, Math.Max(0, area.Height - 1));
    }

    private static string NameOf(Section section) => section.Need switch
    {
        CommandNeed command => command.Place.Kind == PlaceKind.Pod ? $"{command.Section} of {command.Place.Name}" : command.Section,
        ListNeed list => list.Resource,
        var other => other.Command,
    };

    private string? OnlyOne() => _sections.Count > 1 ? null : "there is one output";

    private void Show(int tab, IReadOnlyList<int> marked)
    {
        _tab = ((tab % _sections.Count) + _sections.Count) % _sections.Count;
        var lines = marked.ToHashSet();
        View.ToStart();
        View.Show([.. LinesOf(Section).Select((line, i) => new TextLine(line) { Deciding = lines.Contains(i + 1), Indent = 2 })]);
        if (marked.Count > 0)
        {
            View.Reveal(marked[0] - 1);
        }

        Workspace.Invalidate();
    }
}
