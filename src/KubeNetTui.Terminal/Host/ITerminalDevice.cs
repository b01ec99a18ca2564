namespace KubeNetTui.Terminal;

/// <summary>Columns and rows.</summary>
public readonly record struct TerminalSize(int Width, int Height);

public enum ReadOutcome
{
    /// <summary>Bytes came.</summary>
    Data,
    TimedOut,

    /// <summary><see cref="ITerminalDevice.Interrupt"/> was called.</summary>
    Interrupted,

    /// <summary>The terminal is gone.</summary>
    Closed,
}

/// <summary>
/// The bare terminal: bytes in, bytes out, a size, and the two modes of its line discipline. One thread reads, another writes; the rest may
/// be called from any.
/// </summary>
public interface ITerminalDevice : IDisposable
{
    TerminalSize Size { get; }

    /// <summary>Waits for bytes, until the time is over (null: for ever) or <see cref="Interrupt"/> is called.</summary>
    ReadOutcome Read(Span<byte> bytes, TimeSpan? timeout, out int count);

    /// <summary>Ends a <see cref="Read"/> that waits now, or the next one.</summary>
    void Interrupt();

    /// <summary>Writes as many of the bytes as the terminal takes, waiting so long for it to take any.</summary>
    /// <returns>How many; 0 when it took none in that time, -1 when it is gone.</returns>
    int Write(ReadOnlySpan<byte> bytes, TimeSpan timeout);

    /// <summary>Every key comes at once, unchanged, and no key is a signal.</summary>
    void EnterRawMode();

    /// <summary>Back to how the terminal was when it was opened.</summary>
    void LeaveRawMode();
}
