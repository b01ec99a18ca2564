using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace KubeNetTui.Kubernetes;

/// <summary>Sends requests to one server: identity, bound on parallel requests, time limits, retries, and errors as <see cref="ApiException"/>.</summary>
internal sealed class ApiConnection : IDisposable
{
    private const int MaxParallel = 16;
    private const int MaxTries = 4;

    private static readonly TimeSpan s_firstAnswer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestRetryAfter = TimeSpan.FromSeconds(10);

    private readonly ConnectionSettings _settings;
    private readonly Func<string, string?> _environment;

    // Never disposed: answers still open give their places back after the connection is closed.
    private readonly SemaphoreSlim _places = new(MaxParallel, MaxParallel);
    private readonly Lock _gate = new();
    private readonly HeaderLines? _lines;
    private readonly string _root;
    private HttpMessageInvoker? _invoker;
    private int _certificateVersion;
    private bool _disposed;

    public ApiConnection(ConnectionSettings settings, Func<string, string?> environment)
    {
        _settings = settings;
        _environment = environment;
        Identity = new ClientIdentity(settings.Credentials, TimeProvider.System);
        _lines = HeaderLines.Needed(settings.Impersonate) ? new HeaderLines() : null;
        // The server may have a path of its own (Rancher: https://host/k8s/clusters/c-1).
        var path = settings.Server.AbsolutePath.TrimEnd('/');
        // Where header lines are written below HTTP, SocketsHttpHandler must not know of the TLS: it insists on its SslStream.
        _root = _lines is null ? settings.Server.GetLeftPart(UriPartial.Authority) + path : $"http://{settings.Server.Host}:{settings.Server.Port}{path}";
    }

    public Traffic Traffic { get; } = new();
    public ClientIdentity Identity { get; }

    /// <summary>The server's certificate, addresses and so on are looked at by a connection of one's own.</summary>
    /// <exception cref="ApiException">The environment's proxy is no address.</exception>
    public Dialer NewDialer() => new(_settings, Identity.Certificate, Traffic, ProxyChoice.For(_settings, _environment));

    /// <summary>Sends, and answers with a success (or what the request accepts).</summary>
    /// <exception cref="ApiException">Anything else.</exception>
    public async Task<ApiResponse> OpenAsync(ApiRequest request, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (response, failure, wait) = await TryAsync(request, attempt, cancellation).ConfigureAwait(false);
            if (response is not null)
            {
                return response;
            }
            if (wait is not { } pause)
            {
                throw new ApiException(failure!);
            }
            await Task.Delay(pause, cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _invoker?.Dispose();
        }
        Identity.Dispose();
    }

    private async Task<(ApiResponse? Response, ApiFailure? Failure, TimeSpan? Wait)> TryAsync(ApiRequest request, int attempt, CancellationToken cancellation)
    {
        var header = await Identity.HeaderAsync(renew: false, null, cancellation).ConfigureAwait(false);
        var (response, failure, retryAfter) = await ExchangeAsync(request, header, cancellation).ConfigureAwait(false);
        if (failure?.HttpStatus == 401 && Identity.CanRefresh)
        {
            // Once: a plugin that keeps giving refused tokens must not be run for ever.
            var renewed = await Identity.HeaderAsync(renew: true, header, cancellation).ConfigureAwait(false);
            (response, failure, retryAfter) = await ExchangeAsync(request, renewed, cancellation).ConfigureAwait(false);
        }
        return (response, failure, response is null ? WaitBeforeRetry(request, failure!, retryAfter, attempt) : null);
    }

    /// <summary>Null: no sense in trying again. 429 was not carried out, so any method may be repeated; 5xx only where nothing changes by it.</summary>
    private static TimeSpan? WaitBeforeRetry(ApiRequest request, ApiFailure failure, TimeSpan? retryAfter, int attempt)
    {
        if (!request.Retry || attempt >= MaxTries || request.Kind == RequestKind.Stream || retryAfter > s_longestRetryAfter)
        {
            return null;
        }
        var jitter = 0.75 + (Random.Shared.NextDouble() / 2);
        return failure.HttpStatus switch
        {
            429 => retryAfter ?? TimeSpan.FromSeconds(attempt * jitter),
            502 or 503 or 504 when request.Method == HttpMethod.Get && attempt < 3 && failure.Step == RequestStep.Server =>
                retryAfter ?? TimeSpan.FromSeconds(0.3 * attempt * jitter),
            500 when request.Method == HttpMethod.Get && attempt < 3 && retryAfter is not null => retryAfter,
            _ => null,
        };
    }

