using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>The styles by meaning. Meaning never rests on colour alone: words and marks go with each.</summary>
internal sealed record Theme
{
    public required string Name { get; init; }
    public required Style Text { get; init; }
    public required Style Dim { get; init; }
    public required Style Title { get; init; }
    public required Style Accent { get; init; }
    public required Style Key { get; init; }
    public required Style Border { get; init; }
    public required Style BorderFocused { get; init; }
    public required Style Header { get; init; }
    public required Style Selected { get; init; }
    public required Style Marked { get; init; }
    public required Style Match { get; init; }
    public required Style Pass { get; init; }
    public required Style Warn { get; init; }
    public required Style Fail { get; init; }
    public required Style Unknown { get; init; }

    /// <summary>Deciding lines of evidence.</summary>
    public required Style Deciding { get; init; }
    public required Style Error { get; init; }
    public required Style Logo { get; init; }
}
