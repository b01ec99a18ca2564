namespace KubeNetTui.Terminal.Tests;

public sealed class TtyDeviceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public void Raw_mode_is_set_and_taken_back_to_the_last_bit()
    {
        using var pair = new PseudoTerminal(120, 40);
        using var device = TtyDevice.Open(pair.Path);
        var before = pair.Attributes();
        device.EnterRawMode();
        var raw = pair.Attributes();
        device.LeaveRawMode();

        const uint canonicalEchoSignals = 2 | 8 | 1; // ICANON, ECHO, ISIG
        Assert.Equal(canonicalEchoSignals, before.Local & canonicalEchoSignals);
        Assert.Equal(0u, raw.Local & canonicalEchoSignals);
        Assert.Equal(before, pair.Attributes());
    }

    [Fact]
    public void The_size_is_that_of_the_terminal_now()
    {
        using var pair = new PseudoTerminal(500, 140);
        using var device = TtyDevice.Open(pair.Path);
        Assert.Equal(new TerminalSize(500, 140), device.Size);
        pair.Resize(80, 24);
        Assert.Equal(new TerminalSize(80, 24), device.Size);
    }

    [Fact]
    public void Bytes_go_both_ways_unchanged_in_raw_mode()
    {
        using var pair = new PseudoTerminal(80, 24);
        using var device = TtyDevice.Open(pair.Path);
        device.EnterRawMode();
        pair.Type("\x03\x1a\r\e[A"u8);
        var bytes = new byte[64];

        Assert.Equal(ReadOutcome.Data, device.Read(bytes, Long, out var count));
        Assert.Equal("\x03\x1a\r\e[A"u8.ToArray(), bytes[..count]);
        Assert.Equal(4, device.Write("a\n\e["u8, Long));
        Assert.Equal("a\n\e["u8.ToArray(), pair.Read());
    }

    [Fact]
    public void A_read_ends_when_the_time_is_over_or_when_it_is_interrupted()
    {
        using var pair = new PseudoTerminal(80, 24);
        using var device = TtyDevice.Open(pair.Path);
        var bytes = new byte[64];
        Assert.Equal(ReadOutcome.TimedOut, device.Read(bytes, TimeSpan.FromMilliseconds(5), out _));
        device.Interrupt();
        Assert.Equal(ReadOutcome.Interrupted, device.Read(bytes, null, out _));
    }

    [Fact]
    public void A_terminal_that_takes_nothing_does_not_hold_the_writer()
    {
        using var pair = new PseudoTerminal(80, 24);
        using var device = TtyDevice.Open(pair.Path);
        device.EnterRawMode();
        var block = new byte[4096];
        var tries = 0;
        while (device.Write(block, TimeSpan.FromMilliseconds(20)) > 0)
        {
            Assert.True(++tries < 10_000);
        }
    }

    [Fact]
    public void A_hang_up_is_told()
    {
        var pair = new PseudoTerminal(80, 24);
        using var device = TtyDevice.Open(pair.Path);
        pair.Dispose();

        Assert.Equal(ReadOutcome.Closed, device.Read(new byte[8], Long, out _));
        Assert.True(device.Write("x"u8, Long) < 0);
    }

    [Fact]
    public void What_is_no_terminal_is_refused_with_its_name()
    {
        var refused = Assert.Throws<TerminalException>(() => TtyDevice.Open("/dev/null"));
        Assert.Contains("/dev/null", refused.Message, StringComparison.Ordinal);
    }
}
