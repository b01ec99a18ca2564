namespace KubeNetTui.Kubernetes;

/// <summary>What went over the wire. Shared by all connections of one client.</summary>
internal sealed class Traffic
{
    private long _requests;
    private long _received;

    public (long Requests, long BytesReceived) Totals => (Interlocked.Read(ref _requests), Interlocked.Read(ref _received));

    public void CountRequest() => Interlocked.Increment(ref _requests);

    public void CountReceived(int bytes) => Interlocked.Add(ref _received, bytes);
}

/// <summary>The stream below TLS: counts, and remembers how the other side began to speak.</summary>
internal sealed class CountedStream(Stream inner, Traffic traffic) : Stream
{
    private readonly byte[] _first = new byte[8];
    private int _firstLength;

    /// <summary>The other side answers a TLS greeting in plain HTTP.</summary>
    public bool SpeaksHttp => _first.AsSpan(0, _firstLength).StartsWith("HTTP/"u8);

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Note(buffer.Span[..read]);
        return read;
    }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Note(buffer[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        traffic.CountReceived(bytes.Length);
        if (_firstLength < _first.Length && bytes.Length > 0)
        {
            var take = Math.Min(bytes.Length, _first.Length - _firstLength);
            bytes[..take].CopyTo(_first.AsSpan(_firstLength));
            _firstLength += take;
        }
    }
}
