using System.Threading.Channels;

namespace KubeNetTui.Terminal;

/// <summary>The only reader of the terminal, on a thread of its own: to events, to a passthrough, or resting while another program reads.</summary>
internal sealed class InputPump : IDisposable
{
    private readonly ITerminalDevice _device;
    private readonly TimeSpan _escDelay;
    private readonly ChannelWriter<InputEvent> _events;
    private readonly Action _closed;
    private readonly InputParser _parser = new();
    private readonly ManualResetEventSlim _go = new(true);
    private readonly ManualResetEventSlim _resting = new(false);
    private readonly Thread _thread;
    private volatile ChannelWriter<ReadOnlyMemory<byte>>? _raw;
    private volatile bool _stopped;

    /// <param name="device">The terminal.</param>
    /// <param name="escDelay">See <see cref="TerminalOptions.EscDelay"/>.</param>
    /// <param name="events">Where events go.</param>
    /// <param name="closed">Called once on the reading thread, when the terminal is gone.</param>
    public InputPump(ITerminalDevice device, TimeSpan escDelay, ChannelWriter<InputEvent> events, Action closed)
    {
        _device = device;
        _escDelay = escDelay;
        _events = events;
        _closed = closed;
        _thread = new Thread(Run) { IsBackground = true, Name = "terminal input" };
        _thread.Start();
    }

    /// <summary>Bytes go here instead of becoming events; null ends that.</summary>
    public void Divert(ChannelWriter<ReadOnlyMemory<byte>>? raw) => _raw = raw;

    /// <summary>Returns when nothing reads the terminal any more.</summary>
    public void Rest()
    {
        _go.Reset();
        _device.Interrupt();
        while (!_stopped && _thread.IsAlive && !_resting.Wait(TimeSpan.FromMilliseconds(50)))
        {
            // The thread sees the request after what it does now; it may also have ended, if the terminal is gone.
        }
    }

    public void GoOn() => _go.Set();

    public void Dispose()
    {
        _stopped = true;
        _go.Set();
        _device.Interrupt();
        _thread.Join();
        _go.Dispose();
        _resting.Dispose();
    }

    private void Run()
    {
        var bytes = new byte[4096];
        var events = new List<InputEvent>();
        while (!_stopped)
        {
            if (!_go.IsSet)
            {
                _resting.Set();
                _go.Wait();
                _resting.Reset();
                continue;
            }

            switch (_device.Read(bytes, _parser.IsWaiting ? _escDelay : null, out var count))
            {
                case ReadOutcome.Data when _raw is { } raw:
                    raw.TryWrite(bytes.AsSpan(0, count).ToArray());
                    break;
                case ReadOutcome.Data:
                    _parser.Feed(bytes.AsSpan(0, count), events);
                    break;
                case ReadOutcome.TimedOut:
                    _parser.Flush(events);
                    break;
                case ReadOutcome.Closed:
                    _closed();
                    return;
            }

            foreach (var one in events)
            {
                _events.TryWrite(one);
            }

            events.Clear();
        }
    }
}
