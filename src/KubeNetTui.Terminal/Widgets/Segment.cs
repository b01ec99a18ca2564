namespace KubeNetTui.Terminal;

/// <summary>A piece of a line in one style.</summary>
public readonly record struct Segment(string Text, Style Style = default)
{
    public static implicit operator Segment(string text) => new(text);

    public int Width => DisplayWidth.Of(Text);

    /// <summary>Draws pieces one behind the other; returns the columns used.</summary>
    public static int Write(Buffer buffer, int x, int y, IReadOnlyList<Segment> segments, Style under = default, int maxWidth = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(segments);
        var used = 0;
        foreach (var segment in segments)
        {
            used += buffer.Write(x + used, y, segment.Text, under.Merge(segment.Style), maxWidth - used);
        }

        return used;
    }
}
