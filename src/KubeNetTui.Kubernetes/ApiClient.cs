#pragma warning disable CA1822, CA1065 // signatures first; the bodies follow in the next commits
namespace KubeNetTui.Kubernetes;

/// <summary>
/// One connection to one API server. Every method throws <see cref="ApiException"/> (or <see cref="OperationCanceledException"/>)
/// and nothing else for anything that the network or the server does.
/// </summary>
public sealed class ApiClient(ConnectionSettings settings) : IAsyncDisposable
{
    public ConnectionSettings Settings { get; } = settings;

    /// <summary>Requests sent and bytes received so far (as they came over the wire where that is known).</summary>
    public (long Requests, long BytesReceived) Traffic => throw new NotImplementedException();

    public Task<ApiCatalog> DiscoverAsync(CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>The body of a GET of any path, whole.</summary>
    public Task<RawAnswer> GetAsync(string path, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Lists in pages; <paramref name="onItem"/> sees each item's JSON (managedFields included) while it streams in.</summary>
    /// <returns>The list's resourceVersion.</returns>
    public Task<string> ListAsync(string path, ListQuery query, ItemHandler onItem, CancellationToken cancellation) =>
        throw new NotImplementedException();

    /// <summary>Create (POST), replace (PUT), merge, strategic or JSON patch, server-side apply, delete.</summary>
    public Task<RawAnswer> SendAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte> body, string contentType, CancellationToken cancellation) =>
        throw new NotImplementedException();

    /// <summary>SelfSubjectAccessReview: may I? With the server's reason where it gives one.</summary>
    public Task<AccessAnswer> CanIAsync(AccessQuestion question, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>A container's log as it comes; a line a item, without its line end, at most <see cref="LogQuery.MaxLineBytes"/> long.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> LogAsync(LogQuery query, CancellationToken cancellation) =>
        throw new NotImplementedException();

    /// <summary>Runs a command in a container (WebSocket, v5 then v4 protocol).</summary>
    public Task<ExecSession> ExecAsync(ExecQuery query, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>One stream to a port of a pod, as <c>kubectl port-forward</c> opens for each connection.</summary>
    public Task<Stream> PortForwardAsync(string ns, string pod, int port, CancellationToken cancellation) =>
        throw new NotImplementedException();

    /// <summary>The way to the server step by step, each timed; goes on as far as it can and never throws but for cancellation.</summary>
    public Task<ReachReport> ReachAsync(CancellationToken cancellation) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

public delegate void ItemHandler(ReadOnlySpan<byte> json);

public sealed record RawAnswer(int Status, string ContentType, ReadOnlyMemory<byte> Body);

public sealed record AccessQuestion(
    string Verb, string Group, string Resource, string? Subresource = null, string? Namespace = null, string? Name = null);

public sealed record AccessAnswer(bool Allowed, string Reason);

public sealed record LogQuery(string Namespace, string Pod, string? Container = null)
{
    public bool Follow { get; init; }
    public bool Previous { get; init; }
    public bool Timestamps { get; init; }
    public int? TailLines { get; init; }
    public int? SinceSeconds { get; init; }
    public int MaxLineBytes { get; init; } = 64 * 1024;
}

public sealed record ExecQuery(string Namespace, string Pod, string? Container, IReadOnlyList<string> Command)
{
    public bool Stdin { get; init; }
    public bool Tty { get; init; }
}

/// <summary>A command running in a container.</summary>
public sealed class ExecSession : IAsyncDisposable
{
    /// <summary>Output as it comes; ends with the command. Stderr true: the error stream.</summary>
    public IAsyncEnumerable<(bool Stderr, ReadOnlyMemory<byte> Data)> OutputAsync(CancellationToken cancellation) =>
        throw new NotImplementedException();

    public Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Closes stdin (v5; with v4 it can't be closed alone and this does nothing).</summary>
    public Task CloseInputAsync(CancellationToken cancellation) => throw new NotImplementedException();

    public Task ResizeAsync(int columns, int rows, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>The exit code, after the output ended; throws <see cref="ApiException"/> where the command could not be run.</summary>
    public Task<int> ExitCodeAsync => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

public enum ReachOutcome
{
    Ok,
    Failed,

    /// <summary>Not tried, because an earlier step failed or there is no such step here (no proxy).</summary>
    Skipped,
}

/// <param name="Step">name, proxy, connect, tls, login, permission, livez, readyz.</param>
/// <param name="Detail">Addresses found, certificate's names and dates, HTTP status, body …</param>
public sealed record ReachStep(string Step, ReachOutcome Outcome, TimeSpan Took, string Detail, ApiFailure? Failure);

public sealed record ReachReport(Uri Server, IReadOnlyList<ReachStep> Steps);
