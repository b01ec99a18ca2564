using System.Text;

namespace KubeNetTui.App.Commands;

/// <param name="IsFilter">What follows a <c>/</c>: the rest of the line, as it stands.</param>
internal sealed record KindWord(string Text, bool IsQuoted = false, bool IsFilter = false);

/// <summary>The words after a kind's name: parted by spaces, but for what stands in quotes, and what follows <c>/</c>.</summary>
internal sealed class KindWords(string text)
{
    private static readonly string[] Options = ["-A", "-n", "-l", "-f", "--all-namespaces", "--namespace", "--selector", "--fuzzy"];
    private int _at;

    /// <summary>Null at the end.</summary>
    public KindWord? Next()
    {
        SkipSpace();
        if (_at >= text.Length)
        {
            return null;
        }

        if (text[_at] == '/')
        {
            var filter = text[(_at + 1)..].Trim();
            _at = text.Length;
            return new KindWord(filter, IsFilter: true);
        }

        var word = new StringBuilder();
        var quoted = text[_at] is '\'' or '"';
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]))
        {
            if (text[_at] is '\'' or '"')
            {
                // To the end of the line where the other quote has not been typed yet.
                var end = text.IndexOf(text[_at], _at + 1) is >= 0 and var found ? found : text.Length;
                word.Append(text.AsSpan(_at + 1, end - _at - 1));
                _at = Math.Min(end + 1, text.Length);
            }
            else
            {
                word.Append(text[_at++]);
            }
        }

        return new KindWord(word.ToString(), quoted);
    }

    /// <summary>What follows <c>-l</c>: a word in quotes, or without them all up to the next option, <c>@</c> or <c>/</c>.</summary>
    public string Selector()
    {
        SkipSpace();
        if (_at < text.Length && text[_at] is '\'' or '"')
        {
            return Next()!.Text;
        }

        var start = _at;
        var depth = 0;
        while (_at < text.Length)
        {
            depth += text[_at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth <= 0 && char.IsWhiteSpace(text[_at]) && StartsOther(text.AsSpan(_at + 1)))
            {
                break;
            }

            _at++;
        }

        return text[start.._at].Trim();
    }

    private static bool StartsOther(ReadOnlySpan<char> rest)
    {
        if (rest.Length > 0 && rest[0] is '/' or '@')
        {
            return true;
        }

        var space = rest.IndexOf(' ');
        var word = space < 0 ? rest : rest[..space];
        foreach (var option in Options)
        {
            if (word.SequenceEqual(option))
            {
                return true;
            }
        }

        return false;
    }

    private void SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }
}
