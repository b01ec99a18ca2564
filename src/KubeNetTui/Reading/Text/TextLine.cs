using System.Text;
using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>A piece of a line in one tone.</summary>
/// <param name="Over">Laid over the tone's style: colours that the text brings along.</param>
internal readonly record struct TextRun(string Text, Tone Tone = Tone.Text, Style Over = default);

/// <summary>One line of a page, before it is wrapped. Tabs are spread out when it is made; other control characters stay for the buffer.</summary>
internal sealed class TextLine
{
    private const int TabStop = 8;

    public TextLine(params IReadOnlyList<TextRun> runs)
    {
        Runs = runs.Any(r => r.Text.Contains('\t', StringComparison.Ordinal)) ? WithoutTabs(runs) : runs;
        Text = Runs.Count == 1 ? Runs[0].Text : string.Concat(Runs.Select(r => r.Text));
    }

    public TextLine(string text, Tone tone = Tone.Text) : this(new TextRun(text, tone))
    {
    }

    public static TextLine Blank { get; } = new("");

    public IReadOnlyList<TextRun> Runs { get; }

    public string Text { get; }

    /// <summary>Columns that the continuation of a wrapped line is moved in by.</summary>
    public int Indent { get; init; }

    /// <summary>The object that Enter opens on this line.</summary>
    public Selection? Link { get; init; }

    /// <summary>A line of evidence that decided: marked by style and in the gutter.</summary>
    public bool Deciding { get; init; }

    /// <summary>What stands in the gutter: <c>+</c> for a line that was not there before; "" for nothing.</summary>
    public TextRun Mark { get; init; } = new("");

    /// <summary>Its number where lines are numbered, from 1; 0: by its place.</summary>
    public int Number { get; init; }

    /// <summary>The heading of a part, which jumps stop at.</summary>
    public bool IsHeading { get; init; }

    private static TextRun[] WithoutTabs(IReadOnlyList<TextRun> runs)
    {
        var spread = new TextRun[runs.Count];
        var column = 0;
        for (var i = 0; i < spread.Length; i++)
        {
            var text = new StringBuilder();
            foreach (var c in runs[i].Text)
            {
                var count = c == '\t' ? TabStop - (column % TabStop) : 1;
                text.Append(c == '\t' ? ' ' : c, count);
                column += count;
            }

            spread[i] = runs[i] with { Text = text.ToString() };
        }

        return spread;
    }
}
