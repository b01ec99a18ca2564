using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>A page of words as a screen: while it connects, and when that failed.</summary>
internal sealed class PageScreen(IWorkspace workspace, string title, Page page, Action? retry = null) : IScreen
{
    public string Title => title;

    public IReadOnlyList<Binding> Bindings { get; } = retry is null
        ? []
        : [new Binding("page.retry", ["ctrl-r"], "retry", "Try again.", retry) { HintPriority = 90 }];

    public Selection? Selected => null;

    public ScreenStatus Status => new(page.Tone == StatusTone.Bad ? "✗ not connected" : "", page.Tone);

    public void Enter()
    {
    }

    public void Leave()
    {
    }

    public void Render(Rect area, Buffer buffer) =>
        page.Render(Panel.Draw(buffer, area, workspace.Theme, title), buffer, workspace.Theme);

    public bool HandleKey(KeyEvent key) => false;

    public bool HandleMouse(MouseEvent mouse, Rect area) => false;

    public bool HandlePaste(string text) => false;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
