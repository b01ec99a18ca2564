using System.Threading.Channels;

namespace KubeNetTui.Terminal;

/// <summary>
/// The terminal lent to a program elsewhere, such as a shell in a pod: keys come as the bytes they are, and what is written goes to the
/// screen as it is. The full screen comes back when this is disposed.
/// </summary>
public sealed class TerminalPassthrough : IAsyncDisposable
{
    private readonly Channel<ReadOnlyMemory<byte>> _input = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
    private readonly Channel<TerminalSize> _sizes = Channel.CreateUnbounded<TerminalSize>();
    private readonly Func<ReadOnlyMemory<byte>, Task> _write;
    private readonly Action _end;
    private int _disposed;

    internal TerminalPassthrough(TerminalSize size, Func<ReadOnlyMemory<byte>, Task> write, Action end)
    {
        _write = write;
        _end = end;
        _sizes.Writer.TryWrite(size);
    }

    /// <summary>Bytes of the keyboard. Ends when the terminal is gone.</summary>
    public ChannelReader<ReadOnlyMemory<byte>> Input => _input.Reader;

    /// <summary>The size at the beginning, then each new one.</summary>
    public ChannelReader<TerminalSize> Sizes => _sizes.Reader;

    internal ChannelWriter<ReadOnlyMemory<byte>> InputWriter => _input.Writer;

    /// <summary>Writes bytes unchanged, escape sequences and all, and waits until the terminal has taken them.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        // The memory may be used again when a cancelled caller goes on, while the bytes are still in the queue.
        await _write(bytes.ToArray()).WaitAsync(cancellation).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Close();
            _end();
        }

        return ValueTask.CompletedTask;
    }

    internal void Resize(TerminalSize size) => _sizes.Writer.TryWrite(size);

    internal void Close()
    {
        _input.Writer.TryComplete();
        _sizes.Writer.TryComplete();
    }
}
