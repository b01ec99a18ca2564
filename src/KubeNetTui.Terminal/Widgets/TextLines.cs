namespace KubeNetTui.Terminal;

/// <summary>Lines of one text, or of a list, for a pager.</summary>
public sealed class TextLines(IReadOnlyList<string> lines, IReadOnlySet<int>? marked = null) : IPagerLines
{
    public int Count => lines.Count;

    public string this[int line] => lines[line];

    /// <summary>Cuts a text at its line ends (LF or CR LF); one at the very end begins no line.</summary>
    public static TextLines Of(string text, IReadOnlySet<int>? marked = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = lines[i].EndsWith('\r') ? lines[i][..^1] : lines[i];
        }

        return new TextLines(lines[^1].Length == 0 ? lines[..^1] : lines, marked);
    }

    public bool IsMarked(int line) => marked?.Contains(line) ?? false;
}
