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

/// <summary>All keys that work here, in groups; as many columns as fit beside each other, scrolled when they are too long.</summary>
public sealed record HelpOverlay
{
    private const int Gap = 4;

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
        var width = Groups.Max(group => Math.Max(
            DisplayWidth.Of(group.Title),
            group.Entries.Select(entry => keys + 2 + DisplayWidth.Of(entry.Description)).DefaultIfEmpty(0).Max()));
        var columns = Place(Math.Clamp((area.Width + Gap) / (width + Gap), 1, Groups.Count), out var rows);
        state.Drawn(rows, area.Height);
        for (var column = 0; column < columns.Length; column++)
        {
            var x = area.X + (column * (width + Gap));
            var y = area.Y - state.Offset;
            foreach (var group in columns[column])
            {
                y = RenderGroup(group, area, x, y, keys, buffer) + 1;
            }
        }
    }

    /// <summary>Each group goes to the column that is shortest so far, the first of equals, so that reading order nearly holds.</summary>
    private List<HelpGroup>[] Place(int count, out int rows)
    {
        var columns = new List<HelpGroup>[count];
        var heights = new int[count];
        for (var i = 0; i < count; i++)
        {
            columns[i] = [];
        }

        foreach (var group in Groups)
        {
            var shortest = Array.IndexOf(heights, heights.Min());
            columns[shortest].Add(group);
            heights[shortest] += group.Entries.Count + 2;
        }

        rows = heights.Max() - 1;
        return columns;
    }

    private int RenderGroup(HelpGroup group, Rect area, int x, int y, int keys, Buffer buffer)
    {
        if (y >= area.Y && y < area.Bottom)
        {
            buffer.WriteFit(x, y, group.Title, Title, area.Right - x);
        }

        foreach (var entry in group.Entries)
        {
            y++;
            if (y >= area.Y && y < area.Bottom)
            {
                buffer.WriteFit(x, y, entry.Key, Key, Math.Min(keys, area.Right - x));
                buffer.WriteFit(x + keys + 2, y, entry.Description, Description, area.Right - x - keys - 2);
            }
        }

        return y + 1;
    }
}
