namespace KubeNetTui.Terminal;

/// <summary>One cell's text and how it looks over the row's style.</summary>
public readonly record struct TableCell(string Text, Style Style = default)
{
    public static implicit operator TableCell(string text) => new(text);
}

/// <summary>Where a table gets its rows from: it asks only for those in sight.</summary>
public interface ITableRows
{
    int Count { get; }

    TableCell this[int row, int column] { get; }

    /// <summary>Laid under the cells of the row.</summary>
    Style StyleOf(int row) => default;

    bool IsMarked(int row) => false;
}
