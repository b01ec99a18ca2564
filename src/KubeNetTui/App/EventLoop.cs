using System.Diagnostics;
using System.Threading.Channels;
using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>
/// One thread's worth of work: events of the terminal, posted actions, and frames. A frame is drawn when something asked for it, after
/// all that waits is done, and at most sixty times a second; with nothing to do it sleeps.
/// </summary>
internal sealed class EventLoop(TerminalSession terminal) : IUiHost
{
    private static readonly TimeSpan FramePause = TimeSpan.FromMilliseconds(16);
    private static readonly TimeSpan LeastRedraw = TimeSpan.FromMilliseconds(100);
    private readonly Channel<Action> _actions = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private bool _dirty = true;
    private bool _ended;
    private bool _outside;
    private CancellationToken _cancellation;

    public void Post(Action action) => _actions.Writer.TryWrite(() =>
    {
        action();
        _dirty = true;
    });

    public void RequestFrame() => _dirty = true;

    public void Copy(string text) => terminal.Copy(text);

    public void UseMouse(bool use) => terminal.UseMouse(use);

    public void StopProcess() => terminal.StopProcess();

    public void End() => _ended = true;

    public async Task RunOutsideAsync(Func<TerminalPassthrough, CancellationToken, Task> work)
    {
        _outside = true;
        try
        {
            var passthrough = terminal.OpenPassthrough();
            await using (passthrough.ConfigureAwait(false))
            {
                await work(passthrough, _cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            Post(() => _outside = false);
        }
    }

    public async Task<int> RunProgramAsync(ProcessStartInfo program)
    {
        _outside = true;
        try
        {
            using (terminal.Suspend())
            {
                using var process = Process.Start(program) ?? throw new InvalidOperationException("no process was started");
                await process.WaitForExitAsync(_cancellation).ConfigureAwait(false);
                return process.ExitCode;
            }
        }
        finally
        {
            Post(() => _outside = false);
        }
    }

    /// <summary>Returns when the person leaves, the terminal is gone, or a signal asks for the end.</summary>
    /// <param name="sides">What is drawn and driven.</param>
    /// <param name="start">After the first frame.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(Sides sides, Action start, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        Draw(sides);
        start();
        var input = terminal.Events;
        var lastFrame = Stopwatch.GetTimestamp();
        while (!_ended && !cancellation.IsCancellationRequested)
        {
            var worked = false;
            while (!_ended && input.TryRead(out var @event))
            {
                worked = true;
                Take(sides, @event);
            }

            for (var i = 0; i < 256 && !_ended && _actions.Reader.TryRead(out var action); i++)
            {
                worked = true;
                action();
            }

            if (_ended)
            {
                return;
            }

            if (worked && input.TryPeek(out _))
            {
                continue;
            }

            TimeSpan? wait = null;
            if (_dirty && !_outside)
            {
                var since = Stopwatch.GetElapsedTime(lastFrame);
                if (since >= FramePause)
                {
                    Draw(sides);
                    lastFrame = Stopwatch.GetTimestamp();
                }
                else
                {
                    wait = FramePause - since;
                }
            }

            if (!_dirty && !_outside && sides.RedrawAfter is { } redraw)
            {
                wait = redraw > LeastRedraw ? redraw : LeastRedraw;
            }

            await WaitAsync(input, wait, cancellation).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(ChannelReader<InputEvent> input, TimeSpan? wait, CancellationToken cancellation)
    {
        if (input.TryPeek(out _) || _actions.Reader.TryPeek(out _))
        {
            return;
        }

        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<bool> typed = input.WaitToReadAsync(linked.Token).AsTask(), posted = _actions.Reader.WaitToReadAsync(linked.Token).AsTask();
        var pause = wait is { } time ? Task.Delay(time, linked.Token) : Task.Delay(Timeout.Infinite, linked.Token);
        var first = await Task.WhenAny(typed, posted, pause).ConfigureAwait(false);
        _dirty |= first == pause && !cancellation.IsCancellationRequested;
        _ended |= first == typed && typed is { IsCompletedSuccessfully: true, Result: false };
        await linked.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(typed, posted, pause).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Take(Sides sides, InputEvent @event)
    {
        switch (@event)
        {
            case ClosedEvent:
                _ended = true;
                break;
            case ResizeEvent or FocusEvent:
                _dirty = true;
                break;
            default:
                sides.Handle(@event);
                break;
        }
    }

    private void Draw(Sides sides)
    {
        _dirty = false;
        terminal.Draw(frame => frame.Cursor = sides.Render(frame.Buffer));
    }
}
