using System.Diagnostics;
using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>
/// Keeps something equal to a list on the server: lists, then watches from where the list ended, and again. The one implementation
/// behind <see cref="LiveTable"/> and <see cref="LiveList{T}"/> (client-go calls the same thing a reflector).
/// </summary>
internal sealed class Reflector : IAsyncDisposable
{
    // kube-apiserver cuts watches after 30 to 60 minutes; asking for less spreads the reconnects of many lists.
    private const int WatchSecondsFrom = 300;
    private const int WatchSecondsTo = 600;

    private static readonly TimeSpan s_pollEvery = TimeSpan.FromSeconds(15);

    // An API server that has just started answers 403 until it has read its RBAC rules, and 404 until its CRDs are up.
    private static readonly TimeSpan s_refusalGrace = TimeSpan.FromSeconds(10);

    private readonly ApiConnection _connection;
    private readonly string _path;
    private readonly ListQuery _query;
    private readonly string _accept;
    private readonly IReflected _reflected;
    private readonly CancellationTokenSource _lifetime = new();
    private readonly Lock _gate = new();
    private readonly bool _near;
    private readonly Task _run;
    private CancellationTokenSource _attempt = new();
    private Task _cancelling = Task.CompletedTask;
    private bool _refresh;
    private bool _wasLive;
    private bool _poll;
    private bool _verify;
    private DateTimeOffset _refusedSince;

    // Watches in a row that brought nothing but the order to list again.
    private int _fruitless;

    public Reflector(ApiConnection connection, string path, ListQuery query, string accept, bool canWatch, bool near, LiveSignal signal, IReflected reflected)
    {
        _connection = connection;
        _path = path;
        _query = query;
        _accept = accept;
        _poll = !canWatch;
        _near = near;
        Signal = signal;
        _reflected = reflected;
        _run = Task.Run(RunAsync);
    }

    public LiveSignal Signal { get; }

