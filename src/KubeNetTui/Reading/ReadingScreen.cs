using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>
/// What all screens with a text have in common: the frame, scrolling, wrapping, search, copying. The screens say what the text is and
/// which keys it has besides.
/// </summary>
internal abstract class ReadingScreen(IWorkspace workspace, TextView view) : IScreen
{
    private IReadOnlyList<Binding>? _bindings;
    private Rect _textArea;

    public abstract string Title { get; }

    public IReadOnlyList<Binding> Bindings => _bindings ??= AllBindings();

    public abstract Selection? Selected { get; }

    public abstract ScreenStatus Status { get; }

    public virtual TimeSpan? RedrawAfter => null;

    protected IWorkspace Workspace { get; } = workspace;

    protected TextView View { get; } = view;

    /// <summary>What a copy of everything is called: <c>the YAML</c>.</summary>
    protected abstract string TextName { get; }

    public virtual void Enter()
    {
    }

    public virtual void Leave()
    {
    }

    public void Render(Rect area, Buffer buffer)
    {
        var inside = Panel.Draw(buffer, area, Workspace.Theme, Title, Detail());
        var header = DrawHeader(inside, buffer);
        _textArea = inside.Rows(header, inside.Height - header);
        DrawText(_textArea, buffer);
    }

    public virtual bool HandleKey(KeyEvent key)
    {
        if (key.Is(Key.Esc) && View.Search.Text.Length > 0)
        {
            View.SearchFor("");
            Workspace.Invalidate();
            return true;
        }

        return false;
    }

    public virtual bool HandleMouse(MouseEvent mouse, Rect area)
    {
        var taken = View.HandleMouse(mouse, _textArea);
        if (taken)
        {
            Workspace.Invalidate();
        }

        return taken;
    }

    public bool HandlePaste(string text) => false;

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Keys beside those of every text; called once.</summary>
    protected abstract IEnumerable<Binding> OwnBindings();

    /// <summary>Lines above the text.</summary>
    /// <returns>How many there are.</returns>
    protected virtual int DrawHeader(Rect area, Buffer buffer) => 0;

    protected virtual void DrawText(Rect area, Buffer buffer) => View.Render(area, buffer, Workspace.Theme);

    /// <summary>Beside the title in the frame: the state of search and wrapping.</summary>
    protected virtual string Detail()
    {
        if (View.Search.Text.Length == 0)
        {
            return "";
        }

        var where = View.Search.Count == 0 ? "no match" : View.Search.Place.Length > 0 ? View.Search.Place : $"{View.Search.Count} matches";
        return $"/{View.Search.Text}: {where}";
    }

    /// <summary>n and N without a search; says why it has nowhere to go, or null.</summary>
    protected virtual string? StepWithoutSearch(int direction) => "nothing is searched for: press / first";

    protected virtual string TextToCopy() => string.Join('\n', View.Lines.Select(static l => l.Text));

    private IReadOnlyList<Binding> AllBindings()
    {
        List<Binding> bindings = [.. OwnBindings(), .. TextBindings()];
        return [.. bindings, .. TextMoves.Without(TextMoves.Of(View, Workspace.Invalidate), bindings)];
    }

    private IEnumerable<Binding> TextBindings() =>
    [
        new("read.search", ["/"], "search", "Searches the text; a capital letter makes case matter.", Search)
        {
            Group = "Text", HintPriority = 60,
        },
        new("read.next", ["n"], "next", "To the next match.", () => Step(1)) { Group = "Text", HintPriority = 30 },
        new("read.previous", ["N"], "previous", "To the match before.", () => Step(-1)) { Group = "Text", HintPriority = 10 },
        new("read.wrap", ["w"], "wrap", "Wraps long lines, or lets them run out to the right (scroll with left and right).", ToggleWrap)
        {
            Group = "Text", HintPriority = 40,
        },
        new("read.copy", ["c"], "copy", "Copies the whole text.", CopyText) { Group = "Text", HintPriority = 50 },
    ];

    private void Search() => Workspace.Ask(new PromptRequest("/")
    {
        Hint = "text; a capital letter makes case matter",
        History = "read",
        Changed = text =>
        {
            View.SearchFor(text);
            Workspace.Invalidate();
            return text.Length > 0 && View.Search.Count == 0 ? "not in this text" : "";
        },
        Entered = _ => Step(1),
        Cancelled = () => View.SearchFor(""),
    });

    protected virtual void CopyText() => Workspace.Copy(TextToCopy(), TextName);

    private void ToggleWrap()
    {
        View.Wrap = !View.Wrap;
        Workspace.Say(View.Wrap ? "Long lines are wrapped." : "Long lines run out to the right.");
        Workspace.Invalidate();
    }

    private void Step(int direction)
    {
        var problem = View.Search.Text.Length == 0 ? StepWithoutSearch(direction)
            : View.StepMatch(direction) is null ? $"\"{View.Search.Text}\" is not in this text" : null;
        if (problem is not null)
        {
            Workspace.Say(problem, StatusTone.Warning);
        }

        Workspace.Invalidate();
    }
}
