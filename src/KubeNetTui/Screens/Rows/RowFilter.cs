using System.Buffers;
using System.Text.RegularExpressions;
using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>
/// What is typed after <c>/</c>: text (anywhere in any cell, case does not matter), a regular expression where it has the signs of one,
/// <c>-l</c> a label selector (with <c>/text</c> or <c>-f</c> behind it for both), <c>-f</c> letters in their order in the name, and
/// <c>!</c> before any of them for the others.
/// </summary>
internal sealed class RowFilter
{
    // A dot alone is no sign: addresses and names have it.
    private static readonly SearchValues<char> RegexSigns = SearchValues.Create(@"^$*+?()[]{}|\");
    private readonly Func<TableRow, VerdictCell?, bool> _matches;
    private readonly bool _inverted;

    private RowFilter(string text, Func<TableRow, VerdictCell?, bool> matches, bool inverted, string problem)
    {
        Text = text;
        _matches = matches;
        _inverted = inverted;
        Problem = problem;
    }

    public static RowFilter None { get; } = new("", static (_, _) => true, false, "");

    /// <summary>As typed.</summary>
    public string Text { get; }

    public bool IsEmpty => Text.Length == 0;

    /// <summary>Why it does not do what was typed (a regular expression or selector that is wrong), or "".</summary>
    public string Problem { get; }

    /// <summary>The text to mark in the cells, or "" where there is none.</summary>
    public string Highlight { get; private init; } = "";

    public bool Matches(TableRow row, VerdictCell? verdict) => _matches(row, verdict) != _inverted;

    public static RowFilter Parse(string typed)
    {
        var text = typed.Trim();
        var inverted = text.StartsWith('!');
        var body = inverted ? text[1..].TrimStart() : text;
        if (body.Length == 0)
        {
            return new RowFilter(text, static (_, _) => true, false, "");
        }

        if (Option(body, "-l") is { } typedSelector)
        {
            var (selectorText, more) = CutSelector(typedSelector);
            if (more.Length > 0)
            {
                var (first, second) = (Parse($"-l {selectorText}"), Parse(more));
                return new RowFilter(text, (row, verdict) => first.Matches(row, verdict) && second.Matches(row, verdict), inverted, first.Problem.Length > 0 ? first.Problem : second.Problem)
                {
                    Highlight = inverted ? "" : second.Highlight,
                };
            }

            return LabelSelector.TryParse(selectorText, out var selector, out var wrong)
                ? new RowFilter(text, (row, _) => selector.Matches(row.Labels), inverted, "")
                : new RowFilter(text, static (_, _) => true, false, wrong);
        }

        if (Option(body, "-f") is { } letters)
        {
            return new RowFilter(text, (row, _) => InOrder(row, letters), inverted, "");
        }

        var problem = "";
        if (body.AsSpan().ContainsAny(RegexSigns) && TryRegex(body, out var regex, out problem))
        {
            return new RowFilter(text, (row, verdict) => AnyCell(row, verdict, regex, static (r, cell) => r.IsMatch(cell)), inverted, "");
        }

        return new RowFilter(
            text, (row, verdict) => AnyCell(row, verdict, body, static (b, cell) => cell.Contains(b, StringComparison.OrdinalIgnoreCase)),
            inverted, problem)
        {
            Highlight = inverted ? "" : body,
        };
    }

    // "-l app=web", "-lapp=web"; "-l" alone is one that is being typed.
    private static string? Option(string text, string name) =>
        text.StartsWith(name, StringComparison.Ordinal) ? text[name.Length..].Trim() : null;

    /// <summary>The selector, without the quotes that it may stand in, and the text or letters that follow it: <c>-l app=web /api</c>.</summary>
    private static (string Selector, string More) CutSelector(string typed)
    {
        var words = new App.Commands.KindWords(typed);
        var selector = words.Selector();
        return (selector, words.Next() switch
        {
            null => "",
            { IsFilter: true, Text: var filter } => filter,
            { Text: var option } => $"{option} {words.Next()?.Text}".Trim(),
        });
    }

    private static bool TryRegex(string pattern, out Regex regex, out string problem)
    {
        const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
        try
        {
            // The engine that can't be made to run for ever by a pattern; it lacks look-around and back-references.
            regex = new Regex(pattern, Options | RegexOptions.NonBacktracking);
            problem = "";
            return true;
        }
        catch (NotSupportedException)
        {
            regex = new Regex(pattern, Options, TimeSpan.FromMilliseconds(100));
            problem = "";
            return true;
        }
        catch (RegexParseException e)
        {
            regex = null!;
            problem = $"no regular expression ({Reason(e.Error)}): searched as text";
            return false;
        }
    }

    private static string Reason(RegexParseError error) => error switch
    {
        RegexParseError.InsufficientClosingParentheses => "\")\" is missing",
        RegexParseError.InsufficientOpeningParentheses => "\"(\" is missing",
        RegexParseError.UnterminatedBracket => "\"]\" is missing",
        RegexParseError.QuantifierAfterNothing => "nothing before the * + or ?",
        RegexParseError.UnescapedEndingBackslash => "\\ at the end",
        RegexParseError.ReversedCharacterRange or RegexParseError.ReversedQuantifierRange => "a range from high to low",
        _ => "it does not parse",
    };

    private static bool AnyCell<T>(TableRow row, VerdictCell? verdict, T what, Func<T, string, bool> test)
    {
        try
        {
            foreach (var cell in row.Cells)
            {
                if (test(what, cell))
                {
                    return true;
                }
            }

            return (row.Namespace.Length > 0 && test(what, row.Namespace))
                || (verdict is { } v && (test(what, VerdictWords.Of(v.Verdict)) || (v.Reason.Length > 0 && test(what, v.Reason))));
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static bool InOrder(TableRow row, string letters)
    {
        var next = 0;
        foreach (var c in row.Name)
        {
            if (next < letters.Length && char.ToLowerInvariant(c) == char.ToLowerInvariant(letters[next]))
            {
                next++;
            }
        }

        return next == letters.Length;
    }
}

/// <summary>The words and marks of verdicts; a colour never stands alone.</summary>
internal static class VerdictWords
{
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Warn => "warn",
        Verdict.Fail => "FAIL",
        Verdict.Unknown => "unknown",
        _ => "–",
    };

    public static string MarkOf(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "✓",
        Verdict.Warn => "!",
        Verdict.Fail => "✗",
        Verdict.Unknown => "?",
        _ => " ",
    };
}
