using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>One of the things that can be chosen.</summary>
/// <param name="Key">A key that chooses it at once; "" for none.</param>
internal sealed record Choice(string Key, string Label, Action Run);

/// <summary>A question with several answers, over the screen: arrows and Enter, or the key of an answer; Esc leaves.</summary>
/// <param name="left">When it is left without a choice; null: nothing.</param>
internal sealed class ChoiceOverlay(IWorkspace workspace, string title, IReadOnlyList<Choice> choices, Action? left = null) : IOverlay
{
    private const int KeyColumns = 3;

    private readonly DialogState _state = DialogState.Choose(title, "", [.. choices.Select(static c => c.Key.PadRight(KeyColumns) + c.Label)]);
    private IReadOnlyList<Binding>? _keys;

    /// <summary>The answers have keys of their own, which differ from question to question: <see cref="HandleKey"/> takes those.</summary>
    public IReadOnlyList<Binding> Bindings => _keys ??= DialogKeys.Of(_state, Look, taken: choices.Select(c => c.Key));

    public void Render(Rect area, Buffer buffer, out (int X, int Y)? cursor)
    {
        var theme = workspace.Theme;
        cursor = new Dialog
        {
            Style = new Style(Color.Default, Color.Default).Merge(theme.Text),
            Border = theme.BorderFocused,
            Title = theme.Title,
            Selected = theme.Selected,
        }.Render(area, buffer, _state);
    }

    public void HandleKey(KeyEvent key)
    {
        var name = key.ToString();
        for (var i = 0; i < choices.Count; i++)
        {
            if (choices[i].Key == name)
            {
                Choose(i);
                return;
            }
        }

        workspace.Invalidate();
    }

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
        switch (_state.Outcome)
        {
            case DialogOutcome.Accepted: Choose(_state.Selected); break;
            case DialogOutcome.Cancelled:
                workspace.Close(this);
                left?.Invoke();
                break;
            default: workspace.Invalidate(); break;
        }
    }

    private void Choose(int index)
    {
        workspace.Close(this);
        choices[index].Run();
    }
}
