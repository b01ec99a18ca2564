using System.Text;
using KubeNetTui.Terminal;

namespace KubeNetTui.Tests.Screens;

/// <summary>A terminal in memory that is lent to shells: keys are typed into it, what is written is kept.</summary>
internal sealed class TestTerminal : ITerminalDevice
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _readable = new(0);
    private readonly Queue<byte[]> _typed = new();
    private readonly MemoryStream _written = new();
    private int _lent;

    public TerminalSize Size { get; set; } = new(100, 30);

    public bool IsRaw { get; private set; }

    /// <summary>How often it was lent and given back.</summary>
    public int GivenBack => Volatile.Read(ref _lent);

    public string Written
    {
        get
        {
            lock (_gate)
            {
                return Encoding.UTF8.GetString(_written.ToArray());
            }
        }
    }

    public async Task LendAsync(Func<TerminalPassthrough, CancellationToken, Task> work)
    {
        var session = new TerminalSession(this, new TerminalOptions { Signals = false, Mouse = false });
        await using (session.ConfigureAwait(false))
        {
            var passthrough = session.OpenPassthrough();
            await using (passthrough.ConfigureAwait(false))
            {
                try
                {
                    await work(passthrough, TestContext.Current.CancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    Interlocked.Increment(ref _lent);
                }
            }
        }
    }

    public void Type(string text)
    {
        lock (_gate)
        {
            _typed.Enqueue(Encoding.UTF8.GetBytes(text));
        }

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
            if (!_typed.TryDequeue(out var typed))
            {
                return ReadOutcome.Interrupted;
            }

            typed.CopyTo(bytes);
            count = typed.Length;
            return ReadOutcome.Data;
        }
    }

    public void Interrupt() => _readable.Release();

    public int Write(ReadOnlySpan<byte> bytes, TimeSpan timeout)
    {
        lock (_gate)
        {
            _written.Write(bytes);
        }

        return bytes.Length;
    }

    public void EnterRawMode() => IsRaw = true;

    public void LeaveRawMode() => IsRaw = false;

    public void Dispose()
    {
        // It is lent again.
    }
}
