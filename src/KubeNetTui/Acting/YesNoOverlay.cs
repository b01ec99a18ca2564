using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Acting;

/// <summary>Yes or no, with what it is about shown; Esc is a no.</summary>
/// <param name="isDestructive">Enter is then a no.</param>
/// <param name="answered">Called once, on the UI thread.</param>
internal sealed class YesNoOverlay(IWorkspace workspace, string title, string message, bool isDestructive, Action<bool> answered) : IOverlay
{
    private readonly DialogState _state = DialogState.Confirm(title, message, "Yes", "No", defaultYes: !isDestructive);
    private IReadOnlyList<Binding>? _keys;

    public IReadOnlyList<Binding> Bindings => _keys ??= DialogKeys.Of(_state, Look, isYesNo: true);

    public void Render(Rect area, Buffer buffer, out (int X, int Y)? cursor)
    {
        var theme = workspace.Theme;
        cursor = new Dialog
        {
            Style = new Style(Color.Default, Color.Default).Merge(theme.Text),
            Border = isDestructive ? theme.Fail : theme.BorderFocused,
            Title = theme.Title,
            Selected = theme.Selected,
        }.Render(area, buffer, _state);
    }

    public void HandleKey(KeyEvent key) => workspace.Invalidate();

    public void HandlePaste(string text)
    {
    }

    public void HandleMouse(MouseEvent mouse, Rect area)
    {
        _state.Handle(mouse);
        Look();
    }

    private void Look()
    {
        if (_state.Outcome == DialogOutcome.Open)
        {
            workspace.Invalidate();
            return;
        }

        workspace.Close(this);
        answered(_state.Outcome == DialogOutcome.Accepted && _state.Selected == 0);
    }
}
