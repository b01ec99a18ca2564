using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;

namespace KubeNetTui.Kubernetes;

/// <summary>
/// A WebSocket of the <c>channel.k8s.io</c> protocols: each message begins with the number of its channel. The greeting is sent as
/// an ordinary request, for <see cref="ClientWebSocket"/> would throw away what the server says when it refuses.
/// </summary>
internal sealed class ChannelSocket : IAsyncDisposable
{
    private readonly ApiResponse _response;
    private readonly WebSocket _socket;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly string _what;
    private byte[] _buffer = new byte[32 * 1024];

    private ChannelSocket(ApiResponse response, WebSocket socket, string protocol, string what)
    {
        _response = response;
        _socket = socket;
        _what = what;
        Protocol = protocol;
    }

    public string Protocol { get; }

    /// <exception cref="ApiException">The server refuses, or knows none of the protocols.</exception>
    public static async Task<ChannelSocket> OpenAsync(ApiConnection connection, string path, IReadOnlyList<string> protocols, CancellationToken cancellation)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var request = new ApiRequest(HttpMethod.Get, path)
        {
            Kind = RequestKind.Stream,
            Accept = "*/*",
            Prepare = message =>
            {
                // RFC 6455 over HTTP/1.1: kube-apiserver does not know the HTTP/2 form (RFC 8441).
                message.Version = HttpVersion.Version11;
                message.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
                message.Headers.TryAddWithoutValidation("Connection", "Upgrade");
                message.Headers.TryAddWithoutValidation("Upgrade", "websocket");
                message.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
                message.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", key);
                message.Headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", string.Join(", ", protocols));
            },
        };
        var response = await connection.OpenAsync(request, cancellation).ConfigureAwait(false);
        var chosen = response.SubProtocol ?? "";
        if (response.Status != 101 || !protocols.Contains(chosen))
        {
            await using (response.ConfigureAwait(false))
            {
                throw response.Failed(
                    new ApiFailure(
                        RequestStep.Answer, response.Status, "",
                        response.Status == 101
                            ? $"{response.What}: the server opened a WebSocket without one of the protocols {string.Join(", ", protocols)}."
                            : $"{response.What}: the server answered {response.Status} where a WebSocket was asked for.",
                        "Kubernetes 1.30 and later speak WebSocket here; a proxy between must let it through."),
                    null);
            }
        }
        var socket = WebSocket.CreateFromStream(
            response.Connection,
            new WebSocketCreationOptions { IsServer = false, SubProtocol = chosen, KeepAliveInterval = TimeSpan.FromSeconds(20), KeepAliveTimeout = TimeSpan.FromSeconds(60) });
        return new ChannelSocket(response, socket, chosen, response.What);
    }

    /// <summary>The next whole message; null: the other side closed. The memory is good until the next call.</summary>
    /// <exception cref="ApiException">The connection broke off.</exception>
    public async ValueTask<(byte Channel, ReadOnlyMemory<byte> Data)?> ReceiveAsync(CancellationToken cancellation)
    {
        var length = 0;
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellation).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }
                length += part.Count;
                if (part.EndOfMessage)
                {
                    if (length > 0)
                    {
                        return (_buffer[0], _buffer.AsMemory(1, length - 1));
                    }
                    // An empty message has no channel.
                    continue;
                }
                if (length == _buffer.Length)
                {
                    if (length >= 16 * 1024 * 1024)
                    {
                        throw new ApiException(new ApiFailure(RequestStep.Answer, 101, "", $"{_what}: a frame has more than 16 MiB.", ""));
                    }
                    Array.Resize(ref _buffer, length * 2);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception wrong) when (wrong is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            throw new ApiException(Failures.BrokenOff(_what, 101, wrong), wrong);
        }
    }

    /// <exception cref="ApiException">The connection broke off, or the other side closed.</exception>
    public async Task SendAsync(byte channel, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        var frame = new byte[data.Length + 1];
        frame[0] = channel;
        data.CopyTo(frame.AsMemory(1));
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await _socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, cancellation).ConfigureAwait(false);
        }
        catch (Exception wrong) when (wrong is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw new ApiException(Failures.BrokenOff(_what, 101, wrong), wrong);
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                // Said, not waited for: kubelets leave a close unanswered while a command goes on.
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception wrong) when (wrong is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // Closed already.
        }
        _socket.Dispose();
        _sending.Dispose();
        await _response.DisposeAsync().ConfigureAwait(false);
    }
}
