using System.Runtime.CompilerServices;

namespace KubeNetTui.Kubernetes;

/// <summary>
/// One connection to one API server. Every method throws <see cref="ApiException"/> (or <see cref="OperationCanceledException"/>)
/// and nothing else for anything that the network or the server does.
/// </summary>
public sealed class ApiClient : IAsyncDisposable
{
    public ApiClient(ConnectionSettings settings) : this(settings, Environment.GetEnvironmentVariable)
    {
    }

    internal ApiClient(ConnectionSettings settings, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Settings = settings;
        Connection = new ApiConnection(settings, environment);
    }

    public ConnectionSettings Settings { get; }

    /// <summary>Requests sent and bytes received so far (below TLS, as they came over the wire).</summary>
    public (long Requests, long BytesReceived) Traffic => Connection.Traffic.Totals;

    internal ApiConnection Connection { get; }

    public Task<ApiCatalog> DiscoverAsync(CancellationToken cancellation) => new ApiDiscovery(Connection).ReadAsync(cancellation);

    /// <summary>The body of a GET of any path, whole.</summary>
    public Task<RawAnswer> GetAsync(string path, CancellationToken cancellation) =>
        WholeAsync(new ApiRequest(HttpMethod.Get, path) { Accept = "application/json, */*" }, cancellation);

    /// <summary>
    /// As <see cref="GetAsync"/>, asked once, and answers of 5xx are handed back: in their own words a server, or a kubelet behind it, says why
    /// it is not well. An API server gives up on a kubelet after 30 s (its dialer's time-out), so that its words come later than that.
    /// </summary>
    public Task<RawAnswer> AskAsync(string path, CancellationToken cancellation) => WholeAsync(
        new ApiRequest(HttpMethod.Get, path) { Accept = "application/json, */*", Retry = false, FirstAnswer = TimeSpan.FromSeconds(45), Accepts = static status => status >= 500 },
        cancellation);

    /// <summary>Lists in pages; <paramref name="onItem"/> sees each item's JSON (managedFields included) while it streams in.</summary>
    /// <param name="path">As <see cref="ApiResource.Path"/> makes it; <see cref="ListQuery.Namespace"/> is not added to it.</param>
    /// <returns>The list's resourceVersion.</returns>
    public Task<string> ListAsync(string path, ListQuery query, ItemHandler onItem, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(onItem);
        return PagedList.ReadAsync(Connection, path, query, ApiRequest.Json, new HandlerSink(onItem), cancellation);
    }

    /// <summary>Create (POST), replace (PUT), merge, strategic or JSON patch, server-side apply, delete.</summary>
    /// <param name="contentType"><c>application/json</c>, <c>application/merge-patch+json</c>, <c>application/strategic-merge-patch+json</c>,
    /// <c>application/json-patch+json</c>, or <c>application/apply-patch+yaml</c> (then the path needs <c>?fieldManager=…</c>).</param>
    public Task<RawAnswer> SendAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte> body, string contentType, CancellationToken cancellation) =>
        WholeAsync(new ApiRequest(method, path) { Body = body.IsEmpty ? default(ReadOnlyMemory<byte>?) : body, ContentType = contentType }, cancellation);

    /// <summary>SelfSubjectAccessReview: may I? With the server's reason where it gives one.</summary>
    public async Task<AccessAnswer> CanIAsync(AccessQuestion question, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(question);
        return AccessReview.Read(
            await SendAsync(HttpMethod.Post, AccessReview.Path, AccessReview.Write(question), ApiRequest.Json, cancellation).ConfigureAwait(false));
    }

    /// <summary>A container's log as it comes; a line a item, without its line end, at most <see cref="LogQuery.MaxLineBytes"/> long.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> LogAsync(LogQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var request = new ApiRequest(HttpMethod.Get, query.Address())
        {
            Accept = "application/json, */*",
            Kind = query.Follow ? RequestKind.Stream : RequestKind.Short,
        };
        var response = await Connection.OpenAsync(request, cancellation).ConfigureAwait(false);
        await using (response.ConfigureAwait(false))
        {
            var splitter = new LineSplitter(query.MaxLineBytes, query.MarksCuts);
            var lines = new List<ReadOnlyMemory<byte>>();
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await response.ReadAsync(buffer).ConfigureAwait(false)) > 0)
            {
                splitter.Take(buffer.AsSpan(0, read), lines);
                foreach (var line in lines)
                {
                    yield return line;
                }
                lines.Clear();
            }
            if (splitter.Rest() is { } rest)
            {
                yield return rest;
            }
        }
    }

    /// <summary>Runs a command in a container (WebSocket, v5 then v4 protocol).</summary>
    public Task<ExecSession> ExecAsync(ExecQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ExecSession.StartAsync(Connection, query, cancellation);
    }

    /// <summary>The container's own process, as <c>kubectl attach</c> has it. Disposing the session leaves the process running.</summary>
    public Task<ExecSession> AttachAsync(AttachQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ExecSession.StartAsync(Connection, query, cancellation);
    }

    /// <summary>One stream to a port of a pod, as <c>kubectl port-forward</c> opens for each connection.</summary>
    public Task<Stream> PortForwardAsync(string ns, string pod, int port, CancellationToken cancellation) =>
        PortForwardStream.OpenAsync(Connection, ns, pod, port, cancellation);

    /// <summary>The way to the server step by step, each timed; goes on as far as it can and never throws but for cancellation.</summary>
    public Task<ReachReport> ReachAsync(CancellationToken cancellation) => new Reach(Settings, Connection).RunAsync(cancellation);

    public ValueTask DisposeAsync()
    {
        Connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<RawAnswer> WholeAsync(ApiRequest request, CancellationToken cancellation)
    {
        var response = await Connection.OpenAsync(request, cancellation).ConfigureAwait(false);
        await using (response.ConfigureAwait(false))
        {
            var body = await response.ReadAllAsync().ConfigureAwait(false);
            return response.ContentType == "text/html"
                ? throw response.Failed(Failures.Html(response.What, response.Status, body), null)
                : new RawAnswer(response.Status, response.ContentType, body);
        }
    }

    private sealed class HandlerSink(ItemHandler onItem) : IListSink
    {
        public void Columns(ReadOnlySpan<byte> json)
        {
        }

        public void Item(ReadOnlySpan<byte> json, bool isTable) => onItem(json);

        public void PageEnded(ListHead head)
        {
        }
    }
}
