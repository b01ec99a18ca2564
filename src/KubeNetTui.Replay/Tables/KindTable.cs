using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>The server-side table of a kind: its columns, and the cells of an object.</summary>
/// <param name="Columns">All columns, Name among them.</param>
/// <param name="Print">Adds one cell for each column, from the object without kind and apiVersion.</param>
internal sealed record KindTable(IReadOnlyList<TableColumn> Columns, Action<JsonElement, RowBuilder, DateTimeOffset> Print)
{
    public static readonly TableColumn Name = new("Name", Format: "name");
    public static readonly TableColumn Age = new("Age");
    private static readonly KindTable NameAndCreation = new(
        [Name, new("Created At", "date")],
        static (item, row, _) => row.Text(item.Text("metadata", "name")).Text(item.Text("metadata", "creationTimestamp")));

    private static readonly Dictionary<string, KindTable> BuiltIn = new KeyValuePair<string, KindTable>[][]
    {
        [.. CoreTables.All], [.. WorkloadTables.All], [.. NetworkTables.All], [.. StorageTables.All], [.. AccessTables.All],
        [.. ClusterTables.All],
    }.SelectMany(tables => tables).ToDictionary(StringComparer.Ordinal);

    /// <summary>The table of a kind: built in, from printer columns, or name and creation time.</summary>
    public static KindTable Of(ResourceKind kind)
    {
        if (BuiltIn.TryGetValue(kind.QualifiedName == EventConversion.NewerResource ? EventConversion.Resource : kind.QualifiedName, out var table))
        {
            return table;
        }

        return BuiltInKinds.List.Any(known => known.QualifiedName == kind.QualifiedName) ? NameAndCreation : CustomTable.Of(kind);
    }

    /// <summary>The row of an object at hand; made once for each version of it.</summary>
    public TableRow RowOf(StoredObject item, DateTimeOffset now)
    {
        if (item.Row is { } known)
        {
            return known;
        }

        using var document = JsonDocument.Parse(item.Json, new JsonDocumentOptions { MaxDepth = 512 });
        var row = new RowBuilder();
        Print(document.RootElement, row, now);
        return item.Row = row.Build();
    }

    /// <summary>The row of a bookmark: an object with nothing in it.</summary>
    public TableRow EmptyRow(DateTimeOffset now)
    {
        using var document = JsonDocument.Parse("{}");
        var row = new RowBuilder();
        Print(document.RootElement, row, now);
        return row.Build();
    }
}
