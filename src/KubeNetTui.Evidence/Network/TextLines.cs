namespace KubeNetTui.Evidence;

/// <summary>Lines of a text with their numbers, and words of a line; no copies are made.</summary>
internal ref struct TextLines(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    /// <summary>Without its end.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>From 1.</summary>
    public int Number { get; private set; }

    public readonly TextLines GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var end = _rest.IndexOf('\n');
        var line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        Current = line is [.., '\r'] ? line[..^1] : line;
        Number++;
        return true;
    }
}

/// <summary>Words between blanks.</summary>
internal ref struct TextWords(ReadOnlySpan<char> line)
{
    private ReadOnlySpan<char> _rest = line;

    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>What follows the current word.</summary>
    public readonly ReadOnlySpan<char> Rest => _rest.TrimStart(" \t");

    public readonly TextWords GetEnumerator() => this;

    public bool MoveNext()
    {
        _rest = _rest.TrimStart(" \t");
        if (_rest.IsEmpty)
        {
            return false;
        }

        var end = _rest.IndexOfAny(' ', '\t');
        Current = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[end..];
        return true;
    }

    /// <summary>The next word, or "".</summary>
    public ReadOnlySpan<char> Next() => MoveNext() ? Current : default;
}
