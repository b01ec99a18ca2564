using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>
/// What all screens with a text have in common: the frame, movement as in vim, wrapping, numbers of lines, search, copying,
/// saving. The screens say what the text is and which keys it has besides.
/// </summary>
internal abstract class ReadingScreen(IWorkspace workspace, TextView view) : IScreen
{
    private IReadOnlyList<Binding>? _bindings;
    private Rect _textArea;

    public abstract string Title { get; }

    public IReadOnlyList<Binding> Bindings => _bindings ??= All();

    public abstract Selection? Selected { get; }

    public abstract ScreenStatus Status { get; }

    public virtual TimeSpan? RedrawAfter => null;

    protected IWorkspace Workspace { get; } = workspace;

    protected TextView View { get; } = view;

    /// <summary>What a copy of everything is called: <c>the YAML</c>.</summary>
    protected abstract string TextName { get; }

    /// <summary>What a file that it is saved to ends with.</summary>
    protected virtual string FileExtension => "txt";

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
        if (!key.Is(Key.Esc) || !CloseSearch())
        {
            return false;
        }

        Workspace.Invalidate();
        return true;
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

    /// <summary>Esc: ends the search.</summary>
    /// <returns>False where there is none.</returns>
    protected virtual bool CloseSearch()
    {
        var any = View.Search.Text.Length > 0;
        SearchFor("");
        return any;
    }

    /// <summary>As it is typed.</summary>
    protected virtual void SearchFor(string text) => View.SearchFor(text);

    /// <summary>n and N without a search; says why it has nowhere to go, or null.</summary>
    protected virtual string? StepWithoutSearch(int direction) => "nothing is searched for: press / first";

    protected virtual string TextToCopy() => string.Join('\n', View.Lines.Select(static l => l.Text));

    private IReadOnlyList<Binding> All()
    {
        List<Binding> own = [.. OwnBindings()];
        var taken = own.SelectMany(static b => b.Keys).ToHashSet();
        return [.. own, .. TextBindings().Concat(MoveBindings()).Where(b => !b.Keys.Any(taken.Contains))];
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
        new("read.numbers", ["L"], "numbers", "The numbers of the lines; again: without.", ToggleNumbers) { Group = "Text", HintPriority = 5 },
        new("read.copy", ["c"], "copy", "Copies the whole text.", CopyText) { Group = "Text", HintPriority = 50 },
        new("read.save", ["ctrl-s"], "save", "Writes the whole text to a file, and says where.", Save) { Group = "Text", HintPriority = 36 },
    ];

    private IEnumerable<Binding> MoveBindings()
    {
        return
        [
            Move("read.down", ["down", "j", "ctrl-n"], "A line down.", View.MoveBy),
            Move("read.up", ["up", "k", "ctrl-p"], "A line up.", n => View.MoveBy(-n)),
            Move("read.pageDown", ["pgdn", "ctrl-f", "space"], "A page down.", n => View.PageBy(n)),
            Move("read.pageUp", ["pgup", "ctrl-b"], "A page up.", n => View.PageBy(-n)),
            Move("read.halfDown", ["ctrl-d"], "Half a page down.", n => View.PageBy(n, parts: 2)),
            Move("read.halfUp", ["ctrl-u"], "Half a page up.", n => View.PageBy(-n, parts: 2)),
            Move("read.top", ["g", "home"], "To the first line; 120g: to line 120.", n => ToLine(n, View.ToStart)) with { Run = () => ToLine(0, View.ToStart) },
            Move("read.bottom", ["G", "end"], "To the last line; 120G: to line 120.", n => ToLine(n, View.ToEnd)) with { Run = () => ToLine(0, View.ToEnd) },
            Move("read.left", ["left", "h"], "To the left, where lines are not wrapped.", n => View.ScrollColumns(-8 * n)),
            Move("read.right", ["right", "l"], "To the right, where lines are not wrapped.", n => View.ScrollColumns(8 * n)),
        ];

        Binding Move(string id, IReadOnlyList<string> keys, string help, Action<int> run)
        {
            return new Binding(id, keys, "", help, () => Counted(1)) { Group = "Move", Counted = Counted };

            void Counted(int count)
            {
                run(count);
                Workspace.Invalidate();
            }
        }
    }

    /// <param name="number">From 1; 0: none was typed.</param>
    private void ToLine(int number, Action otherwise)
    {
        if (number > 0)
        {
            View.MoveTo(View.LineNumbered(number));
        }
        else
        {
            otherwise();
        }

        Workspace.Invalidate();
    }

    private void Search() => Workspace.Ask(new PromptRequest("/")
    {
        Hint = "text; a capital letter makes case matter",
        History = "read",
        Changed = text =>
        {
            SearchFor(text);
            Workspace.Invalidate();
            return text.Length > 0 && View.Search.Count == 0 ? "not in this text" : "";
        },
        Entered = _ => Step(1),
        Cancelled = () => SearchFor(""),
    });

    private void Save() => Workspace.Own(Screens.SavedTables.SaveAsync(Workspace, Title, TextToCopy(), extension: FileExtension));

    private void ToggleNumbers()
    {
        View.Numbers = !View.Numbers;
        Workspace.Invalidate();
    }

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
