using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>
/// One full-screen view (a list, a text, a log). Lives on the UI thread alone: background work posts its results
/// (<see cref="IWorkspace.Post"/>) and is owned by the screen, which ends it in <see cref="IAsyncDisposable.DisposeAsync"/>.
/// </summary>
internal interface IScreen : IAsyncDisposable
{
    /// <summary>For the crumbs: <c>pods(shop)</c>.</summary>
    string Title { get; }

    /// <summary>Keys of this screen, in the order of their use; hints, help and dispatch are made from them.</summary>
    IReadOnlyList<Binding> Bindings { get; }

    /// <summary>What verify, describe, YAML, copy act on; null where nothing is selected.</summary>
    Selection? Selected { get; }

    /// <summary>One line for the right of the status line: <c>12 pods · live</c>; how old, and why, when it is not live.</summary>
    ScreenStatus Status { get; }

    /// <summary>Called when it becomes the top of the stack (again).</summary>
    void Enter();

    /// <summary>Called when another screen covers it: pause what only serves the eye.</summary>
    void Leave();

    void Render(Rect area, Terminal.Buffer buffer);

    /// <summary>
    /// Keys that are no binding of it (typing in a field, cursor movement), before the program's own: Esc comes here first, so that it
    /// closes what is open, and goes one screen back when this is false. True: taken.
    /// </summary>
    bool HandleKey(KeyEvent key);

    /// <summary>A number was typed before a key that is no binding: <c>10j</c> in a text. True: taken.</summary>
    bool HandleCounted(KeyEvent key, int count)
    {
        var isTaken = HandleKey(key);
        for (var i = 1; i < Math.Min(count, 10_000) && isTaken; i++)
        {
            HandleKey(key);
        }

        return isTaken;
    }

    /// <summary>While it is true (a search field is open), every key but ctrl-c goes to <see cref="HandleKey"/> and none to a binding.</summary>
    bool IsTyping => false;

    /// <summary>The command that opens the same in another namespace (null: all), for <c>0</c> to <c>9</c>; null: it has none of its own.</summary>
    string? CommandIn(string? ns) => null;

    bool HandleMouse(MouseEvent mouse, Rect area);

    bool HandlePaste(string text);

    /// <summary>
    /// Asked after each frame: how long the picture stays true if nothing happens (an age that grows, a spinner); null: for ever.
    /// </summary>
    TimeSpan? RedrawAfter => null;
}

/// <summary>An object that the person points at.</summary>
/// <param name="Resource">Its kind, as discovery gave it.</param>
/// <param name="Namespace">"" for cluster-scoped kinds.</param>
internal sealed record Selection(Kubernetes.ApiResource Resource, string Namespace, string Name, string Uid);

internal enum StatusTone
{
    Quiet,
    Good,
    Warning,
    Bad,
}

internal sealed record ScreenStatus(string Text, StatusTone Tone);
