using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>What a screen may ask of the program around it. Everything but <see cref="Post"/> is for the UI thread.</summary>
internal interface IWorkspace
{
    Session Session { get; }
    Theme Theme { get; }
    TimeProvider Time { get; }
    bool ReadOnly { get; }

    /// <summary>Runs on the UI thread, soon, and draws a frame after it. From any thread; after the end it does nothing.</summary>
    void Post(Action action);

    /// <summary>
    /// Posts an action after a pause, measured by <see cref="Time"/>; disposed before that, it does nothing. The screen that
    /// scheduled it disposes it.
    /// </summary>
    IDisposable Schedule(TimeSpan pause, Action action);

    /// <summary>The verdict column's source for the namespace browsed; null where there is none (yet).</summary>
    IVerdictSource? Verdicts { get; }

    /// <summary>On the UI thread, some times a second at most: verdicts changed, or their source did.</summary>
    event Action? VerdictsChanged;

    /// <summary>Draws a frame soon; several calls make one frame.</summary>
    void Invalidate();

    /// <summary>Puts a screen on top; the stack owns it from now on.</summary>
    void Open(IScreen screen);

    /// <summary>Takes the top screen away and disposes it; the last one stays.</summary>
    void Back();

    /// <summary>Runs a command as typed after the colon: <c>pods shop</c>.</summary>
    void Execute(string command);

    /// <summary>A line at the bottom that goes by itself.</summary>
    void Say(string message, StatusTone tone = StatusTone.Quiet);

    /// <summary>Opens a line to type in at the bottom.</summary>
    void Ask(PromptRequest request);

    /// <summary>
    /// Takes over work that ends by itself (the disposal of a pane): it is awaited before the program ends, and what it throws is said.
    /// </summary>
    void Own(ValueTask work);

    /// <summary>Shows an overlay that takes all keys until it closes itself.</summary>
    void Show(IOverlay overlay);

    void Close(IOverlay overlay);

    /// <summary>To the clipboard by OSC 52, and says so.</summary>
    void Copy(string text, string what);

    /// <summary>
    /// Lends the terminal to something else (a shell in a pod) and takes it back whatever happens; no frame is drawn meanwhile. What
    /// the work throws comes out of the task.
    /// </summary>
    Task RunOutsideAsync(Func<TerminalPassthrough, CancellationToken, Task> work);

    /// <inheritdoc cref="IUiHost.RunProgramAsync"/>
    Task<int> RunProgramAsync(System.Diagnostics.ProcessStartInfo program);

    /// <summary>What the person has set, for the context in use.</summary>
    Configuration.PersonalConfig Config { get; }

    /// <summary>On the UI thread: <see cref="Config"/> is another one.</summary>
    event Action? ConfigChanged;
}

/// <summary>A dialog, a prompt, the help: drawn over the screen.</summary>
internal interface IOverlay
{
    /// <summary>Its keys, as data; they come before <see cref="HandleKey"/>, and can be remapped as all bindings can.</summary>
    IReadOnlyList<Binding> Bindings => [];

    void Render(Rect area, Terminal.Buffer buffer, out (int X, int Y)? cursor);

    /// <summary>A key that is none of its bindings: what is typed in a field, the answers of a question.</summary>
    void HandleKey(KeyEvent key);

    void HandlePaste(string text);

    void HandleMouse(MouseEvent mouse, Rect area);
}
