using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Screens;
using KubeNetTui.Terminal;

namespace KubeNetTui.Trees;

/// <summary>
/// The state of a tree: what is open, what is selected, what the filter lets through. Everything goes by keys, so the items may be made
/// anew at each change. What is closed is not looked at, but by a filter.
/// </summary>
internal sealed class TreeModel
{
    private readonly HashSet<string> _toggled = []; // items that are not as they were at first
    private readonly Dictionary<string, bool> _shown = [];
    private readonly List<TreeLine> _lines = [];
    private IReadOnlyList<TreeItem> _roots = [];
    private bool? _all;
    private bool _moved; // until the person moves, the first line stays selected while items come in
    private TreeItem? _selected;

    public IReadOnlyList<TreeLine> Lines => _lines;

    /// <summary>Columns that branches, kinds and names take, over all lines: what stands behind them does not jump while one scrolls.</summary>
    public int NameWidth { get; private set; }

    public int SelectedIndex { get; private set; } = -1;

    public TreeItem? Selected => SelectedIndex >= 0 ? _lines[SelectedIndex].Item : null;

    public RowFilter Filter { get; private set; } = RowFilter.None;

    /// <summary>Only what warns or fails, and what leads to it.</summary>
    public bool FaultsOnly { get; private set; }

    public bool IsEmpty => _roots.Count == 0;

    public void Show(IReadOnlyList<TreeItem> roots)
    {
        _roots = roots;
        Flatten();
    }

    public void SetFilter(RowFilter filter)
    {
        Filter = filter;
        Flatten();
    }

    public void ToggleFaultsOnly()
    {
        FaultsOnly = !FaultsOnly;
        Flatten();
    }

    public void Select(int index)
    {
        _moved = true;
        Point(index);
    }

    public void Move(int lines) => Select((int)Math.Clamp((long)Math.Max(0, SelectedIndex) + lines, 0, int.MaxValue));

    /// <summary>Opens what is closed, and closes what is open.</summary>
    public void Toggle()
    {
        if (Selected is { HasChildren: true } item)
        {
            Flip(item);
        }
    }

    /// <summary>Opens the selected item, or goes on to the first one under it.</summary>
    public void Expand()
    {
        if (Selected is not { HasChildren: true } item)
        {
            return;
        }

        if (_lines[SelectedIndex].IsOpen)
        {
            Move(1);
        }
        else
        {
            Flip(item);
        }
    }

    /// <summary>Closes the selected item, or goes to the one that it is under.</summary>
    public void Collapse()
    {
        if (Selected is not { } item)
        {
            return;
        }

        if (item.HasChildren && _lines[SelectedIndex].IsOpen)
        {
            Flip(item);
        }
        else if (_lines[SelectedIndex].Parent is { } parent)
        {
            Select(IndexOf(parent.Key));
        }
    }

    /// <summary>All open; again: all closed.</summary>
    public void ToggleAll()
    {
        _all = _all != true;
        _toggled.Clear();
        Flatten();
    }

    private static bool IsFault(TreeItem item) => item.IsMissing || item.Verdict.Verdict is Verdict.Fail or Verdict.Warn;

    private void Flip(TreeItem item)
    {
        if (!_toggled.Remove(item.Key))
        {
            _toggled.Add(item.Key);
        }

        _moved = true;
        Flatten();
    }

    private bool IsOpen(TreeItem item) => (_all ?? item.IsOpenAtFirst) != _toggled.Contains(item.Key);

    private void Point(int index)
    {
        SelectedIndex = _lines.Count == 0 ? -1 : Math.Clamp(index, 0, _lines.Count - 1);
        _selected = Selected ?? _selected;
    }

    private void Flatten()
    {
        var before = SelectedIndex;
        _lines.Clear();
        _shown.Clear();
        NameWidth = 0;
        Add(_roots, null, "", inMatch: false);
        if (!_moved || _selected is null)
        {
            Point(0);
            return;
        }

        // The same line; else the same object elsewhere in the tree (a pod that went to another slice); else what it was closed into;
        // else what stands in its place.
        var found = IndexOf(_selected.Key);
        if (found < 0 && _selected.Object is { } known)
        {
            found = _lines.FindIndex(l => l.Item.Object == known && l.Item.Container == _selected.Container);
        }

        for (var key = _selected.Key; found < 0 && key.LastIndexOf('|') is > 0 and var cut;)
        {
            key = key[..cut];
            found = IndexOf(key);
        }

        if (found >= 0)
        {
            var selected = _selected;
            Point(found);
            _selected = Filter.IsEmpty && !FaultsOnly ? Selected : selected; // hidden by a filter: it comes back with the filter's end
        }
        else
        {
            Point(before);
        }
    }

    private int IndexOf(string key) => _lines.FindIndex(l => l.Item.Key == key);

    private void Add(IReadOnlyList<TreeItem> items, TreeItem? parent, string indent, bool inMatch)
    {
        var filtered = FaultsOnly || !Filter.IsEmpty;
        IReadOnlyList<TreeItem> shown = filtered ? [.. items.Where(i => inMatch ? !FaultsOnly || Leads(i) : Leads(i))] : items;
        for (var i = 0; i < shown.Count; i++)
        {
            var item = shown[i];
            var last = i == shown.Count - 1;
            var branch = parent is null ? "" : indent + (last ? "└─" : "├─");
            var matches = inMatch || (!Filter.IsEmpty && Filter.Matches(item.AsRow(), item.Verdict));

            // What leads to a match is open, whatever it was; the person can still close it.
            var leads = filtered && !matches && item.HasChildren && item.Children.Any(Leads);
            var isOpen = item.HasChildren && (leads ? !_toggled.Contains(item.Key) || IsOpen(item) : IsOpen(item));
            _lines.Add(new TreeLine(item, parent, branch, isOpen));
            NameWidth = Math.Max(NameWidth, branch.Length + 3 + item.Kind.Length + DisplayWidth.Of(item.Name));
            if (isOpen)
            {
                var at = _lines.Count;
                Add(item.Children, item, parent is null ? "" : indent + (last ? "  " : "│ "), matches);
                if (_lines.Count == at)
                {
                    _lines[at - 1] = _lines[at - 1] with { IsBare = true };
                }
            }
        }
    }

    /// <summary>It is what was looked for, or something under it is.</summary>
    private bool Leads(TreeItem item)
    {
        if (_shown.TryGetValue(item.Key, out var known))
        {
            return known;
        }

        var wanted = (Filter.IsEmpty || Filter.Matches(item.AsRow(), item.Verdict)) && (!FaultsOnly || IsFault(item));
        return _shown[item.Key] = wanted || (item.HasChildren && item.Children.Any(Leads));
    }
}
