namespace KubeNetTui.Terminal;

/// <summary>
/// The only writer to the terminal while it runs, on a thread of its own. Bytes are sent in their order; of frames only the newest is
/// kept, so a slow line makes frames fewer, not late.
/// </summary>
internal sealed class OutputPump : IDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly ITerminalDevice _device;
    private readonly ScreenRenderer _renderer;
    private readonly Queue<(ReadOnlyMemory<byte> Bytes, TaskCompletionSource? Done)> _chunks = new();
    private readonly ManualResetEventSlim _idle = new(true);
    private readonly Thread _thread;
    private Buffer? _waiting;
    private Buffer? _free;
    private (int X, int Y)? _cursor;
    private bool _framesHeld;
    private bool _forget;
    private volatile bool _gone;
    private volatile bool _cut; // what is being written shall be left unfinished
    private volatile bool _stopped;

    public OutputPump(ITerminalDevice device, TerminalCapabilities capabilities)
    {
        _device = device;
        _renderer = new ScreenRenderer(capabilities);
        _thread = new Thread(Run) { IsBackground = true, Name = "terminal output" };
        _thread.Start();
    }

    /// <summary>Takes a drawn buffer, and gives one to draw the next frame into.</summary>
    public Buffer Submit(Buffer buffer, (int X, int Y)? cursor)
    {
        lock (_gate)
        {
            var spare = _waiting ?? _free ?? new Buffer(default);
            if (_waiting is null)
            {
                _free = null;
            }

            (_waiting, _cursor) = (buffer, cursor);
            _idle.Reset();
            _work.Release();
            return spare;
        }
    }

    /// <summary>Sends bytes after those sent before. The task ends when the terminal has taken them, or never will.</summary>
    public Task Send(ReadOnlyMemory<byte> bytes)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_stopped || _gone)
            {
                return Task.CompletedTask;
            }

            _chunks.Enqueue((bytes, done));
            _idle.Reset();
            _work.Release();
        }

        return done.Task;
    }

    /// <summary>No frame is written until <see cref="ShowFrames"/>. What is being written gets this long to end.</summary>
    public void HoldFrames(TimeSpan grace)
    {
        lock (_gate)
        {
            _framesHeld = true;
            _work.Release();
        }

        if (!_idle.Wait(grace))
        {
            _cut = true;
            _idle.Wait(Slice * 2);
            _cut = false;
        }
    }

    /// <summary>Frames are written again, the first of them whole.</summary>
    public void ShowFrames()
    {
        lock (_gate)
        {
            _framesHeld = false;
            _forget = true;
            _work.Release();
        }
    }

    /// <summary>Ends the thread; what is not written by then is not written.</summary>
    public void Dispose()
    {
        _stopped = true;
        _work.Release();
        _thread.Join();
        foreach (var (_, done) in _chunks)
        {
            done?.TrySetResult();
        }

        _chunks.Clear();
        _work.Dispose();
        _idle.Dispose();
    }

    private void Run()
    {
        while (!_stopped)
        {
            if (!TryTake(out var chunk, out var frame, out var cursor, out var forget))
            {
                _work.Wait();
                continue;
            }

            if (frame is null)
            {
                Write(chunk.Bytes);
                chunk.Done?.TrySetResult();
                continue;
            }

            if (forget)
            {
                _renderer.Forget();
            }

            if (!Write(_renderer.Render(frame, cursor)))
            {
                _renderer.Forget();
            }

            lock (_gate)
            {
                _free ??= frame;
            }
        }
    }

    private bool TryTake(
        out (ReadOnlyMemory<byte> Bytes, TaskCompletionSource? Done) chunk, out Buffer? frame, out (int X, int Y)? cursor, out bool forget)
    {
        lock (_gate)
        {
            (frame, cursor, forget) = (null, null, false);
            if (_chunks.TryDequeue(out chunk))
            {
                return true;
            }

            if (_waiting is not null && !_framesHeld)
            {
                (frame, cursor, forget) = (_waiting, _cursor, _forget);
                (_waiting, _forget) = (null, false);
                return true;
            }

            _idle.Set();
            return false;
        }
    }

    private bool Write(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_gone || _cut || _stopped)
            {
                return false;
            }

            var written = _device.Write(bytes.Span, Slice);
            if (written < 0)
            {
                _gone = true;
                return false;
            }

            bytes = bytes[written..];
        }

        return true;
    }
}
