namespace KubeNetTui.App;

/// <summary>
/// A key declared as data. Help, the hint bar, docs/keys.md and dispatch are made from it, so that none can disagree.
/// </summary>
/// <param name="Id">Stable name for remapping: <c>list.describe</c>.</param>
/// <param name="Keys">Canonical names as KeyEvent prints them: <c>d</c>, <c>ctrl-r</c>, <c>shift-tab</c>. The first is shown.</param>
/// <param name="Label">Two words at most, for the hint bar: <c>describe</c>.</param>
/// <param name="Help">A sentence for the help overlay.</param>
/// <param name="Run">What it does; on the UI thread, must return at once.</param>
internal sealed record Binding(string Id, IReadOnlyList<string> Keys, string Label, string Help, Action Run)
{
    /// <summary>Group in the help overlay: General, Move, List, Object, Verify, …</summary>
    public string Group { get; init; } = "General";

    /// <summary>Higher stays longest when the hint bar gets narrow; 0 is never shown there.</summary>
    public int HintPriority { get; init; }

    /// <summary>What it does with a number before it (<see cref="KeyCount"/>): <c>10j</c>; null: it takes none.</summary>
    public Action<int>? Counted { get; init; }

    /// <summary>Why it can't be used now (read-only, nothing selected, a right that is missing), or null when it can.</summary>
    public Func<string?> WhyDisabled { get; init; } = static () => null;
}
