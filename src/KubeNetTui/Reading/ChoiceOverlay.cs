using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>One of the things that can be chosen.</summary>
/// <param name="Key">A key that chooses it at once; "" for none.</param>
internal sealed record Choice(string Key, string Label, Action Run);

/// <summary>A small list over the screen, to choose one thing from: arrows and Enter, the first letter, or a click; Esc leaves.</summary>
internal sealed class ChoiceOverlay(IWorkspace workspace, string title, IReadOnlyList<Choice> choices) : IOverlay
{
    private int _selected;
    private int _top;
    private Rect _list;

    public void Render(Rect area, Buffer buffer, out (int X, int Y)? cursor)
    {
        cursor = null;
        var theme = workspace.Theme;
        var width = Math.Max(DisplayWidth.Of(title) + 8, choices.Max(static c => DisplayWidth.Of(c.Label) + 10));
        var box = area.Center(width, choices.Count + 2);
        buffer.Fill(box, theme.Text);
        _list = box;
        if (box is { Width: > 6, Height: > 2 })
        {
            DrawFrame(box, buffer, theme);
            _list = box.Inset(1, 1);
        }

        _top = Math.Clamp(_top, Math.Max(0, _selected - _list.Height + 1), _selected);
        for (var y = 0; y < _list.Height && _top + y < choices.Count; y++)
        {
            var choice = choices[_top + y];
            var row = _list.Row(y);
            var x = row.X + 1;
            x += buffer.Write(x, row.Y, choice.Key.PadRight(3), theme.Key, row.Right - x);
            buffer.Write(x, row.Y, choice.Label, theme.Text, row.Right - x);
            if (_top + y == _selected)
            {
                buffer.SetStyle(row, theme.Selected);
            }
        }
    }

    public void HandleKey(KeyEvent key)
    {
        switch (key.ToString())
        {
            case "esc" or "q" or "ctrl-c": workspace.Close(this); break;
            case "up" or "k" or "shift-tab": Move(-1); break;
            case "down" or "j" or "tab": Move(1); break;
            case "enter": Choose(_selected); break;
            case var name:
                for (var i = 0; i < choices.Count; i++)
                {
                    if (choices[i].Key == name)
                    {
                        Choose(i);
                        break;
                    }
                }

                break;
        }
    }

    public void HandlePaste(string text)
    {
    }

    public void HandleMouse(MouseEvent mouse, Rect area)
    {
        if (mouse.Action == MouseAction.Press && mouse.Button == MouseButton.Left)
        {
            var index = _top + mouse.Y - _list.Y;
            if (_list.Contains(mouse.X, mouse.Y) && index < choices.Count)
            {
                Choose(index);
            }
            else
            {
                workspace.Close(this);
            }
        }
    }

    private void DrawFrame(Rect box, Buffer buffer, Theme theme)
    {
        var line = new string('─', box.Width - 2);
        buffer.Write(box.X, box.Y, $"╭{line}╮", theme.BorderFocused);
        buffer.Write(box.X, box.Bottom - 1, $"╰{line}╯", theme.BorderFocused);
        for (var y = box.Y + 1; y < box.Bottom - 1; y++)
        {
            buffer.Write(box.X, y, "│", theme.BorderFocused);
            buffer.Write(box.Right - 1, y, "│", theme.BorderFocused);
        }

        buffer.Write(box.X + 2, box.Y, $" {title} ", theme.Title, box.Width - 4);
    }

    private void Move(int by)
    {
        _selected = (_selected + by + choices.Count) % choices.Count;
        workspace.Invalidate();
    }

    private void Choose(int index)
    {
        workspace.Close(this);
        choices[index].Run();
    }
}
