namespace KubeNetTui.Kubernetes;

/// <summary>A column as the server defines it.</summary>
/// <param name="Priority">0: shown normally; above: with <c>-o wide</c>.</param>
/// <param name="Type"><c>string</c>, <c>integer</c>, <c>date</c>, …</param>
public sealed record TableColumn(string Name, string Type, string Format, string Description, int Priority);

/// <summary>A row, kept compactly: cells that repeat are one string. Labels and owners come with the metadata.</summary>
public sealed class TableRow
{
    public required string Uid { get; init; }
    public required string Namespace { get; init; }
    public required string Name { get; init; }
    public required string ResourceVersion { get; init; }
    public required DateTimeOffset? Created { get; init; }
    public required DateTimeOffset? Deleting { get; init; }

    /// <summary>Sorted by key; a shared instance where many rows have the same.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; }

    /// <summary><c>ReplicaSet/web-77b8</c> of the controlling owner, or null.</summary>
    public required string? Controller { get; init; }

    /// <summary>As the server printed them, one a column; numbers as text. Not cleaned: whoever draws them does that.</summary>
    public required string[] Cells { get; init; }

    /// <summary>What the row was made of, where the table was made in the program; null for the server's own tables.</summary>
    public object? Source { get; init; }
}
