using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>What a pane shows, made from evidence.</summary>
internal sealed record PaneContent(IReadOnlyList<TableColumn> Columns, IReadOnlyList<PaneRow> Rows)
{
    /// <summary>In place of the table: why there is none, and what would give it.</summary>
    public Page? Page { get; init; }

    /// <summary>A line or two above the table: counts, what differs, what was not understood.</summary>
    public IReadOnlyList<ListNote> Notes { get; init; } = [];

    /// <summary>What it was made from, the most telling first: for the age, the shell, and the raw text behind a row.</summary>
    public IReadOnlyList<Section> Sections { get; init; } = [];

    /// <summary>Keys of switches that lead nowhere with this evidence, and why.</summary>
    public IReadOnlyDictionary<string, string> Closed { get; init; } = new Dictionary<string, string>();

    public static PaneContent Of(Page page, params IReadOnlyList<Section> sections) => new([], []) { Page = page, Sections = sections };
}

/// <param name="Key">Stays the same while evidence is read again, so that the selection does.</param>
/// <param name="Cells">One a column.</param>
internal sealed record PaneRow(string Key, params string[] Cells)
{
    /// <summary>Of all cells that have none of their own.</summary>
    public Tone Tone { get; init; }

    /// <summary>By column; shorter than the cells where the rest has none.</summary>
    public IReadOnlyList<Tone> Tones { get; init; } = [];

    /// <summary>The object of the cluster behind it: what verify, describe and YAML act on.</summary>
    public Selection? Object { get; init; }

    /// <summary>Enter; null: all of the row, with the lines it comes from.</summary>
    public PaneLink? Link { get; init; }

    /// <summary>The section it comes from, as an index into <see cref="PaneContent.Sections"/>; -1: none.</summary>
    public int Section { get; init; } = -1;

    /// <summary>Lines of that section's text, from 1; empty where it can't be told.</summary>
    public IReadOnlyList<int> Lines { get; init; } = [];

    /// <summary>Sentences for the page of the row, beyond its cells.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    public Tone ToneOf(int cell) => cell < Tones.Count && Tones[cell] != Tone.Text ? Tones[cell] : Tone;
}

/// <summary>Where Enter on a row leads: another view of the same evidence.</summary>
/// <param name="Label">For the hint bar: <c>follow</c>.</param>
/// <param name="Pane">The view.</param>
internal sealed record PaneLink(string Label, Pane Pane);
