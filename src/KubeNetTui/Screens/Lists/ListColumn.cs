using System.Globalization;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

internal enum ColumnRole
{
    /// <summary>As the server printed it.</summary>
    Cell,
    Namespace,
    Name,
    Verdict,

    /// <summary>Since the object was created: counted here, so that it grows.</summary>
    Age,

    /// <summary>Since something happened, as the server printed it when it sent the row: counted on from there.</summary>
    Elapsed,

    /// <summary>Since a time that the cell holds (RFC 3339), counted here.</summary>
    Since,
}

/// <param name="Cell">Index into <see cref="TableRow.Cells"/>; -1 where the text comes from elsewhere.</param>
internal sealed record ListColumn(string Header, ColumnRole Role, int Cell, bool IsNumeric)
{
    /// <summary>A format of tables made here: gives way where there is little room, and is cut in its middle.</summary>
    public const string Shrinking = "shrinking";

    /// <summary>As <see cref="Shrinking"/>, cut at its end.</summary>
    public const string Trimming = "trimming";

    /// <summary>A format of tables made here: the cell holds a time (RFC 3339), and shows how long ago that was.</summary>
    public const string Past = "past";

    /// <summary>A format of tables made here: headed by a name, as it is written.</summary>
    public const string Named = "named";

    /// <summary>A format of tables made here: what is measured stands before the age, and the greatest is the first when it is sorted by.</summary>
    public const string Measured = "measured";

    /// <summary>One that kubectl shows with <c>-o wide</c> only.</summary>
    public bool IsWide { get; init; }

    /// <summary>Not by itself either where there is room for it: the person did not name it, or only for wide lists.</summary>
    public bool IsOnlyWide { get; init; }

    /// <summary>Its cells are read from the objects (<see cref="ObjectCell"/>), not printed by the server.</summary>
    public bool IsOfObject { get; init; }

    /// <summary>Gives way where not all columns fit.</summary>
    public bool Shrinks { get; init; }

    /// <summary>What does not fit is left out of its middle: names differ at their end.</summary>
    public bool CutsMiddle { get; init; }

    /// <summary>A number that changes all the time: sorted by it, the greatest comes first.</summary>
    public bool IsMeasured { get; init; }

    /// <summary>The columns of a list: namespace (where rows of several are shown), name, verdict, then the server's own.</summary>
    /// <param name="columns">The server's.</param>
    /// <param name="withNamespace">Show whose rows they are.</param>
    /// <param name="withVerdict">Show the verdict right after the name.</param>
    public static IReadOnlyList<ListColumn> For(IReadOnlyList<TableColumn> columns, bool withNamespace, bool withVerdict)
    {
        var list = new List<ListColumn>();
        if (withNamespace)
        {
            list.Add(new ListColumn("NAMESPACE", ColumnRole.Namespace, -1, false));
        }

        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            var header = column.Format == Named ? column.Name : column.Name.ToUpperInvariant();
            var (shrinks, middle) = (column.Format is Shrinking or Trimming, column.Format == Shrinking);
            if (column.Format == ObjectCell.Format)
            {
                list.Add(new ListColumn(column.Name, ColumnRole.Cell, i, false) { IsOfObject = true, Shrinks = true, CutsMiddle = true });
            }
            else if (i == 0)
            {
                list.Add(new ListColumn(header, column.Format == "name" || header == "NAME" ? ColumnRole.Name : RoleOf(header), i, column.Type is "integer" or "number")
                {
                    Shrinks = shrinks, CutsMiddle = middle,
                });
                if (withVerdict)
                {
                    list.Add(new ListColumn("VERDICT", ColumnRole.Verdict, -1, false));
                }
            }
            else
            {
                var age = column.Format == Measured ? list.FindIndex(c => c.Role == ColumnRole.Age) : -1;
                list.Insert(age < 0 ? list.Count : age, new ListColumn(header, column.Format == Past ? ColumnRole.Since : RoleOf(header), i, column.Type is "integer" or "number")
                {
                    IsWide = column.Priority > 0, Shrinks = shrinks, CutsMiddle = middle, IsMeasured = column.Format == Measured,
                });
            }
        }

        return list;
    }

    /// <summary>What stands in the cell, verdicts aside.</summary>
    public string TextOf(in RowEntry entry, DateTimeOffset now)
    {
        switch (Role)
        {
            case ColumnRole.Namespace:
                return entry.Row.Namespace;
            case ColumnRole.Name when Cell >= entry.Row.Cells.Length:
                return entry.Row.Name;
            case ColumnRole.Age or ColumnRole.Elapsed or ColumnRole.Since when AgeOf(entry, now) is { } age:
                return Age.Text(age);
            default:
                return CellOf(entry.Row);
        }
    }

    /// <summary>The age that the cell shows, where it shows one.</summary>
    public TimeSpan? AgeOf(in RowEntry entry, DateTimeOffset now) => Role switch
    {
        ColumnRole.Age => now - entry.Row.Created,
        ColumnRole.Elapsed when Age.TryParse(CellOf(entry.Row), out var then) => then + (now - entry.SeenAt),
        ColumnRole.Since when TimeOf(entry.Row) is { } time => now - time,
        _ => null,
    };

    /// <summary>The text as wide as it gets: ages grow, and the column must not jump with them.</summary>
    public string WidestOf(TableRow row) => Role switch
    {
        ColumnRole.Namespace => row.Namespace,
        ColumnRole.Age or ColumnRole.Elapsed => "99m59s",
        ColumnRole.Since when TimeOf(row) is not null => "99m59s",
        ColumnRole.Verdict => "",
        ColumnRole.Name when Cell >= row.Cells.Length => row.Name,
        _ => CellOf(row),
    };

    public SortKey KeyOf(TableRow row, DateTimeOffset seenAt) => Role switch
    {
        ColumnRole.Namespace => SortKey.OfText(row.Namespace),
        ColumnRole.Name => SortKey.OfText(Cell < row.Cells.Length ? row.Cells[Cell] : row.Name),
        ColumnRole.Age => row.Created is { } created ? SortKey.OfNumber(-created.UtcTicks) : SortKey.OfCell("", false),
        ColumnRole.Elapsed => Age.TryParse(CellOf(row), out var then)
            ? SortKey.OfNumber(-(seenAt - then).UtcTicks)
            : SortKey.OfCell("", false),
        ColumnRole.Since when TimeOf(row) is { } time => SortKey.OfNumber(-time.UtcTicks),
        _ => SortKey.OfCell(CellOf(row), Header is "DURATION"),
    };

    private DateTimeOffset? TimeOf(TableRow row) =>
        DateTimeOffset.TryParse(CellOf(row), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private string CellOf(TableRow row) => (uint)Cell < (uint)row.Cells.Length ? row.Cells[Cell] : "";

    private static ColumnRole RoleOf(string header) => header switch
    {
        "AGE" => ColumnRole.Age,
        "LAST SEEN" or "FIRST SEEN" or "LAST SCHEDULE" => ColumnRole.Elapsed,
        _ => ColumnRole.Cell,
    };
}
