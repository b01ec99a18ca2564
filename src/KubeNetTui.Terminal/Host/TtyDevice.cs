using System.Runtime.InteropServices;

namespace KubeNetTui.Terminal;

/// <summary>
/// A terminal of Linux. It is opened anew, without blocking, so that the flags of the shell's own descriptors stay as they are, and so
/// that neither a terminal that takes no output nor one that gives no input can hold the program.
/// <para>The Windows console and macOS (another <c>struct termios</c>) are left out: opening says so.</para>
/// </summary>
public sealed class TtyDevice : ITerminalDevice
{
    private const int ChunkSize = 4096;
    private readonly LibC.TerminalAttributes _original;
    private readonly int _terminal;
    private readonly int _wakeRead;
    private readonly int _wakeWrite;
    private int _disposed;

    private TtyDevice(int terminal, int wakeRead, int wakeWrite, LibC.TerminalAttributes original)
    {
        _terminal = terminal;
        _wakeRead = wakeRead;
        _wakeWrite = wakeWrite;
        _original = original;
    }

    public TerminalSize Size => LibC.WindowSize(_terminal) ?? new TerminalSize(80, 24);

    /// <summary>Opens the terminal that the program was started from.</summary>
    /// <exception cref="TerminalException">There is none, or output goes elsewhere.</exception>
    public static TtyDevice Open()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new TerminalException("The full screen needs a Linux terminal; on this system only the commands without a screen work.");
        }

        if (LibC.IsTerminal(1) == 0)
        {
            throw new TerminalException(
                "Standard output is not a terminal (a pipe or a file), so there is no screen to draw on. "
                + "Run the program in a terminal, or use a command that needs no screen.");
        }

        // Without a controlling terminal (a container's "exec -t") /dev/tty can't be opened, but the terminal itself can.
        return TryOpen("/dev/tty") ?? TryOpen("/proc/self/fd/0") ?? TryOpen("/proc/self/fd/1")
            ?? throw new TerminalException("The terminal can't be opened: neither /dev/tty nor standard input or output gave one.");
    }

    /// <summary>Opens one terminal by its path, such as /dev/pts/3.</summary>
    /// <exception cref="TerminalException">It isn't a terminal, or can't be opened.</exception>
    public static TtyDevice Open(string path) =>
        TryOpen(path) ?? throw new TerminalException($"{path} can't be opened as a terminal (error {Marshal.GetLastPInvokeError()}).");

    public unsafe ReadOutcome Read(Span<byte> bytes, TimeSpan? timeout, out int count)
    {
        count = 0;
        var polled = stackalloc LibC.PollDescriptor[2];
        polled[0] = new LibC.PollDescriptor { Descriptor = _terminal, Events = LibC.PollIn };
        polled[1] = new LibC.PollDescriptor { Descriptor = _wakeRead, Events = LibC.PollIn };
        while (true)
        {
            var ready = LibC.Poll(polled, 2, timeout is { } time ? (int)time.TotalMilliseconds : -1);
            if (ready < 0)
            {
                if (Marshal.GetLastPInvokeError() == LibC.Interrupted)
                {
                    continue;
                }

                return ReadOutcome.Closed;
            }

            if (ready == 0)
            {
                return ReadOutcome.TimedOut;
            }

            if (polled[1].Returned != 0)
            {
                byte woken;
                _ = LibC.Read(_wakeRead, &woken, 1);
                return ReadOutcome.Interrupted;
            }

            fixed (byte* first = bytes)
            {
                var read = LibC.Read(_terminal, first, (nuint)bytes.Length);
                if (read > 0)
                {
                    count = (int)read;
                    return ReadOutcome.Data;
                }

                if (read == 0 || Marshal.GetLastPInvokeError() is not (LibC.TryAgain or LibC.Interrupted))
                {
                    return ReadOutcome.Closed; // the other side hung up
                }
            }
        }
    }

    public unsafe void Interrupt()
    {
        byte wake = 1;
        _ = LibC.Write(_wakeWrite, &wake, 1);
    }

    public unsafe int Write(ReadOnlySpan<byte> bytes, TimeSpan timeout)
    {
        if (bytes.IsEmpty)
        {
            return 0;
        }

        var polled = new LibC.PollDescriptor { Descriptor = _terminal, Events = LibC.PollOut };
        var ready = LibC.Poll(&polled, 1, (int)Math.Ceiling(timeout.TotalMilliseconds));
        if (ready <= 0)
        {
            return ready == 0 || Marshal.GetLastPInvokeError() == LibC.Interrupted ? 0 : -1;
        }

        fixed (byte* first = bytes)
        {
            var written = LibC.Write(_terminal, first, (nuint)Math.Min(bytes.Length, ChunkSize));
            return written >= 0 ? (int)written
                : Marshal.GetLastPInvokeError() is LibC.TryAgain or LibC.Interrupted ? 0
                : -1;
        }
    }

    public void EnterRawMode()
    {
        var raw = _original;
        LibC.MakeRaw(ref raw);
        Set(raw);
    }

    public void LeaveRawMode() => Set(_original);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _ = LibC.Close(_terminal);
            _ = LibC.Close(_wakeRead);
            _ = LibC.Close(_wakeWrite);
        }
    }

    private static unsafe TtyDevice? TryOpen(string path)
    {
        const int flags = LibC.OpenReadWrite | LibC.OpenNoControllingTerminal | LibC.OpenNonBlocking | LibC.OpenCloseOnExec;
        var terminal = LibC.Open(path, flags);
        if (terminal < 0)
        {
            return null;
        }

        var ends = stackalloc int[2];
        if (LibC.GetAttributes(terminal, out var original) != 0 || LibC.Pipe(ends, LibC.OpenCloseOnExec | LibC.OpenNonBlocking) != 0)
        {
            _ = LibC.Close(terminal);
            return null;
        }

        return new TtyDevice(terminal, ends[0], ends[1], original);
    }

    private void Set(LibC.TerminalAttributes attributes)
    {
        while (LibC.SetAttributes(_terminal, LibC.SetNow, attributes) != 0 && Marshal.GetLastPInvokeError() == LibC.Interrupted)
        {
            // Asked again: a signal came in between.
        }
    }
}
