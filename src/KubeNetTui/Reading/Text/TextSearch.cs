namespace KubeNetTui.Reading;

/// <summary>What is searched for in some lines, and where it is. Case matters only when the text has a capital in it, as in vim's smartcase.</summary>
internal sealed class TextSearch
{
    private readonly List<(int Line, int Start, int Length)> _matches = [];
    private int _current = -1;

    public string Text { get; private set; } = "";

    public int Count => _matches.Count;

    /// <summary><c>3 of 12</c>; "" while no match was stepped to.</summary>
    public string Place => _current < 0 ? "" : $"{_current + 1} of {_matches.Count}";

    /// <param name="firstNumber">The number of the first of the lines.</param>
    public void Set(string text, IReadOnlyList<TextLine> lines, int firstNumber = 0)
    {
        Text = text;
        Find(lines, firstNumber);
    }

    /// <summary>Looks again: the lines are others now.</summary>
    public void Find(IReadOnlyList<TextLine> lines, int firstNumber = 0)
    {
        _matches.Clear();
        _current = -1;
        Append(lines, firstNumber);
    }

    /// <summary>Looks in lines that were added at the end.</summary>
    public void Append(IReadOnlyList<TextLine> lines, int firstNumber)
    {
        if (Text.Length == 0)
        {
            return;
        }

        var comparison = Text.Any(char.IsUpper) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].Text;
            for (var at = line.IndexOf(Text, comparison); at >= 0; at = line.IndexOf(Text, at + Text.Length, comparison))
            {
                _matches.Add((firstNumber + i, at, Text.Length));
            }
        }
    }

    /// <summary>Forgets matches in lines that are no longer there.</summary>
    public void DropBefore(int number)
    {
        var gone = FirstAt(number);
        _matches.RemoveRange(0, gone);
        _current = Math.Max(-1, _current - gone);
    }

    /// <summary>The line of the next match: the first at or after <paramref name="fromLine"/>, then one after the other, round and round.</summary>
    public int? Step(int direction, int fromLine)
    {
        if (_matches.Count == 0)
        {
            return null;
        }

        if (_current < 0)
        {
            var first = _matches.FindIndex(m => m.Line >= fromLine);
            _current = direction > 0 ? Math.Max(first, 0) : (first <= 0 ? _matches.Count : first) - 1;
        }
        else
        {
            _current = (_current + direction + _matches.Count) % _matches.Count;
        }

        return _matches[_current].Line;
    }

    /// <summary>The matches on one line.</summary>
    public IEnumerable<(int Start, int Length, bool Current)> On(int line)
    {
        var i = FirstAt(line);
        for (; i < _matches.Count && _matches[i].Line == line; i++)
        {
            yield return (_matches[i].Start, _matches[i].Length, i == _current);
        }
    }

    private int FirstAt(int line)
    {
        int low = 0, high = _matches.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_matches[middle].Line < line)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
