using System.Text;

namespace KubeNetTui.Terminal.Tests;

public sealed class TerminalSessionTests
{
    private static readonly TerminalOptions Options = new()
    {
        Capabilities = new TerminalCapabilities(), Signals = false, EscDelay = TimeSpan.FromMilliseconds(20),
    };

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_takes_the_terminal_and_puts_it_back()
    {
        var device = new MemoryDevice();
        await using (var session = new TerminalSession(device, Options))
        {
            Assert.True(device.IsRaw);
            Assert.Empty(new[] { 1049, 1004, 2004, 1002, 1006 }.Except(device.Screen().Modes));
            session.Draw(frame => frame.Buffer.Write(2, 1, "hello"));
            await Until(() => device.Screen().Line(1) == "  hello");
            Assert.False(device.Screen().CursorVisible);
        }

        Assert.False(device.IsRaw);
        Assert.True(device.IsDisposed);
        Assert.Empty(device.Screen().Modes.Except([25]));
        Assert.True(device.Screen().CursorVisible);
    }

    [Fact]
    public async Task An_exception_while_drawing_reaches_the_caller_and_the_next_frame_is_drawn()
    {
        var device = new MemoryDevice();
        await using var session = new TerminalSession(device, Options);
        Assert.Throws<InvalidOperationException>(() => session.Draw(_ => throw new InvalidOperationException()));
        session.Draw(frame => frame.Buffer.Write(0, 0, "after"));

        await Until(() => device.Screen().Line(0) == "after");
    }

    [Fact]
    public async Task Frames_are_merged_while_the_line_is_slow_and_the_newest_is_shown()
    {
        var device = new MemoryDevice();
        await using var session = new TerminalSession(device, Options);
        session.Draw(frame => frame.Buffer.Write(0, 0, "first"));
        await Until(() => device.Screen().Line(0) == "first");
        var updates = device.Screen().SynchronizedUpdates;
        device.Takes = false;
        for (var i = 0; i <= 500; i++)
        {
            var number = i;
            session.Draw(frame => frame.Buffer.Write(0, 0, $"frame {number}"));
        }

        device.Takes = true;
        await Until(() => device.Screen().Line(0) == "frame 500");
        Assert.InRange(device.Screen().SynchronizedUpdates - updates, 1, 3);
    }

    [Fact]
    public async Task Keys_come_as_events_and_a_lone_Esc_after_its_delay()
    {
        var device = new MemoryDevice();
        await using var session = new TerminalSession(device, Options);
        device.Type("a\e[A");
        device.Type("\e");

        Assert.Equal(new KeyEvent('a'), await session.Events.ReadAsync(Patience));
        Assert.Equal(new KeyEvent(Key.Up), await session.Events.ReadAsync(Patience));
        Assert.Equal(new KeyEvent(Key.Esc), await session.Events.ReadAsync(Patience));
    }

    [Fact]
    public async Task A_hang_up_puts_the_terminal_back_and_ends_the_events()
    {
        var device = new MemoryDevice();
        await using var session = new TerminalSession(device, Options);
        device.HangUp();

        Assert.Equal([new ClosedEvent(CloseReason.HangUp)], await session.Events.ReadAllAsync(Patience).ToListAsync(Patience));
        Assert.False(device.IsRaw);
    }

    [Fact]
    public async Task Being_asked_to_end_puts_the_terminal_back_before_the_program_ends()
    {
        var device = new MemoryDevice();
        await using var session = new TerminalSession(device, Options);
        session.Close(CloseReason.Terminated);

        Assert.False(device.IsRaw);
        Assert.DoesNotContain(1049, device.Screen().Modes);
        var written = device.Written.Length;
        session.Draw(frame => frame.Buffer.Write(0, 0, "too late"));
        session.Close(CloseReason.HangUp);
        Assert.Equal(new ClosedEvent(CloseReason.Terminated), await session.Events.ReadAsync(Patience));
        await session.DisposeAsync();
        Assert.Equal(written, device.Written.Length);
    }

