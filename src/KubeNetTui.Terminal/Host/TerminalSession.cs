using System.Threading.Channels;

namespace KubeNetTui.Terminal;

/// <summary>
/// The terminal in full screen: frames go out, events come in. However the program ends — disposal, an exception, SIGTERM, SIGHUP, the end of
/// the process — the terminal is put back first.
/// <code>
/// await using var terminal = TerminalSession.Open();
/// terminal.Draw(frame => frame.Buffer.Write(0, 0, "hello"));
/// await foreach (var input in terminal.Events.ReadAllAsync(cancellation)) { … }   // ends after a ClosedEvent
/// </code>
/// </summary>
public sealed class TerminalSession : IAsyncDisposable
{
    private const int MaxColumns = 1000;
    private const int MaxRows = 500;
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly Channel<InputEvent> _events = Channel.CreateUnbounded<InputEvent>();
    private readonly ITerminalDevice _device;
    private readonly TerminalOptions _options;
    private readonly TerminalCapabilities _capabilities;
    private readonly OutputPump _output;
    private readonly InputPump _input;
    private readonly SignalWatch? _signals;
    private readonly Lock _modes = new();
    private readonly Lock _drawing = new();
    private Buffer _buffer = new(default);
    private Mode _mode;
    private bool _mouse;
    private TerminalPassthrough? _passthrough;
    private int _disposed;

