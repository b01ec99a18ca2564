using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>A cell besides those that the server prints: what a path finds in the object of the row.</summary>
/// <param name="Name">The column's heading.</param>
public sealed record ObjectCell(string Name, JsonPath Path)
{
    /// <summary><see cref="TableColumn.Format"/> of the columns made of these; they come after the server's.</summary>
    public const string Format = "object";

    public TableColumn Column => new(Name, "string", Format, Path.Text, 0);

    /// <summary>The texts of the cells in one object, in their order.</summary>
    /// <exception cref="JsonException">The JSON is broken.</exception>
    public static string[] Read(IReadOnlyList<ObjectCell> cells, ReadOnlySpan<byte> json)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count == 0)
        {
            return [];
        }

        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        return [.. cells.Select(c => c.Path.Print(root))];
    }
}
