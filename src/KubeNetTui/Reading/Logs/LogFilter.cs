using System.Buffers;
using System.Text.RegularExpressions;

namespace KubeNetTui.Reading;

/// <summary>Which lines of a log are shown: text or a regular expression, <c>!</c> before it for the others; as <c>&amp;</c> in less.</summary>
internal sealed class LogFilter
{
    private static readonly SearchValues<char> RegexSigns = SearchValues.Create(@"^$*+?()[]{}|\");

    private readonly Regex? _regex;
    private readonly string _text;
    private readonly bool _inverted;
    private readonly StringComparison _case;

    private LogFilter(string typed, string text, Regex? regex, bool inverted, string problem)
    {
        (Typed, _text, _regex, _inverted, Problem) = (typed, text, regex, inverted, problem);
        _case = text.Any(char.IsUpper) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
    }

    public static LogFilter None { get; } = new("", "", null, false, "");

    public string Typed { get; }

    public bool IsEmpty => _text.Length == 0;

    /// <summary>Why the regular expression is none; it is then looked for as text. "" as a rule.</summary>
    public string Problem { get; }

    public static LogFilter Parse(string typed)
    {
        var inverted = typed.StartsWith('!');
        var text = inverted ? typed[1..].TrimStart() : typed;
        if (!text.AsSpan().ContainsAny(RegexSigns))
        {
            return new LogFilter(typed, text, null, inverted, "");
        }

        try
        {
            // Non-backtracking: a log line is as long as it likes, and a screen has no time.
            var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (text.Any(char.IsUpper) ? 0 : RegexOptions.IgnoreCase);
            return new LogFilter(typed, text, new Regex(text, options), inverted, "");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return new LogFilter(typed, text, null, inverted, $"no regular expression: {e.Message}");
        }
    }

    public bool Shows(LogEntry entry) =>
        IsEmpty || entry.Notice || (_regex?.IsMatch(entry.Text) ?? entry.Text.Contains(_text, _case)) != _inverted;
}
