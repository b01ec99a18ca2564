using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>The line in which a search is typed, at the bottom of the screen; the text behind it shows matches at once.</summary>
/// <param name="changed">Each text as it is typed; "" when the search was given up.</param>
/// <param name="done">Enter: to the first match.</param>
internal sealed class SearchOverlay(IWorkspace workspace, Action<string> changed, Action done) : IOverlay
{
    private readonly PromptState _prompt = new();

    public void Render(Rect area, Buffer buffer, out (int X, int Y)? cursor)
    {
        cursor = null;
        if (area.IsEmpty)
        {
            return;
        }

        var row = area.Row(area.Height - 1);
        buffer.Fill(row, workspace.Theme.Text);
        var x = row.X + buffer.Write(row.X, row.Y, "/", workspace.Theme.Key, row.Width);
        buffer.Write(x, row.Y, _prompt.Text, workspace.Theme.Text, row.Right - x);
        cursor = (Math.Min(x + _prompt.Editor.CursorColumn, row.Right - 1), row.Y);
    }

    public void HandleKey(KeyEvent key)
    {
        switch (key.ToString())
        {
            case "esc" or "ctrl-c":
                workspace.Close(this);
                changed("");
                return;
            case "enter":
                workspace.Close(this);
                done();
                return;
        }

        if (_prompt.Handle(key))
        {
            changed(_prompt.Text);
        }

        workspace.Invalidate();
    }

    public void HandlePaste(string text)
    {
        _prompt.Handle(new PasteEvent(text));
        changed(_prompt.Text);
    }

    public void HandleMouse(MouseEvent mouse, Rect area)
    {
    }
}
