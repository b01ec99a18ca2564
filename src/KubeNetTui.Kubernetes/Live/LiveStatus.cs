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
public sealed record ListQuery(string? Namespace = null, string? LabelSelector = null, string? FieldSelector = null)
{
    /// <summary>Of a table: cells that are read from the objects. Where one needs more than metadata, whole objects are sent for it.</summary>
    public IReadOnlyList<ObjectCell> Cells { get; init; } = [];
}

/// <summary>From one object's JSON to what is kept of it; null: leave it out.</summary>
public delegate T? ObjectParser<T>(ReadOnlySpan<byte> json) where T : class;
