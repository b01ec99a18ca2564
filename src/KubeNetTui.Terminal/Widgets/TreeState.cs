namespace KubeNetTui.Terminal;

/// <summary>One thing in a tree, with those under it.</summary>
/// <param name="Key">Unlike all others of the tree, and the same from one drawing to the next.</param>
/// <param name="Line">What it says.</param>
/// <param name="Children">What is under it.</param>
public sealed record TreeNode(string Key, IReadOnlyList<Segment> Line, IReadOnlyList<TreeNode> Children)
{
    public TreeNode(string key, Segment line)
        : this(key, [line], [])
    {
    }
}

/// <summary>
/// Which nodes are open, which one is selected, and the first row in sight. Everything goes by the keys of nodes, so the tree itself may be
/// made anew for each drawing.
/// </summary>
public sealed class TreeState(bool open = true)
{
    private readonly HashSet<string> _toggled = []; // nodes that aren't as `open` says
    private List<TreeRow> _rows = [];

    /// <summary>The key of the selected node; null before the first drawing and in an empty tree.</summary>
    public string? Selected { get; private set; }

    public int Offset { get; private set; }

    public int PageSize { get; private set; } = 1;

    internal IReadOnlyList<TreeRow> Rows => _rows;

    internal int SelectedIndex => Math.Max(0, _rows.FindIndex(row => row.Node.Key == Selected));

    public bool IsOpen(string key) => _toggled.Contains(key) != open;

    public void SetOpen(string key, bool isOpen)
    {
        if (isOpen == open)
        {
            _toggled.Remove(key);
        }
        else
        {
            _toggled.Add(key);
        }
    }

    public void Select(string key) => Selected = key;

    public void MoveBy(int rows)
    {
        if (_rows.Count > 0)
        {
            Selected = _rows[(int)Math.Clamp((long)SelectedIndex + rows, 0, _rows.Count - 1)].Node.Key;
        }
    }

    public void PageUp() => MoveBy(-Math.Max(1, PageSize - 1));

    public void PageDown() => MoveBy(Math.Max(1, PageSize - 1));

    public void Home() => MoveBy(int.MinValue);

    public void End() => MoveBy(int.MaxValue);

    public void Toggle()
    {
        if (Selected is not null)
        {
            SetOpen(Selected, !IsOpen(Selected));
        }
    }

    /// <summary>Opens the selected node, or goes on to the first one under it.</summary>
    public void Expand()
    {
        if (_rows.Count == 0 || _rows[SelectedIndex].Node.Children.Count == 0)
        {
            return;
        }

        var node = _rows[SelectedIndex].Node;
        if (!IsOpen(node.Key))
        {
            SetOpen(node.Key, true);
        }
        else
        {
            Selected = node.Children[0].Key;
        }
    }

    /// <summary>Closes the selected node, or goes to the one that it is under.</summary>
    public void Collapse()
    {
        if (_rows.Count == 0)
        {
            return;
        }

        var row = _rows[SelectedIndex];
        if (row.Node.Children.Count > 0 && IsOpen(row.Node.Key))
        {
            SetOpen(row.Node.Key, false);
        }
        else if (row.Parent is not null)
        {
            Selected = row.Parent.Key;
        }
    }

    internal void Drawing(IReadOnlyList<TreeNode> roots, int height)
    {
        var before = SelectedIndex;
        _rows = [];
        Flatten(roots, null, "");
        PageSize = Math.Max(1, height);
        if (_rows.Count == 0)
        {
            (Selected, Offset) = (null, 0);
            return;
        }

        if (!_rows.Exists(row => row.Node.Key == Selected))
        {
            Selected = _rows[Math.Min(before, _rows.Count - 1)].Node.Key; // it is gone: what stands in its place
        }

        Offset = Math.Clamp(Offset, Math.Max(0, SelectedIndex - PageSize + 1), SelectedIndex);
        Offset = Math.Clamp(Offset, 0, Math.Max(0, _rows.Count - PageSize));
    }

    private void Flatten(IReadOnlyList<TreeNode> nodes, TreeNode? parent, string indent)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            var last = i == nodes.Count - 1;
            _rows.Add(new TreeRow(nodes[i], parent, parent is null ? "" : indent + (last ? "└─" : "├─")));
            if (IsOpen(nodes[i].Key))
            {
                Flatten(nodes[i].Children, nodes[i], parent is null ? "" : indent + (last ? "  " : "│ "));
            }
        }
    }

    internal readonly record struct TreeRow(TreeNode Node, TreeNode? Parent, string Branch);
}