    [Fact]
    public async Task A_line_that_takes_nothing_does_not_keep_the_program_from_ending()
    {
        var device = new MemoryDevice();
        var session = new TerminalSession(device, Options);
        device.Takes = false;
        session.Draw(frame => frame.Buffer.Write(0, 0, "stuck"));
        await session.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), Patience);

        Assert.False(device.IsRaw);
        Assert.True(device.IsDisposed);
    }

    [Fact]
    public async Task While_suspended_nothing_is_read_or_drawn_and_then_everything_is_painted_again()
    {
        var device = new MemoryDevice();
        await using var session = new TerminalSession(device, Options);
        session.Draw(frame => frame.Buffer.Write(0, 0, "before"));
        await Until(() => device.Screen().Line(0) == "before");
        var scope = session.Suspend();

        Assert.False(device.IsRaw);
        Assert.DoesNotContain(1049, device.Screen().Modes);
        var written = device.Written.Length;
        session.Draw(frame => frame.Buffer.Write(0, 0, "during"));
        device.Type("x");
        await Task.Delay(100, Patience);
        Assert.Equal(written, device.Written.Length);
        Assert.False(session.Events.TryPeek(out _));

        device.Size = new TerminalSize(30, 5);
        scope.Dispose();
        Assert.True(device.IsRaw);
        Assert.Equal(new ResizeEvent(30, 5), await session.Events.ReadAsync(Patience));
        Assert.Equal(new KeyEvent('x'), await session.Events.ReadAsync(Patience));
        session.Draw(frame => frame.Buffer.Write(0, 0, "after"));
        await Until(() => Encoding.UTF8.GetString(device.Written).Contains("after", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_passthrough_hands_bytes_on_unchanged_both_ways()
    {
        var device = new MemoryDevice();
        await using var session = new TerminalSession(device, Options);
        var passthrough = session.OpenPassthrough();
        Assert.True(device.IsRaw);
        Assert.DoesNotContain(1049, device.Screen().Modes);
        Assert.Equal(new TerminalSize(40, 10), await passthrough.Sizes.ReadAsync(Patience));

        device.Type("\e[A\x03\xff");
        Assert.Equal("\e[A\x03\xff", Encoding.UTF8.GetString((await passthrough.Input.ReadAsync(Patience)).Span));
        await passthrough.WriteAsync("\e[5n$ "u8.ToArray(), Patience);
        Assert.EndsWith("\e[5n$ ", Encoding.UTF8.GetString(device.Written), StringComparison.Ordinal);

        device.Size = new TerminalSize(50, 12);
        session.Resized();
        Assert.Equal(new TerminalSize(50, 12), await passthrough.Sizes.ReadAsync(Patience));
        await passthrough.DisposeAsync();
        device.Type("k");
        var events = new List<InputEvent>();
        while (events.OfType<KeyEvent>().FirstOrDefault() is null)
        {
            events.Add(await session.Events.ReadAsync(Patience));
        }

        Assert.Equal(new KeyEvent('k'), events[^1]);
    }

    [Fact]
    public async Task A_copy_goes_to_the_clipboard_of_the_outer_terminal_too()
    {
        var device = new MemoryDevice();
        await using var session = new TerminalSession(device, Options with { Capabilities = new TerminalCapabilities { InsideTmux = true } });
        session.Copy("kubectl get pods ü");
        var payload = Convert.ToBase64String(Encoding.UTF8.GetBytes("kubectl get pods ü"));

        await Until(() => device.Screen().Strings.Count == 2);
        Assert.Equal([$"\e]52;c;{payload}\a", $"\ePtmux;\e\e]52;c;{payload}\a\e\\"], device.Screen().Strings);
    }

    private static async Task Until(Func<bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Patience);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(5, deadline.Token);
        }
    }
}
