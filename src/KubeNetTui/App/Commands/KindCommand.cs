using System.Buffers;
using KubeNetTui.Screens;

namespace KubeNetTui.App.Commands;

/// <summary>
/// What follows the name of a kind, as k9s takes it and more: <c>[NAMESPACE[,NAMESPACE…]] [-A] [@CONTEXT] [SELECTOR] [-l SELECTOR]
/// [-f LETTERS] [/FILTER]</c>, in any order but for the filter, which is the rest of the line.
/// </summary>
/// <param name="Namespaces">Those named; none: the ones browsed.</param>
/// <param name="Context">Null: the one in use.</param>
/// <param name="Filter">As it is typed after <c>/</c>; "" for none.</param>
internal sealed record KindCommand(IReadOnlyList<string> Namespaces, bool AllNamespaces, string? Context, string Filter)
{
    public const int MostNamespaces = 20;
    private const string Allowed = "after a kind: NAMESPACE or NAMESPACE,NAMESPACE, -A, @CONTEXT, app=web or -l SELECTOR, -f LETTERS, /FILTER";
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static KindCommand Nothing { get; } = new([], false, null, "");

    /// <param name="problem">What was not understood, and what would have been.</param>
    public static bool TryParse(string rest, out KindCommand command, out string problem)
    {
        var words = new KindWords(rest);
        command = Nothing;
        problem = "";
        List<string> selectors = [];
        string text = "", letters = "";
        while (problem.Length == 0 && words.Next() is { } word)
        {
            switch (word)
            {
                case { IsFilter: true }:
                    text = word.Text;
                    break;
                case { IsQuoted: false, Text: "-A" or "--all-namespaces" or "all" or "*" }:
                    command = command with { AllNamespaces = true };
                    break;
                case { IsQuoted: false, Text: "-n" or "--namespace" }:
                    problem = AddNamespaces(words.Next()?.Text ?? "", ref command, word.Text);
                    break;
                case { IsQuoted: false } when word.Text.StartsWith("--namespace=", StringComparison.Ordinal):
                    problem = AddNamespaces(word.Text["--namespace=".Length..], ref command, "--namespace=");
                    break;
                case { IsQuoted: false, Text: "-l" or "--selector" }:
                    problem = AddSelector(words.Selector(), selectors, word.Text);
                    break;
                case { IsQuoted: false } when word.Text.StartsWith("-l", StringComparison.Ordinal):
                    problem = AddSelector(word.Text[2..], selectors, "-l");
                    break;
                case { IsQuoted: false, Text: "-f" or "--fuzzy" }:
                    letters = words.Next()?.Text ?? "";
                    problem = letters.Length == 0 ? $"{word.Text} needs letters of the name: -f wb" : "";
                    break;
                case { IsQuoted: false } when word.Text.StartsWith('@'):
                    problem = word.Text.Length == 1 ? "@ needs the name of a context: @prod" : command.Context is { } other ? $"two contexts, {other} and {word.Text[1..]}: one at a time (:beside opens a second)" : "";
                    command = command with { Context = word.Text[1..] };
                    break;
                case { IsQuoted: false } when word.Text.StartsWith('-'):
                    problem = $"\"{word.Text}\" is not understood; {Allowed}";
                    break;
                case var _ when word.Text.AsSpan().ContainsAny(['=', '(', '!']):
                    problem = AddSelector(word.Text, selectors, "");
                    break;
                default:
                    problem = AddNamespaces(word.Text, ref command, "");
                    break;
            }
        }

        if (problem.Length == 0 && text.Length > 0 && letters.Length > 0)
        {
            problem = "-f and /: one of them at a time";
        }

        command = command with { Filter = FilterOf(selectors, letters.Length > 0 ? $"-f {letters}" : text) };
        return problem.Length == 0;
    }

    /// <summary>As it is typed, for the history: <c>shop,pay -l app=web /api</c>.</summary>
    /// <param name="namespaces">Those in sight; none: all.</param>
    public static string TextOf(bool namespaced, IReadOnlyList<string> namespaces, string filter) => string.Join(' ', new[]
    {
        !namespaced ? "" : namespaces.Count == 0 ? "-A" : string.Join(',', namespaces),
        filter.StartsWith("-l", StringComparison.Ordinal) || filter.StartsWith("-f", StringComparison.Ordinal) || filter.Length == 0 ? filter : "/" + filter,
    }.Where(t => t.Length > 0));

    public static bool IsNamespace(string name) =>
        name.Length is > 0 and <= 63 && !name.AsSpan().ContainsAnyExcept(NameCharacters) && name[0] != '-' && name[^1] != '-';

    // A selector and a text are one filter: "-l app=web /api".
    private static string FilterOf(List<string> selectors, string text)
    {
        if (selectors.Count == 0)
        {
            return text;
        }

        var labels = $"-l {string.Join(',', selectors)}";
        return text.Length == 0 ? labels : text.StartsWith("-f ", StringComparison.Ordinal) ? $"{labels} {text}" : $"{labels} /{text}";
    }

    private static string AddSelector(string text, List<string> selectors, string option)
    {
        if (text.Length == 0)
        {
            return $"{option} needs a label selector: -l app=web, -l 'app in (a,b)'";
        }

        selectors.Add(text);
        return LabelSelector.TryParse(text, out _, out var wrong) ? "" : $"\"{text}\" is no label selector: {wrong}";
    }

    private static string AddNamespaces(string text, ref KindCommand command, string option)
    {
        var names = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names.Length == 0)
        {
            return $"{option} needs a namespace: -n shop, or several: -n shop,pay";
        }

        if (names is ["all"])
        {
            command = command with { AllNamespaces = true };
            return "";
        }

        if (names.FirstOrDefault(n => !IsNamespace(n)) is { } wrong)
        {
            return $"\"{wrong}\" is not understood; {Allowed}";
        }

        if (option.Length == 0 && command.Namespaces.Count > 0)
        {
            return $"\"{text}\" is not understood: several namespaces are joined by commas, {string.Join(',', command.Namespaces)},{text}";
        }

        string[] all = [.. command.Namespaces.Union(names)];
        command = command with { Namespaces = all };
        return all.Length > MostNamespaces ? $"{all.Length} namespaces at once are too many ({MostNamespaces} at most): -A shows all" : "";
    }
}
