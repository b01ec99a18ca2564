namespace KubeNetTui.Reading;

/// <summary>
/// Which lines of a YAML text belong to which line above them: mappings and lists below their key, the rest of a list item below its
/// first line, a block of text below its key. By indentation, as kubectl writes it: dashes stand under the key, not beside it.
/// </summary>
internal sealed class YamlBlocks
{
    private readonly IReadOnlyList<string> _lines;
    private readonly int[] _ends;
    private readonly int[] _parents;

    public YamlBlocks(IReadOnlyList<string> lines)
    {
        _lines = lines;
        _ends = new int[lines.Count];
        _parents = new int[lines.Count];
        Stack<(int Line, int Column, bool TakesDashes)> open = new();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var column = Column(line);
            var isDash = column < line.Length && line[column] == '-' && (column + 1 == line.Length || line[column + 1] == ' ');
            while (line.Length > 0 && open.TryPeek(out var top) && !(column > top.Column || (column == top.Column && isDash && top.TakesDashes)))
            {
                open.Pop();
                _ends[top.Line] = i;
            }

            _parents[i] = open.TryPeek(out var above) ? above.Line : -1;
            _ends[i] = i + 1;
            if (isDash)
            {
                open.Push((i, column, false));
                var key = column + 1 + Column(line.AsSpan(column + 1));
                if (IsHead(line))
                {
                    open.Push((i, key, TakesDashes: true));
                }
            }
            else if (IsHead(line))
            {
                open.Push((i, column, TakesDashes: true));
            }
        }

        foreach (var (line, _, _) in open)
        {
            _ends[line] = Math.Max(_ends[line], lines.Count);
        }
    }

    /// <summary>The line after the last that belongs to this one.</summary>
    public int End(int line) => _ends[line];

    /// <summary>The line that it belongs to; -1: none.</summary>
    public int Parent(int line) => _parents[line];

    /// <summary>Something belongs to it.</summary>
    public bool IsHeadOfBlock(int line) => _ends[line] > line + 1;

    /// <summary>How many lines are above it that it belongs to.</summary>
    public int Depth(int line)
    {
        var depth = 0;
        for (var at = _parents[line]; at >= 0; at = _parents[at])
        {
            depth++;
        }

        return depth;
    }

    /// <summary>The line, or the one that it belongs to, at which a block begins; -1: none.</summary>
    public int BlockAround(int line) => IsHeadOfBlock(line) ? line : _parents[line];

    /// <summary>Tells it from others, also when the object is read again: the lines that it belongs to, and its own.</summary>
    public string PathOf(int line)
    {
        List<string> parts = [];
        for (var at = line; at >= 0; at = _parents[at])
        {
            parts.Add(_lines[at].Trim());
        }

        parts.Reverse();
        return string.Join('\n', parts);
    }

    private static int Column(ReadOnlySpan<char> line)
    {
        var column = line.IndexOfAnyExcept(' ');
        return column < 0 ? line.Length : column;
    }

    // "key:", "key: |", "key: |-": more belongs to it.
    private static bool IsHead(string line) => line.EndsWith(':') || line.EndsWith(": |", StringComparison.Ordinal) || line.EndsWith(": |-", StringComparison.Ordinal)
        || line.EndsWith(": |+", StringComparison.Ordinal);
}
