using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>The table of a custom resource: its name, and what its definition's printer columns find in it.</summary>
internal static class CustomTable
{
    private static readonly KindTable NameAndAge = new(
        [KindTable.Name, new("Age", "date")],
        static (item, row, _) => row.Text(item.Name()).Age(item.Created()));

    public static KindTable Of(ResourceKind kind)
    {
        if (kind.Columns.Count == 0)
        {
            return NameAndAge;
        }

        var columns = kind.Columns;
        return new KindTable(
            [
                KindTable.Name,
                .. columns.Select(column => new TableColumn(column.Name, column.Type, column.Format, column.Priority, column.Description)),
            ],
            (item, row, _) =>
            {
                row.Text(item.Name());
                foreach (var column in columns)
                {
                    Print(column, SimpleJsonPath.Find(item, column.JsonPath), row);
                }
            });
    }

    /// <summary>A date is shown as the time since; a value of another type than the column's is left out.</summary>
    private static void Print(PrinterColumn column, List<JsonElement> found, RowBuilder row)
    {
        var value = found.Count > 0 ? found[0] : default;
        switch (column.Type)
        {
            case "date" when value.Exists():
                row.Age(value.Time(), value.AsText());
                break;
            case "integer" or "number" when value.ValueKind == JsonValueKind.Number:
            case "boolean" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                row.Raw(value);
                break;
            case "string" when value.Exists():
                row.Text(found.Count > 1
                    ? "[" + string.Join(',', found.Select(Shown)) + "]"
                    : Shown(value));
                break;
            default:
                row.Raw(default);
                break;
        }
    }

    private static string Shown(JsonElement value) =>
        value.ValueKind is JsonValueKind.Array or JsonValueKind.Object ? value.GetRawText() : value.AsText();
}
