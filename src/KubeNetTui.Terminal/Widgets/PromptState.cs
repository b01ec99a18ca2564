namespace KubeNetTui.Terminal;

/// <summary>
/// A line being typed: editing keys as readline has them, completion, history. Enter and Esc are not its business, nor is a key that it
/// doesn't know: <see cref="Handle"/> says so.
/// </summary>
public sealed class PromptState
{
    private readonly LineEditor _editor = new();
    private readonly PromptHistory? _history;
    private readonly Func<string, IReadOnlyList<string>>? _complete;
    private int _historyIndex = -1; // counted from the newest; -1: the draft
    private string _draft = "";

    /// <param name="complete">Gives whole lines that the text may become, best first.</param>
    /// <param name="history">For Up and Down.</param>
    public PromptState(Func<string, IReadOnlyList<string>>? complete = null, PromptHistory? history = null)
    {
        _complete = complete;
        _history = history;
        Changed();
    }

    public string Text => _editor.Text;

    public LineEditor Editor => _editor;

    /// <summary>What the text may become.</summary>
    public IReadOnlyList<string> Candidates { get; private set; } = [];

    /// <summary>The candidate that Tab has put into the text; null while it is the person's own.</summary>
    public int? Chosen { get; private set; }

    /// <summary>The rest of the best candidate, shown behind the cursor; Right or End takes it.</summary>
    public string Ghost => Chosen is null && _editor.IsAtEnd && Text.Length > 0 && Candidates.Count > 0
        && Candidates[0].StartsWith(Text, StringComparison.OrdinalIgnoreCase) ? Candidates[0][Text.Length..] : "";

    public void Set(string text)
    {
        _editor.Set(text);
        _historyIndex = -1;
        Changed();
    }

    /// <summary>Asks for candidates again, when what they are made from has changed.</summary>
    public void Refresh()
    {
        if (Chosen is null)
        {
            Changed();
        }
    }

    /// <summary>True when the event was a key or a paste for the line, whether or not it changed the text.</summary>
    public bool Handle(InputEvent input)
    {
        switch (input)
        {
            case PasteEvent paste:
                _editor.Insert(paste.Text);
                Changed();
                return true;
            case KeyEvent { IsText: true } key:
                _editor.Insert(key.Character.ToString());
                Changed();
                return true;
            case KeyEvent key:
                return Handle(key.ToString());
            default:
                return false;
        }
    }

    private bool Handle(string key)
    {
        switch (key)
        {
            case "tab":
                return Cycle(1);
            case "shift-tab":
                return Cycle(-1);
            case "up" or "ctrl-p":
                return Recall(1);
            case "down" or "ctrl-n":
                return Recall(-1);
            default:
                return Move(key) || Edit(key);
        }
    }

    private bool Move(string key)
    {
        switch (key)
        {
            case "right" or "ctrl-f" or "end" or "ctrl-e" when Ghost.Length > 0:
                _editor.Set(Candidates[0]);
                Changed();
                break;
            case "left" or "ctrl-b":
                _editor.MoveLeft();
                break;
            case "right" or "ctrl-f":
                _editor.MoveRight();
                break;
            case "home" or "ctrl-a":
                _editor.MoveHome();
                break;
            case "end" or "ctrl-e":
                _editor.MoveEnd();
                break;
            case "alt-b" or "ctrl-left" or "alt-left":
                _editor.MoveWordLeft();
                break;
            case "alt-f" or "ctrl-right" or "alt-right":
                _editor.MoveWordRight();
                break;
            default:
                return false;
        }

        return true;
    }

    private bool Edit(string key)
    {
        switch (key)
        {
            case "backspace" or "ctrl-h" or "shift-backspace":
                _editor.DeleteLeft();
                break;
            case "delete" or "ctrl-d":
                _editor.DeleteRight();
                break;
            case "ctrl-w":
                _editor.CutWordLeft();
                break;
            case "alt-backspace" or "ctrl-backspace":
                _editor.CutWordPartLeft();
                break;
            case "alt-d":
                _editor.CutWordRight();
                break;
            case "ctrl-u":
                _editor.CutToStart();
                break;
            case "ctrl-k":
                _editor.CutToEnd();
                break;
            case "ctrl-y":
                _editor.PutBack();
                break;
            default:
                return false;
        }

        Changed();
        return true;
    }

    private bool Cycle(int step)
    {
        if (Candidates.Count > 0)
        {
            Chosen = Chosen is { } chosen ? (chosen + step + Candidates.Count) % Candidates.Count : step > 0 ? 0 : Candidates.Count - 1;
            _editor.Set(Candidates[Chosen.Value]);
        }

        return true;
    }

    private bool Recall(int older)
    {
        if (_history is null)
        {
            return false;
        }

        var index = Math.Clamp(_historyIndex + older, -1, _history.Lines.Count - 1);
        if (index != _historyIndex)
        {
            if (_historyIndex < 0)
            {
                _draft = Text;
            }

            _historyIndex = index;
            _editor.Set(index < 0 ? _draft : _history.Lines[^(index + 1)]);
            Changed();
        }

        return true;
    }

    private void Changed()
    {
        Chosen = null;
        Candidates = _complete?.Invoke(Text) ?? [];
    }
}
