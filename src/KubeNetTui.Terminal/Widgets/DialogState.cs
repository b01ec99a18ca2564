namespace KubeNetTui.Terminal;

public enum DialogOutcome
{
    Open,
    Accepted,
    Cancelled,
}

/// <summary>A question to the person: yes or no, one of several, or a line of text. Esc is always a no.</summary>
public sealed class DialogState
{
    private readonly List<(Rect Area, int Choice)> _places = [];
    private int _page = 1;
    private int _last;

    private DialogState(string title, string message, IReadOnlyList<string> choices, int selected, PromptState? prompt)
    {
        Title = title;
        Message = message;
        Choices = choices;
        Selected = Math.Clamp(selected, 0, Math.Max(0, choices.Count - 1));
        Prompt = prompt;
    }

    public string Title { get; }

    public string Message { get; }

    public DialogOutcome Outcome { get; private set; }

    /// <summary>The buttons of a yes-or-no, or what to choose from.</summary>
    public IReadOnlyList<string> Choices { get; }

    public int Selected { get; private set; }

    /// <summary>The line being typed, in a question for text.</summary>
    public PromptState? Prompt { get; }

    /// <summary>The text typed; empty where none was asked for.</summary>
    public string Text => Prompt?.Text ?? "";

    internal bool IsConfirm { get; private init; }

    /// <summary>The first line of the message that is in sight; page keys scroll where it is longer than the box.</summary>
    internal int Top { get; private set; }


    /// <summary>Asks for a yes; Enter says what is selected, and that is no unless <paramref name="defaultYes"/>.</summary>
    public static DialogState Confirm(string title, string message, string yes = "Yes", string no = "No", bool defaultYes = false) =>
        new(title, message, [yes, no], defaultYes ? 0 : 1, null) { IsConfirm = true };

    public static DialogState Choose(string title, string message, IReadOnlyList<string> choices, int selected = 0) =>
        new(title, message, choices, selected, null);

    public static DialogState Ask(string title, string message, PromptState? prompt = null) =>
        new(title, message, [], 0, prompt ?? new PromptState());

    /// <summary>What the last frame had room for.</summary>
    /// <param name="lines">Lines of the message in sight.</param>
    /// <param name="of">Lines that it has.</param>
    internal void Shown(int lines, int of)
    {
        (_page, _last) = (Math.Max(1, lines), Math.Max(0, of - lines));
        Top = Math.Min(Top, _last);
        _places.Clear();
    }

    /// <summary>Where the last frame drew an answer, for the mouse.</summary>
    internal void Shown(Rect area, int choice) => _places.Add((area, choice));

    /// <summary>True when the event was for the dialog. One that is open swallows all keys, so that none goes past it by mistake.</summary>
    public bool Handle(InputEvent input)
    {
        if (Outcome != DialogOutcome.Open)
        {
            return false;
        }

        switch (input)
        {
            case KeyEvent key when key.Is(Key.Esc) || key.ToString() == "ctrl-c":
                Outcome = DialogOutcome.Cancelled;
                return true;
            case KeyEvent key when key.Is(Key.Enter):
                Accept(Selected);
                return true;
            case KeyEvent or PasteEvent when Prompt is not null:
                Prompt.Handle(input);
                return true;
            case KeyEvent key:
                Choose(key.ToString());
                return true;
            case MouseEvent { Action: MouseAction.WheelDown or MouseAction.WheelUp } wheel when Prompt is null:
                Choose(wheel.Action == MouseAction.WheelDown ? IsConfirm ? "pgdn" : "down" : IsConfirm ? "pgup" : "up");
                return true;
            case MouseEvent { Action: MouseAction.Press, Button: MouseButton.Left } click:
                foreach (var (area, choice) in _places)
                {
                    if (area.Contains(click.X, click.Y))
                    {
                        Accept(choice);
                        break;
                    }
                }

                return true;
            default:
                return input is PasteEvent;
        }
    }

    private void Choose(string key)
    {
        switch (key)
        {
            case "y" or "Y" when IsConfirm:
                Accept(0);
                break;
            case "n" or "N" when IsConfirm:
                Accept(1);
                break;
            case "pgdn" or "ctrl-f" or "space":
                Scroll(_page);
                break;
            case "pgup" or "ctrl-b":
                Scroll(-_page);
                break;
            case "down" or "j" when IsConfirm && _last > 0:
                Scroll(1);
                break;
            case "up" or "k" when IsConfirm && _last > 0:
                Scroll(-1);
                break;
            case "left" or "up" or "shift-tab" or "h" or "k":
                Move(-1);
                break;
            case "right" or "down" or "tab" or "l" or "j":
                Move(1);
                break;
            case "home" or "g":
                Selected = 0;
                break;
            case "end" or "G":
                Selected = Math.Max(0, Choices.Count - 1);
                break;
        }
    }

    private void Scroll(int lines) => Top = Math.Clamp(Top + lines, 0, _last);

    private void Move(int step) => Selected = Choices.Count == 0 ? 0 : (Selected + step + Choices.Count) % Choices.Count;

    private void Accept(int selected)
    {
        Selected = selected;
        var refused = (IsConfirm && selected == 1) || (Prompt is null && Choices.Count == 0);
        Outcome = refused ? DialogOutcome.Cancelled : DialogOutcome.Accepted;
    }
}