    public void Refresh()
    {
        lock (_gate)
        {
            _refresh = true;
            // Not here and now: the loop would go on in the caller's thread, and that is the one that draws.
            _cancelling = _attempt.CancelAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        await _cancelling.ConfigureAwait(false);
        Signal.Dispose();
        _attempt.Dispose();
        _lifetime.Dispose();
    }

    private async Task RunAsync()
    {
        var backoff = new Backoff(_near);
        string? version = null;
        while (!_lifetime.IsCancellationRequested)
        {
            using var attempt = NextAttempt(ref version);
            var since = Stopwatch.GetTimestamp();
            try
            {
                version = await StepAsync(version, backoff, attempt.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Ended, or asked to refresh: the loop's head sees which.
            }
            catch (ApiException wrong)
            {
                version = await RecoverAsync(wrong.Failure, version, backoff, Stopwatch.GetElapsedTime(since), attempt.Token).ConfigureAwait(false);
            }
        }
    }

    private CancellationTokenSource NextAttempt(ref string? version)
    {
        lock (_gate)
        {
            if (_attempt.IsCancellationRequested)
            {
                _attempt = new CancellationTokenSource();
            }
            if (_refresh)
            {
                _refresh = false;
                version = null;
            }
            return CancellationTokenSource.CreateLinkedTokenSource(_attempt.Token, _lifetime.Token);
        }
    }

    /// <summary>One list, or one watch from its beginning to its end.</summary>
    /// <returns>Where to watch from next; null: list.</returns>
    private async Task<string?> StepAsync(string? version, Backoff backoff, CancellationToken cancellation)
    {
        if (version is null)
        {
            _reflected.ListBegins();
            var listed = await PagedList.ReadAsync(_connection, _path, _query, _accept, _reflected, cancellation).ConfigureAwait(false);
            _reflected.ListEnds();
            Recovered(backoff);
            // No version: an aggregated API that computes its answers (metrics) and can't be watched.
            _poll |= listed.Length == 0;
            if (!_poll)
            {
                return listed;
            }
            await Task.Delay(s_pollEvery, cancellation).ConfigureAwait(false);
            return null;
        }
        if (_verify && await WentBackAsync(version, cancellation).ConfigureAwait(false))
        {
            return null;
        }
        _verify = false;
        return await WatchAsync(version, backoff, cancellation).ConfigureAwait(false);
    }

    private void Recovered(Backoff backoff)
    {
        _wasLive = true;
        _refusedSince = default;
        backoff.Reset();
        Signal.Live();
    }

    /// <summary>After an outage: a server restored from a backup has lower versions, and a watch from ours would wait for ever.</summary>
    private async Task<bool> WentBackAsync(string version, CancellationToken cancellation)
    {
        var probe = new HeadOnly();
        await PagedList.ReadFirstAsync(_connection, _path, _query, probe, cancellation).ConfigureAwait(false);
        return ulong.TryParse(probe.Version, out var now) && ulong.TryParse(version, out var ours) && now < ours;
    }

    private async Task<string?> WatchAsync(string version, Backoff backoff, CancellationToken cancellation)
    {
        var seconds = Random.Shared.Next(WatchSecondsFrom, WatchSecondsTo);
        var address = PagedList.WatchAddress(_path, _query, _accept, version, seconds);
        var since = Stopwatch.GetTimestamp();
        using var overdue = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        overdue.CancelAfter(TimeSpan.FromSeconds(seconds + 30));
        try
        {
            var response = await _connection.OpenAsync(
                new ApiRequest(HttpMethod.Get, address) { Accept = _accept, Kind = RequestKind.Stream }, overdue.Token).ConfigureAwait(false);
            await using (response.ConfigureAwait(false))
            {
                Recovered(backoff);
                using var feed = new JsonFeed(response.ReadAsync);
                try
                {
                    while (await feed.ReadValueAsync().ConfigureAwait(false))
                    {
                        if (Take(feed.Value, ref version))
                        {
                            return await ListSoonAsync(backoff, cancellation).ConfigureAwait(false);
                        }
                        _fruitless = 0;
                    }
                }
                catch (JsonException wrong)
                {
                    throw response.Malformed(wrong.Message, wrong);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The server forgot to end it: watch anew.
        }
        if (Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(1))
        {
            // A server (or proxy) that ends every watch at once must not be asked in a tight loop.
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation).ConfigureAwait(false);
        }
        return version;
    }

    /// <summary>True: the version is too old, list anew.</summary>
    private bool Take(ReadOnlySpan<byte> json, ref string version)
    {
        ReadOnlySpan<byte> type = default;
        ReadOnlySpan<byte> item = default;
        var members = new JsonMembers(json);
        while (members.Next())
        {
            if (members.Is("type"u8))
            {
                type = members.Value;
            }
            else if (members.Is("object"u8))
            {
                item = members.Value;
            }
        }
        if (type.SequenceEqual("\"ERROR\""u8))
        {
            var body = item.ToArray();
            var status = StatusObject.TryParse(body);
            if (status?.Code == 410)
            {
                return true;
            }
            throw new ApiException(new ApiFailure(
                RequestStep.Server, status?.Code ?? 0, Printable.Clean(status?.Reason, 100), $"GET {Printable.Clean(_path, 200)}: the watch ended: {Printable.Clean(status?.Message ?? "no reason given", 300).TrimEnd('.')}.", ""));
        }
        var metadata = TableReader.MetadataOf(item);
        if (!metadata.IsEmpty && PagedList.HeadOf(metadata).ResourceVersion is { Length: > 0 } newer)
        {
            version = newer;
        }
        if (type.SequenceEqual("\"ADDED\""u8) || type.SequenceEqual("\"MODIFIED\""u8))
        {
            _reflected.Apply(WatchChange.Put, item);
        }
        else if (type.SequenceEqual("\"DELETED\""u8))
        {
            _reflected.Apply(WatchChange.Delete, item);
        }
        return false;
    }

    private async Task<string?> RecoverAsync(ApiFailure failure, string? version, Backoff backoff, TimeSpan took, CancellationToken cancellation)
    {
        try
        {
            if (version is not null && WatchWasRefused(failure))
            {
                // Rows stay; a list brings them up to date. Once at once; then not in a tight loop.
                return await ListSoonAsync(backoff, cancellation).ConfigureAwait(false);
            }
            if (failure.HttpStatus is 400 or 401 or 403 or 404 or 405 || failure.Step == RequestStep.Credentials)
            {
                var now = DateTimeOffset.UtcNow;
                _refusedSince = _refusedSince == default ? now : _refusedSince;
                if (!_wasLive || now - _refusedSince > s_refusalGrace)
                {
                    return await RefusedAsync(failure, cancellation).ConfigureAwait(false);
                }
            }
            else
            {
                _refusedSince = default;
            }
            Signal.Broken(failure);
            _verify = true;
            await Task.Delay(backoff.Next(took), cancellation).ConfigureAwait(false);
            return version;
        }
        catch (OperationCanceledException)
        {
            return version;
        }
    }

    /// <summary>The version is too old or too new, or this kind is not to be watched at all: then it is listed again and again.</summary>
    private bool WatchWasRefused(ApiFailure failure)
    {
        if (failure.HttpStatus == 410 || failure.Message.Contains("Too large resource version", StringComparison.Ordinal))
        {
            return true;
        }
        var never = failure.HttpStatus is 405 or 406 or 415 or 501;
        if (never || failure.HttpStatus is 400 or 422)
        {
            _poll |= never || _fruitless > 0;
            return true;
        }
        return false;
    }

    private async Task<string?> ListSoonAsync(Backoff backoff, CancellationToken cancellation)
    {
        if (_fruitless++ > 0)
        {
            await Task.Delay(backoff.Next(TimeSpan.Zero), cancellation).ConfigureAwait(false);
        }
        return null;
    }

    private async Task<string?> RefusedAsync(ApiFailure failure, CancellationToken cancellation)
    {
        Signal.Refused(failure);
        _wasLive = false;
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
        return null;
    }

    /// <summary>Takes a list's version and drops the rest.</summary>
    private sealed class HeadOnly : IListSink
    {
        public string Version { get; private set; } = "";

        public void Columns(ReadOnlySpan<byte> json)
        {
        }

        public void Item(ReadOnlySpan<byte> json, bool isTable)
        {
        }

        public void PageEnded(ListHead head) => Version = head.ResourceVersion;
    }
}
