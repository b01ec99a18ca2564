using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>The line to type in, at the bottom of the screen, with its candidates above.</summary>
internal sealed class PromptOverlay : IOverlay
{
    private readonly IWorkspace _workspace;
    private readonly PromptRequest _request;
    private readonly PromptHistory _history;
    private readonly PromptState _state;
    private string _problem = "";

    /// <summary>For docs/keys.md: what keys do while a line is typed.</summary>
    public static IReadOnlyList<(string Keys, string What)> TypingKeys { get; } =
    [
        ("enter", "Takes what is typed."), ("esc ctrl-g", "Leaves; what was before holds. So does backspace in an empty line."), ("tab", "Completes; again: the next candidate."),
        ("shift-tab", "The candidate before."), ("up down", "What was typed at other times."), ("left right ctrl-b ctrl-f", "By a character; right takes what is proposed in grey."),
        ("alt-b alt-f", "By a word."), ("home end ctrl-a ctrl-e", "To the begin, to the end."), ("backspace delete ctrl-h ctrl-d", "Takes a character away."),
        ("ctrl-w alt-d", "Takes a word away."), ("ctrl-u ctrl-k", "Takes away all before the cursor, or all behind."), ("ctrl-y", "Puts back what was taken away."),
    ];

    public PromptOverlay(IWorkspace workspace, PromptRequest request, PromptHistory history)
    {
        _workspace = workspace;
        _request = request;
        _history = history;
        _state = new PromptState(request.Complete, history);
        _state.Set(request.Text);
        _problem = request.Text.Length > 0 ? request.Changed?.Invoke(request.Text) ?? "" : "";
    }

    public void Render(Rect area, Buffer buffer, out (int X, int Y)? cursor)
    {
        var theme = _workspace.Theme;
        var line = area.Row(area.Height - 1);
        var prompt = new Prompt
        {
            Label = _request.Label, LabelStyle = theme.Key, Style = theme.Text, Ghost = theme.Dim, Candidate = theme.Dim, Chosen = theme.Selected,
        };
        buffer.Fill(line, theme.Text);
        cursor = prompt.Render(line, buffer, _state);
        var typed = DisplayWidth.Of(_request.Label) + DisplayWidth.Of(_state.Text);
        if (_problem.Length > 0)
        {
            buffer.WriteRight(line.Right, line.Y, _problem, theme.Warn, Math.Max(0, line.Width - typed - 2));
        }
        else if (_state.Text.Length == 0)
        {
            buffer.Write(line.X + typed + 1, line.Y, _request.Hint, theme.Dim);
        }

        if (_state.Candidates.Count > 0 && area.Height > 3)
        {
            var above = area.Row(area.Height - 2);
            buffer.Fill(above, theme.Marked);
            prompt.RenderCandidates(above.Inset(1, 0), buffer, _state);
        }
    }

    public void HandleKey(KeyEvent key)
    {
        switch (key.ToString())
        {
            case "esc" or "ctrl-g":
                _workspace.Close(this);
                _request.Cancelled?.Invoke();
                return;
            case "backspace" when _state.Text.Length == 0:
                _workspace.Close(this);
                _request.Cancelled?.Invoke();
                return;
            case "enter":
                _history.Add(_state.Text);
                _workspace.Close(this);
                _request.Entered?.Invoke(_state.Text);
                return;
        }

        Handle(key);
    }

    public void HandlePaste(string text) => Handle(new PasteEvent(text));

    public void HandleMouse(MouseEvent mouse, Rect area)
    {
    }

    private void Handle(InputEvent input)
    {
        var before = _state.Text;
        if (_state.Handle(input) && _state.Text != before)
        {
            _problem = _request.Changed?.Invoke(_state.Text) ?? "";
        }
    }
}
