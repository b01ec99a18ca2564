using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary>
/// <c>pods/portforward</c> over WebSocket: for the n-th port of the query, channel 2n carries data and 2n+1 errors; both begin with
/// the port as a little-endian 16-bit number.
/// </summary>
internal sealed class PortForwardHandler(ObjectStore store, IPodRuntime runtime)
{
    public async Task HandleAsync(HttpContext context, ResourceKind pods, ApiRequest api, CancellationToken stop)
    {
        using (PodReader.Of(store, pods, api.Namespace, api.Name))
        {
            // It is there.
        }

        Spdy.Refuse(context, "port-forward");
        await PodReader.RequireKubeletAsync(runtime, api, context.RequestAborted).ConfigureAwait(false);
        var ports = Ports(context.Request.Query);
        await using var channels = await WebSocketChannels.AcceptAsync(context, WebSocketChannels.Version4).ConfigureAwait(false);
        if (channels is null)
        {
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stop);
        var open = new Connection[ports.Count];
        for (var index = 0; index < ports.Count; index++)
        {
            open[index] = new Connection(channels, (byte)(2 * index), ports[index]);
            await open[index].StartAsync(runtime, api, ending.Token).ConfigureAwait(false);
        }

        var receiving = ReceiveAsync(channels, open, ending.Token);
        var relaying = Task.WhenAll(open.Select(connection => connection.RelayAsync(ending.Token)));
        await Task.WhenAny(receiving, relaying).ConfigureAwait(false);
        await channels.CloseAsync(ending.Token).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(receiving, relaying).ConfigureAwait(false);
        foreach (var connection in open)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static List<int> Ports(IQueryCollection query)
    {
        var ports = new List<int>();
        foreach (var text in query["ports"].SelectMany(texts => (texts ?? "").Split(',')))
        {
            ports.Add(int.TryParse(text, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
                ? port
                : throw ApiStatusException.BadRequest($"invalid port \"{text}\""));
        }

        return ports.Count is > 0 and < 128 ? ports : throw ApiStatusException.BadRequest("you must specify at least 1 port");
    }

    private static async Task ReceiveAsync(WebSocketChannels channels, Connection[] open, CancellationToken cancellation)
    {
        try
        {
            while (await channels.ReceiveAsync(cancellation).ConfigureAwait(false) is var (channel, data))
            {
                if (channel % 2 == 0 && channel / 2 < open.Length)
                {
                    await open[channel / 2].SendAsync(data, cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The other side has ended.
        }
    }

    private sealed class Connection(WebSocketChannels channels, byte channel, int port) : IAsyncDisposable
    {
        private Stream? _stream;

        public async Task StartAsync(IPodRuntime runtime, ApiRequest api, CancellationToken cancellation)
        {
            var opening = new byte[2];
            BinaryPrimitives.WriteUInt16LittleEndian(opening, (ushort)port);
            await channels.SendAsync(channel, opening, cancellation).ConfigureAwait(false);
            await channels.SendAsync((byte)(channel + 1), opening, cancellation).ConfigureAwait(false);
            try
            {
                _stream = await runtime.ConnectAsync(api.Namespace, api.Name, port, cancellation).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                var message = $"error forwarding port {port} to pod {api.Name}, uid : {e.Message}";
                await channels.SendAsync((byte)(channel + 1), Encoding.UTF8.GetBytes(message), cancellation).ConfigureAwait(false);
            }
        }

        public async Task SendAsync(byte[] data, CancellationToken cancellation)
        {
            try
            {
                if (_stream is not null)
                {
                    await _stream.WriteAsync(data, cancellation).ConfigureAwait(false);
                    await _stream.FlushAsync(cancellation).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is IOException or InvalidOperationException)
            {
                // The pod's end is closed; its relay ends on its own.
            }
        }

        /// <summary>From the pod to the client, until either ends.</summary>
        public async Task RelayAsync(CancellationToken cancellation)
        {
            if (_stream is null)
            {
                return;
            }

            var buffer = new byte[16 * 1024];
            try
            {
                int read;
                while ((read = await _stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
                {
                    await channels.SendAsync(channel, buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or System.Net.WebSockets.WebSocketException)
            {
                // One of the two is gone.
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_stream is not null)
            {
                await _stream.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
