namespace KubeNetTui.Evidence;

/// <summary>
/// The words of one rule: separated by blanks, in double quotes where they hold blanks, with backslashes before quotes and backslashes
/// (xtables' <c>xtables_save_string</c>).
/// </summary>
internal ref struct RuleTokens(ReadOnlySpan<char> line)
{
    private readonly ReadOnlySpan<char> _line = line;
    private int _next;

    /// <summary>Without its quotes; backslashes stay (see <see cref="Text"/>).</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    public bool IsQuoted { get; private set; }

    /// <summary>Where <see cref="Current"/> begins in the line, its quote included.</summary>
    public int Start { get; private set; }

    /// <summary>Where the next word would begin.</summary>
    public readonly int Position => _next;

    public bool Next()
    {
        var i = _next;
        while (i < _line.Length && _line[i] is ' ' or '\t')
        {
            i++;
        }

        Start = i;
        if (i >= _line.Length)
        {
            _next = i;
            Current = default;
            return false;
        }

        if (_line[i] == '"')
        {
            var end = i + 1;
            while (end < _line.Length && _line[end] != '"')
            {
                end += _line[end] == '\\' ? 2 : 1;
            }

            end = Math.Min(end, _line.Length);
            Current = _line[(i + 1)..end];
            IsQuoted = true;
            _next = Math.Min(end + 1, _line.Length);
            return true;
        }

        var length = _line[i..].IndexOfAny(' ', '\t');
        length = length < 0 ? _line.Length - i : length;
        Current = _line.Slice(i, length);
        IsQuoted = false;
        _next = i + length;
        return true;
    }

    /// <summary>The next word is an option, a match or the end: the one before it has no (further) value.</summary>
    public readonly bool IsAtBoundary()
    {
        var copy = this;
        return !copy.Next() || (!copy.IsQuoted && (copy.Current is "!" || copy.Current.StartsWith("-", StringComparison.Ordinal)));
    }

    /// <summary>The word with its backslashes resolved.</summary>
    public readonly string Text()
    {
        if (!IsQuoted || Current.IndexOf('\\') < 0)
        {
            return Current.ToString();
        }

        Span<char> buffer = Current.Length <= 512 ? stackalloc char[Current.Length] : new char[Current.Length];
        var length = 0;
        for (var i = 0; i < Current.Length; i++)
        {
            if (Current[i] == '\\' && i + 1 < Current.Length)
            {
                i++;
            }

            buffer[length++] = Current[i];
        }

        return buffer[..length].ToString();
    }

    /// <summary>The line from one position to another, without blanks around it.</summary>
    public readonly ReadOnlySpan<char> Between(int from, int to) => _line[from..Math.Max(from, to)].Trim();
}
