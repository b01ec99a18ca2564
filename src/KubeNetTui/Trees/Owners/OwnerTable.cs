using KubeNetTui.Kubernetes;

namespace KubeNetTui.Trees;

/// <summary>The server's table of one kind, as it was read.</summary>
internal sealed record OwnerTable(ApiResource Kind, IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableRow> Rows)
{
    /// <summary>What stands in the row under that heading; "" where there is no such column, or nothing in it.</summary>
    public string Cell(TableRow row, string heading)
    {
        for (var i = 0; i < Columns.Count && i < row.Cells.Length; i++)
        {
            if (string.Equals(Columns[i].Name, heading, StringComparison.OrdinalIgnoreCase))
            {
                return row.Cells[i] is "<none>" or "<unset>" ? "" : row.Cells[i];
            }
        }

        return "";
    }
}
