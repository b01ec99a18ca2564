namespace KubeNetTui.Terminal;

/// <summary>One picture being drawn: a blank buffer of the terminal's size, and where its cursor shall be.</summary>
public sealed class Frame
{
    public Frame(Buffer buffer) => Buffer = buffer;

    public Buffer Buffer { get; }

    public Rect Area => Buffer.Area;

    /// <summary>Where the terminal's cursor blinks; null hides it.</summary>
    public (int X, int Y)? Cursor { get; set; }
}
