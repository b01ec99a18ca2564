using System.Buffers.Binary;

namespace KubeNetTui.Kubernetes;

/// <summary>
/// One connection to a port of a pod: two channels, data and error, each beginning with a frame that repeats the port
/// (little-endian uint16). v4 has no way to close one direction: the stream ends for both.
/// </summary>
internal sealed class PortForwardStream : Stream
{
    private const byte DataChannel = 0;
    private const byte ErrorChannel = 1;

    private readonly ChannelSocket _socket;
    private readonly int _port;
    private readonly string _what;
    private readonly bool[] _greeted = new bool[2];
    private ReadOnlyMemory<byte> _rest;
    private bool _ended;

    private PortForwardStream(ChannelSocket socket, int port, string what)
    {
        _socket = socket;
        _port = port;
        _what = what;
    }

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public static async Task<Stream> OpenAsync(ApiConnection connection, string ns, string pod, int port, CancellationToken cancellation)
    {
        var path = $"/api/v1/namespaces/{Uri.EscapeDataString(ns)}/pods/{Uri.EscapeDataString(pod)}/portforward?ports={port}";
        var socket = await ChannelSocket.OpenAsync(connection, path, ["v4.channel.k8s.io"], cancellation).ConfigureAwait(false);
        return new PortForwardStream(socket, port, $"port-forward to {Printable.Clean(ns, 100)}/{Printable.Clean(pod, 100)}:{port}");
    }

    /// <exception cref="ApiException">The kubelet could not connect (nobody listens), or the line broke.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty && !_ended)
        {
            if (await _socket.ReceiveAsync(cancellationToken).ConfigureAwait(false) is not var (channel, data))
            {
                _ended = true;
            }
            else if (channel is DataChannel or ErrorChannel && !_greeted[channel])
            {
                Greet(channel, data.Span);
            }
            else if (channel == ErrorChannel && !data.IsEmpty)
            {
                _ended = true;
                throw Refused(data.Span);
            }
            else if (channel == DataChannel)
            {
                _rest = data;
            }
        }
        var take = Math.Min(buffer.Length, _rest.Length);
        _rest[..take].CopyTo(buffer);
        _rest = _rest[take..];
        return take;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        buffer.IsEmpty ? ValueTask.CompletedTask : new ValueTask(_socket.SendAsync(DataChannel, buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only to be read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only to be written asynchronously.");

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private void Greet(byte channel, ReadOnlySpan<byte> data)
    {
        _greeted[channel] = true;
        if (data.Length != 2 || BinaryPrimitives.ReadUInt16LittleEndian(data) != _port)
        {
            _ended = true;
            throw new ApiException(new ApiFailure(
                RequestStep.Answer, 101, "", $"{_what}: the server did not begin with the port, as the protocol wants it.", "Does something between speak another protocol?"));
        }
    }

    private ApiException Refused(ReadOnlySpan<byte> message)
    {
        var said = Printable.Clean(message);
        return new ApiException(new ApiFailure(
            RequestStep.Server, 101, "", $"{_what}: {said.TrimEnd('.')}.",
            said.Contains("connection refused", StringComparison.OrdinalIgnoreCase) ? "Nothing in the pod listens on that port of 127.0.0.1." : ""));
    }
}
