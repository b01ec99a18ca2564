namespace KubeNetTui.Reading;

/// <summary>What is searched for in some lines, and where it is.</summary>
internal sealed class TextSearch
{
    /// <summary>More matches than this are not looked for: nobody steps through them, and each takes memory.</summary>
    private const int Most = 100_000;

    private readonly List<(int Line, int Start, int Length)> _matches = [];
    private int _current = -1;
    private TextPattern _pattern = TextPattern.None;

    public string Text => _pattern.Text;

    public int Count => _matches.Count;

    /// <summary><c>3 of 12</c>; "" while no match was stepped to.</summary>
    public string Place => _current < 0 ? "" : $"{_current + 1} of {_matches.Count}";

    /// <param name="firstNumber">The number of the first of the lines.</param>
    public void Set(TextPattern pattern, IReadOnlyList<TextLine> lines, int firstNumber = 0)
    {
        _pattern = pattern;
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
        if (_pattern.IsEmpty)
        {
            return;
        }

        for (var i = 0; i < lines.Count && _matches.Count < Most; i++)
        {
            _pattern.Find(lines[i].Text, firstNumber + i, _matches);
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
