using System.Net;
using System.Net.Sockets;

namespace KubeNetTui.Kubernetes.Tests;

/// <summary>A TCP server that does to each connection what the test says: the broken ones.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _tasks = [];

    public RawServer(Func<NetworkStream, CancellationToken, Task> serve)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _tasks.Add(Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync(_end.Token);
                    Interlocked.Increment(ref _connections);
                    lock (_tasks)
                    {
                        _tasks.Add(ServeAsync(client, serve));
                    }
                }
            }
            catch (Exception wrong) when (wrong is OperationCanceledException or InvalidOperationException or SocketException)
            {
                // Stopped.
            }
        }));
    }

    private int _connections;

    public int Connections => Volatile.Read(ref _connections);

    public int Port { get; }

    public ConnectionSettings Settings(string scheme = "http") => new() { Server = new Uri($"{scheme}://127.0.0.1:{Port}"), ContextName = "test" };

    public ApiClient Client(string scheme = "http", TimeSpan? timeout = null) => new(Settings(scheme) with { RequestTimeout = timeout }, _ => null);

    /// <summary>Reads a request's head, so that the client is not told of a reset before the answer.</summary>
    public static async Task<string> HeadAsync(Stream stream, CancellationToken cancellation)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellation) > 0)
        {
            head.Add(one[0]);
            if (head.Count >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n')
            {
                break;
            }
        }
        return System.Text.Encoding.Latin1.GetString([.. head]);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Task[] tasks;
        lock (_tasks)
        {
            tasks = [.. _tasks];
        }
        await Task.WhenAll(tasks);
        _end.Dispose();
    }

    private async Task ServeAsync(TcpClient client, Func<NetworkStream, CancellationToken, Task> serve)
    {
        using (client)
        {
            try
            {
                await serve(client.GetStream(), _end.Token);
            }
            catch (Exception wrong) when (wrong is IOException or OperationCanceledException or ObjectDisposedException)
            {
            }
        }
    }
}
