using System.Buffers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KubeNetTui.Replay;

/// <summary>
/// Several streams over one WebSocket: the first byte of each message is the channel
/// (staging/src/k8s.io/apimachinery/pkg/util/remotecommand/constants.go).
/// </summary>
internal sealed class WebSocketChannels : IAsyncDisposable
{
    public const string Version5 = "v5.channel.k8s.io";
    public const string Version4 = "v4.channel.k8s.io";
    private const int LongestMessage = 1024 * 1024;
    private readonly WebSocket _socket;
    private readonly Stream _stream;
    private readonly SemaphoreSlim _sending = new(1, 1);

    private WebSocketChannels(WebSocket socket, Stream stream, string protocol)
    {
        _socket = socket;
        _stream = stream;
        Protocol = protocol;
    }

    public string Protocol { get; }

    public static bool IsWebSocket(HttpContext context) =>
        context.Request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase);

    /// <summary>Answers 101 with the first protocol of the client that is served here; null after 403, when there is none.</summary>
    public static async Task<WebSocketChannels?> AcceptAsync(HttpContext context, params string[] served)
    {
        var protocol = context.Request.Headers.SecWebSocketProtocol.ToString().Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(served.Contains);
        var key = context.Request.Headers.SecWebSocketKey.ToString();
        if (protocol is null || key.Length == 0 || context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade)
        {
            context.Response.StatusCode = 403; // the API server says no more
            context.Response.Headers.Connection = "close";
            return null;
        }

        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = Accept(key);
        context.Response.Headers.SecWebSocketProtocol = protocol;
        var stream = await upgrade.UpgradeAsync().ConfigureAwait(false);
        var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = protocol });
        return new WebSocketChannels(socket, stream, protocol);
    }

    /// <summary>Messages from several writers go out whole, one after the other.</summary>
    public async Task SendAsync(byte channel, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        var message = ArrayPool<byte>.Shared.Rent(data.Length + 1);
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            message[0] = channel;
            data.CopyTo(message.AsMemory(1));
            await _socket.SendAsync(message.AsMemory(0, data.Length + 1), WebSocketMessageType.Binary, true, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    /// <summary>The next message; null when the client closes or goes.</summary>
    public async Task<(byte Channel, byte[] Data)?> ReceiveAsync(CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.GetMemory(4096), cancellation).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close || buffer.WrittenCount + part.Count > LongestMessage)
                {
                    return null;
                }

                buffer.Advance(part.Count);
                if (!part.EndOfMessage)
                {
                    continue;
                }

                if (buffer.WrittenCount > 0)
                {
                    return (buffer.WrittenSpan[0], buffer.WrittenSpan[1..].ToArray());
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException)
        {
            return null;
        }
    }

    /// <summary>Says goodbye; the client's answer is not waited for long.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
        {
            // The client has gone: there is nobody to tell.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _sending.Dispose();
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A stream whose writes go out on a channel.</summary>
    public Stream Writer(byte channel) => new ChannelStream(this, channel);

    private static string Accept(string key)
    {
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1; nothing is secret about it.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }

    private sealed class ChannelStream(WebSocketChannels channels, byte channel) : DuplexStream(Null, Null)
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            // An empty frame has a meaning of its own: a channel opens.
            if (buffer.Length > 0)
            {
                await channels.SendAsync(channel, buffer, cancellationToken).ConfigureAwait(false);
            }
        }

        public override void Write(ReadOnlySpan<byte> buffer) => throw new NotSupportedException("write asynchronously: a network is behind it");

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
