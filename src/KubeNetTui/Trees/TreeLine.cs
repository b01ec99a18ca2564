namespace KubeNetTui.Trees;

/// <summary>A line in sight.</summary>
/// <param name="Parent">Its line's item; null at the root.</param>
/// <param name="Branch">What joins it to its parent: <c>│ ├─</c>.</param>
/// <param name="IsOpen">Its children are the lines that follow.</param>
/// <param name="IsBare">It is open, and a filter hides all that is under it.</param>
internal readonly record struct TreeLine(TreeItem Item, TreeItem? Parent, string Branch, bool IsOpen, bool IsBare = false);
