using System.Buffers;

namespace KubeNetTui.Kubernetes;

/// <summary>
/// An answer while it comes in. Reads give up when nothing comes for too long, and fail as <see cref="ApiException"/> whatever the
/// network does. Must be disposed: it holds a place among the parallel requests.
/// </summary>
internal sealed class ApiResponse : IAsyncDisposable
{
    // The largest body that is taken whole. Lists are streamed; the OpenAPI document of a large cluster has 10 MB.
    private const int MaxBody = 256 * 1024 * 1024;

    private readonly HttpResponseMessage _message;
    private readonly CancellationTokenSource _cancellation;
    private readonly CancellationToken _caller;
    private readonly TimeSpan _silence;
    private readonly Action<long, string?> _ended;
    private readonly Stream _body;
    private readonly string _what;
    private long _bytes;
    private string? _failure;
    private int _disposed;

    /// <param name="silence">Longest wait for the next bytes; infinite for a stream, whose connection is pinged instead.</param>
    /// <param name="ended">Told the bytes read, and the failure if any, once.</param>
    public ApiResponse(
        HttpResponseMessage message, Stream body, string what, CancellationTokenSource cancellation, TimeSpan silence,
        Action<long, string?> ended, CancellationToken caller)
    {
        _message = message;
        _body = body;
        _what = what;
        _cancellation = cancellation;
        _caller = caller;
        _silence = silence;
        _ended = ended;
    }

    /// <summary><c>GET /api/v1/pods</c>, for messages.</summary>
    public string What => _what;
    public int Status => (int)_message.StatusCode;
    public string ContentType => _message.Content.Headers.ContentType?.MediaType ?? "";

    /// <summary>The bare connection after a 101.</summary>
    public Stream Connection => _body;
    public string? SubProtocol => _message.Headers.TryGetValues("Sec-WebSocket-Protocol", out var values) ? values.FirstOrDefault() : null;

    /// <summary>0: the answer is over.</summary>
    /// <exception cref="ApiException">Broke off, or went silent.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            if (_silence != Timeout.InfiniteTimeSpan)
            {
                _cancellation.CancelAfter(_silence);
            }
            var read = await _body.ReadAsync(buffer, _cancellation.Token).ConfigureAwait(false);
            _bytes += read;
            return read;
        }
        catch (OperationCanceledException) when (_caller.IsCancellationRequested)
        {
            throw new OperationCanceledException(_caller);
        }
        catch (OperationCanceledException wrong)
        {
            throw Failed(new ApiFailure(
                RequestStep.Timeout, Status, "", $"{_what}: the answer stopped half-way and nothing more came in {_silence.TotalSeconds:0} s.", "Check the line to the server, or allow more with --request-timeout."), wrong);
        }
        catch (Exception wrong) when (wrong is IOException or HttpRequestException or InvalidDataException or ObjectDisposedException)
        {
            throw Failed(Failures.BrokenOff(_what, Status, wrong), wrong);
        }
    }

    public async Task<byte[]> ReadAllAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var length = 0;
            while (true)
            {
                var read = await ReadAsync(buffer.AsMemory(length)).ConfigureAwait(false);
                if (read == 0)
                {
                    return buffer.AsSpan(0, length).ToArray();
                }
                length += read;
                if (length == buffer.Length)
                {
                    if (length >= MaxBody)
                    {
                        throw Failed(new ApiFailure(RequestStep.Answer, Status, "", $"{_what}: the answer has more than {MaxBody >> 20} MiB.", ""), null);
                    }
                    var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The caller found the answer's text unusable.</summary>
    public ApiException Failed(ApiFailure failure, Exception? inner)
    {
        _failure = failure.Message;
        return new ApiException(failure, inner);
    }

    public ApiException Malformed(string how, Exception? inner = null) =>
        Failed(new ApiFailure(RequestStep.Answer, Status, "", $"{_what}: the answer is no proper Kubernetes answer: {how}.", "Is this address an API server, or does a proxy answer in its place?"), inner);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }
        _ended(_bytes, _failure);
        // Cancelled first: disposing would read on to the end of the answer to keep an HTTP/1.1 connection.
        await _cancellation.CancelAsync().ConfigureAwait(false);
        _message.Dispose();
        _cancellation.Dispose();
    }

}
