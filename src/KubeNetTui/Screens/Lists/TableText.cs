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
        var cells = new string[model.Rows.Count + 1][];
        cells[0] = [.. columns.Select(c => c.Header)];
        for (var i = 0; i < model.Rows.Count; i++)
        {
            var entry = model.Rows[i];
            cells[i + 1] = [.. columns.Select(c => c.Role == ColumnRole.Verdict ? Verdict(model, entry) : SafeText.Clean(c.TextOf(entry, now)))];
        }

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

    private static string Verdict(ListModel model, RowEntry entry)
    {
        var cell = model.VerdictOf(entry.Row);
        return cell.Reason.Length > 0 ? $"{VerdictWords.Of(cell.Verdict)}  {cell.Reason}" : VerdictWords.Of(cell.Verdict);
    }
}
