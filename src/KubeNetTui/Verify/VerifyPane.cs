using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Verify;

/// <summary>
/// The pane beside a list: verifies what is selected, findings stream in, evidence opens with Enter. The list screen draws it,
/// gives it keys when it has the focus, and tells it whom to follow.
/// </summary>
internal sealed class VerifyPane(IWorkspace workspace) : ISidePane
{
    public IWorkspace Workspace { get; } = workspace;

    public string Title => throw new NotImplementedException();

    /// <summary>Keys while the pane has the focus: up/down, enter (evidence), r (again), c (copy …).</summary>
    public IReadOnlyList<Binding> Bindings => throw new NotImplementedException();

    /// <summary>
    /// Follows the selection; a short pause (about 250 ms) on an object starts its checks. Null: nothing to verify, says why.
    /// Call it as often as you like: the same selection again changes nothing.
    /// </summary>
    public void Follow(Selection? selection) => throw new NotImplementedException();

    public void Render(Rect area, Terminal.Buffer buffer, bool focused) => throw new NotImplementedException();

    public bool HandleKey(KeyEvent key) => throw new NotImplementedException();

    public bool HandleMouse(MouseEvent mouse, Rect area) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
