using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Acting;

/// <summary>Yes or no, with what it is about shown; Esc is a no.</summary>
/// <param name="isDestructive">Enter is then a no.</param>
/// <param name="answered">Called once, on the UI thread.</param>
internal sealed class YesNoOverlay(IWorkspace workspace, string title, string message, bool isDestructive, Action<bool> answered) : IOverlay
{
    private readonly DialogState _state = DialogState.Confirm(title, message, "Yes", "No", defaultYes: !isDestructive);

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

    public void HandleKey(KeyEvent key) => Handle(key);

    public void HandlePaste(string text)
    {
    }

    public void HandleMouse(MouseEvent mouse, Rect area) => Handle(mouse);

    private void Handle(InputEvent input)
    {
        _state.Handle(input);
        if (_state.Outcome == DialogOutcome.Open)
        {
            workspace.Invalidate();
            return;
        }

        workspace.Close(this);
        answered(_state.Outcome == DialogOutcome.Accepted && _state.Selected == 0);
    }
}
