namespace KubeNetTui.Terminal;

/// <summary>A tree whose nodes open and close.</summary>
public sealed record Tree
{
    public required IReadOnlyList<TreeNode> Roots { get; init; }

    public Style Style { get; init; }

    public Style Branch { get; init; } = Style.Plain.Dim();

    public Style Selected { get; init; } = Style.Plain.Reverse();

    public void Render(Rect area, Buffer buffer, TreeState state)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(state);
        area = area.Intersect(buffer.Area);
        buffer.SetStyle(area, Style);
        state.Drawing(Roots, area.Height);
        for (var i = 0; i < area.Height && state.Offset + i < state.Rows.Count; i++)
        {
            var row = area.Row(i);
            var (node, _, branch) = state.Rows[state.Offset + i];
            var sign = node.Children.Count == 0 ? "  " : state.IsOpen(node.Key) ? "▾ " : "▸ ";
            var used = buffer.Write(row.X, row.Y, branch + sign, Branch, row.Width);
            Segment.Write(buffer, row.X + used, row.Y, node.Line, default, row.Width - used);
            if (state.Offset + i == state.SelectedIndex)
            {
                buffer.SetStyle(row, Selected);
            }
        }
    }
}
