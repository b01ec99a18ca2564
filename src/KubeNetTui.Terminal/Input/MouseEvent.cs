namespace KubeNetTui.Terminal;

public enum MouseAction
{
    Press,
    Release,

    /// <summary>Moved with a button held.</summary>
    Drag,

    /// <summary>Moved without a button.</summary>
    Move,
    WheelUp,
    WheelDown,
    WheelLeft,
    WheelRight,
}

public enum MouseButton
{
    None,
    Left,
    Middle,
    Right,
}

/// <summary>The mouse did something over a cell. Columns and rows count from 0.</summary>
public sealed record MouseEvent(MouseAction Action, MouseButton Button, int X, int Y, Modifiers Modifiers = Modifiers.None) : InputEvent;
