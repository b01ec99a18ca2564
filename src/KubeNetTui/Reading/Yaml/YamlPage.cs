using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>An object's YAML: what belongs together and may be folded, and what is other than the last time. Made in the background; then only looked into.</summary>
internal sealed class YamlPage
{
    private readonly IReadOnlyList<string> _text;
    private readonly TextLine[] _lines;
    private readonly YamlBlocks _blocks;
    private readonly YamlChanges? _changes;

    private YamlPage(IReadOnlyList<string> text, YamlChanges? changes)
    {
        (_text, _changes) = (text, changes);
        _blocks = new YamlBlocks(text);
        _lines = [.. text.Select((line, i) => YamlLines.LineOf(line, i + 1, changes?.IsAdded(i) == true ? new TextRun("+", Tone.Pass) : new TextRun("")))];
    }

    public IReadOnlyList<string> Text => _text;

    /// <summary>Null: it was not seen before.</summary>
    public YamlChanges? Changes => _changes;

    /// <summary>The page; where it is no YAML, one that says why.</summary>
    /// <param name="before">The object as it was; null: it was not seen before.</param>
    public static YamlPage Make(ReadOnlyMemory<byte> json, SeenObject? before, bool managedFields)
    {
        if (!YamlText.TryMake(json, out var yaml, out var why, managedFields))
        {
            return new YamlPage([$"What the server sent can't be shown as YAML: {why}."], null);
        }

        var changes = before is not null && YamlText.TryMake(before.Json, out var old, out _, managedFields) ? new YamlChanges(old.Lines, yaml.Lines) : null;
        return new YamlPage(yaml.Lines, changes);
    }

    /// <summary>The lines to show.</summary>
    /// <param name="folded">The heads of what is folded, by number from 1.</param>
    public IReadOnlyList<TextLine> Show(IReadOnlySet<int> folded, bool onlyChanges)
    {
        List<TextLine> shown = new(_lines.Length);
        for (var i = 0; i < _lines.Length;)
        {
            shown.AddRange((_changes?.GoneBefore(i) ?? []).Select(GoneLine));
            if (onlyChanges)
            {
                if (_changes is null || _changes.IsAdded(i) || _changes.IsContext(i))
                {
                    shown.Add(_lines[i]);
                }

                i++;
            }
            else if (folded.Contains(i + 1) && _blocks.IsHeadOfBlock(i))
            {
                shown.Add(Folded(i));
                i = _blocks.End(i);
            }
            else
            {
                shown.Add(_lines[i++]);
            }
        }

        shown.AddRange((_changes?.GoneBefore(_lines.Length) ?? []).Select(GoneLine));
        return shown;
    }

    /// <summary>The head of the block around a line, by number from 1; 0: none.</summary>
    public int BlockAround(int number) => number < 1 || number > _lines.Length ? 0 : _blocks.BlockAround(number - 1) + 1;

    /// <summary>The heads of all blocks that are as deep as this one.</summary>
    public IEnumerable<int> Level(int number)
    {
        var depth = _blocks.Depth(number - 1);
        return Enumerable.Range(0, _lines.Length).Where(i => _blocks.IsHeadOfBlock(i) && _blocks.Depth(i) == depth).Select(static i => i + 1);
    }

    /// <summary>The heads of what must be open for the lines with a text to be seen.</summary>
    public HashSet<int> Around(TextPattern pattern)
    {
        HashSet<int> heads = [];
        for (var i = 0; i < _text.Count; i++)
        {
            if (pattern.IsIn(_text[i]))
            {
                for (var above = _blocks.Parent(i); above >= 0 && heads.Add(above + 1); above = _blocks.Parent(above))
                {
                }
            }
        }

        return heads;
    }

    /// <summary>What was folded on another page of the same object, on this one.</summary>
    public HashSet<int> Carry(YamlPage from, IReadOnlySet<int> folded)
    {
        var paths = folded.Select(n => from._blocks.PathOf(n - 1)).ToHashSet();
        var heads = folded.Select(n => from._text[n - 1].Trim()).ToHashSet();
        return
        [
            .. Enumerable.Range(0, _text.Count)
                .Where(i => _blocks.IsHeadOfBlock(i) && heads.Contains(_text[i].Trim()) && paths.Contains(_blocks.PathOf(i))).Select(static i => i + 1),
        ];
    }

    private static TextLine GoneLine(string line) => YamlLines.LineOf(line, 0, new TextRun("-", Tone.Fail));

    private TextLine Folded(int line)
    {
        var count = _blocks.End(line) - line - 1;
        var changes = _changes?.Within(line + 1, _blocks.End(line)) ?? 0;
        var head = _lines[line];
        return new TextLine([.. head.Runs, new TextRun($" … {count} {(count == 1 ? "line" : "lines")}", Tone.Accent), new TextRun(changes > 0 ? $", {changes} changed" : "", Tone.Warn)])
        {
            Indent = head.Indent, Number = head.Number, Mark = head.Mark.Text.Length > 0 ? head.Mark : changes > 0 ? new TextRun("~", Tone.Warn) : new TextRun("▸", Tone.Accent),
        };
    }
}