    /// <param name="device">Disposed with the session.</param>
    /// <param name="options">How to use it.</param>
    public TerminalSession(ITerminalDevice device, TerminalOptions options)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(options);
        _device = device;
        _options = options;
        _mouse = options.Mouse;
        _capabilities = options.Capabilities ?? TerminalCapabilities.Detect(Environment.GetEnvironmentVariable);
        AppDomain.CurrentDomain.ProcessExit += OnProcessEnd;
        AppDomain.CurrentDomain.UnhandledException += OnProcessEnd;
        EnterScreen();
        _output = new OutputPump(device, _capabilities);
        _input = new InputPump(device, options.EscDelay, _events.Writer, () => Close(CloseReason.HangUp));
        _signals = options.Signals && !OperatingSystem.IsWindows() ? new SignalWatch(this) : null;
    }

    private enum Mode
    {
        Screen,
        Passthrough,
        Suspended,
        Stopped,
        Closed,
    }

    /// <summary>What the person and the terminal do. Ends with a <see cref="ClosedEvent"/>.</summary>
    public ChannelReader<InputEvent> Events => _events.Reader;

    public TerminalCapabilities Capabilities => _capabilities;

    public TerminalSize Size
    {
        get
        {
            var size = _device.Size;
            return new TerminalSize(Math.Clamp(size.Width, 0, MaxColumns), Math.Clamp(size.Height, 0, MaxRows));
        }
    }

    /// <exception cref="TerminalException">There is no terminal.</exception>
    public static TerminalSession Open(TerminalOptions? options = null) => new(TtyDevice.Open(), options ?? new TerminalOptions());

    /// <summary>
    /// Draws a frame into a blank buffer and hands it over; writing goes on behind. When the line is slow, a newer frame takes the place of
    /// one that still waits.
    /// </summary>
    public void Draw(Action<Frame> draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        lock (_drawing)
        {
            var size = Size;
            _buffer.Reset(new Rect(0, 0, size.Width, size.Height));
            var frame = new Frame(_buffer);
            draw(frame);
            _buffer = _output.Submit(_buffer, frame.Cursor);
        }
    }

    /// <summary>
    /// Puts text on the person's clipboard, over SSH too (OSC 52). Whether the terminal allows it can't be seen from here; some cut at
    /// about 75 kB.
    /// </summary>
    public void Copy(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Say(TerminalSequences.Copy(text, _capabilities.InsideTmux));
    }

    /// <summary>Takes the mouse, or leaves it to the terminal for selecting and copying.</summary>
    public void UseMouse(bool use)
    {
        lock (_modes)
        {
            if (use != _mouse)
            {
                _mouse = use;
                if (_mode == Mode.Screen)
                {
                    Say(TerminalSequences.Mouse(use).ToArray());
                }
            }
        }
    }

    public void SetTitle(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        Say(TerminalSequences.Title(title));
    }

    /// <summary>Gives the terminal as it was to another program of this machine, an editor say, until the scope is disposed.</summary>
    public IDisposable Suspend()
    {
        _input.Rest();
        Leave(Mode.Suspended, raw: false);
        return new Scope(this);
    }

    /// <summary>Lends the terminal to a program elsewhere: raw bytes both ways, outside of the full screen.</summary>
    public TerminalPassthrough OpenPassthrough()
    {
        Leave(Mode.Passthrough, raw: true);
        var passthrough = new TerminalPassthrough(Size, _output.Send, () => EndPassthrough());
        _passthrough = passthrough;
        _input.Divert(passthrough.InputWriter);
        return passthrough;
    }

    /// <summary>What Ctrl-Z does in a shell: the terminal is put back and the program stops, until it is continued. Nothing happens where no
    /// shell could continue it.</summary>
    public void StopProcess()
    {
        if (_signals is not null && JobControl.CanStop())
        {
            JobControl.AskGroupToStop();
        }
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return ValueTask.CompletedTask;
        }

        _signals?.Dispose();
        Close(CloseReason.Disposed);
        _input.Dispose();
        _output.Dispose();
        AppDomain.CurrentDomain.ProcessExit -= OnProcessEnd;
        AppDomain.CurrentDomain.UnhandledException -= OnProcessEnd;
        _device.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>SIGWINCH.</summary>
    internal void Resized()
    {
        var size = Size;
        _passthrough?.Resize(size);
        _events.Writer.TryWrite(new ResizeEvent(size.Width, size.Height));
    }

    /// <summary>SIGTSTP: from <see cref="StopProcess"/>, or from another process.</summary>
    internal void Stop()
    {
        if (JobControl.CanStop() && Leave(Mode.Stopped, raw: false))
        {
            JobControl.StopNow();
        }
    }

    /// <summary>SIGCONT. A shell may have changed the terminal, also where the stop was one that can't be seen (SIGSTOP).</summary>
    internal void Continued()
    {
        lock (_modes)
        {
            if (_mode is not (Mode.Stopped or Mode.Screen))
            {
                return;
            }
        }

        Return();
    }

    /// <summary>Puts the terminal back for good and ends the events. Safe from any thread, any number of times.</summary>
    internal void Close(CloseReason reason)
    {
        PutBack();
        _passthrough?.Close();
        if (_events.Writer.TryWrite(new ClosedEvent(reason)))
        {
            _events.Writer.TryComplete();
        }
    }

    private void OnProcessEnd(object? sender, EventArgs e) => PutBack();

    private void PutBack()
    {
        if (_modes.TryEnter(Grace * 4))
        {
            try
            {
                if (_mode == Mode.Closed)
                {
                    return;
                }

                var last = _mode;
                _mode = Mode.Closed;
                _output?.HoldFrames(Grace);
                if (last == Mode.Screen)
                {
                    LeaveScreen(raw: false);
                }
                else if (last == Mode.Passthrough)
                {
                    WriteNow(TerminalSequences.SoftReset);
                    _device.LeaveRawMode();
                }
            }
            finally
            {
                _modes.Exit();
            }
        }
    }

    private bool Leave(Mode mode, bool raw)
    {
        lock (_modes)
        {
            if (_mode != Mode.Screen)
            {
                return false;
            }

            _mode = mode;
            _output.HoldFrames(Grace);
            LeaveScreen(raw);
            return true;
        }
    }

    private void Return()
    {
        lock (_modes)
        {
            if (_mode == Mode.Closed)
            {
                return;
            }

            _mode = Mode.Screen;
            EnterScreen();
            _output.ShowFrames();
        }

        Resized(); // the size may be another, and somebody has to draw
    }

    private void EndPassthrough()
    {
        _input.Divert(null);
        _passthrough = null;
        Return();
    }

    private void EnterScreen()
    {
        _device.EnterRawMode();
        WriteNow(TerminalSequences.Enter(_mouse));
    }

    private void LeaveScreen(bool raw)
    {
        WriteNow(TerminalSequences.Leave);
        if (!raw)
        {
            _device.LeaveRawMode();
        }
    }

    private void Say(byte[] bytes) => _ = _output.Send(bytes);

    private void WriteNow(ReadOnlySpan<byte> bytes)
    {
        for (var tries = 0; !bytes.IsEmpty && tries < 4; tries++)
        {
            var written = _device.Write(bytes, Grace / 2);
            if (written < 0)
            {
                return;
            }

            bytes = bytes[written..];
        }
    }

    private sealed class Scope(TerminalSession session) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                session.Return();
                session._input.GoOn();
            }
        }
    }
}
