namespace KubeNetTui.Kubernetes;

/// <summary>A cell besides those that the server prints: what a path finds in the object of the row.</summary>
/// <param name="Name">The column's heading.</param>
public sealed record ObjectCell(string Name, JsonPath Path)
{
    /// <summary><see cref="TableColumn.Format"/> of the columns made of these; they come after the server's.</summary>
    public const string Format = "object";

    internal TableColumn Column => new(Name, "string", Format, Path.Text, 0);
}
