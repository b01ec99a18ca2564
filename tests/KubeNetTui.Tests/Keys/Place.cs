using KubeNetTui.App;
using KubeNetTui.Tests.Sessions;

namespace KubeNetTui.Tests.Keys;

/// <summary>A screen, pane or question where keys work, and how a person gets there.</summary>
/// <param name="Section">In docs/keys.md.</param>
/// <param name="Go">From wherever the person is; ends when its keys are there.</param>
internal sealed record Place(string Section, string Title, Func<Visitor, Task> Go)
{
    /// <summary>Said below the title, where the title does not say how one gets there.</summary>
    public string How { get; init; } = "";

    /// <summary>A list of a kind: what all lists have is told once.</summary>
    public bool IsKind { get; init; }

    /// <summary>The keys that work now: of the question that is open, else of the screen.</summary>
    public static IReadOnlyList<Binding> BindingsOf(Workspace workspace) =>
        workspace.Overlays.Count > 0 ? workspace.Overlays[^1].Bindings : workspace.Stack.Top.Bindings;
}

/// <summary>A place that was visited.</summary>
internal sealed record Visited(Place Place, IReadOnlyList<Binding> Bindings);
