namespace KubeNetTui.Terminal;

public readonly record struct HelpEntry(string Key, string Description);

public sealed record HelpGroup(string Title, IReadOnlyList<HelpEntry> Entries);

/// <summary>How far a page that only scrolls is scrolled; brought into range when it is drawn.</summary>
public sealed class ScrollState
{
    public int Offset { get; private set; }

    public int PageSize { get; private set; } = 1;

    public void ScrollBy(int rows) => Offset = (int)Math.Clamp((long)Offset + rows, 0, int.MaxValue);

    internal void Drawn(int rows, int height)
    {
        PageSize = Math.Max(1, height);
        Offset = Math.Clamp(Offset, 0, Math.Max(0, rows - height));
    }
}

/// <summary>
/// All keys that work here, in groups; as many columns as fit beside each other, long descriptions on several lines, scrolled when they
/// are too long.
/// </summary>
public sealed record HelpOverlay
{
    private const int Gap = 4;

    /// <summary>A column may be as narrow as this when its lines are longer: shorter lines read better than a page that scrolls.</summary>
    private const int Readable = 56;

    public required IReadOnlyList<HelpGroup> Groups { get; init; }

    public Style Title { get; init; } = Style.Plain.Bold().Underline();

    public Style Key { get; init; } = Style.Plain.Bold();

    public Style Description { get; init; }

    public void Render(Rect area, Buffer buffer, ScrollState state)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(state);
        area = area.Intersect(buffer.Area);
        if (area.IsEmpty || Groups.Count == 0)
        {
            state.Drawn(0, area.Height);
            return;
        }

        var keys = Groups.SelectMany(group => group.Entries).Select(entry => DisplayWidth.Of(entry.Key)).DefaultIfEmpty(0).Max();
        var longest = Groups.Max(group => Math.Max(
            DisplayWidth.Of(group.Title),
            group.Entries.Select(entry => keys + 2 + DisplayWidth.Of(entry.Description)).DefaultIfEmpty(0).Max()));
        var count = Math.Clamp((area.Width + Gap) / (Math.Min(longest, Readable) + Gap), 1, Groups.Count);
        var width = Math.Min(longest, ((area.Width + Gap) / count) - Gap);
        var columns = Place([.. Groups.Select(group => LinesOf(group, keys, width))], count);
        state.Drawn(columns.Max(c => c.Count) - 1, area.Height);
        for (var column = 0; column < columns.Length; column++)
        {
            var x = area.X + (column * (width + Gap));
            for (var i = 0; i < columns[column].Count; i++)
            {
                var y = area.Y - state.Offset + i;
                if (y >= area.Y && y < area.Bottom)
                {
                    RenderLine(columns[column][i], buffer, x, y, keys, area.Right - x);
                }
            }
        }
    }

    /// <summary>The lines of a group, and a blank one.</summary>
    private static List<Line> LinesOf(HelpGroup group, int keys, int width)
    {
        List<Line> lines = [new(group.Title, "", "")];
        foreach (var entry in group.Entries)
        {
            lines.AddRange(WordWrap.Lines(entry.Description, Math.Max(1, width - keys - 2)).DefaultIfEmpty("")
                .Select((text, i) => new Line("", i == 0 ? entry.Key : "", text)));
        }

        lines.Add(new Line("", "", ""));
        return lines;
    }

    /// <summary>Each group goes to the column that is shortest so far, the first of equals, so that reading order nearly holds.</summary>
    private static List<Line>[] Place(IReadOnlyList<List<Line>> groups, int count)
    {
        var columns = new List<Line>[count];
        for (var i = 0; i < count; i++)
        {
            columns[i] = [];
        }

        foreach (var group in groups)
        {
            columns.MinBy(c => c.Count)!.AddRange(group);
        }

        return columns;
    }

    private void RenderLine(Line line, Buffer buffer, int x, int y, int keys, int width)
    {
        buffer.WriteFit(x, y, line.Title, Title, width);
        buffer.WriteFit(x, y, line.Key, Key, Math.Min(keys, width));
        buffer.WriteFit(x + keys + 2, y, line.Text, Description, width - keys - 2);
    }

    private readonly record struct Line(string Title, string Key, string Text);
}
