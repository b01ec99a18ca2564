namespace KubeNetTui.Terminal;

/// <summary>Something that the person or the terminal did.</summary>
public abstract record InputEvent;

/// <summary>Text that was pasted, as it came: it may hold line feeds and control characters.</summary>
public sealed record PasteEvent(string Text) : InputEvent;

/// <summary>The terminal's window got or lost the focus.</summary>
public sealed record FocusEvent(bool HasFocus) : InputEvent;

/// <summary>The terminal has another size. The next frame is drawn in it.</summary>
public sealed record ResizeEvent(int Width, int Height) : InputEvent;

/// <summary>The last event: the terminal has been put back, and the program shall clean up and end.</summary>
public sealed record ClosedEvent(CloseReason Reason) : InputEvent;

public enum CloseReason
{
    /// <summary>The session was disposed.</summary>
    Disposed,

    /// <summary>The line was cut, or SIGHUP came.</summary>
    HangUp,

    /// <summary>SIGTERM or SIGINT asked the program to end.</summary>
    Terminated,
}
