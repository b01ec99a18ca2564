#pragma warning disable CA1822, CA1065 // signatures first; the bodies follow in the next commits
namespace KubeNetTui.Kubernetes;

public enum LiveState
{
    /// <summary>First list under way.</summary>
    Loading,
    Live,

    /// <summary>The watch broke; rows are as of <see cref="LiveStatus.Since"/>; trying again.</summary>
    Stale,

    /// <summary>Trying for longer than a few seconds without success.</summary>
    Lost,

    /// <summary>The server refuses (401, 403, 404): trying again only when asked.</summary>
    Refused,
}

/// <param name="Since">Stale, Lost: since when the rows are old. Else when the state was entered.</param>
/// <param name="Failure">What broke, with Stale, Lost and Refused.</param>
public sealed record LiveStatus(LiveState State, DateTimeOffset Since, ApiFailure? Failure);

/// <summary>Query of a list; null fields: not restricted.</summary>
public sealed record ListQuery(string? Namespace = null, string? LabelSelector = null, string? FieldSelector = null);

/// <summary>
/// A list kept live: pages first, then a watch resumed from its last resourceVersion; 410 relists behind the rows that are shown.
/// Thread-safe; owned by the screen that started it and ends with its disposal.
/// </summary>
public sealed class LiveTable : IAsyncDisposable
{
    public static LiveTable Start(ApiClient client, ApiResource resource, ListQuery query) => throw new NotImplementedException();

    public ApiResource Resource => throw new NotImplementedException();
    public LiveStatus Status => throw new NotImplementedException();

    /// <summary>Known after the first page; never null.</summary>
    public IReadOnlyList<TableColumn> Columns => throw new NotImplementedException();
    public int Count => throw new NotImplementedException();

    /// <summary>Grows with every change of rows or status: a screen that has drawn this number has nothing new to draw.</summary>
    public long Generation => throw new NotImplementedException();

    /// <summary>Raised (at most about 30 times a second, from a background thread) when Generation grew.</summary>
    public event Action? Changed { add { } remove { } }

    /// <summary>Appends all rows, in no particular order, to <paramref name="into"/>.</summary>
    public void CopyTo(List<TableRow> into) => throw new NotImplementedException();

    /// <summary>Lists again now (ctrl-r); also ends Refused.</summary>
    public void Refresh() => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

/// <summary>As <see cref="LiveTable"/>, for whole objects parsed into something small.</summary>
/// <typeparam name="T">What is kept of an object.</typeparam>
public sealed class LiveList<T> : IAsyncDisposable where T : class
{
    /// <param name="parse">From one object's JSON (UTF-8) to what is kept; null: leave out.</param>
    public static LiveList<T> Start(
        ApiClient client, string path, ListQuery query, ObjectParser<T> parse) => throw new NotImplementedException();

    public LiveStatus Status => throw new NotImplementedException();
    public long Generation => throw new NotImplementedException();
    public event Action? Changed { add { } remove { } }

    /// <summary>The changes since the last call by this reader (keys <c>ns/name</c>; null value: deleted). First call: everything.</summary>
    public IReadOnlyList<KeyValuePair<string, T?>> Drain(ref long cursor) => throw new NotImplementedException();

    public IReadOnlyCollection<T> Snapshot() => throw new NotImplementedException();
    public void Refresh() => throw new NotImplementedException();
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

/// <summary>From one object's JSON to what is kept of it; null: leave it out.</summary>
public delegate T? ObjectParser<T>(ReadOnlySpan<byte> json) where T : class;