    private async Task<(ApiResponse? Response, ApiFailure? Failure, TimeSpan? RetryAfter)> ExchangeAsync(
        ApiRequest request, string? header, CancellationToken cancellation)
    {
        var what = $"{request.Method} {Printable.Clean(request.Path.Split('?', 2)[0], 200)}";
        var bounded = request.Kind == RequestKind.Short;
        if (bounded)
        {
            await _places.WaitAsync(cancellation).ConfigureAwait(false);
        }
        var since = Stopwatch.GetTimestamp();
        var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var status = 0;
        var open = false;

        void Ended(long bytes, string? failure)
        {
            if (bounded)
            {
                _places.Release();
            }
            _settings.RequestLog?.Invoke(new RequestLogEntry(request.Method.Method, request.Path, status, Stopwatch.GetElapsedTime(since), bytes, failure));
        }

        try
        {
            var limit = _settings.RequestTimeout ?? request.FirstAnswer ?? s_firstAnswer;
            timer.CancelAfter(limit);
            Traffic.CountRequest();
            using var message = MessageOf(request, header);
            var answer = await SendAsync(message, what, limit, timer.Token, cancellation).ConfigureAwait(false);
            status = (int)answer.StatusCode;
            var body = await answer.Content.ReadAsStreamAsync(timer.Token).ConfigureAwait(false);
            timer.CancelAfter(Timeout.InfiniteTimeSpan);
            var response = new ApiResponse(
                answer, body, what, timer, bounded ? _settings.RequestTimeout ?? s_silence : Timeout.InfiniteTimeSpan, Ended, cancellation);
            open = true;
            if (status is >= 200 and < 300 || status == 101 || request.Accepts(status))
            {
                return (response, null, null);
            }
            await using (response.ConfigureAwait(false))
            {
                var failure = await ReadFailureAsync(response, what).ConfigureAwait(false);
                return (null, response.Failed(failure, null).Failure, RetryAfterOf(answer));
            }
        }
        catch (Exception wrong)
        {
            if (!open)
            {
                Ended(0, wrong is OperationCanceledException ? "cancelled" : wrong.Message);
                timer.Dispose();
            }
            throw;
        }
    }

    private async Task<ApiFailure> ReadFailureAsync(ApiResponse response, string what)
    {
        byte[] body;
        try
        {
            body = await response.ReadAllAsync().ConfigureAwait(false);
        }
        catch (ApiException)
        {
            // The status says more than the broken text that should explain it.
            body = [];
        }
        var note = response.Status == 401 ? Identity.ExpiredNote() : null;
        return Failures.OfAnswer(what, response.Status, response.ContentType, body, _settings, note);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage message, string what, TimeSpan limit, CancellationToken timed, CancellationToken cancellation)
    {
        try
        {
            return await Invoker().SendAsync(message, timed).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (OperationCanceledException wrong)
        {
            throw new ApiException(Failures.TimedOut(what, limit), wrong);
        }
        catch (Exception wrong) when (wrong is HttpRequestException or IOException or InvalidOperationException or ObjectDisposedException or NotSupportedException)
        {
            throw new ApiException(
                wrong is ObjectDisposedException ? new ApiFailure(RequestStep.Connect, 0, "", $"{what}: this connection was closed.", "") : Failures.BrokenOff(what, 0, wrong), wrong);
        }
    }

    private HttpRequestMessage MessageOf(ApiRequest request, string? header)
    {
        var message = new HttpRequestMessage(request.Method, _root + request.Path)
        {
            Version = _lines is null ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", "kubenettui");
        if (header is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", header);
        }
        if (_settings.Impersonate is { } other)
        {
            ImpersonationHeaders.Add(message.Headers, other, _lines);
        }
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }
        request.Prepare?.Invoke(message);
        return message;
    }

    private static TimeSpan? RetryAfterOf(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > DateTimeOffset.UtcNow => date - DateTimeOffset.UtcNow,
        _ => null,
    };

    private HttpMessageInvoker Invoker()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_invoker is not null && _certificateVersion != Identity.CertificateVersion)
            {
                // Connections made with the old client certificate are still somebody else's: kubectl drops them too.
                _invoker.Dispose();
                _invoker = null;
            }
            _certificateVersion = Identity.CertificateVersion;
            return _invoker ??= new HttpMessageInvoker(NewHandler());
        }
    }

    private SocketsHttpHandler NewHandler()
    {
        var dialer = NewDialer();
        var compress = !_settings.DisableCompression && !_settings.Server.IsLoopback;
        return new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = compress ? DecompressionMethods.GZip : DecompressionMethods.None,
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = 1024 * 1024,
            KeepAlivePingDelay = TimeSpan.FromSeconds(15),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            ConnectCallback = async (context, cancellation) =>
            {
                var stream = await dialer.DialAsync(context.InitialRequestMessage.Version.Major >= 2, trace: null, cancellation).ConfigureAwait(false);
                return _lines?.Over(stream) ?? stream;
            },
        };
    }
}
