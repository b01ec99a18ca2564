using System.Text.RegularExpressions;

namespace KubeNetTui.Terminal;

/// <summary>What is looked for in a pager. Capital letters count only where the person wrote any.</summary>
internal sealed class PagerSearch
{
    private readonly Regex _pattern;

    private PagerSearch(Regex pattern, string text)
    {
        _pattern = pattern;
        Text = text;
    }

    public string Text { get; }

    /// <returns>Null when it isn't a regular expression.</returns>
    public static PagerSearch? TryCreate(string text, bool regex)
    {
        // Without backtracking no pattern, and no line of a log, can take time out of proportion.
        var options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;
        if (!text.Any(char.IsUpper))
        {
            options |= RegexOptions.IgnoreCase;
        }

        try
        {
            return new PagerSearch(new Regex(regex ? text : Regex.Escape(text), options), text);
        }
        catch (ArgumentException)
        {
            return null;
        }
        catch (NotSupportedException)
        {
            return null; // look-around and back-references need backtracking
        }
    }

    public bool IsIn(string line) => _pattern.IsMatch(line);

    public IEnumerable<(int Start, int End)> Find(string line)
    {
        foreach (Match match in _pattern.Matches(line))
        {
            if (match.Length > 0)
            {
                yield return (match.Index, match.Index + match.Length);
            }
        }
    }
}
