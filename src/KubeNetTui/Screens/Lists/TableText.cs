using System.Text;
using KubeNetTui.Terminal;

namespace KubeNetTui.Screens;

/// <summary>A list as text: the rows that the filter lets through, in their order, all columns, aligned.</summary>
internal static class TableText
{
    private const int Gap = 2;

    public static string Of(ListModel model, DateTimeOffset now)
    {
        var columns = model.Layout.Columns;
        var cells = Cells(model, now);
        var widths = columns.Select((_, c) => cells.Max(row => DisplayWidth.Of(row[c]))).ToArray();
        var text = new StringBuilder();
        foreach (var row in cells)
        {
            var start = text.Length;
            for (var c = 0; c < row.Length; c++)
            {
                var blanks = widths[c] - DisplayWidth.Of(row[c]);
                if (columns[c].IsNumeric)
                {
                    text.Append(' ', blanks).Append(row[c]).Append(' ', Gap);
                }
                else
                {
                    text.Append(row[c]).Append(' ', blanks + Gap);
                }
            }

            while (text.Length > start && text[^1] == ' ')
            {
                text.Length--;
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The same as comma-separated values (RFC 4180), for spreadsheets; k9s saves it so.</summary>
    public static string Csv(ListModel model, DateTimeOffset now)
    {
        var text = new StringBuilder();
        foreach (var row in Cells(model, now))
        {
            text.AppendJoin(',', row.Select(Quoted)).Append('\n');
        }

        return text.ToString();
    }

    // A spreadsheet takes a cell that begins so for a formula, and names and annotations are written by anybody.
    private static string Quoted(string cell)
    {
        var safe = cell is ['=' or '+' or '-' or '@', ..] ? "'" + cell : cell;
        return safe.AsSpan().IndexOfAny(",\"\n\r") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string[][] Cells(ListModel model, DateTimeOffset now)
    {
        var columns = model.Layout.Columns;
        var cells = new string[model.Rows.Count + 1][];
        cells[0] = [.. columns.Select(c => c.Header)];
        for (var i = 0; i < model.Rows.Count; i++)
        {
            var entry = model.Rows[i];
            cells[i + 1] = [.. columns.Select(c => c.Role == ColumnRole.Verdict ? Verdict(model, entry) : SafeText.Clean(c.TextOf(entry, now)))];
        }

        return cells;
    }

    private static string Verdict(ListModel model, RowEntry entry)
    {
        var cell = model.VerdictOf(entry.Row);
        return cell.Reason.Length > 0 ? $"{VerdictWords.Of(cell.Verdict)}  {cell.Reason}" : VerdictWords.Of(cell.Verdict);
    }
}
