using System.Net;
using System.Net.Sockets;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Forwarding;

/// <summary>One forwarded port: listens on this machine, and takes each connection to a pod. Lives until it is disposed.</summary>
internal sealed class PortForward : IAsyncDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly Session _session;
    private readonly ForwardTarget _target;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _connections = [];
    private readonly Task _accepting;
    private int _open;
    private long _total;
    private long _bytes;

    private PortForward(Session session, ForwardRequest request, TcpListener listener, DateTimeOffset since)
    {
        (_session, _listener, Since) = (session, listener, since);
        Request = request with { Local = (IPEndPoint)listener.LocalEndpoint };
        _target = new ForwardTarget(session, request.Target, request.Port);
        _accepting = AcceptAsync();
    }

    /// <summary>With the local port that was taken.</summary>
    public ForwardRequest Request { get; }

    public DateTimeOffset Since { get; }

    /// <summary>Connections open now, and all there have been.</summary>
    public (int Open, long Total) Connections => (Volatile.Read(ref _open), Interlocked.Read(ref _total));

    /// <summary>Both ways together.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The pod that the last connection went to; "" before the first.</summary>
    public string Pod { get; private set; } = "";

    /// <summary>What went wrong with the last connection; "" when it went well.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>From any thread, when one of these numbers or words changed.</summary>
    public event Action? Changed;

    /// <exception cref="SocketException">The port is taken, or the address is none of this machine.</exception>
    public static PortForward Start(Session session, ForwardRequest request, DateTimeOffset since)
    {
        TcpListener listener = new(request.Local);
        listener.Start();
        return new PortForward(session, request, listener, since);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task[] open;
        lock (_lock)
        {
            open = [.. _connections];
        }

        await Task.WhenAll(open).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false);
            var serving = ServeAsync(client);
            lock (_lock)
            {
                _connections.Add(serving);
                _connections.RemoveWhere(t => t.IsCompleted);
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _open);
        Interlocked.Increment(ref _total);
        try
        {
            using (client)
            {
                var (pod, port) = await _target.FindAsync(_stop.Token).ConfigureAwait(false);
                (Pod, Problem) = (pod, "");
                Changed?.Invoke();
                var remote = await _session.Client.PortForwardAsync(Request.Target.Namespace, pod, port, _stop.Token).ConfigureAwait(false);
                await using (remote.ConfigureAwait(false))
                {
                    await PumpAsync(client.GetStream(), remote).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is IOException or ApiException or SocketException or ObjectDisposedException or System.Text.Json.JsonException)
        {
            Problem = SafeText.Clean(e.Message);
        }
        catch (OperationCanceledException)
        {
            // The forward was ended.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
            Changed?.Invoke();
        }
    }

    /// <summary>Until the pod's side ends: the protocol has no half-closed connection, so the client's end alone does not end it.</summary>
    private async Task PumpAsync(NetworkStream local, Stream remote)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var up = CopyAsync(local, remote, done.Token);
        var down = CopyAsync(remote, local, done.Token);
        var first = await Task.WhenAny(up, down).ConfigureAwait(false);
        if (first == up && up.IsCompletedSuccessfully)
        {
            // The client has said all; what the pod still answers goes to it.
            await down.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await done.CancelAsync().ConfigureAwait(false);
        await up.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await down.ConfigureAwait(false);
    }

    private async Task CopyAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        var buffer = new byte[BufferSize];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            Interlocked.Add(ref _bytes, read);
        }
    }
}
