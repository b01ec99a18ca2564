namespace KubeNetTui.Replay;

/// <summary>What was read from a stream to see what it is, and then the rest of it. Does not own the stream.</summary>
internal sealed class ReadAgainStream(byte[] head, Stream rest) : DuplexStream(Null, Null)
{
    private int _at;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at >= head.Length)
        {
            return await rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        var count = Math.Min(buffer.Length, head.Length - _at);
        head.AsMemory(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("read asynchronously: a network is behind it");

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
}
