namespace KubeNetTui.Terminal.Tests;

/// <summary>A terminal in memory: bytes typed by the test come in, what is written is kept; its line can be held.</summary>
internal sealed class MemoryDevice : ITerminalDevice
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _readable = new(0);
    private readonly Queue<byte[]> _typed = new();
    private readonly List<byte> _written = [];
    private readonly ManualResetEventSlim _takes = new(true);
    private int _interrupts;
    private bool _hungUp;

    public TerminalSize Size { get; set; } = new(40, 10);

    public bool IsRaw { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>False: the line is stuck, and writes time out.</summary>
    public bool Takes
    {
        get => _takes.IsSet;
        set
        {
            if (value)
            {
                _takes.Set();
            }
            else
            {
                _takes.Reset();
            }
        }
    }

    public byte[] Written
    {
        get
        {
            lock (_gate)
            {
                return [.. _written];
            }
        }
    }

    public void Type(string text) => Type(System.Text.Encoding.UTF8.GetBytes(text));

    public void Type(byte[] bytes)
    {
        lock (_gate)
        {
            _typed.Enqueue(bytes);
        }

        _readable.Release();
    }

    public void HangUp()
    {
        _hungUp = true;
        _readable.Release();
    }

    public ReadOutcome Read(Span<byte> bytes, TimeSpan? timeout, out int count)
    {
        count = 0;
        if (!_readable.Wait(timeout ?? Timeout.InfiniteTimeSpan))
        {
            return ReadOutcome.TimedOut;
        }

        lock (_gate)
        {
            if (_typed.TryDequeue(out var typed))
            {
                typed.CopyTo(bytes);
                count = typed.Length;
                return ReadOutcome.Data;
            }

            if (_interrupts > 0)
            {
                _interrupts--;
                return ReadOutcome.Interrupted;
            }
        }

        return _hungUp ? ReadOutcome.Closed : ReadOutcome.Interrupted;
    }

    public void Interrupt()
    {
        lock (_gate)
        {
            _interrupts++;
        }

        _readable.Release();
    }

    public int Write(ReadOnlySpan<byte> bytes, TimeSpan timeout)
    {
        if (!_takes.Wait(timeout))
        {
            return 0;
        }

        lock (_gate)
        {
            Assert.False(IsDisposed);
            var taken = bytes[..Math.Min(bytes.Length, 100)]; // a terminal takes what it likes
            _written.AddRange(taken);
            return taken.Length;
        }
    }

    public void EnterRawMode() => IsRaw = true;

    public void LeaveRawMode() => IsRaw = false;

    public void Dispose() => IsDisposed = true;

    /// <summary>What a screen of the device's size shows of everything written so far.</summary>
    public VirtualScreen Screen()
    {
        var screen = new VirtualScreen(Size.Width, Size.Height);
        screen.Feed(Written);
        return screen;
    }
}
