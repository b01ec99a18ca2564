using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Terminal;

namespace KubeNetTui.Verify;

/// <summary>The verify pane on the whole screen, about one subject: how the cluster itself is verified, from anywhere.</summary>
internal sealed class VerifyScreen : IScreen
{
    private readonly IWorkspace _workspace;
    private readonly ISidePane _pane;
    private readonly Subject _subject;

    public VerifyScreen(IWorkspace workspace, Subject subject)
    {
        (_workspace, _subject) = (workspace, subject);
        _pane = workspace.Session.Feeds.VerifyPane(workspace);
        _pane.Follow(Selected);
    }

    public string Title => _pane.Title;

    public IReadOnlyList<Binding> Bindings => _pane.Bindings;

    public Selection? Selected => _subject.Kind switch
    {
        SubjectKind.Service => new(WellKnownKinds.Services, _subject.Namespace, _subject.Name, ""),
        SubjectKind.Pod => new(WellKnownKinds.Pods, _subject.Namespace, _subject.Name, ""),
        SubjectKind.Node => new(WellKnownKinds.Nodes, "", _subject.Name, ""),
        _ => new(WellKnownKinds.Contexts, "", _workspace.Session.Client.Settings.ContextName, ""),
    };

    public ScreenStatus Status => new("", StatusTone.Quiet);

    public TimeSpan? RedrawAfter => TimeSpan.FromSeconds(1);

    public void Enter()
    {
    }

    public void Leave()
    {
    }

    public void Render(Rect area, Buffer buffer)
    {
        var inner = Panel.Draw(buffer, area, _workspace.Theme, _pane.Title);
        _pane.Render(inner, buffer, focused: true);
    }

    public bool HandleKey(KeyEvent key) => !key.Is(Key.Esc) && _pane.HandleKey(key);

    public bool HandleMouse(MouseEvent mouse, Rect area) => _pane.HandleMouse(mouse, Panel.Inside(area));

    public bool HandlePaste(string text) => false;

    public ValueTask DisposeAsync() => _pane.DisposeAsync();
}
