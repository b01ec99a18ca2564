using System.Buffers;
using System.Text.RegularExpressions;

namespace KubeNetTui.Reading;

/// <summary>What is looked for in text. Case matters only when there is a capital in it, as in vim's smartcase.</summary>
internal sealed class TextPattern
{
    private static readonly SearchValues<char> RegexSigns = SearchValues.Create(@"^$*+?()[]{}|\");

    private readonly Regex? _regex;
    private readonly StringComparison _case;

    private TextPattern(string text, Regex? regex, string problem)
    {
        (Text, _regex, Problem) = (text, regex, problem);
        _case = text.Any(char.IsUpper) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
    }

    public static TextPattern None { get; } = new("", null, "");

    public string Text { get; }

    public bool IsEmpty => Text.Length == 0;

    /// <summary>Why the regular expression is none; it is then looked for as text. "" as a rule.</summary>
    public string Problem { get; }

    public static TextPattern Literal(string text) => text.Length == 0 ? None : new TextPattern(text, null, "");

    /// <summary>A regular expression where it has signs of one and is valid; else text.</summary>
    public static TextPattern Parse(string text)
    {
        if (text.Length == 0 || !text.AsSpan().ContainsAny(RegexSigns))
        {
            return Literal(text);
        }

        try
        {
            // Non-backtracking: a line is as long as it likes, and a screen has no time.
            var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (text.Any(char.IsUpper) ? 0 : RegexOptions.IgnoreCase);
            return new TextPattern(text, new Regex(text, options), "");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return new TextPattern(text, null, $"no regular expression: {e.Message}");
        }
    }

    public bool IsIn(string line) => _regex?.IsMatch(line) ?? line.Contains(Text, _case);

    /// <summary>Adds where it is in a line; a match of nothing is none.</summary>
    public void Find(string line, int number, List<(int Line, int Start, int Length)> into)
    {
        if (_regex is null)
        {
            for (var at = line.IndexOf(Text, _case); at >= 0; at = line.IndexOf(Text, at + Text.Length, _case))
            {
                into.Add((number, at, Text.Length));
            }

            return;
        }

        foreach (var match in _regex.EnumerateMatches(line))
        {
            if (match.Length > 0)
            {
                into.Add((number, match.Index, match.Length));
            }
        }
    }
}
