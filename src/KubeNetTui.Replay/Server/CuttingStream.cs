namespace KubeNetTui.Replay;

/// <summary>A response body that breaks the connection after some bytes.</summary>
internal sealed class CuttingStream(Stream body, int bytes, Action cut) : DuplexStream(Stream.Null, body)
{
    private int _left = bytes;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var part = buffer[..Math.Min(buffer.Length, _left)];
        _left -= part.Length;
        await base.WriteAsync(part, cancellationToken).ConfigureAwait(false);
        if (_left == 0)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            cut();
            throw new IOException("the connection was cut on demand");
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer) => throw new NotSupportedException("write asynchronously: a network is behind it");
}
