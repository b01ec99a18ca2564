namespace KubeNetTui.Replay;

/// <summary>The client's end of a connection to something in this process, which ends with it.</summary>
internal sealed class ServedStream : DuplexStream
{
    private readonly CancellationTokenSource _ending = new();
    private Task _serving = Task.CompletedTask;

    private ServedStream(DuplexStream near) : base(near, near)
    {
    }

    public static ServedStream Start(Func<Stream, CancellationToken, Task> serve)
    {
        var (near, far) = Pair();
        var stream = new ServedStream(near);
        stream._serving = stream.ServeAsync(serve, far);
        return stream;
    }

    public override async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _serving.ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task ServeAsync(Func<Stream, CancellationToken, Task> serve, DuplexStream far)
    {
        await using (far.ConfigureAwait(false))
        {
            try
            {
                await serve(far, _ending.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
            {
                // The client has gone.
            }
        }
    }
}
